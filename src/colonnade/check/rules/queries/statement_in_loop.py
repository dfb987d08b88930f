"""A statement in a loop is sent once for every row.

A hundred rows are a hundred round trips. One statement can ask for all of them: with `in_`, with a join, or by loading a
relationship along. A loop that sends other statements for each row as well, because it writes at once or hands the session
on, is a piece of work for each row and stays as it is, unless it goes through rows that the session has read before. So does
one that only asks whether a row is there already and adds it, and one that asks for some rows only, behind an `if` that is
more than whether there is a key.

Bad:

    from sqlmodel import Field, Session, SQLModel, select

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")

    def tasks_of(session: Session, users: list[User]) -> list[Task]:
        found: list[Task] = []
        for user in users:
            found += session.exec(select(Task).where(Task.user_id == user.id))
        return found

Good:

    from sqlmodel import Field, Session, SQLModel, col, select

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")

    def tasks_of(session: Session, users: list[User]) -> list[Task]:
        keys = [user.id for user in users]
        return list(session.exec(select(Task).where(col(Task.user_id).in_(keys))))

Fine:

    from sqlmodel import Field, Session, SQLModel, col, delete

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def empty(session: Session, batches: list[list[int]]) -> None:
        for keys in batches:
            session.exec(delete(Task).where(col(Task.id).in_(keys)))

Fine:

    from sqlmodel import Field, Session, SQLModel
    from app.sessions import new_session

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done: bool = False

    def finish(keys: list[int]) -> None:
        for key in keys:
            with new_session() as session:
                task = session.get(Task, key)
                if task is not None:
                    task.done = True

Fine:

    from sqlmodel import Field, Session, SQLModel, col, update

    class Job(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        state: str = Field(default="waiting", max_length=20)

    def claim(session: Session, keys: list[int]) -> list[Job]:
        claimed: list[Job] = []
        for key in keys:
            job = session.get(Job, key)
            if job is None or job.state != "waiting":
                continue
            session.exec(update(Job).where(col(Job.id) == key).values(state="taken"))
            claimed.append(job)
        return claimed

Fine:

    from sqlmodel import Field, Session, SQLModel, select

    class Tag(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(unique=True, max_length=50)

    def add_missing(session: Session, names: list[str]) -> None:
        for name in names:
            if session.exec(select(Tag).where(Tag.name == name)).first() is None:
                session.add(Tag(name=name))

Bad:

    from sqlmodel import Field, Session, SQLModel

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int | None = Field(default=None, foreign_key="users.id", index=True)

    def users_of(session: Session, tasks: list[Task]) -> list[User | None]:
        found: list[User | None] = []
        for task in tasks:
            if task.user_id is not None:
                found.append(session.get(User, task.user_id))
        return found

Fine:

    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=50)

    def rename(session: Session, titles: dict[int, str]) -> None:
        for key, title in titles.items():
            if title.endswith(" (new)"):
                task = session.get_one(Task, key)
                task.title = title
            if title.endswith(" (old)"):
                task = session.get(Task, key)
                if task is not None:
                    task.title = title

Bad:

    from fastapi import HTTPException
    from sqlmodel import Field, Session, SQLModel

    class Tag(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Label(SQLModel, table=True):
        task_id: int = Field(primary_key=True)
        tag_id: int = Field(foreign_key="tag.id", primary_key=True, index=True, ondelete="CASCADE")

    def attach(session: Session, task_id: int, tags: list[int]) -> None:
        for tag_id in tags:
            tag = session.get(Tag, tag_id)
            if not tag:
                raise HTTPException(404)
            session.add(Label(task_id=task_id, tag_id=tag_id))

Bad:

    from app.mail import remind
    from sqlmodel import Field, Session, SQLModel, select

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")

    def remind_all(session: Session) -> None:
        users = session.exec(select(User)).all()
        for user in users:
            tasks = session.exec(select(Task).where(Task.user_id == user.id)).all()
            remind(session, user, tasks)

Fine:

    from argparse import ArgumentParser
    from sqlmodel import Field, Session, SQLModel, func, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(unique=True, max_length=50)

    def first_known(session: Session, names: list[str]) -> Task | None:
        for name in names:
            if name.startswith("task"):
                return session.exec(select(Task).where(Task.name == name)).one_or_none()
        return None

    def counts(session: Session, key: int) -> list[int]:
        return [
            session.exec(select(func.count()).select_from(table).where(table.c.id == key)).one()
            for table in SQLModel.metadata.sorted_tables
        ]

    def remove_some(session: Session, parser: ArgumentParser) -> None:
        args = parser.parse_args()
        for key in args.keys:
            session.delete(session.exec(select(Task).where(Task.id == key)).one())
"""

import ast
from collections.abc import Iterator

from colonnade.check.loops import (
    has_names,
    is_behind_if,
    is_bound_in,
    is_last,
    is_short,
    outer_targets,
    targets_of,
)
from colonnade.check.rows import model_of_rows
from colonnade.check.rule import Problem
from colonnade.check.sessions import RUNS, is_session
from colonnade.check.source import Source
from colonnade.check.statements import (
    CONDITIONS,
    chain,
    conditions,
    is_asked,
    method,
    methods,
    reads_of,
    select_of,
    value_of,
)
from colonnade.check.words import MODELS, SESSIONS
from colonnade.findings import Severity

CODE = "COL407"
SEVERITY = Severity.WARNING
CALLED = RUNS | {"get"}
NEEDS = (
    SESSIONS,
    "for",
    "select(|" + MODELS,
    "|".join(f"{name}(" for name in sorted(CALLED)),
    "|".join([*(f"{name}(" for name in sorted(RUNS)), MODELS]),
)
IMPORTS = frozenset({"select"})


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report loops over rows at the first SELECT or `session.get` in them that depends on the row."""
    reported: set[ast.AST] = set()
    for call in () if source.is_test else sorted(source.calls(CALLED), key=lambda one: one.lineno):
        loop = source.loop(call)
        if loop is None or loop in reported or not _is_repeated(call, loop, source):
            continue
        reported.add(loop)
        yield Problem(
            call,
            "A statement is sent for every row of the loop.",
            "Ask once before the loop: `select(...).where(col(...).in_(keys))`, or load the relationship along.",
        )


def _is_repeated(node: ast.Call, loop: ast.AST, source: Source) -> bool:
    """Whether a loop asks for each of its rows what one statement could ask for all."""
    if not isinstance(node.func, ast.Attribute) or isinstance(loop, ast.While):
        return False
    session = node.func.value
    if not is_session(session, source) or is_short(loop, source):
        return False
    if is_bound_in(loop, session, source) or _works_row_by_row(loop, session, source):
        return False  # each round is a piece of work of its own
    if _adds_what_is_missing(node, loop, source) or is_behind_if(node, loop, source):
        return False
    return not is_last(node, loop, source) and _depends(node, targets_of(loop), source)


def _works_row_by_row(loop: ast.AST, session: ast.expr, source: Source) -> bool:
    """Whether each round sends other statements as well: it writes at once, or hands the session on."""
    name = ast.unparse(session)
    are_read = isinstance(loop, ast.For) and model_of_rows(loop.iter, source) is not None
    for one in ast.walk(loop):
        if not isinstance(one, ast.Call):
            continue
        func = one.func
        if isinstance(func, ast.Attribute) and ast.unparse(func.value) == name:
            if func.attr in _AT_ONCE or (func.attr in RUNS and _writes(one, source)):
                return True
        elif not are_read and name in [ast.unparse(given) for given in _given(one)]:
            return True
    return False


def _adds_what_is_missing(node: ast.Call, loop: ast.AST, source: Source) -> bool:
    """Whether a statement asks only whether a row is there, in a loop that makes one where it is not."""
    result: ast.AST = node
    while isinstance(parent := source.parent(result), ast.Await | ast.Attribute | ast.Call):
        result = parent
    uses: list[ast.AST] = [result]
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name):
        uses = [*reads_of(parent.targets[0].id, loop)]
    model = model_of_rows(result, source)
    makes = (source.model(one.func) for one in ast.walk(loop) if isinstance(one, ast.Call))
    return model in makes and bool(uses) and all(is_asked(one, source) for one in uses)


def _writes(node: ast.Call, source: Source) -> bool:
    """Whether a call runs an UPDATE, a DELETE or an INSERT."""
    statement = value_of(node.args[0], source) if node.args else None
    calls = chain(statement) if statement is not None else ()
    return any(source.resolve(one.func).rpartition(".")[2] in _WRITES for one in calls)


def _given(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(one.value for one in node.keywords)]


_AT_ONCE = frozenset({"commit", "flush", "refresh", "begin_nested"})
_WRITES = frozenset({"update", "delete", "insert"})


def _depends(node: ast.Call, targets: set[str], source: Source) -> bool:
    """Whether a statement compares with something of the loop's row; `in_` takes whole batches, and a statement for a
    table of the loop is another one each time.
    """
    if isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        return (
            len(node.args) > 1
            and source.model(node.args[0]) is not None
            and has_names(node.args[1], targets)
        )
    statement = value_of(node.args[0], source) if node.args else None
    if statement is None or select_of(statement, source) is None:
        return False
    if "with_for_update" in methods(statement):
        return False  # each row is locked for its own work
    if any(has_names(one, targets | outer_targets(node, source)) for one in _sources(statement)):
        return False
    compared = [part for one in _conditions(statement, source) for part in ast.walk(one)]
    return any(
        isinstance(one, ast.Compare) and has_names(one, targets) for one in compared
    ) and not any(_is_batch(one, targets) for one in compared)


def _conditions(statement: ast.AST, source: Source) -> Iterator[ast.expr]:
    """The conditions of a statement; `filter_by(id=key)` as the comparison that it stands for."""
    yield from conditions(statement, source)
    for call in chain(statement):
        if method(call) == "filter_by":
            for one in call.keywords:
                yield ast.Compare(ast.Constant(one.arg), [ast.Eq()], [one.value])


def _is_batch(node: ast.AST, targets: set[str]) -> bool:
    """Whether an expression is `in_` with values of the loop's row."""
    return (
        isinstance(node, ast.Call)
        and method(node) in ("in_", "not_in", "notin_")
        and any(has_names(one, targets) for one in node.args)
    )


def _sources(statement: ast.AST) -> Iterator[ast.expr]:
    """What a statement selects, and from what."""
    for call in chain(statement):
        if method(call) not in CONDITIONS | {"limit", "offset"}:
            yield from call.args

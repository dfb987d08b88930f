"""A table is defined in one module.

When both modules are imported, the second class raises InvalidRequestError: "Table is already defined for this MetaData
instance". Fields are added to the one class. Reported where one of the modules imports the other, or a third imports both;
models that are never together, as in examples, are fine.

Bad:

    # file: app/task.py
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    # file: app/tag.py
    from sqlmodel import Field, SQLModel

    class Tag(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done: bool = False

    # file: app/service.py
    from sqlmodel import select

    from app.tag import Tag
    from app.task import Task

    statements = [select(Tag), select(Task)]

Good:

    # file: app/task.py
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done: bool = False

    # file: app/tag.py
    from sqlmodel import Field, SQLModel

    class Tag(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    # file: app/service.py
    from sqlmodel import select

    from app.tag import Tag
    from app.task import Task

    statements = [select(Tag), select(Task)]

Fine:

    # file: first.py
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    # file: second.py
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
"""

from collections.abc import Iterator

from colonnade.check.columns import is_named
from colonnade.check.project import MODEL_BASES, Model, Project
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL157"


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report tables that a class of another module, which is imported along, has as well."""
    others = source.project.tables(node.table_name) if _is_plain(node) else []
    for other in others:
        home, there = _module(node), _module(other)
        if home == there or not _is_plain(other):
            continue
        direct = there in source.project.imports[home]
        if direct or (home > there and _are_together(home, there, source.project)):
            yield Problem(
                node,
                f"The table `{node.table_name}` is defined in `{there}`, too.",
                "Add the fields to one class, and import that.",
            )
            return


def _module(model: Model) -> str:
    return model.cls.name.rpartition(".")[0]


def _is_plain(model: Model) -> bool:
    """Whether a table is known by its name alone: in the one registry, without a schema."""
    classes = list(model.project.lineage(model.cls))
    apart = any(
        {"registry", "metadata"} & {*cls.keywords, *cls.assigned, *cls.fields} for cls in classes
    )
    args = " ".join(cls.assigned.get("__table_args__", "") for cls in classes)
    known = bool(model.project.ancestry(model.cls) & MODEL_BASES)
    return (
        model.is_table
        and known
        and is_named(model)
        and not apart
        and not any(word in args for word in ("schema", "extend_existing"))
    )


def _are_together(one: str, other: str, project: Project) -> bool:
    """Whether a module imports both, and neither knows the other one."""
    if one in project.imports[other]:
        return False
    return any({one, other} <= imported for imported in project.imports.values())

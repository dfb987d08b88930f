"""Text from a user goes into LIKE with its wildcards escaped.

`%` and `_` mean "anything" and "any character", so a search for `100%` finds everything that begins with 100, and `_`
finds every row. `contains`, `startswith` and `endswith` do not escape them unless they are told to. How a project searches
is one decision, and one finding; where a name begins or ends with a value is one in each function, unless a regular
expression looks at the rows again.

Bad:

    from sqlmodel import Field, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    def search(term: str):
        return select(Task).where(col(Task.title).contains(term))

Good:

    from sqlmodel import Field, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    def search(term: str):
        return select(Task).where(col(Task.title).contains(term, autoescape=True))

Bad:

    from sqlmodel import Field, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    def search(term: str):
        return select(Task).where(col(Task.title).ilike(f"%{term}%"))

Good:

    from sqlmodel import Field, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    def search(term: str):
        return select(Task).where(col(Task.title).icontains(term, autoescape=True))

Bad:

    from sqlmodel import Field, SQLModel, col, select

    class Tag(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=50)

    def search(word: str) -> object:
        pattern = f"%{word}%"
        return select(Tag).where(col(Tag.name).ilike(pattern))

Bad:

    from sqlmodel import Field, SQLModel, col, func, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    def found(term: str):
        page = select(Task).where(col(Task.title).icontains(term))
        total = select(func.count()).where(col(Task.title).icontains(term))
        return page, total

Good:

    from sqlmodel import Field, SQLModel, col, func, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    def found(term: str):
        page = select(Task).where(col(Task.title).icontains(term, autoescape=True))
        total = select(func.count()).where(col(Task.title).icontains(term, autoescape=True))
        return page, total

Fine:

    from sqlmodel import Field, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    def drafts():
        return select(Task).where(col(Task.title).startswith("Draft:"))

Fine:

    from sqlmodel import Field, SQLModel, col, select

    PREFIX = "listener-"

    class Lease(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=50)

    statement = select(Lease).where(col(Lease.name).like(f"{PREFIX}%"))

Fine:

    from sqlmodel import Field, SQLModel, col, select

    class Slot(SQLModel):
        number: int | None = None

    class Grid(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        tag: str = Field(max_length=50)

    def of_slot(slot: Slot) -> object:
        return select(Grid).where(col(Grid.tag).contains(f"/Sample{slot.number}/"))

Bad:

    from sqlmodel import Field, SQLModel, col, select

    class File(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        path: str = Field(max_length=200)

    def below(folder: str) -> object:
        return select(File).where(col(File.path).startswith(folder))

Good:

    from sqlmodel import Field, SQLModel, col, select

    class File(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        path: str = Field(max_length=200)

    def below(folder: str) -> object:
        return select(File).where(col(File.path).startswith(folder, autoescape=True))

Fine:

    import re
    from sqlmodel import Field, Session, SQLModel, col, select

    class File(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=200)

    def copies(session: Session, name: str) -> list[File]:
        files = session.exec(select(File).where(col(File.name).like(f"{name} (%")))
        return [file for file in files if re.fullmatch(rf"{re.escape(name)} \\(\\d+\\)", file.name)]
"""

import ast
from collections.abc import Iterator

from colonnade.check.composed import Part, composed, is_known
from colonnade.check.grouping import and_others
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import method, value_of
from colonnade.check.words import MODELS
from colonnade.findings import Edit, Severity

CODE = "COL405"
SEVERITY = Severity.WARNING
ONCE = "in what is searched for"
_PLAIN = frozenset({"contains", "startswith", "endswith", "icontains", "istartswith", "iendswith"})
_PATTERNS = frozenset({"like", "ilike", "not_like", "not_ilike"})
CALLED = _PLAIN | _PATTERNS
NEEDS = (MODELS, "|".join(f"{name}(" for name in sorted(CALLED)))
_NAMES = {(True, True): "contains", (True, False): "endswith", (False, True): "startswith"}


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report values that are not written in the source and reach LIKE with their wildcards, searches as one decision."""
    found: dict[ast.AST, list[tuple[ast.Call, tuple[Edit, ...]]]] = {}
    for call in sorted(source.calls(CALLED), key=lambda one: (one.lineno, one.col_offset)):
        edits = _edits(call, source)
        if edits is not None:
            found.setdefault(source.function(call) or call, []).append((call, edits))
    for place, calls in found.items():
        is_search = all(_is_search(call, source) for call, _ in calls)
        if not is_search and _looks_again(place, source):
            continue
        yield Problem(
            calls[0][0],
            f"`%` and `_` {ONCE if is_search else 'in the value'} are wildcards here"
            + and_others(len(calls), "condition", "is so", "are so"),
            "Write `.contains(value, autoescape=True)`, or one of its relatives.",
            tuple(edit for _, edits in calls for edit in edits),
        )


def _edits(node: ast.Call, source: Source) -> tuple[Edit, ...] | None:
    """The mended form of a call of LIKE with a value from outside, empty where there is none; None for another call."""
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1:
        return None
    name, value = node.func.attr, node.args[0]
    said = {keyword.arg for keyword in node.keywords}
    if isinstance(value, ast.Constant) or said & {"autoescape", "escape"}:
        return None
    if not _is_text_column(node.func.value, source):
        return None
    parts = composed(value_of(value, source))
    values = [part.value for part in parts if part.value is not None] if parts else [value]
    if all(_is_constant(one, source) for one in values):
        return None
    if name in _PLAIN:
        return (source.insert_after(value, ", autoescape=True"),)
    if isinstance(value, ast.JoinedStr):
        return _without_pattern(node, node.func, value, source)
    return () if _is_pattern(parts, value_of(value, source)) else None


def _is_search(node: ast.Call, source: Source) -> bool:
    """Whether a call finds a value anywhere in a text."""
    if method(node) in ("contains", "icontains"):
        return True
    parts = composed(value_of(node.args[0], source))
    return bool(parts) and parts[0].text.startswith("%") and parts[-1].text.endswith("%")


def _looks_again(place: ast.AST, source: Source) -> bool:
    """Whether a function looks at what it finds with a regular expression."""
    calls = (one for one in ast.walk(place) if isinstance(one, ast.Call))
    return any(source.resolve(one.func).startswith("re.") for one in calls)


def _is_constant(value: ast.expr, source: Source) -> bool:
    """Whether a value is chosen by the programmer; a pattern that is put together holds values of its own."""
    return is_known(value, source) and not composed(value_of(value, source))


def _is_pattern(parts: list[Part], value: ast.AST) -> bool:
    """Whether a value is put between wildcards, and nothing escapes those that are in it."""
    text = ast.unparse(value)
    return any("%" in part.text for part in parts) and not ("escape" in text or ".replace(" in text)


def _is_text_column(node: ast.expr, source: Source) -> bool:
    """Whether an expression is plainly a column of a model, in `col(...)` or not."""
    if isinstance(node, ast.Call) and source.resolve(node.func) == "sqlmodel.col" and node.args:
        node = node.args[0]
    if not isinstance(node, ast.Attribute):
        return False
    model = source.model(node.value)
    field = model.columns.get(node.attr) if model else None
    return field is not None and "str" in field.annotation and "list" not in field.annotation


def _without_pattern(
    node: ast.Call, func: ast.Attribute, value: ast.JoinedStr, source: Source
) -> tuple[Edit, ...]:
    """The edits for a pattern that is a value between two `%`, or beside one."""
    texts = [part for part in value.values if isinstance(part, ast.Constant)]
    values = [part for part in value.values if isinstance(part, ast.FormattedValue)]
    if len(values) != 1 or any(text.value != "%" for text in texts) or func.attr.startswith("not"):
        return ()
    before, after = value.values[0] in texts, value.values[-1] in texts
    method = _NAMES.get((before, after))
    if method is None or values[0].format_spec or values[0].conversion != -1:
        return ()
    prefix = "i" if func.attr == "ilike" else ""
    column, inner = source.segment(func.value), ast.unparse(values[0].value)
    return (source.replace(node, f"{column}.{prefix}{method}({inner}, autoescape=True)"),)

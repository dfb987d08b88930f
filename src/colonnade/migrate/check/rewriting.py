"""Operations written anew in a revision's file, for fixes."""

import ast
from collections.abc import Sequence

from sqlalchemy import make_url

from colonnade.check.source import Source
from colonnade.findings import Edit

_PREPARER = make_url("postgresql+psycopg://").get_dialect()().identifier_preparer


def replaced(
    source: Source,
    call: ast.Call,
    *,
    before: Sequence[str] = (),
    outside: Sequence[str] = (),
    after: Sequence[str] = (),
) -> Edit:
    """The edit that puts statements in the place of an operation.

    Args:
        source: the revision's file.
        call: the operation, which stands alone.
        before: statements ahead of the block.
        outside: statements in a block outside of the transaction, each committed by itself.
        after: statements behind the block.
    """
    indent = " " * call.col_offset
    lines = [*before]
    if outside:
        lines.append(f"with {operations(source, call)}.get_context().autocommit_block():")
        lines += ["    " + one.replace("\n", "\n    ") for one in outside]
    lines += after
    return source.replace(call, f"\n{indent}".join(lines))


def operations(source: Source, call: ast.Call) -> str:
    """What the revision calls `alembic.op`."""
    assert isinstance(call.func, ast.Attribute)
    return source.segment(call.func.value)


def with_keyword(source: Source, call: ast.Call, keyword: str) -> str:
    """The text of a call with one more keyword.

    Args:
        source: the revision's file.
        call: the call.
        keyword: `name=value`.
    """
    text = source.segment(call)
    inside = text[:-1].rstrip()
    if "\n" not in text:
        return f"{inside.rstrip(',')}, {keyword})"
    last = inside.rpartition("\n")[2]
    indent = last[: len(last) - len(last.lstrip())]
    comma = "," if inside.endswith(",") else ""
    return f"{inside.rstrip(',')},\n{indent}{keyword}{comma}{text[len(inside) :]}"


def argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    """What a call says for a parameter, by its place or its name."""
    if len(call.args) > place:
        return call.args[place]
    return next((one.value for one in call.keywords if one.arg == name), None)


def execute(source: Source, call: ast.Call, sql: str) -> str:
    """The operation that runs SQL."""
    return f"{operations(source, call)}.execute({literal(sql)})"


def literal(text: str) -> str:
    """A text as Python: in double quotes where that needs no escapes."""
    if '"' in text and "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quoted(name: str) -> str:
    """The name of a table, column or constraint as SQL, with its schema where it has one."""
    return ".".join(map(_PREPARER.quote, name.split(".")))

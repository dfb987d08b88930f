"""Tables with the columns, indexes, checks and settings of their partials put in."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lark import Token

from colonnade.schema.dbml.declared import TableElement
from colonnade.schema.dbml.mistakes import Mistakes
from colonnade.schema.dbml.scope import Scope
from colonnade.schema.dbml.syntax import CheckLine, ColumnLine, IndexLine


@dataclass
class FullTable:
    """A table as if it had been written without partials."""

    element: TableElement
    columns: dict[str, ColumnLine] = field(default_factory=dict)
    indexes: list[IndexLine] = field(default_factory=list)
    checks: list[CheckLine] = field(default_factory=list)
    note: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    partials: list[str] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)


def full_table(table: TableElement, scope: Scope, mistakes: Mistakes) -> FullTable:
    """The table with its partials put in.

    A column stands where its partial is injected. What the table itself says wins over its partials, and a later
    partial wins over an earlier one.
    """
    injected = list(_injected(table, scope, mistakes))
    full = FullTable(table, unreadable=set(table.unreadable))
    full.partials = [str(partial.name) for partial in injected]
    own = _columns(table, mistakes)
    winner = {name: partial for partial in injected for name in _columns(partial, mistakes)}
    for entry in table.body:
        if isinstance(entry, ColumnLine):
            full.columns.setdefault(entry.name, entry)
        elif (partial := scope.partials.get(entry)) is not None:
            for name, column in _columns(partial, mistakes).items():
                if name not in own and winner.get(name) is partial:
                    full.columns.setdefault(name, column)
    _merge(full, [*injected, table])
    if not full.columns and not full.unreadable:
        mistakes.add("DBML033", table.name, f"table `{table.key}` has no columns")
    return full


def columns_of(element: TableElement) -> list[str]:
    """Names of the columns of a partial."""
    return [str(entry.name) for entry in element.body if isinstance(entry, ColumnLine)]


def _injected(table: TableElement, scope: Scope, mistakes: Mistakes) -> Iterator[TableElement]:
    seen: set[str] = set()
    for entry in table.body:
        if not isinstance(entry, Token):
            continue
        if entry in seen:
            mistakes.add("DBML016", entry, f"`{table.key}` takes the partial `{entry}` twice")
        elif entry not in scope.partials:
            message = f"no table partial `{entry}`"
            mistakes.unknown("DBML023", entry, message, entry, scope.partials)
        else:
            yield scope.partials[entry]
        seen.add(entry)


def _columns(element: TableElement, mistakes: Mistakes) -> dict[str, ColumnLine]:
    columns: dict[str, ColumnLine] = {}
    for entry in element.body:
        if not isinstance(entry, ColumnLine):
            continue
        if entry.name in columns:
            line = columns[entry.name].name.line
            message = f"`{element.key}` already has a column `{entry.name}` in line {line}"
            mistakes.add("DBML011", entry.name, message, "Give one of them another name.")
        columns.setdefault(entry.name, entry)
    return columns


def _merge(full: FullTable, sources: list[TableElement]) -> None:
    """Later sources win."""
    for source in sources:
        full.unreadable |= source.unreadable
        full.note = source.note or full.note
        full.settings |= source.chosen.custom
        if color := source.chosen.text("headercolor"):
            full.settings["headercolor"] = color
        full.checks += source.checks
    for source in reversed(sources):
        taken = [index.items for index in full.indexes] if source is not sources[-1] else []
        full.indexes[:0] = [index for index in source.indexes if index.items not in taken]

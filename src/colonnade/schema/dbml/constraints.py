"""Keys, checks and indexes of a table."""

import re
from typing import Any

import sqlalchemy as sa
from lark import Token

from colonnade.schema.dbml.columns import ReadColumn
from colonnade.schema.dbml.defaults import sql_text
from colonnade.schema.dbml.mistakes import Mistakes, suggestion
from colonnade.schema.dbml.partials import FullTable
from colonnade.schema.dbml.settings import CHECK, INDEX, Chosen, chosen
from colonnade.schema.dbml.syntax import IndexLine

_DIRECTION = re.compile(r"(\w+)\s+(asc|desc)", re.I)


class ConstraintReader:
    """Adds to one table what its columns, `indexes` and `checks` say.

    Args:
        full: the table.
        columns: its columns.
        names: the names of indexes taken so far in the table's schema -> the line of each.
        mistakes: collects what is wrong.
    """

    def __init__(
        self,
        full: FullTable,
        columns: list[ReadColumn],
        names: dict[str, int],
        mistakes: Mistakes,
    ) -> None:
        self._full = full
        self._columns = {read.column.name: read for read in columns}
        self._mistakes = mistakes
        self._names = names
        self._indexes = [(line, chosen(line.settings, INDEX, mistakes)) for line in full.indexes]

    def primary_key(self) -> list[sa.PrimaryKeyConstraint]:
        """The primary key: the columns marked `pk`, or the index marked `pk`."""
        marked = [str(name) for name, read in self._columns.items() if read.primary_key]
        keys = [(line, settings) for line, settings in self._indexes if settings.has("pk")]
        for line, _ in keys[0 if marked else 1 :]:
            if list(line.items) != marked:
                message = f"table `{self._full.element.key}` already has a primary key"
                remedy = "For a key of several columns write `indexes { (a, b) [pk] }` and no other `pk`."
                self._mistakes.add("DBML032", line.items[0], message, remedy)
        for line, settings in keys[:1]:
            names = self._known(line)
            return [sa.PrimaryKeyConstraint(*names, name=settings.text("name"))] if names else []
        return [sa.PrimaryKeyConstraint(*marked)] if marked else []

    def add(self, table: sa.Table) -> None:
        """Put unique constraints, checks and indexes on the table."""
        self._check_numbered()
        seen: set[tuple[str, ...]] = set()
        for line, settings in self._indexes:
            if not settings.has("pk") and self._is_new(line, settings, seen):
                self._index(table, line, settings)
        for column, read in self._columns.items():
            if read.unique:
                add_unique(table, [str(column)])
        for read in self._columns.values():
            for expression in read.checks:
                table.append_constraint(sa.CheckConstraint(sql_text(expression)))
        for check in self._full.checks:
            name = chosen(check.settings, CHECK, self._mistakes).text("name")
            table.append_constraint(sa.CheckConstraint(sql_text(check.expression), name=name))

    def _check_numbered(self) -> None:
        columns = self._columns.values()
        numbered = [read for read in columns if read.column.autoincrement is True]
        for read in numbered[1:]:
            message = f"`{numbered[0].column.name}` is numbered already, and only one column can be"
            self._mistakes.add("DBML038", read.line.name, message)

    def _is_new(self, line: IndexLine, settings: Chosen, seen: set[tuple[str, ...]]) -> bool:
        """Whether neither the index nor its name was there before; that is reported."""
        token = line.items[0]
        what = (*line.items, settings.text("type") or "btree", str(settings.has("unique")))
        name = settings.text("name")
        if what in seen and name is None:
            items = ", ".join(line.items)
            message = f"the index over ({items}) is defined twice"
            self._mistakes.add("DBML014", token, message, "Keep one of the two.")
            return False
        seen.add(what)
        if name is not None and name in self._names:
            message = f"the name `{name}` is taken by the index in line {self._names[name]}"
            self._mistakes.add("DBML014", token, message, "Give one of them another name.")
            return False
        if name is not None:
            self._names[name] = token.line or 0
        return True

    def _index(self, table: sa.Table, line: IndexLine, settings: Chosen) -> None:
        names = self._known(line)
        if names is None:
            return
        plain = all(item.type == "NAME" for item in line.items)
        if settings.has("unique") and plain and not settings.has("type"):
            add_unique(table, names, settings)
            return
        expressions = [_expression(table, item) for item in line.items]
        index = sa.Index(
            settings.text("name") or (None if plain else self._name(table, line)),
            *expressions,
            unique=settings.has("unique"),
            _table=table,
            **_type_arguments(settings),
        )
        if note := settings.text("note"):
            index.info["note"] = note

    def _known(self, line: IndexLine) -> list[str] | None:
        """The columns of an index, or None when one of them is not there."""
        names = [item for item in line.items if item.type == "NAME"]
        missing = [name for name in names if name not in self._columns]
        for name in missing:
            if name not in self._full.unreadable:
                hint = suggestion(name, map(str, self._columns))
                message = f"table `{self._full.element.key}` has no column `{name}`{hint}"
                self._mistakes.add("DBML021", name, message)
        return None if missing else [str(name) for name in names]

    def _name(self, table: sa.Table, line: IndexLine) -> str:
        """An index over an expression needs a name, because no naming convention can make one."""
        words = re.findall(r"\w+", " ".join(line.items).lower())
        return "_".join(["ix", table.name, *words])[:60]


def add_unique(table: sa.Table, names: list[str], settings: Chosen | None = None) -> None:
    """A unique constraint, unless it has no name and the columns are a key already."""
    name = settings.text("name") if settings else None
    if name is None and set(names) in _keys(table):
        return
    constraint = sa.UniqueConstraint(*names, name=name)
    if settings and (note := settings.text("note")):
        constraint.info["note"] = note
    table.append_constraint(constraint)


def is_unique(table: sa.Table, names: list[str]) -> bool:
    """Whether a key, a unique constraint or a unique index holds exactly these columns."""
    indexes = [{column.name for column in index.columns} for index in table.indexes if index.unique]
    return set(names) in [*_keys(table), *indexes]


def _keys(table: sa.Table) -> list[set[str]]:
    return [
        {column.name for column in constraint.columns}
        for constraint in table.constraints
        if isinstance(constraint, sa.PrimaryKeyConstraint | sa.UniqueConstraint)
    ]


def is_key(index: IndexLine) -> bool:
    """Whether an index is the primary key."""
    return any(setting.name == "pk" for setting in index.settings)


def _type_arguments(settings: Chosen) -> dict[str, Any]:
    kind = (settings.text("type") or "btree").lower()
    return {} if kind == "btree" else {"postgresql_using": kind, "mysql_using": kind}


def _expression(table: sa.Table, item: Token) -> Any:
    if item.type == "NAME":
        return table.c[item]
    direction = _DIRECTION.fullmatch(item)
    if direction and direction[1] in table.c:
        column = table.c[direction[1]]
        return column.desc() if direction[2].lower() == "desc" else column
    return sql_text(f"({item})")

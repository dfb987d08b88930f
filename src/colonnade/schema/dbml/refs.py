"""Relationships: foreign keys, and link tables for many-to-many."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from lark import Token

from colonnade.schema.dbml.constraints import add_unique, is_unique
from colonnade.schema.dbml.declared import TableElement
from colonnade.schema.dbml.mistakes import Mistakes, counted, suggestion
from colonnade.schema.dbml.scope import Scope
from colonnade.schema.dbml.settings import REF, Chosen, chosen
from colonnade.schema.dbml.syntax import Endpoint, RefLine
from colonnade.schema.dbml.type_names import type_name
from colonnade.schema.info import KEY, TableInfo, schema_info


@dataclass(frozen=True)
class Side:
    """One side of a relationship, looked up."""

    table: sa.Table
    columns: tuple[sa.Column[Any], ...]
    token: Token

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [column.name for column in self.columns]

    def __str__(self) -> str:
        names = self.names
        columns = names[0] if len(names) == 1 else f"({', '.join(names)})"
        return f"{self.table.fullname}.{columns}"


class RefReader:
    """Adds relationships to a schema whose tables are there."""

    def __init__(
        self,
        metadata: sa.MetaData,
        scope: Scope,
        unreadable: dict[str, set[str]],
        mistakes: Mistakes,
    ) -> None:
        self._metadata = metadata
        self._scope = scope
        self._unreadable = unreadable
        self._mistakes = mistakes
        self._seen: dict[frozenset[str], int] = {}

    def add(self, ref: RefLine) -> None:
        """Add a relationship; what is wrong with it is reported and it is left out."""
        settings = chosen(ref.settings, REF, self._mistakes)
        left, right = self._side(ref.left), self._side(ref.right)
        if left is None or right is None or not self._is_new(left, right, ref):
            return
        if ref.operator == "<>":
            self._link(left, right, settings, ref)
        elif self._matches(left, right):
            many, one = (left, right) if ref.operator == ">" else (right, left)
            self._foreign_key(many, one, settings, ref.name)
            if ref.operator == "-":
                add_unique(many.table, many.names)

    def _side(self, endpoint: Endpoint) -> Side | None:
        path, columns = endpoint.path, endpoint.columns
        if not columns:
            path, columns = path[:-1], path[-1:]
        if not path:
            message = f"`{columns[0]}` needs its table: `table.{columns[0]}`"
            self._mistakes.add("DBML001", columns[0], message)
            return None
        element = self._scope.table(path)
        if element is None:
            return None
        found = [self._column(element, column) for column in columns]
        known = tuple(column for column in found if column is not None)
        table = self._metadata.tables.get(element.key)
        if table is None or len(known) < len(columns):
            return None
        return Side(table, known, columns[0])

    def _column(self, element: TableElement, name: Token) -> sa.Column[Any] | None:
        table = self._metadata.tables.get(element.key)
        if table is not None and name in table.c:
            return table.c[name]
        if name not in self._unreadable.get(element.key, ()):
            names = [column.name for column in table.c] if table is not None else []
            hint = suggestion(name, names)
            self._mistakes.add(
                "DBML021", name, f"table `{element.key}` has no column `{name}`{hint}"
            )
        return None

    def _is_new(self, left: Side, right: Side, ref: RefLine) -> bool:
        ends = frozenset({str(left), str(right)})
        if len(ends) == 1 and ref.operator != "<>":
            self._mistakes.add("DBML015", left.token, f"`{left}` refers to itself")
        elif ends in self._seen:
            message = f"`{left}` and `{right}` are already related in line {self._seen[ends]}"
            self._mistakes.add("DBML015", left.token, message, "Keep one of the two.")
        else:
            self._seen[ends] = left.token.line or 0
            return True
        return False

    def _matches(self, left: Side, right: Side) -> bool:
        if len(left.columns) != len(right.columns):
            message = (
                f"`{left}` has {counted(len(left.columns), 'column')} and"
                f" `{right}` has {counted(len(right.columns), 'column')};"
                " both sides need the same number"
            )
            self._mistakes.add("DBML030", left.token, message)
            return False
        for one, other in zip(left.columns, right.columns, strict=True):
            if not _same_family(one.type, other.type):
                message = (
                    f"`{left.table.fullname}.{one.name}` is `{type_name(one.type)}` but"
                    f" `{right.table.fullname}.{other.name}` is `{type_name(other.type)}`"
                )
                remedy = "Give both columns the same type."
                self._mistakes.add("DBML031", left.token, message, remedy)
                return False
        return True

    def _foreign_key(self, many: Side, one: Side, settings: Chosen, name: str | None) -> None:
        if not is_unique(one.table, one.names):
            add_unique(one.table, one.names)
            schema_info(self._metadata).assumptions.append(
                f"`{one}` is unique, because `{many}` refers to it."
            )
        many.table.append_constraint(
            sa.ForeignKeyConstraint(
                many.names,
                list(one.columns),
                name=name,
                ondelete=_action(settings, "delete"),
                onupdate=_action(settings, "update"),
            )
        )

    def _link(self, left: Side, right: Side, settings: Chosen, ref: RefLine) -> None:
        """The table between two tables, named as DBML's own tools name it."""
        lefts = {f"{left.table.name}_{column.name}": column for column in left.columns}
        rights: dict[str, sa.Column[Any]] = {}
        for column in right.columns:
            rights[_free(f"{right.table.name}_{column.name}", {*lefts, *rights})] = column
        schema = left.table.schema
        taken = {table.name for table in self._metadata.tables.values() if table.schema == schema}
        name = _free(f"{left.table.name}_{right.table.name}", taken)
        columns = [sa.Column(key, column.type) for key, column in (lefts | rights).items()]
        key = sa.PrimaryKeyConstraint(*lefts, *rights)
        table = sa.Table(name, self._metadata, *columns, key, schema=schema)
        table.info[KEY] = TableInfo(self._mistakes.place(ref.left.path[0]))
        for side, names in ((left, lefts), (right, rights)):
            own = Side(table, tuple(table.c[name] for name in names), side.token)
            self._foreign_key(own, side, settings, None)
        sentence = (
            f"`{left}` and `{right}` are many-to-many through a new table `{table.fullname}`."
        )
        schema_info(self._metadata).assumptions.append(sentence)


def _free(name: str, taken: set[str]) -> str:
    count, candidate = 1, name
    while candidate in taken:
        candidate, count = f"{name}_{count}", count + 1
    return candidate


def _same_family(one: Any, other: Any) -> bool:
    if isinstance(one, sa.types.NullType) or isinstance(other, sa.types.NullType):
        return True  # an unknown type is a mistake of its own
    if isinstance(one, sa.Enum) or isinstance(other, sa.Enum):
        return isinstance(one, sa.Enum) and isinstance(other, sa.Enum) and one.name == other.name
    return bool(one._type_affinity is other._type_affinity)


def _action(settings: Chosen, name: str) -> str | None:
    text = settings.text(name)
    return " ".join(text.upper().split()) if text else None

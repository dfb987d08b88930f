"""Insert or update in one statement, on each database in its own words.

The rule here: only the row that the named fields found is changed. A row of another owner, a deleted row, or one that
is in conflict by another unique key, stays as it is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    PrimaryKeyConstraint,
    Table,
    TextClause,
    UniqueConstraint,
    and_,
    case,
    inspect,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Mapper, Session
from sqlmodel import SQLModel

from colonnade.data.compiled import arrays
from colonnade.data.crud import changes
from colonnade.data.crud.batches import values_of_all
from colonnade.data.crud.changes import Data, sent_in
from colonnade.data.crud.rows import Values, table_of, values_of
from colonnade.data.encryption.sealing import encrypted_in, moved
from colonnade.data.isolation.engine import scope_of
from colonnade.data.isolation.marks import rule_of
from colonnade.data.isolation.scope import Scope
from colonnade.data.isolation.trusted import trusted
from colonnade.data.models.declaration import OWNER
from colonnade.data.models.indexes import MYSQL
from colonnade.data.queries import statements
from colonnade.data.traits.soft_deleted import SoftDeleted
from colonnade.errors import InvalidQuery, InvalidValue, UniqueViolation

_AT_ONCE = 500


@dataclass(frozen=True)
class Upsert:
    """An upsert of rows of one model.

    Attributes:
        model: the table's class.
        on: the attributes of the unique key by which a row is found.
        dialect: the database's name.
    """

    model: type[SQLModel]
    on: tuple[str, ...]
    dialect: str

    @cached_property
    def table(self) -> Table:
        """The table."""
        return table_of(self.model)

    @cached_property
    def columns(self) -> list[Column[Any]]:
        """The columns of the unique key."""
        return [inspect(self.model).columns[name] for name in self.on]

    def statement(self, sent: Collection[str], given: Collection[str]) -> Any:
        """The INSERT that becomes an UPDATE of the fields that were sent.

        Args:
            sent: the attributes that are updated where the row is there already.
            given: the keys of the columns that the new row has values for.
        """
        key = self._unique_key()
        sealed = {inspect(self.model).columns[name] for name in sent} & {*encrypted_in(self.table)}
        if sealed and {*self.columns} != {*self.table.primary_key}:
            raise moved(self.table)
        if self.dialect in MYSQL:
            statement = _insert("mysql", self.table)
            changed = self._changed(sent, given, statement.inserted)
            found = self._found(statement.inserted)
            guarded = [(c.key, case((found, value), else_=c)) for c, value in changed.items()]
            return statement.on_duplicate_key_update(guarded).inline()
        statement = _insert(self.dialect, self.table)
        changed = self._changed(sent, given, statement.excluded)
        return statement.on_conflict_do_update(
            index_elements=self.columns,
            index_where=self._condition_of(key),
            set_={column.key: value for column, value in changed.items()},
            where=self._alive,
        )

    def condition(self, rows: Sequence[dict[str, Any]], scope: Scope | None) -> ColumnElement[bool]:
        """The condition by which the rows are found again.

        Args:
            rows: their values by the keys of the columns.
            scope: the session's, whose owners rows need not name.
        """
        keys = [
            tuple(row.get(c.key, self._default(c, scope)) for c in self.columns) for row in rows
        ]
        if len(self.columns) == 1:
            return self.columns[0].in_([key for (key,) in keys])
        return tuple_(*self.columns).in_(keys)

    def taken(self) -> UniqueViolation:
        """The error for a row that is there and must not be changed; it tells no more than `create` does."""
        names = [c.key for c in self.columns if c.info.get(OWNER) != "by"]
        field = ", ".join(names) or None
        what = f"this {field}" if field else "these values"
        return UniqueViolation(f"Another row already has {what}.", field)

    def _default(self, column: Column[Any], scope: Scope | None) -> Any:
        if scope is None or column.info.get(OWNER) != "by":
            return None
        return next(scope.key(o.of) for o in rule_of(self.table).owners if o.column is column)

    @cached_property
    def _alive(self) -> ColumnElement[bool] | None:
        if not issubclass(self.model, SoftDeleted):
            return None
        alive: ColumnElement[bool] = inspect(self.model).columns["deleted_at"].is_(None)
        return alive

    def _found(self, new: Any) -> ColumnElement[bool]:
        """The row in conflict is the one that the unique key names."""
        same = (column == new[column.key] for column in self.columns)
        return and_(true() if self._alive is None else self._alive, *same)

    def _changed(
        self, sent: Collection[str], given: Collection[str], new: Any
    ) -> dict[Column[Any], Any]:
        """What the UPDATE sets: the fields that were sent, `onupdate` columns, and the version counts up."""
        mapper: Mapper[Any] = inspect(self.model)
        kept = {*self.on, *changes.fixed(self.model)}
        columns = [mapper.columns[name] for name in sent if name not in kept]
        changed = {column: new[column.key] for column in columns}
        for column in self.table.columns:
            if column.onupdate is not None and column not in changed:
                changed[column] = new[column.key] if column.key in given else _on_update(column)
        version: Any = mapper.version_id_col
        if version is not None:
            changed[version] = version + 1
        # A row comes back, and can be counted, only when something is set.
        return changed or {self.columns[0]: new[self.columns[0].key]}

    def _condition_of(self, key: Any) -> Any:
        """The condition of a partial unique index, which the statement has to repeat."""
        where = key.dialect_options[self.dialect].get("where") if isinstance(key, Index) else None
        # The model's own text, and it only names the index.
        return trusted(where) if isinstance(where, TextClause) else where

    def _unique_key(self) -> Any:
        """The constraint or index that makes the columns unique.

        Raises:
            InvalidQuery: no unique key has exactly these columns.
        """
        wanted = set(self.columns)
        for key in (*self.table.constraints, *self.table.indexes):
            unique = isinstance(key, PrimaryKeyConstraint | UniqueConstraint) or (
                isinstance(key, Index) and key.unique
            )
            if unique and set(key.columns) == wanted:  # type: ignore[attr-defined]
                return key
        names = ", ".join(self.on)
        raise InvalidQuery(
            f"{self.model.__name__} has no unique key of exactly ({names}).",
            remedy="Name all columns of a unique constraint or of the primary key.",
        )


def _insert(dialect: str, table: Table) -> Any:
    """The dialect's own INSERT; a database in use has its dialect loaded, the others would slow the import down."""
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)


def _on_update(column: Column[Any]) -> Any:
    said: Any = column.onupdate
    return said.arg(None) if said.is_callable else said.arg


def one(session: Session, upsert: Upsert, data: Data) -> Any:
    """Insert or update one row, and read it as it then is.

    Raises:
        UniqueViolation: a row is there that must not be changed.
    """
    values = values_of(upsert.model, data)
    _refuse_without_key(upsert, [values])
    statement = upsert.statement(sent_in(data), values).values(values)
    if upsert.dialect in MYSQL:
        session.execute(statement)
        # FOR UPDATE reads what others have committed since this transaction began.
        reading: Any = select(upsert.model).where(_there(session, upsert, [values]))
        reading = reading.with_for_update()
    else:
        reading = select(upsert.model).from_statement(statement.returning(upsert.table))
    row = session.scalars(reading, execution_options={"populate_existing": True}).one_or_none()
    if row is None:
        raise upsert.taken()
    return row


def many(session: Session, upsert: Upsert, batch: Sequence[Data]) -> None:
    """Insert or update rows: one statement for all rows with the same fields.

    Raises:
        InvalidValue: two rows have the same key.
        UniqueViolation: a row is there that must not be changed.
    """
    parts: dict[tuple[frozenset[str], tuple[str, ...]], list[Values]] = {}
    for data, values in zip(batch, values_of_all(upsert.model, batch), strict=True):
        parts.setdefault((frozenset(sent_in(data)), tuple(values)), []).append(values)
    _refuse_without_key(upsert, [row for rows in parts.values() for row in rows])
    for (sent, given), rows in parts.items():
        statement = upsert.statement(sent, given)
        if _written(session, upsert, statement, rows) != len(rows):
            raise upsert.taken()


def _written(session: Session, upsert: Upsert, statement: Any, rows: list[Values]) -> int:
    if upsert.dialect == "postgresql":
        changed = arrays.changed(session, upsert.model, statement, rows)
        if changed is not None:
            return changed
    if upsert.dialect not in MYSQL:
        return len(session.execute(statement.returning(*upsert.columns), rows).all())
    found = 0
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        # As one statement: PyMySQL's executemany takes no parameters behind the VALUES.
        session.execute(statement.values(part))
        where = _there(session, upsert, part)
        keys = select(*statements.key_columns(upsert.model)).where(where).with_for_update()
        found += len(session.execute(keys).all())
    return found


def _there(session: Session, upsert: Upsert, rows: Sequence[Values]) -> ColumnElement[bool]:
    return upsert.condition(rows, scope_of(session.get_bind()))


def _refuse_without_key(upsert: Upsert, rows: Sequence[Values]) -> None:
    """Refuse rows that no unique key can find, and two rows that it would take for one."""
    mine = [c.key for c in upsert.columns if c.info.get(OWNER) != "by"]
    for name in mine:
        if any(row.get(name) is None for row in rows):
            raise InvalidValue(f"{name} is needed to find the row.", name)
    keys = {tuple(row.get(c.key) for c in upsert.columns) for row in rows}
    if len(keys) != len(rows):
        raise InvalidValue("Two rows have the same key.", ", ".join(mine) or None)

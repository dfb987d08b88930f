"""Where values are sealed: in an execution, which knows the key of each row it writes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Column, Engine, Insert, Table, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, Grouping

from colonnade.data.encryption.column import KEYS, EncryptedType, Open
from colonnade.data.encryption.keys import Keys
from colonnade.data.encryption.tokens import row_key
from colonnade.errors import InvalidQuery

_PLAN = "colonnade_sealing"


def install(engine: Engine, keys: Keys) -> None:
    """Let an engine seal what it writes into encrypted columns."""
    dialect: Any = engine.dialect
    setattr(dialect, KEYS, keys)
    kind: Any = type(dialect)
    body = {
        "execution_ctx_cls": type(
            f"Sealing{kind.execution_ctx_cls.__name__}", (Sealing, kind.execution_ctx_cls), {}
        ),
        # SQLAlchemy asks each class for itself whether its statements may be cached.
        "supports_statement_cache": kind.supports_statement_cache,
    }
    # By its class: dialects that are derived from this one share its attributes.
    dialect.__class__ = type(kind.__name__, (kind,), body)


_UPSERT = "on_conflict_do_update"
"""What PostgreSQL's and SQLite's dialects call it; neither is imported before it is used."""


class Sealing(DefaultExecutionContext):
    """An execution that seals the values of encrypted columns, each for its row."""

    def pre_exec(self) -> None:
        compiled: Any = self.compiled
        if isinstance(compiled, SQLCompiler) and not self.is_text:
            plan = compiled.__dict__.get(_PLAN)
            if plan is None:
                plan = compiled.__dict__[_PLAN] = _plan(compiled)
            if plan:
                self.parameters = [
                    _sealed(plan, sent, row, compiled, self.dialect)
                    for sent, row in zip(self.parameters, self.compiled_parameters, strict=True)
                ]
        super().pre_exec()  # type: ignore[no-untyped-call]


def sealed_rows(dialect: Dialect, table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that go past SQLAlchemy, with their encrypted values sealed."""
    encrypted = encrypted_in(table)
    if not encrypted:
        return rows
    keys = list(table.primary_key)
    made = []
    for row in rows:
        name = row_key(keys, [row[key.key] for key in keys])
        values = {
            c.key: c.type.sealed(dialect, name, row[c.key])  # type: ignore[attr-defined]
            for c in encrypted
            if row.get(c.key) is not None
        }
        made.append({**row, **values})
    return made


@dataclass(frozen=True)
class Place:
    """Which row a value goes to.

    Attributes:
        keys: the columns of the primary key.
        names: the parameters that hold its values; None when the statement does not name one row.
    """

    keys: Sequence[Column[Any]]
    names: Sequence[str] | None


def _sealed(
    plan: Mapping[str, Place], sent: Any, row: Mapping[str, Any], compiled: Any, dialect: Dialect
) -> Any:
    """The parameters as the driver takes them, sealed."""

    def seal(name: str, value: Any) -> Any:
        return value.type.sealed(dialect, _row(plan[name], row, value), value.value)

    if isinstance(sent, Mapping):
        escaped = compiled.escaped_bind_names or {}
        values = {escaped.get(name, name): name for name in plan}
        return {
            key: seal(values[key], value) if isinstance(value, Open) else value
            for key, value in sent.items()
        }
    names = iter([n for n in compiled.positiontup if n in plan and row[n] is not None])
    made = [seal(next(names), value) if isinstance(value, Open) else value for value in sent]
    return dialect.execute_sequence_format(made)


def _row(place: Place, row: Mapping[str, Any], value: Open) -> str:
    values = [row.get(name) for name in place.names or ()]
    if not values or any(one is None for one in values):
        raise InvalidQuery(
            f"A value of {value.type.place} is encrypted for one row, and the statement does not name it by its key.",
            remedy="Write the rows one by one, each by its primary key, or change loaded rows.",
        )
    return row_key(place.keys, values)


def _plan(compiled: Any) -> dict[str, Place]:
    """For each parameter that is encrypted, where the key of its row is."""
    found = {n: b for n, b in compiled.binds.items() if isinstance(b.type, EncryptedType)}
    statement = getattr(compiled.compile_state, "statement", None)
    if isinstance(statement, Insert):
        _refuse_moves(statement)
        return {name: _inserted(name, bind.type) for name, bind in found.items()}
    if isinstance(statement, Update):
        _refuse_new_key(compiled, statement)
        return {name: _updated(bind.type, compiled, statement) for name, bind in found.items()}
    return {name: Place((), None) for name in found}


def _inserted(name: str, kind: EncryptedType) -> Place:
    """In an INSERT, parameters are called by their columns, and of several rows by a number as well."""
    assert kind.column is not None
    keys = list(kind.table.primary_key)
    said = re.fullmatch(rf"{re.escape(kind.column.key)}(_m\d+)?", name)
    return Place(keys, None if said is None else [f"{key.key}{said[1] or ''}" for key in keys])


def _updated(kind: EncryptedType, compiled: Any, statement: Update) -> Place:
    keys = list(kind.table.primary_key)
    compared = dict(_compared(statement._where_criteria))
    names = [_name(compiled, compared.get(key.name)) for key in keys]
    known = [name for name in names if name is not None]
    return Place(keys, known if len(known) == len(keys) else None)


def _compared(criteria: Sequence[Any]) -> list[tuple[str, Any]]:
    """The columns that a row must have a certain value in."""
    found: list[tuple[str, Any]] = []
    for one in criteria:
        while isinstance(one, Grouping):
            one = one.element
        if isinstance(one, BooleanClauseList) and one.operator is operators.and_:
            found += _compared(list(one.clauses))
        elif _is_equation(one):
            found.append((one.left.name, one.right))
    return found


def _is_equation(one: Any) -> bool:
    return (
        isinstance(one, BinaryExpression)
        and one.operator is operators.eq
        and isinstance(one.left, Column)
        and isinstance(one.right, BindParameter)
    )


def _name(compiled: Any, bind: Any) -> str | None:
    """How the compiled statement calls a parameter; SQLAlchemy may have copied it."""
    if bind is None:
        return None
    found = (n for made, n in compiled.bind_names.items() if bind in made._cloned_set)
    return next(found, None)


def encrypted_in(table: Any) -> list[Column[Any]]:
    """The encrypted columns of a table."""
    return [c for c in getattr(table, "columns", ()) if isinstance(c.type, EncryptedType)]


def _refuse_moves(statement: Insert) -> None:
    """Refuse to write a value, as it is sealed, into another row."""
    encrypted = {column.key for column in encrypted_in(statement.table)}
    if statement.select is not None and encrypted & {*map(str, statement._select_names or ())}:
        raise moved(statement.table)
    clause: Any = statement._post_values_clause
    if encrypted and getattr(clause, "__visit_name__", "") == _UPSERT:
        changed = {getattr(key, "key", key) for key in dict(clause.update_values_to_set)}
        named = {getattr(c, "name", c) for c in clause.inferred_target_elements or ()}
        if changed & encrypted and named != {c.name for c in statement.table.primary_key}:
            raise moved(statement.table)


def _refuse_new_key(compiled: Any, statement: Update) -> None:
    """Refuse to change the key for which the values of a row are sealed."""
    encrypted = encrypted_in(statement.table)
    # A statement whose rows become entities is compiled within another, whose state knows no values.
    values = getattr(compiled.compile_state, "_dict_parameters", None) or statement._values
    said = {*(values or ()), *(compiled.column_keys or ())}
    names = {getattr(key, "key", key) for key in said}
    keys = {column.key for column in getattr(statement.table, "primary_key", ())}
    if encrypted and names & keys:
        raise moved(statement.table)


def moved(table: Any) -> InvalidQuery:
    """The error for a value that would leave the row it is sealed for."""
    return InvalidQuery(
        f"The encrypted values of {table.name} are bound to the key of their row, and cannot go to another one.",
        remedy="Read the rows, and write them as new ones; an upsert finds them by the primary key.",
    )

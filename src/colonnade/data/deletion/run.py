"""Delete, restore and purge rows of a soft-deleted model, each unit with the rows below it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    delete,
    exists,
    inspect,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import SQLModel

from colonnade.data.compiled.choice import is_open
from colonnade.data.compiled.prepared import kept
from colonnade.data.compiled.prepared_write import PreparedWrite
from colonnade.data.compiled.writes import VERSION, changing, flushing
from colonnade.data.crud import changes
from colonnade.data.crud.rows import table_of
from colonnade.data.deletion.edges import Edge, graph_of
from colonnade.data.deletion.marks import alive, at, new_mark
from colonnade.data.deletion.unit import State, Unit
from colonnade.data.models.mapped import column_keys, mapper_of
from colonnade.data.queries.statements import key_columns
from colonnade.data.sessions.session import INCLUDE_DELETED
from colonnade.data.traits.timestamped import utc_now
from colonnade.errors import ForeignKeyViolation

_ALL = {INCLUDE_DELETED: True}


def mark_deleted(session: Session, unit: Unit, *, version: int | None = None) -> bool:
    """Mark a living row and the living rows below it: one UPDATE for each table.

    Args:
        session: the session.
        unit: the row.
        version: for a `Versioned` model, the version that the row must still have.

    Returns:
        Whether there was such a row.

    Raises:
        ForeignKeyViolation: a living row points at one of them by a foreign key that forbids the deletion.
    """
    mark = new_mark(unit, session)
    if graph_of(unit.model).stands_alone(table_of(unit.model)) and is_open(session):
        return _mark_alone(session, unit, mark, version)
    refusals = [*unit.refusals(alive)]
    if not _change_root(
        session, unit, mark, alive, *(~refusal for refusal in refusals), version=version
    ):
        if refusals and session.execute(_asking(or_(*refusals))).scalar_one():
            raise ForeignKeyViolation("Other rows still point at this row.")
        return False
    _change_below(session, unit, mark, alive)
    return True


def unmark(session: Session, unit: Unit) -> bool:
    """Bring a deleted row back, and with it exactly the rows that were deleted with it.

    Returns:
        Whether there was such a row.

    Raises:
        ForeignKeyViolation: a row that it points at is deleted.
        UniqueViolation: another row has taken a unique value.
    """
    column = unit.graph.deleted_at(unit.root)
    reading = select(column).where(*_by_key(unit), column.is_not(None))
    mark = session.execute(reading, execution_options=_ALL).scalar_one_or_none()
    if mark is None:
        return False
    _refuse_orphan(session, unit)
    _change_root(session, unit, None, at(mark))
    _change_below(session, unit, None, at(mark))
    return True


def purge(session: Session, model: type[SQLModel], older_than: timedelta, limit: int) -> int:
    """Really delete rows that were deleted longer ago than this; one SELECT and one DELETE.

    Rows that others still point at, by a foreign key that forbids it, stay until those are gone.
    """
    graph, table = graph_of(model), inspect(model).base_mapper.local_table
    assert isinstance(table, Table)
    column = graph.deleted_at(table)
    columns = key_columns(model)
    keys = tuple_(*columns)
    free = (~_is_pointed_at(edge) for edge in graph.below(table) if edge.refuses)
    due = select(*columns).where(column < utc_now() - older_than, *free)
    due = due.order_by(column, *columns).limit(limit)
    found = [tuple(row) for row in session.execute(due, execution_options=_ALL)]
    if not found:
        return 0
    if changes.cascades_in_session(model):
        for row in session.scalars(select(model).where(keys.in_(found)), execution_options=_ALL):
            session.delete(row)
        session.flush()
    else:
        session.execute(delete(model).where(keys.in_(found)), execution_options=_ALL)
    return len(found)


def _mark_alone(session: Session, unit: Unit, mark: datetime, version: int | None) -> bool:
    """Mark a row that nothing hangs on, by a statement that is kept."""
    mapper = mapper_of(unit.model)
    checked = version is not None and mapper.version_id_col is not None
    values = {f"row_key_{i}": part for i, part in enumerate(unit.key)}
    values[column_keys(unit.model)["deleted_at"]] = mark
    if checked:
        values[VERSION] = version
    with flushing(session, unit.model) as reader:
        dialect = reader.dialect

        def build() -> PreparedWrite:
            return PreparedWrite(changing(unit.model, checked=checked), dialect, values)

        prepared = kept(dialect, ("mark deleted", unit.model, checked), build)
        gone = bool(reader.changed(prepared, values))
    if gone:
        _tell(session, mapper, unit.key, mark)
    return gone


def _change_root(
    session: Session,
    unit: Unit,
    mark: datetime | None,
    state: State,
    *where: ColumnElement[bool],
    version: int | None = None,
) -> bool:
    mapper: Mapper[Any] = inspect(unit.model)
    if version is not None and mapper.version_id_col is not None:
        where = (*where, mapper.version_id_col == version)
    column = unit.graph.deleted_at(unit.root)
    statement = update(unit.model).where(*_by_key(unit), state(column), *where)
    options = {**_ALL, "synchronize_session": False}
    result: Any = session.execute(
        statement.values(_values(mapper, mark)), execution_options=options
    )
    if result.rowcount:
        _tell(session, mapper, unit.key, mark)
    return bool(result.rowcount)


def _change_below(session: Session, unit: Unit, mark: datetime | None, state: State) -> None:
    for table in unit.tables:
        mapper = unit.graph.soft[table]
        known = any(isinstance(row, mapper.class_) for row in session.identity_map.values())
        statement = update(mapper.class_).where(unit.rows_below(table, state))
        options = {**_ALL, "synchronize_session": "fetch" if known else False}
        session.execute(statement.values(_values(mapper, mark)), execution_options=options)


def _values(mapper: Mapper[Any], mark: datetime | None) -> Mapping[str, Any]:
    """The new values of a row; a versioned one counts up, so that whoever has read it hears of it."""
    values: dict[str, Any] = {mapper.get_property_by_column(mapper.columns["deleted_at"]).key: mark}
    column = mapper.version_id_col
    if column is not None:
        values[mapper.get_property_by_column(column).key] = column + 1
    return values


def _tell(
    session: Session, mapper: Mapper[Any], key: tuple[Any, ...], mark: datetime | None
) -> None:
    """Let the row know, when the session has it in memory."""
    row = session.identity_map.get(mapper.identity_key_from_primary_key(key))
    if row is None:
        return
    set_committed_value(row, "deleted_at", mark)
    if mapper.version_id_col is not None:
        session.expire(row, [mapper.get_property_by_column(mapper.version_id_col).key])


def _by_key(unit: Unit) -> list[ColumnElement[bool]]:
    columns = unit.root.primary_key.columns
    return [column == value for column, value in zip(columns, unit.key, strict=True)]


def _refuse_orphan(session: Session, unit: Unit) -> None:
    """Refuse to bring back a row whose parent is deleted: it would point at a row that nobody sees."""
    for edge in unit.graph.above(unit.root):
        if edge.parent not in unit.graph.soft or not (edge.cascades or edge.refuses):
            continue
        parent = edge.parent.alias()
        joined = (parent.c[there.key] == here for here, there in edge.pairs)
        deleted = parent.c[unit.graph.deleted_at(edge.parent).key].is_not(None)
        orphan = exists().where(*_by_key(unit), *joined, deleted)
        if session.execute(_asking(orphan), execution_options=_ALL).scalar_one():
            names = ", ".join(here.key for here, _ in edge.pairs)
            raise ForeignKeyViolation(
                f"The row of this {names} is deleted.", names, "Restore that row first."
            )


def _is_pointed_at(edge: Edge) -> ColumnElement[bool]:
    child = edge.child.alias()
    return exists().where(and_(*(child.c[here.key] == there for here, there in edge.pairs)))


def _asking(condition: ColumnElement[bool]) -> Any:
    return select(condition)

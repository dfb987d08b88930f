"""The operations that write one row, answered with a schema.

The statements are SQLAlchemy's own INSERT and UPDATE with RETURNING, kept for each set of columns and run in the
session's transaction: defaults, `onupdate`, the owner's stamp and the look at foreign keys are SQLAlchemy's and the scope's
as always (`prepared_write`). What a flush would do besides is done here: versions, NULLs that let a default speak, and an
error leaves the unit to be rolled back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import bindparam, insert, inspect, update
from sqlalchemy.orm import ColumnProperty, Mapper, Session
from sqlalchemy.util import safe_reraise
from sqlmodel import SQLModel

from colonnade.data.compiled.answers import answers
from colonnade.data.compiled.bracket import Reader, in_transaction
from colonnade.data.compiled.conditions import key_values
from colonnade.data.compiled.prepared import kept
from colonnade.data.compiled.prepared_write import PreparedWrite
from colonnade.data.compiled.reads import Reads
from colonnade.data.compiled.rows import mappings, values_at
from colonnade.data.compiled.selection import Layout, Selection
from colonnade.data.compiled.shape import Shape
from colonnade.data.models import validation
from colonnade.data.models.mapped import column_keys, mapper_of
from colonnade.data.sessions.session import may_write
from colonnade.data.traits.soft_deleted import SoftDeleted

S = TypeVar("S", bound=BaseModel)

VERSION = "expected_version"


@dataclass(frozen=True)
class Writing:
    """A statement that is kept.

    Attributes:
        prepared: INSERT or UPDATE with RETURNING.
        layout: where the values of the shape stand; None where the row is read afterwards, by its key.
    """

    prepared: PreparedWrite
    layout: Layout | None


class Writes(Generic[S]):
    """Writes one row of a model and shows it as a schema.

    Args:
        schema: what the row becomes.
        shape: what the schema needs of the model.
        session: from `Database.session`.
    """

    def __init__(self, schema: type[S], shape: Shape, session: Session) -> None:
        self._schema = schema
        self._shape = shape
        self._session = session
        self._model = shape.model

    def insert(self, values: Mapping[str, Any]) -> S:
        """Insert a row, of values that are not validated yet.

        Raises:
            pydantic.ValidationError: a value is not valid.
        """
        row = inserted(self._model, validation.made(self._model, values))
        with flushing(self._session, self._model) as reader:
            writing = self._kept(reader, "insert", row, lambda: insert(_table(self._model)))
            shown = self._shown(reader, writing, row, new=True)
        assert shown is not None
        return shown

    def update(self, key: Any, values: Mapping[str, Any], version: int | None) -> S | None:
        """Change a row, by values that are validated; None when there is none of this version.

        Args:
            key: the primary key.
            values: by attribute.
            version: the version that the row must still have; None for any.
        """
        columns = column_keys(self._model)
        given = {columns[name]: value for name, value in values.items()}
        for name, value in key_values(self._model, key).items():
            given[f"row_{name}"] = value
        if version is not None:
            given[VERSION] = version

        def build() -> Any:
            return changing(self._model, checked=version is not None)

        with flushing(self._session, self._model) as reader:
            writing = self._kept(reader, "update", given, build)
            return self._shown(reader, writing, given)

    def _shown(
        self,
        reader: Reader,
        writing: Writing,
        parameters: Mapping[str, Any],
        *,
        new: bool = False,
    ) -> S | None:
        rows, processors = reader.rows(writing.prepared, (), parameters)
        if not rows:
            return None
        if writing.layout is None:
            key = values_at(rows[0], range(len(rows[0])), processors)
            named = {f"key_{i}": value for i, value in enumerate(key)}
            found = Reads(self._schema, self._shape, self._session).row(reader, named)
        else:
            found = mappings(reader, writing.layout, (rows, processors), new=new)
        return answers(self._schema, found)[0] if found else None

    def _kept(
        self,
        reader: Reader,
        kind: str,
        given: Mapping[str, Any],
        build: Callable[[], Any],
    ) -> Writing:
        dialect = reader.dialect

        def make() -> Writing:
            selection = Selection(self._model, self._shape)
            layout = selection.layout
            columns = [_column(attribute) for attribute in selection.columns]
            if selection.joins or any(column is None for column in columns):
                key = inspect(self._model).primary_key
                return Writing(PreparedWrite(build().returning(*key), dialect, given), None)
            return Writing(PreparedWrite(build().returning(*columns), dialect, given), layout)

        form = (kind, frozenset(given), self._model, self._schema)
        found: Writing = kept(dialect, form, make)
        return found


@dataclass(frozen=True)
class NewColumns:
    """The columns of a new row.

    Attributes:
        sent: the columns that may be sent, by attribute: the key, whether somebody fills it when nobody gives a value,
            and whether None is a value of its own.
        version: the key of the column that counts versions, and what makes the first one; None without versions.
    """

    sent: tuple[tuple[str, str, bool, bool], ...]
    version: tuple[str, Callable[[None], Any]] | None


@lru_cache(maxsize=512)
def _new_columns(model: type[SQLModel]) -> NewColumns:
    mapper: Mapper[Any] = inspect(model)
    sent = tuple(
        (name, column.key, _is_filled(column), column.type.should_evaluate_none)
        for name, column in mapper.columns.items()
        if column.computed is None
    )
    version: Any = mapper.version_id_col
    if version is None or mapper.version_id_generator is False:
        return NewColumns(sent, None)
    generate: Any = mapper.version_id_generator
    return NewColumns(sent, (version.key, generate))


def _is_filled(column: Any) -> bool:
    return bool(
        column.primary_key or column.default is not None or column.server_default is not None
    )


def inserted(model: type[SQLModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a new row, as a flush would send them.

    None is left to the column's default where there is one, to the database for a key, and to the session's owner.
    """
    columns = _new_columns(model)
    row: dict[str, Any] = {}
    for name, key, filled, keeps_none in columns.sent:
        value = values.get(name)
        if value is not None or not filled or (keeps_none and name in values):
            row[key] = value
    if columns.version is not None:
        key, first = columns.version
        row[key] = first(None)
    return row


def changing(model: type[SQLModel], *, checked: bool) -> Any:
    """The UPDATE of one living row by its key, of which the columns to set come with the execution.

    Args:
        model: the table's class.
        checked: whether the row must have the version that comes with the execution.
    """
    mapper: Mapper[Any] = inspect(model)
    pairs = enumerate(mapper.primary_key)
    where = [column == bindparam(f"row_key_{i}", type_=column.type) for i, column in pairs]
    if issubclass(model, SoftDeleted):
        where.append(mapper.columns["deleted_at"].is_(None))
    version = mapper.version_id_col
    if version is not None and checked:
        where.append(version == bindparam(VERSION, type_=version.type))
    statement = update(_table(model)).where(*where)
    return statement if version is None else statement.values({version: version + 1})


class flushing:
    """What runs a write in the session's transaction that counts as a flush: when it fails, the unit must be rolled back.

    A unit in which somebody caught the error of a flush and went on cannot be committed, and neither can it here:
    on PostgreSQL its COMMIT would be a ROLLBACK that looks like a success. A class, as a generator takes several times as
    long.

    Args:
        session: the session, of which pending changes are written first.
        model: the table's class.
    """

    def __init__(self, session: Session, model: type[SQLModel]) -> None:
        self._session = session
        self._model = model

    def __enter__(self) -> Reader:
        reader = in_transaction(self._session, mapper_of(self._model))
        may_write(self._session)
        return reader

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            with safe_reraise():
                # What `Session.flush` does; there is no public way to say it.
                self._session._autobegin_t()._begin().rollback(_capture_exception=True)


def _table(model: type[SQLModel]) -> Any:
    return inspect(model).local_table


def _column(attribute: Any) -> Any:
    """The table's column of an attribute; None for what is computed from others."""
    prop: ColumnProperty[Any] = attribute.property
    column = prop.columns[0]
    return column if getattr(column, "table", None) is attribute.class_.__table__ else None

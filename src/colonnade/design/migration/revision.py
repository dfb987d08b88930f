"""The first revision: everything a `MetaData` holds, created and dropped again."""

import re
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.sql.ddl import sort_tables_and_constraints

from colonnade.design.design import Backend
from colonnade.design.migration.constraints import foreign_key_name
from colonnade.design.migration.dialects import DIALECTS, condition
from colonnade.design.migration.tables import Tables, create_foreign_key
from colonnade.design.migration.types import NamedType, Types

_HEAD = '''"""Create every table of app.models.

Revision ID: 0001
Revises:
"""

from collections.abc import Sequence

'''
_IDENTIFIERS = """
revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None
"""
_ON_POSTGRESQL = f"if {condition(['postgresql'])}:"
_EXACT = '''
class Exact(sa.types.UserDefinedType[object]):
    """A type by its SQL text."""

    cache_ok = True

    def __init__(self, text: str) -> None:
        self.text = text

    def get_col_spec(self, **options: object) -> str:
        return self.text

'''
_WITH_ALTER = "if op.get_context().dialect.supports_alter:"
_WITH_SEQUENCES = "if op.get_context().dialect.supports_sequences:"

# Extension of PostgreSQL -> what in a revision's text needs it.
_EXTENSIONS = {
    "btree_gist": r"using='gist'",
    "citext": r"\bCITEXT\(",
    "hstore": r"\bHSTORE\(",
    "pg_trgm": r"\bg(in|ist)_trgm_ops\b",
    "pgcrypto": r"\b(gen_salt|crypt|gen_random_bytes)\(",
    "postgis": r"\bgeoalchemy2\.",
    "uuid-ossp": r"\buuid_generate_v",
    "vector": r"\bpgvector\.",
}


def first_revision(metadata: sa.MetaData, backend: Backend = Backend.SQLITE) -> str:
    """Write the revision that creates the tables of a `MetaData`, and whose downgrade drops exactly those.

    It runs on SQLite, PostgreSQL and MariaDB: what only one of them has stands behind a condition. It imports
    SQLAlchemy and Alembic only.

    Args:
        metadata: the tables as the application's models have them.
        backend: the dialect of expressions that have no form common to all databases.

    Returns:
        The text of a file for `migrations/versions`, not yet formatted.
    """
    tables, cyclic = _sorted(metadata)
    writer = Tables(DIALECTS[backend.value], cyclic)
    created = [*_created(writer, tables), *_block(_WITH_ALTER, map(create_foreign_key, cyclic))]
    up = [*_prerequisites(metadata, writer.types, created), *created]
    down = [*_dropped_tables(tables, cyclic), *_dropped_prerequisites(metadata, writer.types)]
    return "\n".join(
        [
            _HEAD + _imports(writer.types.imports, up),
            _IDENTIFIERS,
            _EXACT if writer.types.exact else "",
            *(f"{name} = {writer.types.declaration(t)}" for name, t in _named(writer.types)),
            _function("upgrade", "Create what this revision adds.", up),
            _function("downgrade", "Drop what this revision added, rows included.", down),
        ]
    )


def _sorted(metadata: sa.MetaData) -> tuple[list[sa.Table], list[sa.ForeignKeyConstraint]]:
    """Tables in the order of their foreign keys, and the foreign keys that no order satisfies."""
    by_name = sorted(metadata.tables.values(), key=lambda table: table.key)
    pairs = list(sort_tables_and_constraints(by_name))  # type: ignore[no-untyped-call]
    tables = [table for table, _ in pairs if table is not None]
    cyclic = [
        constraint for table, constraints in pairs if table is None for constraint in constraints
    ]
    return tables, sorted(cyclic, key=foreign_key_name)


def _created(writer: Tables, tables: list[sa.Table]) -> Iterator[str]:
    for table in tables:
        yield writer.create(table)
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield writer.create_index(index, table)


def _dropped_tables(tables: list[sa.Table], cyclic: list[sa.ForeignKeyConstraint]) -> Iterator[str]:
    # Indexes go with their table; MariaDB would refuse to drop one that a foreign key needs.
    yield from _block(_WITH_ALTER, [_drop_foreign_key(constraint) for constraint in cyclic])
    for table in reversed(tables):
        yield f"op.drop_table({str(table.name)!r}{_schema(table)})"


def _drop_foreign_key(constraint: sa.ForeignKeyConstraint) -> str:
    table = constraint.table
    name = f"op.f({foreign_key_name(constraint)!r})"
    return f'op.drop_constraint({name}, {str(table.name)!r}, type_="foreignkey"{_schema(table)})'


def _schema(table: sa.Table) -> str:
    return f", schema={str(table.schema)!r}" if table.schema else ""


def _prerequisites(metadata: sa.MetaData, types: Types, lines: list[str]) -> Iterator[str]:
    text = "\n".join([*lines, *(types.declaration(t) for _, t in _named(types))])
    for schema in _schemas(metadata):
        yield f"op.execute(sa.schema.CreateSchema({schema!r}, if_not_exists=True))"
    yield from _block(_ON_POSTGRESQL, [*_extensions(text), *_each_type(types, "Create")])
    sequences = [
        f"op.execute(sa.schema.CreateSequence({_sequence(s)}))" for s in _sequences(metadata)
    ]
    yield from _block(_WITH_SEQUENCES, sequences)


def _dropped_prerequisites(metadata: sa.MetaData, types: Types) -> Iterator[str]:
    sequences = [
        f"op.execute(sa.schema.DropSequence({_sequence(s)}))" for s in _sequences(metadata)
    ]
    yield from _block(_WITH_SEQUENCES, sequences)
    yield from _block(_ON_POSTGRESQL, list(_each_type(types, "Drop")))
    for schema in reversed(_schemas(metadata)):
        yield f"op.execute(sa.schema.DropSchema({schema!r}))"


def _schemas(metadata: sa.MetaData) -> list[str]:
    return sorted(
        {str(table.schema) for table in metadata.tables.values() if table.schema} - {"public"}
    )


def _extensions(text: str) -> Iterator[str]:
    for name, pattern in _EXTENSIONS.items():
        if re.search(pattern, text):
            statement = f'CREATE EXTENSION IF NOT EXISTS "{name}"'
            yield f"op.execute({statement!r})"


def _each_type(types: Types, verb: str) -> Iterator[str]:
    for name, type_ in _named(types):
        kind = "Enum" if isinstance(type_, sa.Enum) else "Domain"
        yield f"op.execute(postgresql.{verb}{kind}Type({name}))"


def _named(types: Types) -> list[tuple[str, NamedType]]:
    return sorted(types.named.items())


def _sequences(metadata: sa.MetaData) -> list[sa.Sequence]:
    known: dict[str, sa.Sequence] = metadata._sequences
    return [sequence for _, sequence in sorted(known.items()) if not sequence.optional]


def _sequence(sequence: sa.Sequence) -> str:
    options = ("start", "increment", "minvalue", "maxvalue", "cycle", "cache", "schema")
    written = (f"{o}={value!r}" for o in options if (value := getattr(sequence, o)) is not None)
    return f"sa.Sequence({', '.join([repr(str(sequence.name)), *written])})"


def _imports(of_types: set[str], lines: list[str]) -> str:
    imports = {"import sqlalchemy as sa", "from alembic import op", *of_types}
    if any("postgresql." in line for line in lines):
        imports.add("from sqlalchemy.dialects import postgresql")
    return "\n".join([*sorted(imports), ""])


def _block(start: str, lines: Iterable[str]) -> Iterator[str]:
    if block := [_indented(line) for line in lines]:
        yield "\n".join([start, *block])


def _function(name: str, docstring: str, lines: Iterable[str]) -> str:
    body = "\n".join(_indented(line) for line in lines) or "    pass"
    return f'\n\ndef {name}() -> None:\n    """{docstring}"""\n{body}\n'


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in text.splitlines())

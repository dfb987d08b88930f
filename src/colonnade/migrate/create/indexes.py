"""Indexes: whatever the server says of one that differs, it is made anew."""

import re
from collections.abc import Iterable

import sqlalchemy as sa
from alembic.operations import ops

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import OneWay, Statement
from colonnade.migrate.create.renamed import sql_in_new_names
from colonnade.schema.catalog import Catalog, Fact

_SQL = {
    "postgresql": "SELECT pg_get_indexdef(i.oid) FROM pg_class i JOIN pg_namespace n ON n.oid = i.relnamespace"
    " WHERE i.relname = :name AND n.nspname = :schema",
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = :name",
}


def complete(change: Change) -> None:
    """Make indexes again that differ, and leave alone those in which Alembic sees a difference that is none."""
    if change.sides is None:
        return
    has, wants = (by_name(change, side) for side in (change.sides.has, change.sides.wants))
    for name, table in change.tables():
        fact = change.fact_name(name)
        modified = [one for one in change.of_tables() if _is_of(one, name)]
        same = {
            index for of, index in has if of == fact and has[of, index] == wants.get((of, index))
        }
        _leave(modified, same)
        seen = set(_names(modified))
        keys = [key for key in sorted(has.keys() | wants.keys()) if key[0] == fact]
        for key in keys:
            if has.get(key) != wants.get(key) and key[1] not in seen:
                _replace(change, name, table, key[1], key in has)


def around(
    change: Change, table: Name, model: sa.Table, columns: set[str]
) -> tuple[list[ops.MigrateOperation], list[ops.MigrateOperation]]:
    """What drops the indexes of columns that are made anew, and what makes them again.

    What was found about them before is taken out.
    """
    assert change.sides is not None
    before: list[ops.MigrateOperation] = []
    after: list[ops.MigrateOperation] = []
    has, wants = (by_name(change, side) for side in (change.sides.has, change.sides.wants))
    for key in sorted(has.keys() | wants.keys()):
        sides = [side[key] for side in (has, wants) if key in side]
        if key[0] == change.fact_name(table) and any(mentions(" ".join(s), columns) for s in sides):
            _leave([one for one in change.of_tables() if _is_of(one, table)], {key[1]})
            change.upgrade.ops[:] = [
                one for one in change.upgrade.ops if getattr(one, "index_name", "") != key[1]
            ]
            before += _dropped(change, table, key[1]) if key in has else []
            after += _made(table, model, key[1])
    return before, after


def mentions(sql: str, names: Iterable[str]) -> bool:
    """Whether SQL names one of some columns."""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sql) for name in names)


def by_name(change: Change, side: Catalog) -> dict[tuple[str, str], Fact]:
    """What the server says of each index, by its table and its name."""
    kind = "index name" if change.backend == "postgresql" else "index"
    return {(fact[0], fact[1]): fact[2:] for fact in side.facts[kind]}


def _is_of(one: ops.ModifyTableOps, table: Name) -> bool:
    return (one.table_name, one.schema) == (table.table, table.schema)


def _names(modified: Iterable[ops.ModifyTableOps]) -> Iterable[str]:
    for one in modified:
        for part in one.ops:
            if isinstance(part, ops.CreateIndexOp | ops.DropIndexOp) and part.index_name:
                yield part.index_name
            elif isinstance(
                part, ops.DropConstraintOp | ops.CreateForeignKeyOp | ops.CreateUniqueConstraintOp
            ):
                yield str(part.constraint_name)


def _leave(modified: Iterable[ops.ModifyTableOps], same: set[str]) -> None:
    for one in modified:
        one.ops[:] = [
            part
            for part in one.ops
            if not isinstance(part, ops.CreateIndexOp | ops.DropIndexOp)
            or part.index_name not in same
        ]


def _replace(change: Change, table: Name, model: sa.Table, name: str, is_there: bool) -> None:
    """Make an index again. PostgreSQL writes its expression anew with a column's type, so there it is away meanwhile."""
    if is_there and definition(change, table, name) is None:
        return
    before = _dropped(change, table, name) if is_there else []
    if change.backend == "postgresql":
        change.first(*before)
        before = []
    change.last(*before, *_made(table, model, name))


def anew(
    change: Change, table: Name, model: sa.Table, name: str
) -> tuple[list[ops.MigrateOperation], list[ops.MigrateOperation]]:
    """What drops an index, and what makes it again if the models have it."""
    return _dropped(change, table, name), _made(table, model, name)


def _dropped(change: Change, table: Name, name: str) -> list[ops.MigrateOperation]:
    sql = definition(change, table, name)
    if sql is None:
        return []
    if _is_of_key(change, table, name):
        # MariaDB drops it by itself when the foreign key gets another index.
        drop = f"ALTER TABLE {change.sql(table)} DROP INDEX IF EXISTS {change.quote(name)}"
        return [Statement(drop, sql, table)]
    return [OneWay(_drop(table, name)), Statement("", sql, table)]


def _is_of_key(change: Change, table: Name, name: str) -> bool:
    """Whether MariaDB made an index for a foreign key, and named it by its column."""
    keys = change.seen.get_foreign_keys(table.table, table.schema)
    is_mariadb = getattr(change.dialect, "is_mariadb", False)
    return is_mariadb and any(key["constrained_columns"][0] == name for key in keys)


def _made(table: Name, model: sa.Table, name: str) -> list[ops.MigrateOperation]:
    wanted = next((index for index in model.indexes if index.name == name), None)
    if wanted is None:
        return []
    return [OneWay(ops.CreateIndexOp.from_index(wanted)), OneWay(None, _drop(table, name))]


def _drop(table: Name, name: str) -> ops.DropIndexOp:
    return ops.DropIndexOp(name, table.table, schema=table.schema)


def definition(change: Change, table: Name, name: str) -> str | None:
    """What made an index, as SQL with new names; None for those that belong to a constraint."""
    if change.backend == "mysql":
        return _of_mysql(change, table, name)
    there = change.sides.renames.old(table) if change.sides else table
    schema = there.schema or change.dialect.default_schema_name
    query = sa.text(_SQL[change.backend])
    if change.backend == "sqlite":
        found = change.connection.execute(query, {"name": name})
    else:
        found = change.connection.execute(query, {"name": name, "schema": schema})
    sql: str | None = found.scalar()
    # The downgrade runs it before anything gets its old name again.
    return sql_in_new_names(sql, change.sides.renames) if sql and change.sides else sql


def _of_mysql(change: Change, table: Name, name: str) -> str | None:
    assert change.sides is not None
    keys = {key["name"] for key in change.seen.get_foreign_keys(table.table, table.schema)}
    fact = next(
        (one for one in change.sides.has.facts["index"] if one[:2] == (table.table, name)), None
    )
    if fact is None or name in keys or fact[3] not in ("BTREE", "FULLTEXT"):
        return None
    unique = "UNIQUE " if fact[2] == "unique" else "FULLTEXT " * (fact[3] == "FULLTEXT")
    return f"CREATE {unique}INDEX {change.quote(name)} ON {change.sql(table)} ({fact[4]})"

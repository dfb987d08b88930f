"""SQLite copies a table to change it, without the indexes that SQLAlchemy cannot describe: they are made anew."""

from alembic.operations.ops import MigrateOperation

from colonnade.migrate.create import indexes
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.operations import OneWay, Statement
from colonnade.schema.catalog import Fact


def complete(change: Change) -> None:
    """Drop such indexes before a table is copied, and make those of the models behind it."""
    if change.sides is None or change.backend != "sqlite":
        return
    for table, model in change.kept():
        if not change.is_copied(table):
            continue
        columns = {one["name"] for one in change.seen.get_columns(table.table)}
        for name in _undescribed(change.sides.has.facts["index"], table.table, columns):
            if (sql := indexes.definition(change, table, name)) is None:
                continue
            change.upgrade.ops[:] = [
                one for one in change.upgrade.ops if not _is_about(one, name, sql)
            ]
            before, after = indexes.anew(change, table, model, name)
            change.first(*before)
            change.last(*after)


def _undescribed(facts: frozenset[Fact], table: str, columns: set[str]) -> list[str]:
    """The indexes of a table over expressions, in another order or with a collation."""
    plain = {f"{column} BINARY" for column in columns}
    return [
        one[1]
        for one in sorted(facts)
        if one[0] == table and any(part not in plain for part in one[3:] if part[:6] != "where ")
    ]


def _is_about(one: MigrateOperation, name: str, sql: str) -> bool:
    """Whether an operation outside of a table's changes makes or drops an index."""
    if isinstance(one, OneWay):
        return name in {getattr(side, "index_name", None) for side in (one.forth, one.back)}
    return isinstance(one, Statement) and sql in (one.sql, one.back)

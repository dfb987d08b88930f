"""Primary and foreign keys that are the same under another name, which the models say."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic.operations import ops

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import CreatePrimaryKey, OneWay, Statement


def complete(change: Change) -> None:
    """Give constraints the names of the models; what has no name in the models keeps the server's."""
    if change.sides is None:
        return
    models = sa.inspect(change.sides.models)
    for table, model in change.kept():
        said = {str(one.name) for one in model.constraints if isinstance(one.name, str)}
        for old, new in _foreign_keys(change, models, table):
            if new["name"] in said and new["name"] != old["name"] is not None:
                _renamed(change, table, old, new)
        was, is_ = (
            one.get_pk_constraint(table.table, table.schema) for one in (change.seen, models)
        )
        same = was["constrained_columns"] == is_["constrained_columns"]
        if (
            same
            and is_["name"] in said
            and change.backend != "mysql"
            and was["name"] != is_["name"]
        ):
            _renamed_key(change, table, was, is_)


def _foreign_keys(change: Change, models: Any, table: Name) -> Iterator[tuple[Any, Any]]:
    """Pairs of the same foreign key before and after."""
    before = {_content(one): one for one in change.seen.get_foreign_keys(table.table, table.schema)}
    for one in models.get_foreign_keys(table.table, table.schema):
        if (old := before.get(_content(one))) is not None:
            yield old, one


def _content(key: Any) -> str:
    return repr([key[part] for part in sorted(key) if part not in ("name", "comment")])


def _renamed(change: Change, table: Name, old: Any, new: Any) -> None:
    if change.backend == "postgresql":
        change.last(_statement(change, table, old["name"], new["name"]))
        return
    made, back = (foreign_key(table, one) for one in (new, old))
    drop = ops.DropConstraintOp(
        old["name"], table.table, type_="foreignkey", schema=table.schema, _reverse=back
    )
    change.to(table, drop, made)


def foreign_key(table: Name, said: Any) -> ops.CreateForeignKeyOp:
    """The operation that makes a foreign key as an inspector tells it."""
    return ops.CreateForeignKeyOp(
        said["name"],
        table.table,
        said["referred_table"],
        said["constrained_columns"],
        said["referred_columns"],
        source_schema=table.schema,
        referent_schema=said["referred_schema"],
        **said["options"],
    )


def _renamed_key(change: Change, table: Name, old: Any, new: Any) -> None:
    if change.backend == "postgresql":
        change.last(_statement(change, table, old["name"], new["name"]))
        return
    made, back = (
        CreatePrimaryKey(
            one["name"] or f"pk_{table.table}", table.table, one["constrained_columns"]
        )
        for one in (new, old)
    )
    change.to(table, OneWay(made, back))  # a table is copied with the new key


def _statement(change: Change, table: Name, old: str, new: str) -> Statement:
    rename = f"ALTER TABLE {change.sql(table)} RENAME CONSTRAINT"
    before, now = change.quote(old), change.quote(new)
    return Statement(f"{rename} {before} TO {now}", f"{rename} {now} TO {before}")

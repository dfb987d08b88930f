"""What the models make by events and Alembic has no word for: sequences, functions, views and triggers.

What only the database has stays: revisions may have made it by hand.
"""

import sqlalchemy as sa

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.operations import Statement

_FUNCTION = """
SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname || '.' || p.proname = :name AND pg_get_function_identity_arguments(p.oid) = :arguments"""


def complete(change: Change) -> None:
    """Make what is missing, after the tables."""
    if change.sides is None:
        return
    if change.dialect.name == "sqlite":
        _on_sqlite(change)
    if change.dialect.name != "postgresql":
        return
    _sequences(change)
    _unlogged(change)
    for fact in change.sides.missing("function"):
        name, arguments = fact[0], fact[1] if len(fact) > 1 else ""
        query = sa.text(_FUNCTION)
        made = change.sides.models.execute(
            query, {"name": name, "arguments": arguments}
        ).scalar_one()
        change.last(Statement(made, f"DROP FUNCTION {name}({arguments})"))
    for name, definition in change.sides.missing("view"):
        change.last(
            Statement(f"CREATE VIEW {name} AS {definition.rstrip(';')}", f"DROP VIEW {name}")
        )
    for table, definition in change.sides.missing("trigger"):
        trigger = definition.split(" ")[2]
        change.last(Statement(definition, f"DROP TRIGGER {trigger} ON {table}"))


def _on_sqlite(change: Change) -> None:
    assert change.sides is not None
    has = {fact[0] for kind in ("view", "trigger") for fact in change.sides.has.facts[kind]}
    for kind in ("view", "trigger"):
        for name, definition in change.sides.missing(kind):
            if name not in has:
                drop = f"DROP {kind.upper()} {change.quote(name)}"
                change.last(Statement(definition, drop))


def _sequences(change: Change) -> None:
    assert change.sides is not None
    declared = {
        f"{one.schema or change.dialect.default_schema_name}.{one.name}": one
        for metadata in change.metadata
        for one in metadata._sequences.values()
    }
    has = {fact[0]: fact for fact in change.sides.has.facts["sequence"]}
    for fact in change.sides.missing("sequence"):
        name = ".".join(change.quote(part) for part in fact[0].split("."))
        if fact[0] in has and has[fact[0]][1] != fact[1]:
            change.last(
                Statement(
                    f"ALTER SEQUENCE {name} AS {fact[1]}",
                    f"ALTER SEQUENCE {name} AS {has[fact[0]][1]}",
                )
            )
        elif fact[0] in declared and fact[0] not in has:
            create = str(
                sa.schema.CreateSequence(declared[fact[0]]).compile(dialect=change.dialect)
            )
            change.first(Statement(create, f"DROP SEQUENCE {name}"))


def _unlogged(change: Change) -> None:
    assert change.sides is not None
    kept = {change.fact_name(name) for name, _ in change.kept()}
    for (table,) in change.sides.missing("unlogged"):
        if table in kept:
            change.last(
                Statement(f"ALTER TABLE {table} SET UNLOGGED", f"ALTER TABLE {table} SET LOGGED")
            )
    for (table,) in change.sides.excess("unlogged"):
        if table in kept:
            change.last(
                Statement(f"ALTER TABLE {table} SET LOGGED", f"ALTER TABLE {table} SET UNLOGGED")
            )

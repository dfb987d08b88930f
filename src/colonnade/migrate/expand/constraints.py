"""What the new column must have of the old one's: NOT NULL, default, indexes, foreign key; made without blocking."""

from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.phases import execute, meant, outside


def giving_way(column: Column) -> list[str]:
    """Lock the table to which others refer before those, as writers do who write both.

    Where they do not, the phase gives way before PostgreSQL ends a deadlock, after a second, at a writer's cost.
    """
    if column.engine.dialect.name != "postgresql":
        return []
    lock = f"LOCK TABLE {column.quoted_table} IN ACCESS EXCLUSIVE MODE"
    return meant([execute("SET LOCAL lock_timeout = '500ms'"), execute(lock)])


def relaxed(column: Column) -> list[str]:
    """MariaDB refuses a row without a value before its triggers run, so the old column gives up NOT NULL."""
    if column.engine.dialect.name == "postgresql" or column.column.nullable:
        return []
    name = column.quote(column.name)
    kept = f" DEFAULT {column.default}" if column.default else ""
    loose = f"ALTER TABLE {column.quoted_table} MODIFY {name} {column.type} NULL{kept}"
    return meant([execute(loose)])


def enforced(column: Column, new: str, type_: str) -> tuple[list[str], list[str]]:
    """The operations that give the new column what the old one has, and those that take it back.

    Args:
        column: the old one.
        new: the name of the new one.
        type_: its type as SQL.
    """
    up: list[str] = []
    down: list[str] = []
    for name, columns, unique in column.indexes:
        made, dropped = _index(column, new, name, columns, unique=unique)
        up += made
        down = dropped + down
    if column.foreign_key:
        made, dropped = _foreign_key(column, new)
        up += made
        down = dropped + down
    if not column.column.nullable:
        made, dropped = not_null(column, new, type_)
        up += made
        down = dropped + down
    return up, down


def not_null(
    column: Column, name: str, type_: str, default: str = ""
) -> tuple[list[str], list[str]]:
    """NOT NULL: on PostgreSQL by a check that is validated beside readers and writers.

    Args:
        column: a column of the table.
        name: the name of the column that gets it.
        type_: its type as SQL.
        default: the column's default as SQL, which MariaDB forgets unless it is said again.
    """
    table, quoted = column.quoted_table, column.quote(name)
    if column.engine.dialect.name != "postgresql":
        modify = f"ALTER TABLE {table} MODIFY {quoted} {type_}"
        kept = f" DEFAULT {default}" if default else ""
        return meant([execute(f"{modify} NOT NULL{kept}")]), [execute(f"{modify} NULL{kept}")]
    check = column.quote(f"ck_{column.table.name}_{name}_not_null"[:63])
    up = outside(
        execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({quoted} IS NOT NULL) NOT VALID"
        ),
        execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {check}"),
        execute(f"ALTER TABLE {table} ALTER COLUMN {quoted} SET NOT NULL"),
        execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}"),
    )
    return up, [execute(f"ALTER TABLE {table} ALTER COLUMN {quoted} DROP NOT NULL")]


def released(column: Column) -> list[str]:
    """MariaDB drops no column that a foreign key holds."""
    if column.engine.dialect.name == "postgresql" or column.foreign_key is None:
        return []
    name = column.quote(column.foreign_key[0])
    return [execute(f"ALTER TABLE {column.quoted_table} DROP FOREIGN KEY {name}")]


def unique(column: Column, name: str, index: str) -> tuple[list[str], list[str]]:
    """A unique index, made beside writers, and what drops it.

    Args:
        column: a column of the table.
        name: the name of the column that gets it.
        index: its name.
    """
    table, quoted, one = column.quoted_table, column.quote(index), column.quote(name)
    if column.engine.dialect.name == "postgresql":
        create = f"CREATE UNIQUE INDEX CONCURRENTLY {quoted} ON {table} ({one})"
        return outside(execute(create)), outside(execute(f"DROP INDEX CONCURRENTLY {quoted}"))
    create = f"CREATE UNIQUE INDEX {quoted} ON {table} ({one})"
    return [execute(create)], [execute(f"DROP INDEX {quoted} ON {table}")]


def _index(
    column: Column, new: str, name: str, columns: list[str], *, unique: bool
) -> tuple[list[str], list[str]]:
    made = [new if one == column.name else one for one in columns]
    twin = column.quote(twin_of(column, new, name))
    kind, keys = "UNIQUE INDEX" if unique else "INDEX", ", ".join(map(column.quote, made))
    if column.engine.dialect.name == "postgresql":
        create = f"CREATE {kind} CONCURRENTLY {twin} ON {column.quoted_table} ({keys})"
        return outside(execute(create)), outside(execute(f"DROP INDEX CONCURRENTLY {twin}"))
    create = f"CREATE {kind} {twin} ON {column.quoted_table} ({keys})"
    return [execute(create)], [execute(f"DROP INDEX {twin} ON {column.quoted_table}")]


def _foreign_key(column: Column, new: str) -> tuple[list[str], list[str]]:
    assert column.foreign_key is not None
    name, target, key, ondelete = column.foreign_key
    twin = column.quote(twin_of(column, new, name))
    action = f" ON DELETE {ondelete}" if ondelete else ""
    where = ".".join(map(column.quote, target.split(".")))
    table = column.quoted_table
    says = f"FOREIGN KEY ({column.quote(new)}) REFERENCES {where} ({column.quote(key)}){action}"
    add = f"ALTER TABLE {table} ADD CONSTRAINT {twin} {says}"
    if column.engine.dialect.name == "postgresql":
        # The constraint locks both tables, this one first; see `giving_way`.
        lock = f"LOCK TABLE {where} IN SHARE ROW EXCLUSIVE MODE"
        both = f"DO $$ BEGIN SET LOCAL lock_timeout = '500ms'; {lock}; {add} NOT VALID; END $$"
        validate = f"ALTER TABLE {table} VALIDATE CONSTRAINT {twin}"
        return outside(execute(both), execute(validate)), [
            execute(f"ALTER TABLE {table} DROP CONSTRAINT {twin}")
        ]
    return meant([execute(add)]), [execute(f"ALTER TABLE {table} DROP FOREIGN KEY {twin}")]


def twin_of(column: Column, new: str, name: str) -> str:
    """The name of what the new column has, by the name of what the old one has."""
    return (name.replace(column.name, new) if column.name in name else f"{name}_{new}")[:63]

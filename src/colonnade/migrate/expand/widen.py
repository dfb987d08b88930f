"""A table whose key is an INTEGER gets a BIGINT under the same name, and so does every column that refers to it.

Old and new versions read and write the old columns, until the wider ones take their names in one moment.
"""

from dataclasses import replace
from itertools import groupby

from colonnade.errors import UsageError
from colonnade.migrate.expand.column import Column, referring
from colonnade.migrate.expand.constraints import enforced, giving_way, not_null, twin_of, unique
from colonnade.migrate.expand.phases import Phase, execute, meant, refuse_while
from colonnade.migrate.expand.twins import fill

_GONE = 'raise NotImplementedError("Keys may be larger than an INTEGER by now: restore a backup.")'


def widen(column: Column) -> list[Phase]:
    """The phases of a wider key.

    Args:
        column: the primary key, an INTEGER.

    Raises:
        UsageError: it is wide already, this is not PostgreSQL, or what refers to it cannot be filled by ranges of a key.
    """
    _refuse(column)
    columns = [column, *referring(column)]
    words = f"Widen {column.table.name}.{column.name}"
    made, dropped = _triggers(columns)
    wait = [line for one in columns for line in _left(one)]
    up, down = _enforced(column, columns[1:])
    return [
        Phase(
            f"{words}: expand",
            [*giving_way(column), *(_altered(one, "ADD", " BIGINT") for one in columns), *made],
            [*dropped, *(_altered(one, "DROP", "") for one in columns)],
        ),
        Phase(f"{words}: fill", [line for one in columns for line in _filled(one)]),
        Phase(f"{words}: switch", [*wait, *up], down),
        Phase(f"{words}: contract", _contract(column, columns[1:], dropped), [_GONE]),
    ]


def _refuse(column: Column) -> None:
    if column.engine.dialect.name != "postgresql":
        raise UsageError(
            "MariaDB writes a table anew for a wider key in any case, so there is nothing to gain from phases.",
            'Change the models and write one revision: colonnade migrate create "...".',
        )
    if column.type not in ("INTEGER", "SMALLINT"):
        raise UsageError(f"{column.table.name}.{column.name} is {column.type} already.")


def _wide(column: Column) -> str:
    return f"{column.name}_wide"


def _altered(column: Column, action: str, type_: str) -> str:
    name = column.quote(_wide(column))
    return execute(f"ALTER TABLE {column.quoted_table} {action} COLUMN {name}{type_}")


def _triggers(columns: list[Column]) -> tuple[list[str], list[str]]:
    """A trigger for each table, which writes what its old columns say into the wide ones."""
    made, dropped = [], []
    for table, group in groupby(sorted(columns, key=_table), _table):
        mine = list(group)
        name = mine[0].quote(f"widen_{mine[0].table.name}"[:63])
        schema = "".join(table.rpartition(".")[:2])
        sets = " ".join(
            f"NEW.{one.quote(_wide(one))} := NEW.{one.quote(one.name)};" for one in mine
        )
        body = f"RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {sets} RETURN NEW; END $$"
        on = f"BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW"
        made += [
            execute(f"CREATE FUNCTION {schema}{name}() {body}"),
            execute(f"CREATE TRIGGER {name} {on} EXECUTE FUNCTION {schema}{name}()"),
        ]
        dropped += [
            execute(f"DROP TRIGGER {name} ON {table}"),
            execute(f"DROP FUNCTION {schema}{name}()"),
        ]
    return made, dropped


def _table(column: Column) -> str:
    return column.quoted_table


def _filled(column: Column) -> list[str]:
    wide, name = column.quote(_wide(column)), column.quote(column.name)
    return fill(column, f"{wide} = {name}", f"{wide} IS DISTINCT FROM {name}")


def _left(column: Column) -> list[str]:
    wide, name = column.quote(_wide(column)), column.quote(column.name)
    left = f"SELECT 1 FROM {column.quoted_table} WHERE {wide} IS DISTINCT FROM {name} LIMIT 1"
    return refuse_while(left, "Rows are left: run the fill again.")


def _index(column: Column) -> str:
    return f"uq_{column.table.name}_{_wide(column)}"[:63]


def _enforced(column: Column, others: list[Column]) -> tuple[list[str], list[str]]:
    up, down = unique(column, _wide(column), _index(column))
    required, loose = not_null(column, _wide(column), "BIGINT")
    up, down = up + required, loose + down
    for one in others:
        assert one.foreign_key is not None
        name, table, _, ondelete = one.foreign_key
        refers = replace(one, foreign_key=(name, table, _wide(column), ondelete))
        made, dropped = enforced(refers, _wide(one), "BIGINT")
        up, down = up + made, dropped + down
    return up, down


def _contract(column: Column, others: list[Column], dropped: list[str]) -> list[str]:
    """The wide columns take the names of the old ones, and what hangs on them takes its names back."""
    found = [*giving_way(column), *meant(dropped)]
    for one in others:
        found += [*_named(one), *_renamed(one)]
    key = column.quote(str(column.table.primary_key.name))
    index = column.quote(_index(column))
    alter = f"ALTER TABLE {column.quoted_table}"
    before, after = _counted(column)
    return [
        *found,
        *before,
        execute(f"{alter} DROP CONSTRAINT {key}"),
        *_named(column),
        execute(f"{alter} ADD CONSTRAINT {key} PRIMARY KEY USING INDEX {index}"),
        *after,
    ]


def _named(column: Column) -> list[str]:
    table, wide = column.quoted_table, column.quote(_wide(column))
    name = column.quote(column.name)
    drop = execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    return [*meant([drop]), *_meant_rename(f"ALTER TABLE {table} RENAME COLUMN {wide} TO {name}")]


def _meant_rename(sql: str) -> list[str]:
    return ["# colonnade: ignore[COLM302] no version names it", execute(sql)]


def _renamed(column: Column) -> list[str]:
    """The names of indexes and of the foreign key, as they were on the old column."""
    assert column.foreign_key is not None
    schema = f"{column.quote(column.table.schema)}." if column.table.schema else ""
    found = []
    for name, _, _ in column.indexes:
        twin = column.quote(twin_of(column, _wide(column), name))
        found.append(execute(f"ALTER INDEX {schema}{twin} RENAME TO {column.quote(name)}"))
    name = column.foreign_key[0]
    twin, old = column.quote(twin_of(column, _wide(column), name)), column.quote(name)
    alter = f"ALTER TABLE {column.quoted_table} RENAME CONSTRAINT {twin} TO {old}"
    return [*found, execute(alter)]


def _counted(column: Column) -> tuple[list[str], list[str]]:
    """What counts the key: before the old column goes the sequence of a `serial` goes over, behind it an identity is made."""
    table, name = column.quoted_table, column.quote(column.name)
    wide, alter = column.quote(_wide(column)), f"ALTER TABLE {column.quoted_table} ALTER COLUMN"
    identity = column.column.identity
    if identity is not None:
        kind = "ALWAYS" if identity.always else "BY DEFAULT"
        sequence = f"pg_get_serial_sequence('{table}', '{column.name}')"
        last = f"(SELECT coalesce(max({name}), 0) + 1 FROM {table})"
        return [], [
            execute(f"{alter} {name} ADD GENERATED {kind} AS IDENTITY"),
            execute(f"SELECT setval({sequence}, {last}, false)"),
        ]
    if not column.default.startswith("nextval("):
        return [], []
    sequence = column.default.split("'")[1]
    both = (
        f"DO $$ BEGIN ALTER SEQUENCE {sequence} AS bigint; ALTER SEQUENCE {sequence} OWNED BY {table}.{wide};"
        f" {alter} {wide} SET DEFAULT {column.default}; END $$"
    )
    return [execute(both)], []

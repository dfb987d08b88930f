"""A table whose key is an INTEGER gets a BIGINT under the same name, and so does every column that refers to it.

Old and new versions read and write the old columns, until the wider ones take their names in one moment.
"""

from itertools import groupby

import sqlalchemy as sa

from colonnade.errors import UsageError
from colonnade.migrate.expand.catalog.words import Words
from colonnade.migrate.expand.column import Column, referring, refuse_bound
from colonnade.migrate.expand.constraints import Operations, giving_way, gone, required
from colonnade.migrate.expand.definitions import described, policies
from colonnade.migrate.expand.phases import Phase, execute, meant, refuse_while
from colonnade.migrate.expand.row_security import seen
from colonnade.migrate.expand.successors import Successors, by_table
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
    for one in columns:
        refuse_bound(one, is_key=one is column)
    names = {(one.quoted_table, one.name): _wide(one) for one in columns}
    groups = by_table(column, columns[1:], names, "BIGINT", _wide(column))
    words = f"Widen {column.table.name}.{column.name}"
    made, dropped = _triggers(columns)
    wait = [line for one in columns for line in _left(one)]
    up, down = _enforced(column, groups)
    return [
        Phase(
            f"{words}: expand",
            [*giving_way(column), *(_altered(one, "ADD", " BIGINT") for one in columns), *made],
            [*dropped, *(_altered(one, "DROP", "") for one in columns)],
        ),
        Phase(f"{words}: fill", [line for one in columns for line in _filled(one)]),
        Phase(f"{words}: switch", [*wait, *up], down),
        Phase(f"{words}: contract", _contract(column, groups, dropped), [_GONE]),
    ]


def _refuse(column: Column) -> None:
    if column.engine.dialect.name != "postgresql":
        raise UsageError(
            "MariaDB writes a table anew for a wider key in any case, so there is nothing to gain from phases.",
            'Change the models and write one revision: colonnade migrate create "...".',
        )
    if isinstance(column.column.type, sa.BigInteger):
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
        schema = mine[0].schema
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
    wait = refuse_while(left, "Rows are left: run the fill again.")
    return [*seen(column.quoted_table, column.protected), *wait]


def _enforced(column: Column, groups: list[Successors]) -> Operations:
    up, down = required(column, _wide(column), "BIGINT")
    for group in groups:
        made, dropped = group.enforced()
        up, down = up + made, dropped + down
    return up, down


def _contract(column: Column, groups: list[Successors], dropped: list[str]) -> list[str]:
    """The wide columns take the names of the old ones, and what stands on them takes its names back."""
    before, after = _counted(column)
    found = [*giving_way(column), *meant(dropped), *before]
    for group in reversed(groups):  # the key behind what refers to it
        found += _ruled(group)
        found += [*gone(group.columns[::-1]), *_named(group), *_renamed(group)]
        found += [line for one in group.columns if one is not column for line in _default(one)]
        found += [line for one in group.columns for line in described(one, one.quote(one.name))]
    return [*found, *after]


def _ruled(group: Successors) -> list[str]:
    """Policies look at the wide columns before the old ones go; they follow the names."""
    quoted = {old: group.first.quote(wide) for old, wide in group.names.items()}
    words = {old: Words((wide,), wide) for old, wide in quoted.items()}
    found = [line for one in group.columns for line in policies(one, words)[0]]
    return list(dict.fromkeys(found))


def _default(column: Column) -> list[str]:
    default = f"ALTER COLUMN {column.quote(column.name)} SET DEFAULT {column.default}"
    return [execute(f"ALTER TABLE {column.quoted_table} {default}")] if column.default else []


def _named(group: Successors) -> list[str]:
    """The wide columns under the names of the old ones."""
    rename = f"ALTER TABLE {group.first.quoted_table} RENAME COLUMN"
    quote, found = group.first.quote, []
    for old, wide in group.names.items():
        found += _meant_rename(f"{rename} {quote(wide)} TO {quote(old)}")
    return found


def _meant_rename(sql: str) -> list[str]:
    return ["# colonnade: ignore[COLM302] no version names it", execute(sql)]


def _renamed(group: Successors) -> list[str]:
    """What stands on the wide columns under the names of what stood on the old ones."""
    table, found = group.first, []
    alter = f"ALTER TABLE {table.quoted_table}"
    for old, one in zip(group.dependents, group.twins(group.dependents), strict=True):
        name, twin = table.quote(old.name), table.quote(one.name)
        if old.kind == "primary key":
            found.append(f"{alter} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {twin}")
        elif old.kind == "index":
            found.append(f"ALTER INDEX {table.schema}{twin} RENAME TO {name}")
        else:
            found.append(f"{alter} RENAME CONSTRAINT {twin} TO {name}")
    return [execute(sql) for sql in found]


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

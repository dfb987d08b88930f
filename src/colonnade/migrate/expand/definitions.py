"""What a column's own definition says, and how it comes and goes: type, default, comment, privileges, policies."""

from collections.abc import Mapping

from colonnade.migrate.expand.catalog.words import Words, reworded
from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.constraints import Operations, freed, gone, made, ordered, required
from colonnade.migrate.expand.phases import execute, meant
from colonnade.migrate.expand.row_security import Policy
from colonnade.migrate.expand.twins import Twins


def more_of(column: Column, name: str) -> str:
    """What the definition of a column of another name says beside its type, on MariaDB: comment and check.

    Args:
        column: the column.
        name: the other name.
    """
    if column.is_postgresql:
        return ""
    said, quoted = column.said, column.quote(name)
    check = reworded(said.check, {column.name: Words((quoted,), quoted)}, column.dialect)
    comment = f"COMMENT {said.comment}" if said.comment else ""
    return " ".join(filter(None, (comment, check)))


def added(twins: Twins) -> list[str]:
    """The operations that add the new columns, empty and without a default."""
    column, table, found = twins.column, twins.column.quoted_table, []
    for twin in twins.new:
        name = column.quote(twin.name)
        if not column.is_postgresql:
            more = f" {twin.more}" if twin.more else ""
            found.append(execute(f"ALTER TABLE {table} ADD COLUMN {name} {twin.type} NULL{more}"))
            continue
        found.append(execute(f"ALTER TABLE {table} ADD COLUMN {name} {twin.type}"))
        # What is said of the whole is not said of a part.
        found += described(column, name) if len(twins.new) == 1 else granted(column, name, table)
    return found


def described(column: Column, name: str, table: str = "") -> list[str]:
    """The operations that say of another column what is said of this one, and who may do what with it; on PostgreSQL.

    Args:
        column: the column.
        name: the other one, as SQL.
        table: its table, as SQL; that of the column without it.
    """
    of, comment = table or column.quoted_table, column.said.comment
    said = [execute(f"COMMENT ON COLUMN {of}.{name} IS {comment}")] if comment else []
    return [*said, *granted(column, name, of)]


def granted(column: Column, name: str, table: str) -> list[str]:
    """The operations that let roles do with another column what they may do with this one."""
    pairs = [one.partition("|") for one in column.said.grants]
    return [
        execute(f"GRANT {privilege} ({name}) ON {table} TO {role}") for privilege, _, role in pairs
    ]


def relaxed(column: Column) -> Operations:
    """MariaDB refuses a row without a value before its triggers run, so the old column gives up NOT NULL, once they are there."""
    if column.is_postgresql or column.column.nullable:
        return [], []
    modify = f"ALTER TABLE {column.quoted_table} MODIFY {column.quote(column.name)}"
    loose = meant([execute(f"{modify} {_loose(column)}")])
    return loose, meant([execute(f"{modify} {column.said.whole}")])


def _loose(column: Column) -> str:
    """The definition of a column of MariaDB that may be empty."""
    said = column.said
    default = f"DEFAULT {said.default}" if said.default else ""
    more = more_of(column, column.name)
    return " ".join(filter(None, (said.type, "NULL", default, said.refreshed, more)))


def back_again(column: Column, *, loose: bool = False) -> Operations:
    """The operations that add a column that is gone, empty, and those that give it what it had, once it is filled.

    Args:
        column: the column.
        loose: whether it had given up NOT NULL; on MariaDB it always has.
    """
    table, name, said = column.quoted_table, column.quote(column.name), column.said
    standing, _ = made(column, ordered(column.dependents))
    if not column.is_postgresql:
        empty = f"ALTER TABLE {table} ADD COLUMN {name} {said.type} NULL"
        return [execute(empty)], [*_defined(column), *standing]
    if not (loose or column.column.nullable):
        needed, _ = required(column, column.name, said.type)
        standing += needed
    if said.default:
        default = f"ALTER COLUMN {name} SET DEFAULT {said.default}"
        standing.append(execute(f"ALTER TABLE {table} {default}"))
    standing += [*described(column, name), *_counted(column, name)]
    return [execute(f"ALTER TABLE {table} ADD COLUMN {name} {said.type}")], standing


def _defined(column: Column) -> list[str]:
    definition = column.said.whole if column.column.nullable else _loose(column)
    modify = f"ALTER TABLE {column.quoted_table} MODIFY {column.quote(column.name)} {definition}"
    return meant([execute(modify)])


def dropped_old(twins: Twins, triggers: list[str]) -> list[str]:
    """The operations that drop the old column with its triggers; the sequence of a `serial` goes over to the new one."""
    column = twins.column
    counted = _counted(column, column.quote(twins.new[0].name))
    return [*freed([column]), *meant(triggers), *counted, *gone([column])]


def defaults(twins: Twins) -> Operations:
    """The defaults, at the end: with one, a row of the old version would look like one of the new."""
    column, up, down = twins.column, [], []
    alone = len(twins.new) == 1
    for twin in twins.new:
        name = column.quote(twin.name)
        alter = f"ALTER TABLE {column.quoted_table} ALTER COLUMN {name}"
        if column.default:
            value = twin.forward.replace("{}", column.default)
            value = value if twin.forward == "{}" or column.is_postgresql else f"({value})"
            up.append(execute(f"{alter} SET DEFAULT {value}"))
            down.append(execute(f"{alter} DROP DEFAULT"))
    if column.said.refreshed and alone:
        return _refreshed(twins)
    return up, down


def _refreshed(twins: Twins) -> Operations:
    """A moment that MariaDB renews with each change of a row."""
    column, (twin,) = twins.column, twins.new
    modify = f"ALTER TABLE {column.quoted_table} MODIFY {column.quote(twin.name)} {twin.type}"
    null = "NULL" if column.column.nullable else "NOT NULL"
    default = f" DEFAULT {column.default}" if column.default else ""
    more = f" {twin.more}" if twin.more else ""
    up = f"{modify} {null}{default} {column.said.refreshed}{more}"
    return meant([execute(up)]), meant([execute(f"{modify} {null}{more}")])


def _counted(column: Column, name: str) -> list[str]:
    """The operation that lets the sequence of a `serial` go with a column, whose name is SQL."""
    if not column.default.startswith("nextval("):
        return []
    sequence = column.default.split("'")[1]
    return [execute(f"ALTER SEQUENCE {sequence} OWNED BY {column.quoted_table}.{name}")]


def policies(column: Column, words: Mapping[str, Words]) -> Operations:
    """The operations that let policies look at what is new, and those that let them look at the old column again."""
    up, down = [], []
    for policy in column.protected.policies:
        if column.name in policy.columns:
            up.append(_ruled(column, policy, words))
            down.append(_ruled(column, policy, {}))
    return up, down


def _ruled(column: Column, policy: Policy, words: Mapping[str, Words]) -> str:
    conditions = {"USING": policy.using, "WITH CHECK": policy.check}
    said = " ".join(
        f"{kind} ({reworded(sql, words, column.dialect, table=column.table.name)})"
        for kind, sql in conditions.items()
        if sql
    )
    return execute(f"ALTER POLICY {policy.name} ON {column.quoted_table} {said}")

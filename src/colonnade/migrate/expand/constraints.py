"""What the new columns must have of the old ones': indexes, checks, foreign keys, NOT NULL; made without blocking."""

import re
from collections.abc import Iterable, Mapping, Sequence

from colonnade.migrate.expand.catalog.dependent import Dependent
from colonnade.migrate.expand.catalog.words import Words, reworded
from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.phases import execute, meant, outside

Operations = tuple[list[str], list[str]]
"""Those that make something, and those that take it back."""

_ORDER = ("index", "unique", "primary key", "check", "foreign key")
"""A foreign key of MariaDB takes an index that is there, and goes before it."""


def giving_way(column: Column) -> list[str]:
    """Lock the table to which others refer before those, as writers do who write both.

    Where they do not, the phase gives way before PostgreSQL ends a deadlock, after a second, at a writer's cost.
    """
    if not column.is_postgresql:
        return []
    lock = f"LOCK TABLE {column.quoted_table} IN ACCESS EXCLUSIVE MODE"
    return meant([execute("SET LOCAL lock_timeout = '500ms'"), execute(lock)])


def carried(
    column: Column, words: Mapping[str, Words], dependents: Iterable[Dependent]
) -> list[Dependent]:
    """What stands on columns of a table, said of those that take their places, each under a name of its own.

    Args:
        column: one of the columns, for its table.
        words: what is said in the place of each column of the table.
        dependents: what stands on them.
    """
    return [_twin(column, one, words) for one in ordered(dependents)]


def ordered(dependents: Iterable[Dependent]) -> list[Dependent]:
    """In the order in which they are made."""
    return sorted(dependents, key=lambda one: (_ORDER.index(one.kind), one.name))


def _twin(column: Column, one: Dependent, words: Mapping[str, Words]) -> Dependent:
    name = f"uq_{column.table.name}" if one.name == "PRIMARY" else one.name
    for old, said in words.items():
        if old in one.columns:
            new = "_".join(bare(part) for part in said.names)
            name = twin_name(name, old, new)
    sql = reworded(one.sql, words, column.dialect)
    kind = "index" if one.kind == "primary key" else one.kind
    more = "UNIQUE KEY" if one.kind == "primary key" else one.more
    return Dependent(kind, name, sql, frozenset(words), one.unique, more)


def bare(name: str) -> str:
    """A name without the quotes of SQL."""
    return name[1:-1].replace(name[0] * 2, name[0]) if name[:1] in ('"', "`") else name


def twin_name(name: str, old: str, new: str) -> str:
    """The name of what a new column has, by the name of what the old one has."""
    found = list(re.finditer(rf"(?<![^\W_]){re.escape(old)}(?![^\W_])", name))
    if found:
        last = found[-1]
        made = f"{name[: last.start()]}{new}{name[last.end() :]}"
    else:
        made = f"{name[: 62 - len(new)]}_{new}"
    return made if len(made) <= 63 else f"{made[: 62 - len(new)]}_{new}"[-63:]


def made(column: Column, dependents: Iterable[Dependent]) -> Operations:
    """The operations that make what stands on columns, beside writers where the server can, and those that drop it.

    Args:
        column: one of the columns, for its table.
        dependents: what is made, in its order.
    """
    up: list[str] = []
    down: list[str] = []
    make = _postgresql if column.is_postgresql else _mysql
    for one in dependents:
        forth, back = make(column, one)
        up += forth
        down = back + down
    return up, down


def _postgresql(column: Column, one: Dependent) -> Operations:
    table, name = column.quoted_table, column.quote(one.name)
    drop = execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    if one.kind in ("index", "unique", "primary key"):
        unique = "UNIQUE " if one.unique else ""
        create = f"CREATE {unique}INDEX CONCURRENTLY {name} ON {table} {one.sql}"
        if one.kind == "index":
            dropped = execute(f"DROP INDEX CONCURRENTLY {column.schema}{name}")
            return outside(execute(create)), outside(dropped)
        word = one.kind.upper()
        add = f"ALTER TABLE {table} ADD CONSTRAINT {name} {word} USING INDEX {name}{one.more}"
        return outside(execute(create), execute(add)), [drop]
    sql, waits, _ = one.sql.partition(" NOT VALID")
    add = f"ALTER TABLE {table} ADD CONSTRAINT {name} {sql} NOT VALID"
    validate = [] if waits else [execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")]
    if one.kind == "foreign key":
        # The constraint locks both tables, this one first; see `giving_way`.
        lock = f"LOCK TABLE {referred(one)} IN SHARE ROW EXCLUSIVE MODE"
        add = f"DO $$ BEGIN SET LOCAL lock_timeout = '500ms'; {lock}; {add}; END $$"
    return outside(execute(add), *validate), [drop]


def in_new_table(column: Column, dependents: Iterable[Dependent]) -> list[str]:
    """The operations that make what stands on columns of a table that nobody knows yet.

    Args:
        column: one of the columns, for the table.
        dependents: what is made, in its order.
    """
    if not column.is_postgresql:
        return made(column, dependents)[0]
    table, found = column.quoted_table, []
    for one in dependents:
        name, sql = column.quote(one.name), one.sql.partition(" NOT VALID")[0]
        if one.kind in ("index", "unique"):
            unique = "UNIQUE " if one.unique else ""
            found.append(f"CREATE {unique}INDEX {name} ON {table} {sql}")
            sql = f"UNIQUE USING INDEX {name}{one.more}"
        if one.kind != "index":
            found.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {sql}")
    return [execute(sql) for sql in found]


def referred(key: Dependent) -> str:
    """The table that a foreign key refers to, as SQL."""
    return key.sql.partition(" REFERENCES ")[2].partition("(")[0].strip()


def _mysql(column: Column, one: Dependent) -> Operations:
    table, name = column.quoted_table, column.quote(one.name)
    if one.kind in ("index", "unique"):
        kind = one.more.replace("KEY", "INDEX")
        add = execute(f"ALTER TABLE {table} ADD {kind} {name} {one.sql}")
        return [add], [execute(f"DROP INDEX {name} ON {table}")]
    if one.kind == "primary key":
        raise NotImplementedError(one.kind)
    word = "FOREIGN KEY" if one.kind == "foreign key" else "CONSTRAINT"
    add = execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {one.sql}")
    return meant([add]), [execute(f"ALTER TABLE {table} DROP {word} {name}")]


def required(
    column: Column, name: str, type_: str, default: str = "", more: str = ""
) -> Operations:
    """NOT NULL: on PostgreSQL by a check that is validated beside readers and writers.

    Args:
        column: a column of the table.
        name: the name of the column that gets it.
        type_: its type as SQL.
        default: the column's default as SQL, which MariaDB forgets unless it is said again.
        more: what else MariaDB forgets.
    """
    table, quoted = column.quoted_table, column.quote(name)
    if not column.is_postgresql:
        modify, kept = f"ALTER TABLE {table} MODIFY {quoted} {type_}", ""
        kept += f" DEFAULT {default}" if default else ""
        kept += f" {more}" if more else ""
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


def freed(columns: Sequence[Column], *more: str) -> list[str]:
    """The operations by which nothing stands on columns of one table any more; PostgreSQL lets it go with them.

    MariaDB takes a column out of an index and leaves the rest of it, and drops no column of a check or of a foreign key. Nor
    may rows break a rule of the old columns when their triggers are gone and they are not yet.

    Args:
        columns: the columns.
        more: what else the statement says of the table.
    """
    first = columns[0]
    if first.is_postgresql:
        return []
    words = {"foreign key": "DROP FOREIGN KEY", "check": "DROP CONSTRAINT"}
    found = {one for column in columns for one in column.dependents if one.kind != "primary key"}
    clauses = [
        f"{words.get(one.kind, 'DROP INDEX')} {first.quote(one.name)}"
        for one in reversed(ordered(found))
    ]
    said = ", ".join([*clauses, *more])
    return meant([execute(f"ALTER TABLE {first.quoted_table} {said}")]) if said else []


def gone(columns: Sequence[Column], *more: str) -> list[str]:
    """The operation that drops columns of one table.

    Args:
        columns: the columns.
        more: what else the statement says of the table.
    """
    first = columns[0]
    clauses = [f"DROP COLUMN {first.quote(column.name)}" for column in columns]
    return meant([execute(f"ALTER TABLE {first.quoted_table} {', '.join([*clauses, *more])}")])

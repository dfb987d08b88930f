"""A column is replaced: by itself under another name or of another type, or by several columns.

The old version reads and writes the old column, the new version the new ones, until the old one is dropped.
"""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from colonnade.errors import UsageError
from colonnade.migrate.expand.catalog.words import Words, reworded
from colonnade.migrate.expand.column import Column, refuse_bound
from colonnade.migrate.expand.constraints import carried, made, required
from colonnade.migrate.expand.definitions import (
    added,
    back_again,
    defaults,
    dropped_old,
    more_of,
    policies,
    relaxed,
)
from colonnade.migrate.expand.phases import Phase, escaped, execute, refuse_while
from colonnade.migrate.expand.row_security import seen
from colonnade.migrate.expand.twins import Twin, Twins, fill, trigger


def rename(column: Column, new: str) -> list[Phase]:
    """The phases of a new name.

    Args:
        column: the column.
        new: its new name.

    Raises:
        UsageError: something stands on the column that the phases do not carry over.
    """
    twin = Twin(new, column.type, more=more_of(column, new))
    twins = Twins(column, (twin,), f"{{{new}}}")
    return _phases(twins, twins.words, f"Rename {column.table.name}.{column.name} to {new}")


def retype(column: Column, twin: Twin, back: str) -> list[Phase]:
    """The phases of a new type, which the new column of another name has.

    Args:
        column: the column.
        twin: the new one.
        back: SQL that makes the old value of `{}`, the new one.

    Raises:
        UsageError: it refers to another table, whose key has the old type.
    """
    if any(one.kind == "foreign key" for one in column.dependents):
        raise UsageError(
            f"{column.table.name}.{column.name} is a foreign key, whose type is that of the key it refers to.",
            "Change the key: colonnade migrate expand key TABLE.OLD=NEW, or expand widen TABLE.KEY.",
        )
    comment = f"COMMENT {column.said.comment}" if column.said.comment else ""
    more = "" if column.is_postgresql else comment
    made_ = Twin(twin.name, twin.type, escaped(twin.forward), more)
    twins = Twins(column, (made_,), escaped(back).replace("{}", f"{{{twin.name}}}"))
    words = f"Let {column.table.name}.{column.name} be {twin.name} {twin.type}"
    return _phases(twins, _understood(twins), words)


def split(column: Column, parts: tuple[Twin, ...], back: str) -> list[Phase]:
    """The phases of several columns in the place of one.

    An index of the old one is an index of all of them, and a check looks at the value that they make.

    Args:
        column: the column.
        parts: the new ones.
        back: SQL that makes the old one of the new ones, as `{first} || ' ' || {last}`.

    Raises:
        UsageError: it has a foreign key, and parts of a key refer to nothing.
    """
    if any(one.kind == "foreign key" for one in column.dependents):
        raise UsageError(
            f"{column.table.name}.{column.name} has a foreign key, and a part of a key refers to nothing.",
            "Drop the foreign key first; make one for the parts in the third phase by hand where they are a key.",
        )
    made_ = tuple(Twin(one.name, one.type, escaped(one.forward)) for one in parts)
    names = ", ".join(one.name for one in parts)
    words = f"Split {column.table.name}.{column.name} into {names}"
    twins = Twins(column, made_, escaped(back))
    return _phases(twins, twins.words, words)


def _phases(twins: Twins, words: dict[str, Words], title: str) -> list[Phase]:
    column, table = twins.column, twins.column.quoted_table
    refuse_bound(column)
    made_, dropped = trigger(twins)
    drop = [
        execute(f"ALTER TABLE {table} DROP COLUMN {column.quote(twin.name)}")
        for twin in reversed(twins.new)
    ]
    given = ", ".join(f"{name} = {value}" for name, value in twins.set_new().items())
    old, security = column.quote(column.name), column.protected
    left = f"SELECT 1 FROM {table} WHERE {twins.left} LIMIT 1"
    wait = [*seen(table, security), *refuse_while(left, "Rows are left: run the fill again.")]
    up, down = _enforced(twins, words)
    default, undefault = defaults(twins)
    ruled, unruled = policies(column, words)
    loose, tight = relaxed(column)
    again, standing = back_again(column)
    back = fill(column, f"{old} = {twins.set_old()}", f"{old} IS NULL")
    return [
        Phase(f"{title}: expand", [*added(twins), *made_, *loose], [*tight, *dropped, *drop]),
        Phase(f"{title}: fill", fill(column, given, twins.left)),
        Phase(f"{title}: switch", [*wait, *up], down),
        Phase(
            f"{title}: contract",
            [*ruled, *dropped_old(twins, dropped), *default],
            [*undefault, *again, *made_, *back, *standing, *unruled],
        ),
    ]


def _enforced(twins: Twins, words: dict[str, Words]) -> tuple[list[str], list[str]]:
    """What the old column has is for those that take its place; NOT NULL only for one, as a part may be missing."""
    column = twins.column
    up, down = made(column, carried(column, words, column.dependents))
    if len(twins.new) == 1 and not column.column.nullable:
        (twin,) = twins.new
        needed, free = required(column, twin.name, twin.type, more=twin.more)
        up, down = up + needed, free + down
    return up, down


def _understood(twins: Twins) -> dict[str, Words]:
    """What checks say of the column of another type: its name where the server understands that, else its old value."""
    column, (said,) = twins.column, twins.words.values()
    if not column.is_postgresql:
        return twins.words
    words = {column.name: said}
    conditions = [one.sql for one in column.dependents if one.kind == "check"]
    for sql in conditions:
        check = reworded(sql, words, column.dialect).partition("CHECK ")[2]
        if not _is_understood(twins, check.partition(" NOT VALID")[0].removesuffix(" NO INHERIT")):
            return {column.name: replace(said, value=twins.set_old())}
    return words


def _is_understood(twins: Twins, condition: str) -> bool:
    column, (twin,) = twins.column, twins.new
    name, value = column.quote(twin.name), f"CAST(NULL AS {twin.type})"
    rows = f"(SELECT {value} AS {name}, t.* FROM {column.quoted_table} t) AS rows"
    try:
        with column.engine.connect() as connection:
            connection.execute(sa.text(f"SELECT 1 FROM {rows} WHERE {condition} LIMIT 0"))
    except DBAPIError:
        return False
    return True

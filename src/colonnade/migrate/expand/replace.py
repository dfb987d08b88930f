"""A column is replaced: by itself under another name or of another type, or by several columns.

The old version reads and writes the old column, the new version the new ones, until the old one is dropped.
"""

from colonnade.errors import UsageError
from colonnade.migrate.expand.column import Column, refuse_checked
from colonnade.migrate.expand.constraints import enforced, relaxed, released
from colonnade.migrate.expand.phases import Phase, escaped, execute, meant, refuse_while
from colonnade.migrate.expand.twins import Twin, Twins, fill, trigger


def rename(column: Column, new: str) -> list[Phase]:
    """The phases of a new name.

    Args:
        column: the column.
        new: its new name.
    """
    twins = Twins(column, (Twin(new, column.type),), f"{{{new}}}")
    return _phases(twins, f"Rename {column.table.name}.{column.name} to {new}")


def retype(column: Column, twin: Twin, back: str) -> list[Phase]:
    """The phases of a new type, which the new column of another name has.

    Args:
        column: the column.
        twin: the new one.
        back: SQL that makes the old value of `{}`, the new one.

    Raises:
        UsageError: it refers to another table, whose key has the old type.
    """
    if column.foreign_key is not None:
        raise UsageError(
            f"{column.table.name}.{column.name} is a foreign key, whose type is that of the key it refers to.",
            "Change the key: colonnade migrate expand key TABLE.OLD=NEW.",
        )
    made = Twin(twin.name, twin.type, escaped(twin.forward))
    twins = Twins(column, (made,), escaped(back).replace("{}", f"{{{twin.name}}}"))
    return _phases(twins, f"Let {column.table.name}.{column.name} be {twin.name} {twin.type}")


def split(column: Column, parts: tuple[Twin, ...], back: str) -> list[Phase]:
    """The phases of several columns in the place of one.

    Args:
        column: the column.
        parts: the new ones.
        back: SQL that makes the old one of the new ones, as `{first} || ' ' || {last}`.

    Raises:
        UsageError: it has an index or a foreign key, and nobody can say which part gets it.
    """
    if column.indexes or column.foreign_key is not None:
        raise UsageError(
            f"{column.table.name}.{column.name} has an index or a foreign key, and nobody can say which part gets it.",
            "Drop it first, or make it for the parts in the third phase by hand.",
        )
    made = tuple(Twin(one.name, one.type, escaped(one.forward)) for one in parts)
    names = ", ".join(one.name for one in parts)
    words = f"Split {column.table.name}.{column.name} into {names}"
    return _phases(Twins(column, made, escaped(back)), words)


def _phases(twins: Twins, words: str) -> list[Phase]:
    column, table = twins.column, twins.column.quoted_table
    refuse_checked(column)
    old, new = column.quote(column.name), [column.quote(twin.name) for twin in twins.new]
    made, dropped = trigger(twins)
    add = [
        execute(f"ALTER TABLE {table} ADD COLUMN {column.quote(twin.name)} {twin.type}")
        for twin in twins.new
    ]
    drop = [execute(f"ALTER TABLE {table} DROP COLUMN {name}") for name in reversed(new)]
    given = ", ".join(f"{name} = {value}" for name, value in twins.set_new().items())
    up, down = _enforced(twins)
    default, undefault = _defaults(twins)
    again = [execute(f"ALTER TABLE {table} ADD COLUMN {old} {column.type}"), *made]
    drop_old = execute(f"ALTER TABLE {table} DROP COLUMN {old}")
    back = fill(column, f"{old} = {twins.set_old()}", f"{old} IS NULL")
    left = f"SELECT 1 FROM {table} WHERE {twins.left} LIMIT 1"
    wait = refuse_while(left, "Rows are left: run the fill again.")
    return [
        Phase(f"{words}: expand", [*add, *relaxed(column), *made], [*dropped, *drop]),
        Phase(f"{words}: fill", fill(column, given, twins.left)),
        Phase(f"{words}: switch", [*wait, *up], down),
        Phase(
            f"{words}: contract",
            [*meant([*dropped, *released(column), drop_old]), *default],
            [*undefault, *again, *back],
        ),
    ]


def _enforced(twins: Twins) -> tuple[list[str], list[str]]:
    """What the old column has is for the one that takes its place; parts of it have to do without."""
    if len(twins.new) > 1:
        return [], []
    return enforced(twins.column, twins.new[0].name, twins.new[0].type)


def _defaults(twins: Twins) -> tuple[list[str], list[str]]:
    """The default, at the end: with one, a row of the old version would look like one of the new."""
    column, twin = twins.column, twins.new[0]
    if not column.default or len(twins.new) > 1:
        return [], []
    alter = f"ALTER TABLE {column.quoted_table} ALTER COLUMN {column.quote(twin.name)}"
    value = twin.forward.replace("{}", column.default)
    return [execute(f"{alter} SET DEFAULT {value}")], [execute(f"{alter} DROP DEFAULT")]

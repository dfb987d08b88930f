"""A kind of change: two states of a table of its own, so that one revision makes all of them."""

from dataclasses import dataclass, field

ALL = ("sqlite", "postgresql", "mariadb")
SERVERS = ("postgresql", "mariadb")
PG = ("postgresql",)
NOT_MARIADB = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Kind:
    """A change.

    Attributes:
        what: the change in words.
        before, after: the table's columns and constraints behind its key, or whole statements where they hold `Table(`;
            `{t}` is the name of the table.
        row: the values of a row before, as SQL; its key is 1.
        only: the databases that have such a thing.
        fill: SQL for the rows that are there, by column.
        renames: what is said to be renamed.
        table: what the table is called after it.
        refused: the databases on which it is refused, with words of the reason.
        loses: whether the values of a column go with it.
    """

    what: str
    before: str
    after: str
    row: str = ""
    only: tuple[str, ...] = ALL
    fill: dict[str, str] = field(default_factory=dict)
    renames: tuple[str, ...] = ()
    table: str = "{t}"
    refused: dict[str, str] = field(default_factory=dict)
    loses: bool = False


def column(name: str, type_: str, more: str = "") -> str:
    return f'Column("{name}", {type_}{", " + more if more else ""})'


def table(*parts: str, key: str = 'Column("id", Integer, primary_key=True)') -> str:
    return 'Table("{t}", metadata, ' + ", ".join((key, *parts)) + ")"


def on(dialect: str, statement: str) -> str:
    """A statement that runs behind the tables, on one database."""
    names = ("mysql", "mariadb") if dialect == "mariadb" else (dialect,)
    return f'; event.listen(metadata, "after_create", DDL("""{statement}""").execute_if(dialect={names}))'


A, T = column("a", "Integer"), column("s", "String(50)")
PARENT = 'Table("{t}_p", metadata, Column("id", Integer, primary_key=True)); '
OTHER = 'Table("{t}_q", metadata, Column("id", Integer, primary_key=True)); '

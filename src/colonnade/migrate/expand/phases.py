"""The four phases of a change that old and new versions live through, each a revision of its own.

    1 expand    what is new stands beside what is old, and a trigger keeps the two equal
    2 fill      the rows that were there before, in short transactions
    3 switch    what the new version relies on: constraints, indexes, names
    4 contract  what is old goes, once nobody uses it

The rule here: between two phases the old and the new version of the application run side by side. Each phase looks
whether the one before has done its work, and refuses otherwise.
"""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Phase:
    """One revision.

    Attributes:
        title: what it does.
        upgrade: the statements of `upgrade()`, as Python.
        downgrade: the statements of `downgrade()`, as Python.
    """

    title: str
    upgrade: list[str]
    downgrade: list[str] = field(default_factory=list)


def execute(sql: str) -> str:
    """The operation that runs SQL."""
    return f"op.execute({text(sql)})"


_MEANT = {
    "LOCK TABLE": ("COLM116", "it gives way after half a second, and changes no row"),
    "DROP TRIGGER": ("COLM315", "nobody writes the old side any more"),
    "DROP FUNCTION": ("COLM311", "only the trigger called it"),
    "DROP COLUMN": (
        "COLM301, COLM952",
        "the version that named it is gone, and the values are in what is new",
    ),
    " NOT NULL": ("COLM604", "the phase has looked whether a row is left"),
    " NULL": ("COLM307", "the trigger gives a value to every row that the old version reads"),
    "ADD CONSTRAINT": ("COLM605", "MariaDB looks into no constraint beside writers"),
    "DROP DEFAULT": ("COLM308", "every version that runs names the column"),
}
"""What `colonnade migrate check` is told about statements that a phase makes harmless."""


def meant(operations: list[str]) -> list[str]:
    """Operations, each behind a comment that says why what it does is meant."""
    found = []
    for one in operations:
        said = next((words for sql, words in _MEANT.items() if sql in one), None)
        found += [f"# colonnade: ignore[{said[0]}] {said[1]}"] if said else []
        found.append(one)
    return found


def outside(*lines: str) -> list[str]:
    """Operations outside of a transaction, each committed by itself."""
    return ["with op.get_context().autocommit_block():", *[f"    {line}" for line in lines]]


def refuse_while(sql: str, otherwise: str) -> list[str]:
    """Refuse to go on while a SELECT finds a row.

    Args:
        sql: the SELECT.
        otherwise: what to do, in a sentence.
    """
    return [
        f"if op.get_bind().scalar(sa.text({text(sql)})) is not None:",
        f"    raise RuntimeError({text(otherwise)})",
    ]


def escaped(sql: str) -> str:
    """SQL as a person typed it: a colon in it names no parameter."""
    return re.sub(r"(?<!:):(?=\w)", r"\:", sql)


def text(said: str) -> str:
    """A string as Python, in double quotes."""
    escaped = said.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if "\n" not in escaped else f'"""\n{escaped}\n"""'

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

"""The writer of `tests/factories.py`: for each model a function that makes a valid row."""

import re
from collections.abc import Iterator

from colonnade.design.tests.subject import Subject, Subjects
from colonnade.design.tests.values import IMPORTS
from colonnade.schema.relations import Relation
from colonnade.schema.traits import OwnershipKind

HEAD = '''\
"""Valid rows, made up: a test names the values that matter to it.

`new_...` builds a row and stores what it refers to; `make_...` stores the row as well.
{missing}"""

from collections.abc import Callable
from itertools import count
from typing import Any

{imports}
from sqlmodel import Session, SQLModel

from app.models import {models}
from colonnade.testing import stored

numbers = count(1)
'''

LISTS = """

New = Callable[..., SQLModel]
Make = Callable[..., SQLModel]

NEW: list[New] = {new}
MAKE: list[Make] = {make}
"""


def text(subjects: Subjects) -> str:
    """The text of `tests/factories.py`."""
    head = HEAD.format(
        missing=_missing(subjects),
        imports=IMPORTS,
        models=", ".join(one.model for one in subjects),
    )
    functions = "".join("\n\n" + _function(one, subjects) for one in subjects)
    new = ", ".join(f"new_{one.name}" for one in subjects)
    make = ", ".join(f"make_{one.name}" for one in subjects)
    return head + functions + LISTS.format(new=f"[{new}]", make=f"[{make}]")


def _missing(subjects: Subjects) -> str:
    if not subjects.missing:
        return ""
    names = ", ".join(sorted(f"`{table.fullname}`" for table in subjects.missing))
    return f"Nothing is made up for {names}.\n"


def _function(subject: Subject, subjects: Subjects) -> str:
    owner = "owner: Any = None, /, " if subject.is_owned else "/, "
    words = subject.name.replace("_", " ")
    whose = ", of a new owner unless one is given" if subject.is_owned else ""
    lines = [
        f"def new_{subject.name}(session: Session, {owner}**values: Any) -> {subject.model}:",
        f'    """A valid {words}{whose}."""',
        *(f"    {line}" for line in _body(subject, subjects)),
        "",
        "",
        f"make_{subject.name} = stored(new_{subject.name})",
    ]
    return "\n".join(lines) + "\n"


def _body(subject: Subject, subjects: Subjects) -> Iterator[str]:
    sources = {subject.attribute(name): source for name, source in subject.row.values.items()}
    if any(re.search(r"\bn\b", source) for source in sources.values()):
        yield "n = next(numbers)"
    if subject.kind is OwnershipKind.THROUGH and subjects.owner:
        yield f"owner = {_new_owner(subjects)} if owner is None else owner"
    given: set[str] = set()
    parents = sorted(subject.row.parents, key=lambda one: not _is_owner(one, subject))
    for parent in parents:
        yield from _parent(parent, subject, subjects, given)
        given |= {column.name for column in parent.columns}
    if not sources:
        yield f"return {subject.model}(**values)"
        return
    made = ", ".join(f'"{name}": {source}' for name, source in sources.items())
    yield f"defaults: dict[str, Any] = {{{made}}}"
    yield f"return {subject.model}(**defaults | values)"


def _parent(
    relation: Relation, subject: Subject, subjects: Subjects, given: set[str]
) -> Iterator[str]:
    """Lines that make the row a foreign key refers to, unless the test names it."""
    parent = subjects.parent(relation)
    pairs = {
        column.name: (subject.names.attribute(column), parent.names.attribute(target))
        for column, target in zip(relation.columns, relation.targets, strict=True)
    }
    missing = [pair for name, pair in pairs.items() if name not in given]
    known = [pair for name, pair in pairs.items() if name in given]
    if not missing:
        return
    name, target = missing[0]
    yield f'if "{name}" not in values:'
    if parent.kind is OwnershipKind.OWNER and subject.is_owned:
        yield f'    values["{name}"] = {_owner(relation, subject, subjects)}'
        return
    whose = [_key_of_owner(subject)] if subject.is_owned and parent.is_owned else []
    shared = [f'{there}=values["{here}"]' for here, there in known]
    made = f"make_{parent.name}({', '.join(['session', *whose, *shared])})"
    if len(missing) == 1:
        yield f'    values["{name}"] = {made}.{target}'
    else:
        yield f"    {parent.name} = {made}"
        several = ", ".join(f'"{here}": {parent.name}.{there}' for here, there in missing)
        yield f"    values |= {{{several}}}"


def _owner(relation: Relation, subject: Subject, subjects: Subjects) -> str:
    """The owner's key where an owned row refers to an owner: its own, so that nobody's row points at a stranger."""
    if _is_owner(relation, subject):
        return f"{_new_owner(subjects)} if owner is None else owner"
    return _key_of_owner(subject)


def _key_of_owner(subject: Subject) -> str:
    if subject.owner_column is None:
        return "owner"
    return f'values["{subject.attribute(subject.owner_column)}"]'


def _is_owner(relation: Relation, subject: Subject) -> bool:
    return [column.name for column in relation.columns] == [subject.owner_column]


def _new_owner(subjects: Subjects) -> str:
    assert subjects.owner is not None
    return f"make_{subjects.owner.name}(session).{subjects.owner.key[0]}"

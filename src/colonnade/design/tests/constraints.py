"""The writer of `tests/test_constraints.py`: what the database refuses comes back under the name of its error."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Index, Table, UniqueConstraint

from colonnade.design.models.code import text as literal
from colonnade.design.tests.subject import Subject, Subjects, at
from colonnade.design.tests.values import IMPORTS, plain_type
from colonnade.schema.relations import Relation, condition_of, has_expressions, relations_of

HEAD = '''\
"""The constraints: what the database refuses comes back under the name of its error."""

from typing import Any

import pytest
from sqlmodel import insert, update

from app.database import db
from colonnade import {errors}
{imports}
from tests.factories import {factories}
'''

KEYS = """

@pytest.mark.parametrize("make", {cases})
def test_a_key_is_taken_once(make: Make) -> None:
    with pytest.raises(UniqueViolation), db.session({scope}) as session:
        row = make(session)
        session.exec(insert(type(row)).values(row.model_dump(include=row.model_fields_set)))
"""

UNIQUE = """

@pytest.mark.parametrize(("make", "unique"), {cases})
def test_values_are_unique(make: Make, unique: list[str]) -> None:
    with pytest.raises(UniqueViolation), db.session({scope}) as session:
        row = make(session)
        make(session, **{{name: getattr(row, name) for name in unique}})
"""

REQUIRED = """

@pytest.mark.parametrize(("make", "required"), {cases})
def test_a_value_is_required(make: Make, required: str) -> None:
    with pytest.raises(NotNullViolation), db.session({scope}) as session:
        row = make(session)
        session.exec(update(type(row)).values({{required: None}}))
"""

REFERENCES = """

@pytest.mark.parametrize(("make", "nowhere"), {cases})
def test_a_row_that_is_referred_to_is_there(make: Make, nowhere: dict[str, Any]) -> None:
    with pytest.raises(ForeignKeyViolation), db.session({scope}) as session:
        row = make(session)
        session.exec(update(type(row)).values(nowhere))
"""

CHECKS = """

@pytest.mark.parametrize(("make", "refused"), {cases})
def test_a_check_refuses_the_value(make: Make, refused: dict[str, Any]) -> None:
    with pytest.raises(CheckViolation), db.session({scope}) as session:
        row = make(session)
        session.exec(update(type(row)).values(refused))
"""


def text(subjects: Subjects) -> str:
    """The text of `tests/test_constraints.py`; empty when the schema constrains nothing."""
    unique = [case for one in subjects for case in _unique(one)]
    required = [case for one in subjects for case in _required(one)]
    references = [case for one in subjects for case in _references(one)]
    checks = [case for one in subjects for case in _checks(one)]
    parts = [
        ("UniqueViolation", KEYS, [f"make_{one.name}" for one in subjects if _has_given_key(one)]),
        ("UniqueViolation", UNIQUE, unique),
        ("NotNullViolation", REQUIRED, required),
        ("ForeignKeyViolation", REFERENCES, references),
        ("CheckViolation", CHECKS, checks),
    ]
    used = [(error, template, cases) for error, template, cases in parts if cases]
    if not used:
        return ""
    errors = sorted({error for error, _, _ in used} | ({"EVERYONE"} if subjects.scope else set()))
    makers = {case.strip("(").split(",")[0] for _, _, cases in used for case in cases}
    head = HEAD.format(
        errors=", ".join(errors), imports=IMPORTS, factories=", ".join(["Make", *sorted(makers)])
    )
    return head + "".join(
        template.format(cases=f"[{', '.join(cases)}]", scope=subjects.scope)
        for _, template, cases in used
    )


def _has_given_key(subject: Subject) -> bool:
    """Whether the whole key is in the values of a made-up row, so that the same row can be stored twice."""
    return all(column.name in subject.row.given for column in subject.table.primary_key.columns)


def _unique(subject: Subject) -> Iterator[str]:
    for columns in _unique_columns(subject.table):
        if all(column.name in subject.row.given for column in columns):
            names = ", ".join(literal(subject.names.attribute(column)) for column in columns)
            yield f"(make_{subject.name}, [{names}])"


def _unique_columns(table: Table) -> list[list[Column[Any]]]:
    """What is unique in a made-up row: a constraint, or an index whose condition such a row fulfils."""
    constraints = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    indexes = [index for index in table.indexes if index.unique and _covers(index)]
    found = [list(one.columns) for one in constraints] + [list(one.columns) for one in indexes]
    key = {column.name for column in table.primary_key.columns}
    distinct = {tuple(column.name for column in columns): columns for columns in found}
    return [distinct[names] for names in sorted(distinct) if set(names) != key]


def _covers(index: Index) -> bool:
    """Whether the index holds plain columns of all rows, or of those that are not deleted."""
    condition = condition_of(index)
    is_alive = condition is None or (
        "deleted" in str(condition) and "IS NULL" in str(condition).upper()
    )
    return is_alive and not has_expressions(index)


def _required(subject: Subject) -> Iterator[str]:
    """One required column of each model: the first that is no key."""
    for column in subject.table.columns:
        if not (column.nullable or column.primary_key or column.computed is not None):
            yield f"(make_{subject.name}, {literal(subject.names.attribute(column))})"
            return


def _references(subject: Subject) -> Iterator[str]:
    for relation in relations_of(subject.table):
        nowhere = _nowhere(relation, subject)
        if nowhere:
            yield f"(make_{subject.name}, {{{nowhere}}})"


def _nowhere(relation: Relation, subject: Subject) -> str | None:
    """A key that no row has; None where the columns say more than this one foreign key."""
    shared = {
        column.name
        for other in relations_of(subject.table)
        if other != relation
        for column in other.columns
    }
    pairs = [(column, _missing_key(column)) for column in relation.columns]
    if any(value is None or column.name in shared for column, value in pairs):
        return None
    return ", ".join(
        f"{literal(subject.names.attribute(column))}: {value}" for column, value in pairs
    )


def _missing_key(column: Column[Any]) -> str | None:
    kind = plain_type(column.type)
    if any(
        isinstance(check, CheckConstraint) and column.name in str(check.sqltext)
        for check in column.table.constraints
    ):
        return None
    if isinstance(kind, sa.Integer):
        return "32000"
    if isinstance(kind, sa.Uuid | sa.UUID):
        return "UUID(int=0)"
    if isinstance(kind, sa.String) and not isinstance(kind, sa.Enum):
        return literal("~" * min(kind.length or 7, 7))
    return None


def _checks(subject: Subject) -> Iterator[str]:
    refused = dict.fromkeys(subject.row.refused.values())
    for column, source in refused:
        yield f"(make_{subject.name}, {{{literal(subject.attribute(column))}: {at(source, 1)}}})"

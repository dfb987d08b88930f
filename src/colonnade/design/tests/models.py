"""The writer of `tests/test_models.py`: rows are stored and read back, relationships lead both ways."""

from colonnade.design.links import Kind
from colonnade.design.names import Relationship
from colonnade.design.tests.subject import Subject, Subjects

HEAD = '''\
"""The models: what is stored is what is read, and relationships lead both ways."""

import pytest
from sqlmodel import Session

from colonnade.testing import key_of
from tests.factories import MAKE, Make{makers}


@pytest.mark.parametrize("make", MAKE)
def test_a_row_is_read_back_as_it_was_stored(make: Make, session: Session) -> None:
    row = make(session)
    session.expunge_all()
    again = session.get_one(type(row), key_of(row))
    assert {{name: getattr(again, name) for name in row.model_fields_set}} == {{
        name: getattr(row, name) for name in row.model_fields_set
    }}
'''

RELATED = """

@pytest.mark.parametrize(("make", "parent", "{back}"), {cases})
def test_{name}(make: Make, parent: str, {back}: str, session: Session) -> None:
    row = make(session)
    assert {fact}
"""

TO_MANY = (
    "a_row_is_among_those_of_its_parent",
    "children",
    "row in getattr(getattr(row, parent), children)",
)
TO_ONE = ("a_row_is_the_one_of_its_parent", "child", "getattr(getattr(row, parent), child) is row")


def text(subjects: Subjects) -> str:
    """The text of `tests/test_models.py`."""
    tests, makers = "", set()
    for kind, (name, back, fact) in ((Kind.TO_MANY, TO_MANY), (Kind.BACK_TO_ONE, TO_ONE)):
        pairs = [
            (one, relation)
            for one in subjects
            for relation in one.names.relationships_of(one.table)
            if _is_followed(one, relation, kind)
        ]
        makers |= {f"make_{one.name}" for one, _ in pairs}
        cases = ", ".join(
            f'(make_{one.name}, "{relation.name}", "{relation.back}")' for one, relation in pairs
        )
        if pairs:
            tests += RELATED.format(back=back, cases=f"[{cases}]", name=name, fact=fact)
    return HEAD.format(makers="".join(f", {maker}" for maker in sorted(makers))) + tests


def _is_followed(subject: Subject, relation: Relationship, back: Kind) -> bool:
    """Whether a made-up row has the row that the relationship gives, and the other side is of this kind."""
    link = relation.link
    columns = {column.name for column in link.key.columns}
    return link.kind is Kind.TO_ONE and columns <= subject.row.given and link.back.kind is back

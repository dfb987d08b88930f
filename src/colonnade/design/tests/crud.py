"""The writer of `tests/test_crud.py`: rows are created, found, listed, counted, paged, updated and deleted."""

from colonnade.design.tests.subject import Subjects
from colonnade.design.tests.values import IMPORTS

HEAD = '''\
"""The everyday operations on every model."""

from typing import Any

import pytest
from sqlmodel import Session

from colonnade import Crud, NotFound
from colonnade.testing import key_of
{imports}
from tests.factories import MAKE, NEW, Make, New{makers}


@pytest.mark.parametrize("new", NEW)
def test_a_created_row_is_found(new: New, session: Session) -> None:
    row = new(session)
    crud = Crud(type(row), session)
    created = crud.create(row.model_dump(exclude_unset=True))
    assert crud.get(key_of(created)) is created


@pytest.mark.parametrize("make", MAKE)
def test_a_row_is_listed_and_counted(make: Make, session: Session) -> None:
    row = make(session)
    crud = Crud(type(row), session)
    assert row in crud.list()
    assert crud.count() == len(crud.list())


@pytest.mark.parametrize("make", MAKE)
def test_pages_hold_every_row_once(make: Make, session: Session) -> None:
    keys = [key_of(make(session)) for _ in range(3)]
    crud = Crud(type(make(session)), session)
    first = crud.page(size=2)
    second = crud.page(size=2, after=first.next)
    assert len({{*keys}} - {{key_of(row) for row in (*first.items, *second.items)}}) == 0


@pytest.mark.parametrize("make", MAKE)
def test_a_deleted_row_is_not_found(make: Make, session: Session) -> None:
    row = make(session)
    crud = Crud(type(row), session)
    crud.delete(key_of(row))
    assert crud.get_or_none(key_of(row)) is None
    with pytest.raises(NotFound):
        crud.delete(key_of(row))
'''

UPDATED = """

CHANGES = {changes}


@pytest.mark.parametrize(("make", "changes"), CHANGES)
def test_an_update_is_stored(make: Make, changes: dict[str, Any], session: Session) -> None:
    row = make(session)
    Crud(type(row), session).update(key_of(row), changes)
    session.refresh(row)
    assert {{name: getattr(row, name) for name in changes}} == changes
"""

RESTORED = """

@pytest.mark.parametrize("make", {makers})
def test_a_deleted_row_comes_back(make: Make, session: Session) -> None:
    row = make(session)
    crud = Crud(type(row), session)
    crud.delete(key_of(row))
    crud.restore(key_of(row))
    assert crud.get(key_of(row)) is row
"""


def text(subjects: Subjects) -> str:
    """The text of `tests/test_crud.py`."""
    changed = [one for one in subjects if one.change]
    restored = [one for one in subjects if one.is_soft_deleted]
    makers = sorted({f"make_{one.name}" for one in (*changed, *restored)})
    found = HEAD.format(imports=IMPORTS, makers="".join(f", {maker}" for maker in makers))
    if changed:
        pairs = ", ".join(
            f'(make_{one.name}, {{"{one.change[0]}": {one.change[1]}}})'
            for one in changed
            if one.change
        )
        found += UPDATED.format(changes=f"[{pairs}]")
    if restored:
        names = ", ".join(f"make_{one.name}" for one in restored)
        found += RESTORED.format(makers=f"[{names}]")
    return found

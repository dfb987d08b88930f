"""Databases with five authors in two teams, who have posts with tags and comments."""

from collections.abc import Sequence

import pytest
from sqlmodel import SQLModel

from colonnade import Database
from tests.data.conftest import BACKENDS
from tests.data.kept import Kept
from tests.data.watch.models import (
    Author,
    Comment,
    Line,
    Page,
    Post,
    PostTag,
    Profile,
    Tag,
    Team,
    metadata,
)


@pytest.fixture(params=BACKENDS)
def filled(request: pytest.FixtureRequest, kept: Kept) -> Database:
    """The authors and what they wrote, on each back end in turn."""
    return fill(kept(request.param, metadata))


@pytest.fixture
def authors_db(kept: Kept) -> Database:
    """As `filled`, on SQLite, for what does not depend on the database."""
    return fill(kept("sqlite", metadata))


def fill(db: Database) -> Database:
    numbers = range(1, 6)
    chiefs = [None if n == 1 else 1 + n % 2 for n in numbers]
    authors = [Author(id=n, name=f"author {n}", team_id=1 + n % 2) for n in numbers]
    layers: list[Sequence[SQLModel]] = [
        [Team(id=1, name="red"), Team(id=2, name="blue")],
        authors,
        [Profile(id=n, text=f"page {n}", author_id=n) for n in numbers if n != 3],
        [Post(id=n * 10 + i, title=f"post {i}", author_id=n) for n in numbers for i in range(n)],
        [Tag(id=n, name=f"tag {n}") for n in range(1, 4)],
        [PostTag(post_id=n * 10, tag_id=tag) for n in numbers for tag in {1, 1 + n % 3}],
        [Comment(id=n, post_id=n * 10, author_id=1 + n % 5) for n in numbers],
        [Page(book=book, number=n, text=f"{book}{n}") for book in "ab" for n in (1, 2)],
        [Line(id=n, book="ab"[n % 2], number=1 + n // 2 % 2) for n in range(1, 9)],
    ]
    with db.session() as session:
        for layer in layers:
            session.add_all(layer)
            session.flush()
        for author, chief in zip(authors, chiefs, strict=True):
            author.chief_id = chief
    return db

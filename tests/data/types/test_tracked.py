"""Changes in a JSON column are written, whatever their depth."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, select

from colonnade import Crud, Database, Model
from tests.data.conftest import BACKENDS
from tests.data.kept import Kept


class Base(Model, registry=registry(metadata=MetaData())):
    """The base of the model of this file."""


class Document(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    content: dict[str, Any] = Field(default_factory=dict)
    words: list[str] = []


CHANGES: dict[str, Callable[[Document], Any]] = {
    "set": lambda d: d.content.__setitem__("new", 1),
    "set deep": lambda d: d.content["a"][0].__setitem__("new", 1),
    "append deep": lambda d: d.content["a"].append(1),
    "in a new part": lambda d: (d.content.update(n={}), d.content["n"].update(m=1)),
    "del": lambda d: d.content.__delitem__("a"),
    "pop": lambda d: d.content.pop("a"),
    "popitem": lambda d: d.content.popitem(),
    "clear": lambda d: d.content.clear(),
    "setdefault": lambda d: d.content.setdefault("s", []).append(1),
    "or": lambda d: d.content.__ior__({"x": 1}),
    "list set": lambda d: d.words.__setitem__(0, "z"),
    "list slice": lambda d: d.words.__setitem__(slice(0, 1), ["y", "z"]),
    "list del": lambda d: d.words.__delitem__(0),
    "list add": lambda d: d.words.__iadd__(["z"]),
    "list times": lambda d: d.words.__imul__(2),
    "list insert": lambda d: d.words.insert(0, "z"),
    "list extend": lambda d: d.words.extend(["z"]),
    "list pop": lambda d: d.words.pop(),
    "list remove": lambda d: d.words.remove("b"),
    "list clear": lambda d: d.words.clear(),
    "list sort": lambda d: d.words.sort(),
    "list reverse": lambda d: d.words.reverse(),
}


def document() -> Document:
    return Document(content={"a": [{"deep": 1}]}, words=["b", "a"])


@pytest.fixture(params=BACKENDS)
def documents(request: pytest.FixtureRequest, kept: Kept) -> Database:
    return kept(request.param, Base.metadata)


def test_every_change_is_written(documents: Database) -> None:
    for name, change in CHANGES.items():
        with documents.session() as session:
            key = (
                Crud(Document, session)
                .create({"content": {"a": [{"deep": 1}]}, "words": ["b", "a"]})
                .id
            )
        with documents.session() as session:
            change(row := Crud(Document, session).get(key))
            expected = copy.deepcopy((row.content, row.words))
        with documents.session() as session:
            found = Crud(Document, session).get(key)
            assert (found.content, found.words) == expected, name
            assert expected != ({"a": [{"deep": 1}]}, ["b", "a"]), name


def test_a_read_writes_nothing(documents: Database) -> None:
    with documents.session() as session:
        session.add(document())
    with documents.session() as session:
        row = session.exec(select(Document)).one()
        assert row.content["a"][0]["deep"] == 1
        assert not session.dirty


def test_two_rows_share_nothing() -> None:
    one = document()
    other = Document(content=one.content)
    other.content["a"].append(2)
    assert len(one.content["a"]) == 1


def test_copies_and_pickles_are_plain() -> None:
    row = document()
    assert type(copy.deepcopy(row.content)) is dict
    assert type(pickle.loads(pickle.dumps(row.words))) is list


def test_a_pickled_row_still_sees_its_changes(documents: Database) -> None:
    with documents.session() as session:
        session.add(document())
    with documents.session() as session:
        row = pickle.loads(pickle.dumps(session.exec(select(Document)).one()))
    with documents.session() as session:
        session.add(row)
        row.content["a"].append(2)
    with documents.session() as session:
        assert session.exec(select(Document)).one().content["a"][1] == 2

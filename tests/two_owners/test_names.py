"""A field is known to hold the key of a row by its name."""

import pytest

from colonnade.two_owners.names import same_thing


@pytest.mark.parametrize(
    ("name", "collection"),
    [
        ("tag", "tags"),
        ("category", "categories"),
        ("note_label", "note-labels"),
        ("noteLabel", "note_labels"),
        ("author_user", "users"),
        ("address", "addresses"),
        ("status", "status"),
    ],
)
def test_the_same_thing(name: str, collection: str) -> None:
    assert same_thing(name, collection)


@pytest.mark.parametrize(
    ("name", "collection"), [("tag", "stages"), ("label", "note-labels"), ("", "tags"), ("id", "")]
)
def test_another_thing(name: str, collection: str) -> None:
    assert not same_thing(name, collection)

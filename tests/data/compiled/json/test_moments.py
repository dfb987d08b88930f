"""Which parts of a JSON text are moments, and how they are completed."""

import pytest

from colonnade.data.compiled.json.moments import Moments

FIELDS = [
    ("text", None, "at"),
    ("at", True, "local"),
    ("local", False, "last"),
    ("last", True, None),
]
WHOLE, PART = "2026-01-02T03:04:05", "2026-01-02T03:04:05.12"


def row(text: str, at: str, local: str, last: str) -> str:
    return f'{{"text":"{text}","at":"{at}","local":"{local}","last":"{last}"}}'


def test_moments_get_all_digits_and_their_zone() -> None:
    read = row("", WHOLE, WHOLE, WHOLE) + row("", PART, PART, PART)
    whole, part = (f"{WHOLE}Z", WHOLE, f"{WHOLE}Z"), (f"{PART}0000Z", f"{PART}0000", f"{PART}0000Z")
    assert Moments(FIELDS).as_pydantic(read) == row("", *whole) + row("", *part)


@pytest.mark.parametrize("text", [WHOLE, PART, f"{PART}Z", r"\",\"local\":", "infinityZ", " BCZ"])
def test_a_text_stays_as_it_is(text: str) -> None:
    read = Moments(FIELDS).as_pydantic(row(text, PART, WHOLE, WHOLE))
    assert read == row(text, f"{PART}0000Z", WHOLE, f"{WHOLE}Z")


@pytest.mark.parametrize("moment", ["infinity", "-infinity", f"{WHOLE} BC"])
def test_what_is_no_time_stays_as_it_is(moment: str) -> None:
    read = Moments(FIELDS).as_pydantic(row("", moment, WHOLE, WHOLE))
    assert read == row("", moment, WHOLE, f"{WHOLE}Z")


def test_a_name_may_have_several_followers() -> None:
    fields = [("at", True, "id"), ("id", None, "more"), ("more", None, None), ("at", True, None)]
    read = f'{{"at":"{PART}","id":1,"more":{{"at":"{PART}"}}}}'
    wanted = f'{{"at":"{PART}0000Z","id":1,"more":{{"at":"{PART}0000Z"}}}}'
    assert Moments(fields).as_pydantic(read) == wanted


def test_a_text_may_stand_before_the_same_name_elsewhere() -> None:
    fields = [("at", True, "id"), ("id", None, "more"), ("more", None, None), ("name", None, "id")]
    read = f'{{"at":"{WHOLE}","id":1,"more":{{"name":"{WHOLE}","id":2}}}}'
    assert Moments(fields).as_pydantic(read) == read.replace(WHOLE, f"{WHOLE}Z", 1)

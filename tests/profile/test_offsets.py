"""How many rows a statement skips, in the texts of all drivers."""

import pytest

from colonnade.profile.recording.statements import offset_of

OFFSETS = {
    "SELECT * FROM t WHERE a = ? LIMIT ? OFFSET ?": (1, 2, 7),
    "SELECT * FROM t WHERE a = $1 LIMIT $3::INTEGER OFFSET $2::INTEGER": (1, 7, 2),
    "SELECT * FROM t OFFSET %(o)s LIMIT %(l)s": {"l": 2, "o": 7},
    "SELECT * FROM t WHERE a IN (%s, %s) LIMIT %s, %s": (1, 2, 7, 2),
    "SELECT * FROM t WHERE a = ? limit 2 offset 7": (1,),
    "SELECT * FROM (SELECT * FROM t LIMIT 9 OFFSET 3) s LIMIT 2 OFFSET 7": (),
}


@pytest.mark.parametrize("statement", OFFSETS)
def test_an_offset_is_read_from_the_text(statement: str) -> None:
    assert offset_of(OFFSETS[statement], statement) == 7


@pytest.mark.parametrize(
    "statement", ["SELECT 1", "SELECT * FROM t LIMIT ?", "SELECT offset FROM t"]
)
def test_a_statement_without_one_skips_nothing(statement: str) -> None:
    assert offset_of((7,), statement) == 0

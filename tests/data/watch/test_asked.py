"""By which values a statement looks for its rows, in the placeholders of every driver."""

from types import SimpleNamespace

import pytest

from colonnade.data.watch.asked import asked_for

BY_HAND = SimpleNamespace(compiled=None)
ASKED = {
    "SELECT * FROM t WHERE a = ? AND b > ? LIMIT ?": (7, 8, 9),
    "SELECT * FROM t WHERE b >= $1::INTEGER AND a = $2::INTEGER": (8, 7),
    "SELECT * FROM t WHERE $1::VARCHAR(20) = t.a AND $2::INTEGER <= t.b": (7, 8),
    "UPDATE t SET b = %(b)s WHERE lower(a) = lower(%(a)s)": {"b": 8, "a": 7},
    "SELECT * FROM t WHERE b IN (%s, %s) AND a LIKE %s": (8, 9, 7),
    "SELECT * FROM t WHERE (b > ? OR b = ? AND id > ?) AND a = ?": (8, 8, 9, 7),
    'SELECT * FROM t WHERE t."b" = %s AND id > %s OR t."b" < %s OR t.a = %s': (8, 9, 8, 7),
    "SELECT * FROM t WHERE b != ? AND a = CAST(? AS INTEGER)": (8, 7),
}


@pytest.mark.parametrize("text", ASKED)
def test_rows_are_looked_for_by_the_values_of_equal_columns(text: str) -> None:
    assert asked_for(BY_HAND, ASKED[text], text) == (7,)


def test_values_in_the_text_count_as_well() -> None:
    assert asked_for(BY_HAND, (), "SELECT * FROM t WHERE a = 7 AND b < 8") == ("7",)


def test_a_column_that_differs_is_no_bound_of_a_page() -> None:
    assert asked_for(BY_HAND, (7, 8), "SELECT * FROM t WHERE a = ? AND a <> ?") == (7,)

import pytest

from colonnade.migrate.rehearsal.intervals import blocked, by_itself, union
from colonnade.migrate.rehearsal.load.seen import Took


def took(began: float, seconds: float, kind: str = "read") -> Took:
    return Took(began, seconds, f"{kind} task", kind)  # type: ignore[arg-type]


def test_intervals_that_overlap_count_once():
    assert union([(0, 2), (1, 3), (5, 6)]) == 4


def test_calls_that_are_quick_block_nobody():
    assert blocked([took(0, 0.09)], 0, 1).seconds == 0


def test_a_call_counts_as_far_as_it_lies_between_the_moments():
    assert blocked([took(0, 3)], 1, 2).seconds == 1


def test_reads_and_writes_have_their_longest():
    seen = blocked([took(0, 0.5), took(0, 2, "write"), took(9, 9)], 0, 3)
    assert (seen.read, seen.write) == (0.5, 2)


@pytest.mark.parametrize(("seconds", "slow"), [(0.2, {"read task"}), (0.01, set())])
def test_an_operation_may_be_slow_by_itself(seconds, slow):
    assert by_itself([took(0, seconds), took(1, seconds), took(2, 0.9)]) == slow

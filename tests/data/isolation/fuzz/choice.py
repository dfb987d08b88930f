"""Drawing from Hypothesis with few strategies: making one takes longer than drawing from it."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Draw = Callable[[Any], Any]


@cache
def _up_to(number: int) -> Any:
    return st.integers(0, number)


def choose(draw: Draw, options: Sequence[T]) -> T:
    """One of the options; the first is the simplest."""
    return options[draw(_up_to(len(options) - 1))]


def chance(draw: Draw, one_in: int) -> bool:
    """Whether something rarer happens, once in so many times."""
    return draw(_up_to(one_in - 1)) == one_in - 1

"""Non-interference: Alice's session beside Bob's rows equals a session in which there are no rows of Bob's.

The suite tries the same statements every time; `COLONNADE_FUZZ_SEED` tries others, and `COLONNADE_FUZZ_STATEMENTS` more.
Without it a server gets a few of them, as it takes longer.
"""

import os

from hypothesis import given, seed

from tests.data.isolation.fuzz import worlds
from tests.data.isolation.fuzz.places import Memory, Place
from tests.data.isolation.fuzz.worlds import READS, WRITES, Case

SAID = os.environ.get("COLONNADE_FUZZ_STATEMENTS")
"""How many statements to try on each database."""
SEED = int(os.environ.get("COLONNADE_FUZZ_SEED", "422375699"))


def examples(place: Place, each: int) -> int:
    """How many examples half of the statements are."""
    statements = int(SAID or (2000 if isinstance(place, Memory) else 160))
    # How to have the same statements again; pytest shows it with a failure, and with -s.
    print(f"COLONNADE_FUZZ_STATEMENTS={statements} COLONNADE_FUZZ_SEED={SEED}")
    return max(statements // 2 // each, 1)


def test_reads(place: Place) -> None:
    @worlds.examples(examples(place, READS))
    @seed(SEED)
    @given(case=worlds.of_reads())
    def hold(case: Case) -> None:
        worlds.reads_agree(case, place)

    hold()


def test_writes(place: Place) -> None:
    @worlds.examples(examples(place, WRITES))
    @seed(SEED)
    @given(case=worlds.of_writes())
    def hold(case: Case) -> None:
        worlds.writes_agree(case, place)

    hold()

"""Non-interference: Alice's session beside Bob's rows equals a session in which there are no rows of Bob's.

The suite tries the same statements every time; `COLONNADE_FUZZ_SEED` tries others, and `COLONNADE_FUZZ_STATEMENTS` more.
"""

import os

from hypothesis import given, seed

from tests.data.isolation.fuzz import worlds
from tests.data.isolation.fuzz.worlds import READS, WRITES, Case

STATEMENTS = int(os.environ.get("COLONNADE_FUZZ_STATEMENTS", "2000"))
SEED = int(os.environ.get("COLONNADE_FUZZ_SEED", "422375699"))
FEW = max(STATEMENTS // 2 // READS, 1), max(STATEMENTS // 2 // WRITES, 1)


def announce() -> None:
    """How to have the same statements again; pytest shows it with a failure, and with -s."""
    print(f"COLONNADE_FUZZ_STATEMENTS={STATEMENTS} COLONNADE_FUZZ_SEED={SEED}")


def test_reads() -> None:
    announce()

    @worlds.examples(FEW[0])
    @seed(SEED)
    @given(case=worlds.of_reads())
    def hold(case: Case) -> None:
        worlds.reads_agree(case)

    hold()


def test_writes() -> None:
    announce()

    @worlds.examples(FEW[1])
    @seed(SEED)
    @given(case=worlds.of_writes())
    def hold(case: Case) -> None:
        worlds.writes_agree(case)

    hold()

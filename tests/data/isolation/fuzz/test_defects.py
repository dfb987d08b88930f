"""The fuzzer finds what it is there to find: each planted defect, in a few examples; in long runs on the servers as well."""

import pytest
from hypothesis import given, seed

from tests.data.isolation.fuzz import worlds
from tests.data.isolation.fuzz.defects import READING, WRITING, Plant
from tests.data.isolation.fuzz.places import Place
from tests.data.isolation.fuzz.test_fuzz import SAID
from tests.data.isolation.fuzz.worlds import Case

pytestmark = [] if SAID else [pytest.mark.only("sqlite")]
SEED = 2
"""With it the first few examples find each of them."""
FEW = 10


@pytest.mark.parametrize("plant", READING, ids=lambda plant: plant.__name__)
def test_reads_differ(plant: Plant, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)

    @worlds.examples(FEW)
    @seed(SEED)
    @given(case=worlds.of_reads())
    def hold(case: Case) -> None:
        worlds.reads_agree(case, place)

    with pytest.raises(AssertionError, match="read: "):
        hold()


@pytest.mark.parametrize("plant", WRITING, ids=lambda plant: plant.__name__)
def test_writes_differ(plant: Plant, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)

    @worlds.examples(FEW)
    @seed(SEED)
    @given(case=worlds.of_writes())
    def hold(case: Case) -> None:
        worlds.writes_agree(case, place)

    with pytest.raises(AssertionError, match="writes: "):
        hold()

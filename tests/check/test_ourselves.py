"""The rules are silent about the project itself and about what it generates."""

from colonnade.check.config import read_config
from colonnade.check.engine import check
from tests.processes import ROOT


def test_nothing_is_wrong_here() -> None:
    report = check([ROOT / "src", ROOT / "examples"], read_config(ROOT))
    assert report.findings == []

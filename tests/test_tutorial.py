"""The tutorial, word for word, in an environment of its own, ends with a service that answers."""

from importlib import import_module
from pathlib import Path

import pytest

from tests.processes import ROOT


@pytest.mark.first
def test_it_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    wrong = import_module("tutorial").follow(tmp_path)
    assert not wrong, "\n".join(wrong)

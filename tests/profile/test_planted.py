"""Faults that were planted are found at their line, and their clean twins are not accused."""

import importlib
import pkgutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from colonnade.profile.findings import findings_of
from colonnade.profile.observed import Observed
from colonnade.profile.recording.recording import recording
from tests.profile import planted, shop

FOLDER = Path(planted.__file__).parent
APPLICATIONS = sorted(info.name for info in pkgutil.iter_modules(planted.__path__))
ELSEWHERE = {"template": FOLDER / "people.html", "property": Path(shop.__file__)}
"""Where a fault is that is not in the file of its application."""


def found(name: str, which: str, engine: Engine) -> set[tuple[str, str, int]]:
    application = importlib.import_module(f"{planted.__name__}.{name}")
    with recording() as record:
        getattr(application, which)(engine)
    findings = findings_of(Observed(record))
    return {(one.code, Path(one.place.path).name, one.place.line) for one in findings}


def faults(name: str) -> set[tuple[str, str, int]]:
    path = ELSEWHERE.get(name, FOLDER / f"{name}.py")
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    marked = {
        number: line.partition("fault: ")[2][:7] for number, line in lines if "fault: " in line
    }
    return {(code, path.name, number) for number, code in marked.items()}


@pytest.mark.parametrize("name", APPLICATIONS)
def test_a_fault_is_found_at_its_line(name: str, filled: Engine) -> None:
    assert found(name, "faulty", filled) == faults(name)


@pytest.mark.parametrize("name", APPLICATIONS)
def test_a_clean_twin_is_not_accused(name: str, filled: Engine) -> None:
    assert found(name, "clean", filled) == set()

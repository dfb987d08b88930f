"""Every rule's page is its test: what is bad is reported once by its rule, what is good or fine by none."""

import importlib.util
import re
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
import sqlmodel
from sqlalchemy import MetaData
from sqlalchemy.orm import registry

from colonnade.findings import Finding
from colonnade.schema.database import read_database
from colonnade.schema.dbml import read_dbml
from colonnade.schema.dependencies import note_dependencies
from colonnade.schema.info import schema_info
from colonnade.schema.models.collect import collected
from colonnade.schema.review import Rule, load_rules, review

RULES = load_rules()
Found = Callable[[str], list[Finding]]


def examples(rule: Rule, heading: str) -> list[str]:
    blocks = re.findall(rf"^{heading}:\n\n((?:    .*\n|\n)+)", rule.page + "\n", re.M)
    return [dedent(block).strip("\n") + "\n" for block in blocks]


def of_models(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> MetaData:
    """The tables of models, whose names no other example knows."""

    class Base(sqlmodel.SQLModel, registry=registry()): ...

    monkeypatch.setattr(sqlmodel, "SQLModel", Base)
    (folder / "example.py").write_text(text)
    spec = importlib.util.spec_from_file_location("example", folder / "example.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "example", module)
    spec.loader.exec_module(module)
    metadata = collected([module])
    schema_info(metadata).from_models = True
    return metadata


def of_database(script: str, folder: Path) -> MetaData:
    """The tables of a database, with what its rows show."""
    file = folder / "example.db"
    with sqlite3.connect(file) as connection:
        connection.executescript(script)
    connection.close()
    metadata = read_database(f"sqlite:///{file}")
    note_dependencies(f"sqlite:///{file}", metadata)
    file.unlink()
    return metadata


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Found:
    """What the rules find in an example: DBML, SQL that makes a database, or models."""

    def find(text: str) -> list[Finding]:
        if text.startswith("CREATE"):
            return review(of_database(text, tmp_path))
        if text.startswith("from"):
            return review(of_models(text, tmp_path, monkeypatch))
        return review(read_dbml(text, "example.dbml"))

    return find


WITH_A_CHECK = [rule for rule in RULES.values() if rule.name != "drift"]


@pytest.fixture(params=WITH_A_CHECK, ids=lambda rule: rule.name)
def rule(request: pytest.FixtureRequest) -> Rule:
    one: Rule = request.param
    return one


def test_bad_is_reported_by_its_rule_only(rule: Rule, found: Found) -> None:
    for bad in examples(rule, "Bad"):
        expected = [rule.code, *ALSO.get(rule.name, ())]
        assert sorted(finding.code for finding in found(bad)) == sorted(expected)


def test_good_and_fine_are_silent(rule: Rule, found: Found) -> None:
    for good in examples(rule, "Good") + examples(rule, "Fine"):
        assert [finding.code for finding in found(good)] == ALSO.get(rule.name, [])


ALSO = {"cascade-of-the-session-alone": ["COLS501"]}
"""SQLModel's own `MetaData` has no convention for names, and these examples are about something else."""


def test_a_page_begins_with_a_sentence_and_shows_bad_and_good(rule: Rule) -> None:
    assert rule.title.endswith(".")
    assert len(examples(rule, "Bad")) == len(examples(rule, "Good")) > 0


def test_a_finding_says_where_it_is_and_what_to_do(rule: Rule, found: Found) -> None:
    for finding in found(examples(rule, "Bad")[0]):
        assert "example" in finding.place.path
        assert finding.place.line > 0 or "sqlite" in finding.place.path
        assert finding.remedy


def test_codes_are_unique() -> None:
    assert len({rule.name for rule in RULES.values()}) == len(RULES)

"""Every rule's page is its test: what is bad is reported once by its rule, what is good or fine by none."""

import re
from textwrap import dedent

import pytest

from colonnade.findings import Finding
from colonnade.schema.dbml import read_dbml
from colonnade.schema.review import Rule, load_rules, review

RULES = load_rules()


def examples(rule: Rule, heading: str) -> list[str]:
    blocks = re.findall(rf"^{heading}:\n\n((?:    .*\n|\n)+)", rule.page + "\n", re.M)
    return [dedent(block).strip("\n") + "\n" for block in blocks]


def found(text: str) -> list[Finding]:
    return review(read_dbml(text, "example.dbml"))


@pytest.fixture(params=RULES.values(), ids=lambda rule: rule.name)
def rule(request: pytest.FixtureRequest) -> Rule:
    one: Rule = request.param
    return one


def test_bad_is_reported_by_its_rule_only(rule: Rule) -> None:
    for bad in examples(rule, "Bad"):
        assert [finding.code for finding in found(bad)] == [rule.code]


def test_good_and_fine_are_silent(rule: Rule) -> None:
    for good in examples(rule, "Good") + examples(rule, "Fine"):
        assert found(good) == []


def test_a_page_begins_with_a_sentence_and_shows_bad_and_good(rule: Rule) -> None:
    assert rule.title.endswith(".")
    assert len(examples(rule, "Bad")) == len(examples(rule, "Good")) > 0


def test_a_finding_says_where_it_is_and_what_to_do(rule: Rule) -> None:
    for finding in found(examples(rule, "Bad")[0]):
        assert finding.place.path == "example.dbml"
        assert finding.place.line > 0
        assert finding.remedy


def test_codes_are_unique() -> None:
    assert len({rule.name for rule in RULES.values()}) == len(RULES)

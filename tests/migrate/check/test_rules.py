"""Every rule does what its page says: the page's examples are the tests, on a real server."""

import pytest

from colonnade.check.examples import Example, examples_of
from colonnade.check.fixes import applied
from colonnade.findings import Finding
from colonnade.migrate.check.judging import judge
from colonnade.migrate.check.rule import Rule, load_rules
from tests.migrate.check.examples import HEADER, Runner

RULES = load_rules()
EVERY_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
FAMILIES = ("", "locks", "rewrites", "versions", "data", "transactions", "backends", "hygiene")


def body(example: Example) -> str:
    return example.files["example.py"]


def found(runner: Runner, text: str, rule: Rule) -> list[Finding]:
    """What the rules that are not opt-in, and this one, find."""
    active = {code: one for code, one in RULES.items() if one is rule or not one.opt_in}
    here = {code: one for code, one in active.items() if runner.dialect in one.databases}
    return judge(runner.run(text), here)


def pairs(rule: Rule) -> list[tuple[Example, Example | None]]:
    """Each bad example with the good one that follows it."""
    every = list(examples_of(rule.page))
    after = [*every[1:], None]
    return [
        (one, next_ if next_ and next_.kind == "Good" else None)
        for one, next_ in zip(every, after, strict=True)
        if one.kind == "Bad"
    ]


@EVERY_RULE
def test_its_code_is_in_its_family(rule):
    assert FAMILIES.index(rule.family) == int(rule.code[4])


@EVERY_RULE
def test_its_page_has_a_title_a_reason_and_an_example(rule):
    title, _, rest = rule.page.partition("\n\n")
    assert title.endswith(".")
    assert len(title) <= 120
    assert not rest.startswith("Bad:")
    assert pairs(rule)


@EVERY_RULE
def test_what_is_bad_is_found(rule, runners):
    for bad, _ in pairs(rule):
        findings = found(runners[rule.databases[0]], body(bad), rule)
        mine = [one for one in findings if one.code == rule.code]
        assert mine, findings
        assert all(one.message.endswith(".") and one.remedy for one in mine)


@EVERY_RULE
def test_what_is_good_or_fine_is_silent(rule, runners):
    for example in examples_of(rule.page):
        if example.kind != "Bad":
            runner = runners[rule.databases[0]]
            assert runner.run(body(example)).failed is None
            assert found(runner, body(example), rule) == []


@EVERY_RULE
def test_its_fix_makes_what_is_bad_good_and_gives_the_same_tables(rule, runners):
    for bad, good in pairs(rule):
        runner = runners[rule.databases[0]]
        edits = [edit for one in found(runner, body(bad), rule) for edit in one.edits]
        if edits:
            assert good is not None
            assert applied(HEADER + body(bad), edits) == HEADER + body(good)
            if runner.run(body(bad)).failed is None:
                assert runner.catalog(body(good)) == runner.catalog(body(bad))


def test_codes_are_unique():
    names = [rule.name for rule in RULES.values()]
    assert len(set(names)) == len(names) == len(RULES)

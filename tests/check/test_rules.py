"""Every rule does what its page says: the page's examples are the tests."""

from pathlib import Path

import pytest

from colonnade.check.config import Config
from colonnade.check.examples import Example, examples_of
from colonnade.check.fixes import Fixed, fix
from colonnade.check.judging import judge
from colonnade.check.project import Project
from colonnade.check.reading import Read, read_content
from colonnade.check.rule import Rule, load_rules
from colonnade.findings import Finding

ROOT = Path(__file__).parent
RULES = load_rules()
EVERY_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
FAMILIES = (
    *("files", "models", "time", "sessions", "queries", "injection"),
    *("isolation", "api", "security", "setup"),
)


def read_all(files: dict[str, str]) -> tuple[list[Read], Project]:
    reads = [read_content(ROOT / path, text.encode(), ROOT) for path, text in files.items()]
    return reads, Project([one.source.facts for one in reads if one.source])


def found_in(files: dict[str, str], rules: dict[str, Rule] = RULES) -> list[Finding]:
    reads, project = read_all(files)
    return [found for one in reads for found in judge(one, project, Config(ROOT), rules)]


def fixed(files: dict[str, str], rule: Rule, *, unsafe: bool) -> dict[str, str]:
    done = dict(files)
    active = {code: one for code, one in RULES.items() if one is rule or one.family == "files"}
    for path in files:

        def judged(text: str, path: str = path) -> list[Finding]:
            reads, project = read_all({**done, path: text})
            mine = next(one for one in reads if one.path == str(ROOT / path))
            return judge(mine, project, Config(ROOT), active)

        result: Fixed = fix(path, done[path], judged, unsafe=unsafe)
        done[path] = result.after
    return done


def pairs(rule: Rule) -> list[tuple[Example, Example | None]]:
    """Each bad example with the good one that follows it."""
    found = list(examples_of(rule.page))
    after = [*found[1:], None]
    return [
        (one, next_ if next_ and next_.kind == "Good" else None)
        for one, next_ in zip(found, after, strict=True)
        if one.kind == "Bad"
    ]


@EVERY_RULE
def test_its_code_is_in_its_family(rule):
    assert FAMILIES.index(rule.family) == int(rule.code[3])


@EVERY_RULE
def test_its_page_has_a_title_a_reason_and_an_example(rule):
    title, _, rest = rule.page.partition("\n\n")
    assert title.endswith(".")
    assert len(title) <= 120
    assert not rest.startswith("Bad:")
    assert pairs(rule)


@EVERY_RULE
def test_what_is_bad_is_found_and_nothing_else(rule):
    for bad, _ in pairs(rule):
        codes = [finding.code for finding in found_in(bad.files)]
        assert codes, bad.files
        assert set(codes) == {rule.code}, found_in(bad.files)


@EVERY_RULE
def test_what_is_good_or_fine_is_silent(rule):
    for example in examples_of(rule.page):
        if example.kind != "Bad":
            assert found_in(example.files) == []


@EVERY_RULE
def test_its_fix_makes_what_is_bad_good(rule):
    for bad, good in pairs(rule):
        if any(finding.edits for finding in found_in(bad.files)):
            assert good is not None
            assert fixed(bad.files, rule, unsafe=True) == good.files


@EVERY_RULE
def test_a_finding_says_what_to_do(rule):
    for bad, _ in pairs(rule):
        for finding in found_in(bad.files):
            assert finding.message.endswith(".")
            assert finding.remedy.endswith(".") or rule.family == "files"


def test_codes_are_unique():
    folder = Path(__file__).parents[2] / "src/colonnade/check/rules"
    files = [path for path in folder.rglob("*.py") if path.name != "__init__.py"]
    assert len(files) == len(RULES)

"""The harm of each rule was seen on a server, and not that of its good form; or its page says why nobody can see it."""

import json
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import pytest

from colonnade.migrate.check.rule import load_rules
from tests.processes import ROOT

HARM: dict[str, Any] = json.loads((ROOT / "docs/reference/harm.json").read_text(encoding="utf-8"))
RULES = load_rules()
_spec = spec_from_file_location("harm_cases", ROOT / "scripts/harm_cases.py")
assert _spec is not None
assert _spec.loader is not None
cases: Any = module_from_spec(_spec)
_spec.loader.exec_module(cases)


@pytest.mark.parametrize("code", [c for c, one in RULES.items() if "postgresql" in one.databases])
def test_a_rule_about_postgresql_has_figures_or_a_reason(code):
    assert (code in HARM) is (code in cases.CASES) is (code not in cases.REASONS)


@pytest.mark.parametrize("code", HARM)
def test_the_bad_form_has_shown_what_the_good_one_has_not(code):
    measured = HARM[code]
    assert measured["of"] == cases.digest(cases.pair_of(RULES[code])), (
        "measured were other examples"
    )
    for what in cases.CASES[code].shows:
        assert _weight(measured["bad"].get(what)) > _weight(measured["good"].get(what))


def _weight(shown: float | str | list[str] | None) -> float:
    return shown if isinstance(shown, int | float) else len(shown or "")

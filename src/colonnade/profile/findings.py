"""All rules over one observation."""

from functools import cache
from types import ModuleType

from colonnade.findings import Finding
from colonnade.profile import rules
from colonnade.profile.observed import Observed
from colonnade.rules import modules_in, title_of


@cache
def load_rules() -> dict[str, ModuleType]:
    """Every rule by its code; the folder is the registry."""
    return {rule.CODE: rule for rule in modules_in(rules)}


def findings_of(observed: Observed) -> list[Finding]:
    """What the rules find, by place."""
    found = [one for rule in load_rules().values() for one in rule.check(observed)]
    return sorted(found, key=lambda one: (one.place, one.code, one.message))


def titles() -> dict[str, str]:
    """The first sentence of each rule's page, by its code."""
    return {code: title_of(rule.__doc__) for code, rule in load_rules().items()}

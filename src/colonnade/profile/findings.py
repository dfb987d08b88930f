"""All rules over one observation."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from colonnade.findings import Finding
from colonnade.profile import rules
from colonnade.profile.observed import Observed


@cache
def load_rules() -> dict[str, ModuleType]:
    """Every rule by its code; the folder is the registry."""
    names = [info.name for info in pkgutil.iter_modules(rules.__path__)]
    found = [importlib.import_module(f"{rules.__name__}.{name}") for name in names]
    return {rule.CODE: rule for rule in sorted(found, key=lambda rule: str(rule.CODE))}


def findings_of(observed: Observed) -> list[Finding]:
    """What the rules find, by place."""
    found = [one for rule in load_rules().values() for one in rule.check(observed)]
    return sorted(found, key=lambda one: (one.place, one.code, one.message))


def titles() -> dict[str, str]:
    """The first sentence of each rule's page, by its code."""
    return {
        code: (rule.__doc__ or "").split("\n\n", 1)[0].replace("\n", " ")
        for code, rule in load_rules().items()
    }

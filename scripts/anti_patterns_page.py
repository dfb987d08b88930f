"""The anti-patterns of the agent skill: every rule in a line."""

import re
from collections.abc import Iterator
from itertools import groupby

from rule_pages import HEADINGS, schema_modules

from colonnade.check.rule import load_rules
from colonnade.migrate.check.rule import load_rules as load_migration_rules

ABOUT = (
    "What `colonnade check` and `colonnade migrate check` find, a line each. `--explain CODE` prints the page of a rule, "
    "with a bad and a good example; `--fix` mends what can be mended safely.\n"
)


def anti_patterns_page() -> str:
    """Every rule in a line, by family; the schema's last."""
    families = dict(_source_rules())
    families |= {"schemas": _schema_rules(), "migrations": _migration_rules()}
    contents = (f"- [{_titled(name)}](#{anchor(_titled(name))})\n" for name in families)
    parts = [f"# Anti-patterns\n\n{ABOUT}\n## Contents\n\n", *contents]
    for name, entries in families.items():
        parts += [f"\n## {_titled(name)}\n\n", *entries]
    return "".join(parts)


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-")


def _titled(family: str) -> str:
    return HEADINGS.get(family, family.capitalize())


def _source_rules() -> Iterator[tuple[str, list[str]]]:
    rules = sorted(load_rules().values(), key=lambda rule: rule.code)
    for family, members in groupby(rules, lambda rule: rule.family):
        yield family, [_entry(rule.code, rule.title) for rule in members]


def _schema_rules() -> list[str]:
    modules = sorted(schema_modules().values(), key=lambda module: str(module.CODE))
    return [_entry(one.CODE, str(one.__doc__).partition("\n")[0]) for one in modules]


def _migration_rules() -> list[str]:
    return [_entry(rule.code, rule.title) for rule in load_migration_rules().values()]


def _entry(code: str, title: str) -> str:
    return f'- <a id="{code.lower()}"></a>**{code}** {title}\n'

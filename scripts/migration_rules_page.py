"""The page that is made from the safety rules of migrations: docs/reference/migration-rules.md.

docs/reference/harm.json holds what was measured under load, by the code of a rule:

    {"COLM101": {"rows": 1000000, "bad": {"blocked": 3.06, "errors": 0}, "good": {"blocked": 0.0, "errors": 0}}}

`blocked` is in seconds, `errors` are those of the version of the application that was running. A rule that is not there has no
figures on its page.
"""

import inspect
import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from colonnade.migrate.check import rules
from colonnade.migrate.check.rule import EVERYWHERE, Rule, load_rules

HARM = Path(__file__).parent.parent / "docs/reference/harm.json"
HEADINGS = {
    "locks": "Locks and waiting",
    "rewrites": "Rewrites and changes of all rows",
    "versions": "What breaks the version that is running",
    "data": "Lost values",
    "transactions": "Transactions and second runs",
    "backends": "SQLite, MariaDB and MySQL",
}
NAMES = {"postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite"}


def migration_rules_page() -> str:
    """Every rule by its family."""
    harm = json.loads(HARM.read_text(encoding="utf-8")) if HARM.exists() else {}
    return f"# Rules for migrations\n\n{inspect.getdoc(rules)}\n\n" + "\n".join(entries(harm))


def entries(harm: dict[str, Any]) -> Iterator[str]:
    for family, members in groupby(load_rules().values(), lambda rule: rule.family):
        yield f"# {HEADINGS[family]}\n"
        for rule in members:
            measured = "".join(harm_lines(harm[rule.code])) if rule.code in harm else ""
            yield f"## {rule.code}\n\n{about(rule)}\n\n{rule.page.strip()}\n{measured}"


def about(rule: Rule) -> str:
    """What a rule is called, what its findings weigh, and where it holds."""
    said = [rule.name, str(rule.severity)]
    if rule.databases != EVERYWHERE:
        said += [NAMES[one] for one in rule.databases]
    return ", ".join([*said, *(["has to be selected"] if rule.opt_in else [])])


def harm_lines(measured: dict[str, Any]) -> Iterator[str]:
    """What was measured of the bad and of the good form."""
    yield f"\nMeasured under load, {measured['rows']:,} rows:\n\n"
    yield "| | nobody could write or read | errors of the version that was running |\n|---|---|---|\n"
    for form in ("bad", "good"):
        figures = measured[form]
        yield f"| {form} | {figures['blocked']:.2f} s | {figures['errors']:,} |\n"

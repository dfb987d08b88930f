"""The page that is made from the safety rules of migrations: docs/reference/migration-rules.md.

docs/reference/harm.json holds what `harm.py` has measured of the bad and of the good form of a rule, by its code. What it
cannot measure, and why, is in `harm_cases.py`.
"""

import inspect
import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from harm_cases import CASES, FORMS, REASONS

from colonnade.migrate.check import rules
from colonnade.migrate.check.rule import EVERYWHERE, Rule, load_rules

HARM = Path(__file__).parent.parent / "docs/reference/harm.json"
SLOW = 0.1
"""Seconds of blocked time that the machine itself may take."""
HEADINGS = {
    "locks": "Locks and waiting",
    "rewrites": "Rewrites and changes of all rows",
    "versions": "What breaks the version that is running",
    "data": "Lost values",
    "transactions": "Transactions and second runs",
    "backends": "SQLite, MariaDB and MySQL",
    "hygiene": "What is hard to change later",
}
COLUMNS = {
    "blocked": "blocked",
    "errors": "errors of the version that is running",
    "rewritten": "written anew",
    "disk": "more disk, at most",
    "lost": "lost or changed",
    "fails": "fails",
    "again": "fails the second time",
}
"""What a rehearsal shows, with its heading."""
NAMES = {"postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite"}


def migration_rules_page() -> str:
    """Every rule by its family."""
    harm = json.loads(HARM.read_text(encoding="utf-8"))
    return f"# Rules for migrations\n\n{inspect.getdoc(rules)}\n\n" + "\n".join(entries(harm))


def entries(harm: dict[str, Any]) -> Iterator[str]:
    for family, members in groupby(load_rules().values(), lambda rule: rule.family):
        yield f"# {HEADINGS[family]}\n"
        for rule in members:
            measured = "".join(harm_lines(rule, harm))
            yield f"## {rule.code}\n\n{about(rule)}\n\n{rule.page.strip()}\n{measured}"


def about(rule: Rule) -> str:
    """What a rule is called, what its findings weigh, and where it holds."""
    said = [rule.name, str(rule.severity)]
    if rule.databases != EVERYWHERE:
        said += [NAMES[one] for one in rule.databases]
    return ", ".join([*said, *(["has to be selected"] if rule.opt_in else [])])


def harm_lines(rule: Rule, harm: Mapping[str, Any]) -> Iterator[str]:
    """What was measured of the bad and of the good form, or why nothing was."""
    if rule.code not in harm:
        yield f"\n{_reason(rule)}\n"
        return
    measured, case = harm[rule.code], CASES[rule.code]
    setting = f", {case.setting}" if case.setting else ""
    yield f"\nRehearsed on PostgreSQL, {measured['rows']:,} rows in each table{setting}:\n\n"
    shown = [one for one in COLUMNS if one in case.shows or _differs(measured, one)]
    yield f"| | {' | '.join(COLUMNS[one] for one in shown)} |\n|---|{'---|' * len(shown)}\n"
    for form in FORMS:
        cells = (_cell(one, measured[form]) for one in shown)
        yield f"| {form} | {' | '.join(cells)} |\n"


def _reason(rule: Rule) -> str:
    if "postgresql" not in rule.databases:
        names = _listed([NAMES[one] for one in rule.databases])
        return f"Not rehearsed on PostgreSQL: the rule is about {names}."
    return f"Not rehearsed: {REASONS.get(rule.code, 'nobody has measured it yet')}."


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _differs(measured: Mapping[str, Any], what: str) -> bool:
    """Whether a form shows something that the rule is not about."""
    if what == "lost":
        return False  # what a revision is there to change has changed
    if what == "disk":
        return _differs(measured, "rewritten")
    found = [measured[form].get(what) for form in FORMS]
    return any(one and (what != "blocked" or one > SLOW) for one in found)


def _cell(what: str, figures: Mapping[str, Any]) -> str:
    said = figures.get(what)
    if what == "blocked":
        return f"{said or 0:.2f} s"
    if what == "disk":
        return f"{(said or 0) / 1024**2:,.0f} MB"
    if what == "errors":
        kinds = figures.get("kinds", {})
        most = max(kinds, key=lambda kind: int(kinds[kind]), default="")
        return f"{said:,}, most of them {most}" if most else f"{said or 0:,}"
    words = (" " if what == "lost" else ", ").join(said) if isinstance(said, list) else said
    return (words or "–").replace("|", "/").rstrip(".")

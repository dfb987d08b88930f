"""Plans of SQLite, which tells the way and no cost."""

import re
from collections.abc import Sequence
from typing import Any

from colonnade.profile.explain.plan import Plan, without_values

_STEP = re.compile(
    r"(?P<node>SCAN|SEARCH) (?P<table>\S+)"
    r"(?: USING (?:AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?INDEX (?P<index>[^\s(]+))?"
    r"(?P<key> USING INTEGER PRIMARY KEY)?"
    r"[^(]*(?:\((?P<condition>.*)\))?"
)


def prefix(analyze: bool) -> str:
    """What comes before the statement; SQLite has no plan that is measured."""
    return "EXPLAIN QUERY PLAN "


def plan(rows: Sequence[Any]) -> Plan:
    """The tree of the rows (id, parent, unused, text)."""
    below: dict[int, list[tuple[int, str]]] = {}
    for number, parent, _, text in rows:
        below.setdefault(parent, []).append((number, text))
    return Plan("QUERY", children=_steps(below, 0))


def _steps(below: dict[int, list[tuple[int, str]]], parent: int) -> tuple[Plan, ...]:
    return tuple(_step(text, _steps(below, number)) for number, text in below.get(parent, []))


def _step(text: str, children: tuple[Plan, ...]) -> Plan:
    found = _STEP.match(text)
    if found is None:
        return Plan(without_values(text), children=children)
    return Plan(
        node=found["node"],
        table=found["table"],
        index="primary key" if found["key"] else found["index"],
        condition=without_values(found["condition"] or ""),
        scans=found["node"] == "SCAN" and "VIRTUAL TABLE" not in text and "CONSTANT" not in text,
        children=children,
    )

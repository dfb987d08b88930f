"""Plans of PostgreSQL."""

import json
from collections.abc import Sequence
from typing import Any

from colonnade.profile.explain.plan import Plan, without_values

_CONDITIONS = ("Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "Filter")


def prefix(analyze: bool) -> str:
    """What comes before the statement."""
    return f"EXPLAIN (FORMAT JSON{', ANALYZE' if analyze else ''}) "


def plan(rows: Sequence[Any]) -> Plan:
    """The tree of the one value that is answered."""
    value = rows[0][0]
    return _step((json.loads(value) if isinstance(value, str) else value)[0]["Plan"])


def _step(said: dict[str, Any]) -> Plan:
    loops = said.get("Actual Loops", 1)
    conditions = [said[name] for name in _CONDITIONS if name in said]
    return Plan(
        node=said["Node Type"],
        table=said.get("Relation Name"),
        index=said.get("Index Name"),
        condition=without_values(" and ".join(conditions)),
        rows=said["Plan Rows"],
        actual_rows=said["Actual Rows"] * loops if "Actual Rows" in said else None,
        cost=said["Total Cost"],
        seconds=said["Actual Total Time"] * loops / 1000 if "Actual Total Time" in said else None,
        scans=said["Node Type"] == "Seq Scan",
        children=tuple(_step(child) for child in said.get("Plans", ())),
    )

"""Plans of MariaDB and MySQL; only newer ones tell a cost (MariaDB from 11 on)."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from colonnade.profile.explain.plan import Plan, without_values

_STEPS = {
    "filesort": "sort",
    "ordering_operation": "sort",
    "temporary_table": "temporary table",
    "grouping_operation": "group",
    "duplicates_removal": "distinct",
    "union_result": "union",
    "materialized": "subquery",
    "materialized_from_subquery": "subquery",
}
_SCANS = {"ALL", "index"}


def prefix(analyze: bool) -> str:
    """What comes before the statement."""
    return f"{'ANALYZE' if analyze else 'EXPLAIN'} FORMAT=JSON "


def plan(rows: Sequence[Any]) -> Plan:
    """The tree of the one value that is answered."""
    block = json.loads(rows[0][0])["query_block"]
    return Plan("query", cost=_cost(block), seconds=_seconds(block), children=(*_steps(block),))


def _steps(said: Any) -> Iterator[Plan]:
    if isinstance(said, list):
        for one in said:
            yield from _steps(one)
    elif isinstance(said, dict):
        for name, inner in said.items():
            if name == "table":
                yield _table(inner)
            elif name in _STEPS:
                yield Plan(_STEPS[name], children=(*_steps(inner),))
            else:
                yield from _steps(inner)


def _table(said: dict[str, Any]) -> Plan:
    name = said.get("table_name")
    kind = said.get("access_type", "const")
    read, loops = said.get("r_rows"), said.get("r_loops", 1)
    return Plan(
        node=kind,
        table=name,
        index=said.get("key"),
        condition=without_values(str(said.get("attached_condition", ""))),
        rows=said.get("rows", said.get("rows_examined_per_scan")),
        actual_rows=None if read is None else read * loops,
        cost=_cost(said),
        seconds=_seconds(said),
        scans=kind in _SCANS and not str(name).startswith("<"),
        children=(*_steps({key: said[key] for key in said if key != "table"}),),
    )


def _cost(said: dict[str, Any]) -> float | None:
    named = said.get("cost_info", {})
    found = said.get("cost", named.get("query_cost", named.get("prefix_cost")))
    return None if found is None else float(found)


def _seconds(said: dict[str, Any]) -> float | None:
    found = said.get("r_total_time_ms", said.get("r_table_time_ms"))
    return None if found is None else float(found) / 1000

"""Run every measurement, print tables and write `results.json`; with the name of a part, run and print that one only."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks import bulk, generation, operations, results, start_up
from benchmarks.measure import Row, show, show_results
from benchmarks.web import measure as web

PARTS: dict[str, tuple[str, Callable[[], Sequence[Any]]]] = {
    "start_up": ("Start-up", start_up.rows),
    "generation": ("colonnade new over a made-up database", generation.rows),
    "operations": ("One operation, ratio to the raw driver", operations.rows),
    "bulk": ("Many rows, ratio to the raw driver", bulk.rows),
    "http": ("Requests a second", web.rows),
}


def main(part: str | None = None) -> None:
    if part not in (None, *PARTS):
        sys.exit(f"There is no part {part}; there are {', '.join(PARTS)}.")
    found = {name: run(name) for name in PARTS if part in (None, name)}
    if part is None:
        found["operations"] = [*found["operations"], *found.pop("bulk")]
        results.write(found)


def run(name: str) -> Sequence[Any]:
    title, measure = PARTS[name]
    rows = measure()
    if all(isinstance(row, Row) for row in rows):
        show(title, rows)
    else:
        show_results(title, rows)
    return rows


main(*sys.argv[1:])

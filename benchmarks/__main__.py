"""Run every measurement, print tables and write `results.json`; with the name of a part, run and print that one only.

`advice` takes six minutes by itself, and is run by its name only, as are `check` and `protection`.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks import (
    advice,
    bulk,
    checking,
    generation,
    isolation,
    loading,
    operations,
    protection,
    results,
    start_up,
    watching,
)
from benchmarks.measure import Row, show, show_results
from benchmarks.web import measure as web

PARTS: dict[str, tuple[str, Callable[[], Sequence[Any]]]] = {
    "start_up": ("Start-up", start_up.rows),
    "check": ("colonnade check, CPU, ratio to ruff", checking.rows),
    "generation": ("colonnade new over a made-up database", generation.rows),
    "operations": ("One operation, ratio to the raw driver", operations.rows),
    "bulk": ("Many rows, ratio to the raw driver", bulk.rows),
    "loading": ("Relationships of 1,000 rows, ratio to selectinload", loading.rows),
    "watching": ("One statement, microseconds of CPU", watching.rows),
    "advice": ("Index advice, on PostgreSQL", advice.rows),
    "isolation": ("A session for one owner, ratio to a filter written by hand", isolation.rows),
    "protection": ("Searches behind policies, and the history of rows", protection.rows),
    "http": ("Requests a second", web.rows),
}

BY_NAME = frozenset({"advice", "check", "protection"})


def main(part: str | None = None) -> None:
    if part not in (None, *PARTS):
        sys.exit(f"There is no part {part}; there are {', '.join(PARTS)}.")
    chosen = [part] if part else [name for name in PARTS if name not in BY_NAME]
    found = {name: run(name) for name in chosen}
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

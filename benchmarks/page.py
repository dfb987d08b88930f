"""`docs/benchmarks.md`, from `results.json` and nothing else."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "results.json"
BULK = ("bulk_insert", "bulk_update", "upsert")

INTRODUCTION = """# Benchmarks

Measured on {date} with {versions}, on {machine}, server and clients on one machine. `make bench` repeats all of it.

Only ratios inside one run mean anything: each number is a median over several rounds in which all peers take turns,
each in a process of its own. They tell what a library adds to the database's own time on a small machine; they do not
tell how fast an application is. Before anything is timed, every peer's answers are compared with the raw driver's.

The data set is a task board: 1,000 users, 200,000 tasks, 5,000 tags, 400,000 links between them. Every peer does an
operation in the form that its own documentation leads to. Every call has other parameters. A peer answers with rows, with
instances of its models, or with instances of a Pydantic schema; the last column says which, and those that do more work
for an answer are not to be compared with those that do less.
"""

OPERATIONS = """Ratio to {raw}, transaction included; less is better. `get`: one task by its key. `list_first`: 50 tasks
of a user, the newest first. `list_total`: the same and how many there are. `list_deep`: OFFSET 100,000 over all users, where the
database's own time hides the rest. `list_keyset`: the same place by key. `search`: by a word in the title. `list_tags`: 50
tasks and the tags of each. `stats`: four counts. `create` and `update` answer with the row.
"""

STATEMENTS = """Statements of one call as the server is sent them, whoever sends them: counted by a proxy that reads
PostgreSQL's protocol, and by SQLite's own trace. What begins, ends or resets a transaction or a connection is left out. A row of
`executemany` is a statement.
"""

BULK_NOTE = """Ratio to COPY and `unnest` through psycopg. 10,000 rows inserted and updated, each to another value, and 1,000
upserted. FastCRUD's guide leaves bulk to SQLAlchemy, so these are SQLAlchemy's numbers but for the upsert.
"""

HTTP_NOTE = """Requests a second: one uvicorn worker, 16 connections, the requests from another process, PostgreSQL. The ratio is
to the first line: FastAPI's and SQLModel's guides put together; more is better.
"""

ISOLATION_NOTE = """Ratio to a session without a scope that runs the same statement with the owner's filter written by hand; less
is better. Both sessions are Colonnade's, opened and committed for each statement. The line of row security is a ratio to the
same session for one owner without it, of a role that policies do not hold: what comes on top of the line before.
"""

NOTES = """## What to know about these numbers

- The raw drivers give rows; they have no model and no check to pay for. psycopg keeps one connection open, asyncpg a pool.
  Raw psycopg, to which ratios are, works in a transaction for each operation, as it does unless told otherwise, and so do the
  forms of SQLAlchemy. `autocommit` saves BEGIN and COMMIT, as Django and asyncpg do where they need none.
- advanced-alchemy, FastCRUD, Piccolo, Tortoise and SQLModel as in its guides are async on asyncpg; Django, SQLModel by hand and
  Core are sync on psycopg. Nothing else runs in the process meanwhile, so async has nothing to gain.
- SQLModel's guides have no keyset pages: their `list_keyset` is OFFSET. FastCRUD has no many-to-many: its links are read
  by a second call. Piccolo cannot count by several conditions at once: its `stats` is SQL written by hand.
- Colonnade's sessions are scoped to the owner of the rows, which no other peer checks. Its `list_keyset` includes making
  the cursor. Its `bulk_update` is SQLAlchemy's own.
- PostgreSQL runs with its defaults, so a write waits for the disk; that part is the same for all.
- The smaller a difference, the less it means: two runs on a busy machine differ by a tenth and more.
"""

Row = dict[str, Any]


def page() -> str:
    """The whole page."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    versions = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    head = INTRODUCTION.format(date=found["date"], machine=found["machine"], versions=versions)
    parts = [*_operations(found["operations"]), *_isolation(found.get("isolation", []))]
    return "\n".join([head, *parts, *_http(found["http"]), NOTES])


def _operations(rows: list[Row]) -> Iterable[str]:
    single = [row for row in rows if row["operation"] not in BULK]
    for database, title in (("postgresql", "PostgreSQL"), ("sqlite", "SQLite")):
        chosen = [row for row in single if row["database"] == database]
        raw = chosen[0]["peer"]
        yield f"## One operation on {title}\n\n{OPERATIONS.format(raw=raw)}"
        yield _matrix(chosen, "ratio_to_raw")
        yield f"### Statements\n\n{STATEMENTS}"
        yield _matrix(chosen, "statements")
    bulk = [row for row in rows if row["operation"] in BULK]
    yield f"## Many rows on PostgreSQL\n\n{BULK_NOTE}"
    yield _matrix(bulk, "ratio_to_raw")
    yield "### Statements\n"
    yield _matrix(bulk, "statements")


def _isolation(rows: list[Row]) -> Iterable[str]:
    """Nothing where a run did not measure it."""
    if not rows:
        return
    yield f"## A session for one owner\n\n{ISOLATION_NOTE}"
    operations = _unique(row["operation"] for row in rows)
    databases = _unique(row["database"] for row in rows)
    found = {(row["database"], row["operation"]): str(row["ratio_to_by_hand"]) for row in rows}
    cells = [[database, *(found[database, one] for one in operations)] for database in databases]
    yield _table(["database", *operations], cells)


def _http(rows: list[Row]) -> Iterable[str]:
    yield f"## HTTP\n\n{HTTP_NOTE}"
    routes = _unique(row["operation"] for row in rows)
    cells = {
        (row["peer"], row["operation"]): f"{row['requests_per_second']} (x{row['ratio_to_plain']})"
        for row in rows
    }
    peers = _unique(row["peer"] for row in rows)
    yield _table(
        ["application", *routes],
        [[peer, *(cells[peer, route] for route in routes)] for peer in peers],
    )


def _matrix(rows: list[Row], value: str) -> str:
    operations = _unique(row["operation"] for row in rows)
    answers = {row["peer"]: row["answers"] for row in rows}
    cells = {(row["peer"], row["operation"]): f"{row[value]:,}" for row in rows}
    return _table(
        ["peer", *(f"`{name}`" for name in operations), "answers with"],
        [[peer, *(cells[peer, name] for name in operations), answers[peer]] for peer in answers],
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))

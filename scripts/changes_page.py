"""The table of the kinds of changes, from docs/reference/changes.json."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.migrate.create.kind import ALL  # noqa: E402
from tests.migrate.create.kinds import KINDS, name_of  # noqa: E402

HEAD = """\
# Kinds of changes

What `colonnade migrate create` makes of a change in the models. Each kind is a table of its own with a row; one revision
makes all of them, is run, compared with what the models alone would make, and taken back.

- **right**: found, right, the downgrade brings back what was there, and the row is kept. What is dropped is lost with its
  values; where it may be a rename, the command asks.
- **nothing to do**: the database has no such thing, or the same one for both.
- **refused**: nothing is written, and the command says why and what to do instead.
- **–**: the database cannot have it.

| kind of change | PostgreSQL | MariaDB | SQLite |
|---|---|---|---|
"""
ORDER = ("postgresql", "mariadb", "sqlite")


def changes_page() -> str:
    """The page as Markdown."""
    stored = json.loads((ROOT / "docs/reference/changes.json").read_text(encoding="utf-8"))
    rows = []
    reasons = dict.fromkeys(_reasons(stored))
    notes = {reason: number for number, reason in enumerate(reasons, 1)}
    for number, kind in KINDS.items():
        cells = " | ".join(
            _cell(number, stored[str(number)].get(dialect, "–"), notes) for dialect in ORDER
        )
        rows.append(f"| {kind.what} | {cells} |")
    said = "\n".join(f"{number}. {reason}" for reason, number in notes.items())
    return f"{HEAD}{chr(10).join(rows)}\n\n## Why it is refused\n\n{said}\n"


def _reasons(stored: dict[str, dict[str, str]]) -> list[str]:
    return [
        _reason(int(number), outcome)
        for number, outcomes in stored.items()
        for outcome in (outcomes.get(dialect, "") for dialect in ALL)
        if outcome.startswith("refused: ")
    ]


def _reason(number: int, outcome: str) -> str:
    return outcome.removeprefix("refused: ").replace(name_of(number), "task")


def _cell(number: int, outcome: str, notes: dict[str, int]) -> str:
    if outcome.startswith("refused: "):
        return f"refused ({notes[_reason(number, outcome)]})"
    return outcome

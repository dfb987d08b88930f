"""Make every kind of change on the three databases, and write down what became of each: docs/reference/changes.json.

`make docs` makes the table of it; the tests compare it with what becomes of the kinds now.
"""

import json
import sys
import tempfile
from pathlib import Path

from sqlalchemy import make_url

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.databases import MARIADB, POSTGRESQL, MariaDB, PostgreSQL  # noqa: E402
from tests.migrate.create.kind import ALL  # noqa: E402
from tests.migrate.create.kinds import KINDS, refused  # noqa: E402
from tests.migrate.create.outcomes import Changed, quiet, refusals  # noqa: E402

SERVERS = {"postgresql": PostgreSQL(make_url(POSTGRESQL)), "mariadb": MariaDB(make_url(MARIADB))}


def main() -> None:
    found: dict[int, dict[str, str]] = {number: {} for number in KINDS}
    for dialect in ALL:
        for number, outcome in outcomes(dialect).items():
            found[number][dialect] = outcome
    text = json.dumps(found, indent=1)
    (ROOT / "docs/reference/changes.json").write_text(f"{text}\n", encoding="utf-8")


def outcomes(dialect: str) -> dict[int, str]:
    """What becomes of each kind that a database has."""
    with tempfile.TemporaryDirectory() as folder, quiet():
        changed = run(Changed, Path(folder), dialect)
        said = run(refusals, Path(folder), dialect) if refused(dialect) else {}
    found = {number: changed.outcome(number) for number in changed.kinds}
    return found | {number: f"refused: {reason(text)}" for number, text in said.items()}


def run(what, folder: Path, dialect: str):
    """Do something in an empty database."""
    server = SERVERS.get(dialect)
    url = server.create() if server else f"sqlite:///{folder}/{what.__name__}.sqlite"
    try:
        return what(folder / what.__name__, url, dialect)
    finally:
        if server:
            server.drop(url)


def reason(said: str) -> str:
    """The sentence of a refusal."""
    return next(line for line in said.splitlines() if line.startswith("Error: "))[7:]


if __name__ == "__main__":
    main()

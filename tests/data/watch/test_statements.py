"""The task boards send as many statements as `docs/queries/statements.md` says, and nothing is loaded one by one."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.processes import ROOT, run

PAGE = ROOT / "docs" / "queries" / "statements.md"
BOARDS = {"by_hand": "taskboard_by_hand", "generated": "taskboard/project"}
ROW = re.compile(r"^\| `([A-Z]+ [^`]+)` \|([ \d|]+)\|$", re.MULTILINE)


def said(board: str) -> dict[str, list[int]]:
    """What the page says of a board, under the heading that names its folder."""
    text = PAGE.read_text(encoding="utf-8").partition(f"`examples/{BOARDS[board]}`")[2]
    rows = ROW.findall(text.partition("\n## ")[0])
    return {route: [int(count) for count in counts.split("|")] for route, counts in rows}


@pytest.mark.parametrize("board", BOARDS)
def test_the_page_says_how_many_statements(
    board: str, tmp_path: Path, sqlite_url: str, postgresql_url: str, mariadb_url: str
) -> None:
    folder = Path(shutil.copytree(ROOT / "examples" / BOARDS[board], tmp_path / "board"))
    driver = Path(__file__).with_name("served.py")
    urls = [sqlite_url, postgresql_url, mariadb_url]
    counted = json.loads(run(folder, "-P", driver, board, *urls))
    assert counted == said(board)

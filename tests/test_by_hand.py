"""The task board that is written by hand: short, complete, and its own tests pass on three databases."""

import ast
import shutil
from pathlib import Path

import pytest

from tests.processes import ROOT, mypy, run

FOLDER = ROOT / "examples" / "taskboard_by_hand"
FUNCTIONS = """
create_task get_task get_user_tasks update_task delete_task get_tasks_with_user get_tasks_with_tags search_tasks
get_task_stats soft_delete_task get_active_tasks transfer_task create_task_with_tags get_filtered_tasks
autocomplete_tags get_task_with_tags create_user get_user get_users update_user delete_user get_items
create_db_and_tables init_db drop_db get_session
"""


def lines(name: str) -> int:
    """How many lines of code a file has: without blank ones, comments and documentation, with imports."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Expr)]
    texts = [n for n in nodes if isinstance(n.value, ast.Constant)]
    said = {line for n in texts for line in range(n.lineno, (n.end_lineno or n.lineno) + 1)}
    rest = [x for n, x in enumerate(text.splitlines(), 1) if n not in said]
    return sum(bool(line.partition("#")[0].strip()) for line in rest)


def names() -> set[str]:
    """What is defined in the functions' file, in classes as well."""
    tree = ast.parse((FOLDER / "taskboard.py").read_text(encoding="utf-8"))
    defined = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    assigned = (n for n in ast.walk(tree) if isinstance(n, ast.Name))
    return defined | {n.id for n in assigned if isinstance(n.ctx, ast.Store)}


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """A copy of the task board."""
    return Path(shutil.copytree(FOLDER, tmp_path / "board"))


@pytest.mark.parametrize(("file", "count"), [("taskboard.py", 25), ("service.py", 16)])
def test_it_is_as_short_as_its_readme_says(file: str, count: int) -> None:
    assert lines(file) == count
    assert f"| {count} |" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_it_has_every_function() -> None:
    assert set(FUNCTIONS.split()) - names() == set()


def test_its_own_tests_pass(board: Path, scratch: str) -> None:
    run(board, "-m", "pytest", "-q", DATABASE_URL=scratch)


def test_it_is_formatted_and_linted(board: Path) -> None:
    options = ["--isolated", "--line-length", "100", "."]
    run(board, "-m", "ruff", "format", "--check", *options)
    run(board, "-m", "ruff", "check", "--select", "E4,E5,F,I,UP", *options)


def test_it_is_strictly_typed(board: Path) -> None:
    mypy(board, "--strict", "models.py", "taskboard.py", "service.py")

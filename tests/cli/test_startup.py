"""`colonnade --help` is there at once: what it imports is the measure, not the clock."""

import subprocess
import sys
from pathlib import Path

CODE = """
import sys
from click.testing import CliRunner
from colonnade.cli import main
result = CliRunner().invoke(main, ARGUMENTS)
assert result.exit_code == 0, result.output
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def modules(*arguments: str) -> set[str]:
    """The packages that are loaded when the command has run."""
    code = CODE.replace("ARGUMENTS", repr(list(arguments)))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_help_loads_nothing_heavy() -> None:
    heavy = {"sqlalchemy", "sqlmodel", "pydantic", "rich", "lark", "alembic", "fastapi"}
    assert not modules("--help") & heavy


def test_the_help_of_a_command_loads_nothing_heavy() -> None:
    assert not modules("new", "--help") & {"sqlalchemy", "sqlmodel", "pydantic", "rich"}


def test_source_is_checked_without_a_database_library(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("import sqlmodel\n")
    loaded = modules("check", str(tmp_path), "--ignore", "models")
    assert not loaded & {"sqlalchemy", "sqlmodel", "pydantic", "fastapi"}


def test_making_a_project_needs_no_pytest(tmp_path: Path) -> None:
    schema = tmp_path / "a.dbml"
    schema.write_text("Table a { id int [pk] }")
    assert "pytest" not in modules("new", str(tmp_path / "a"), "--from", str(schema), "--yes")

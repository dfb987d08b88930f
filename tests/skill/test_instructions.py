"""The commands of SKILL.md do what it says, one after the other, in one project on PostgreSQL."""

import re
import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from colonnade.cli import main
from colonnade.skill import bundle

COMMANDS = re.findall(r"^colonnade (.+)$", bundle()["SKILL.md"], re.MULTILINE)
SCHEMA = "Table people {\n  id int [pk, increment]\n  name varchar(50) [not null]\n}\n"
QUICKLY = {"migrate rehearse": ["--rows", "100", "--seconds", "0.2"]}
"""What is said in addition, so that a command takes no minute."""

ELSEWHERE = {"profile": "tests/profile runs it on programs and on tests"}


def invoke(arguments: list[str]) -> str:
    """Run a command that has to succeed, as if nothing of the project had been imported."""
    done = CliRunner().invoke(main, arguments)
    for name in [one for one in sys.modules if one.partition(".")[0] == "app"]:
        del sys.modules[name]
    assert done.exit_code == 0, f"{arguments}\n{done.output}"
    return done.output


def test_each_command_of_the_instructions_runs(
    tmp_path: Path, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgresql_url)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.chdir(tmp_path)
    Path("schema.dbml").write_text(SCHEMA)
    commands = [shlex.split(one, comments=True) for one in COMMANDS]
    (made,) = [one for one in commands if one[0] == "new"]
    invoke([*made, "--yes"])
    monkeypatch.chdir(tmp_path / "shop")
    invoke(["migrate", "upgrade"])
    for words in commands:
        if words is not made and words[0] not in ELSEWHERE:
            invoke([*words, *QUICKLY.get(" ".join(words), [])])

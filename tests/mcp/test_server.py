"""Each tool, asked by the SDK's own client; bad arguments get a clear answer."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.types import CallToolResult

from colonnade.cli import main
from colonnade.mcp import commands
from colonnade.mcp.server import server
from mcp import Client
from tests.migrate.projects import Project

pytestmark = pytest.mark.anyio
TOOLS = {
    *("check", "explain_rule", "design", "new_project", "search_docs"),
    *("migrate_current", "migrate_history", "migrate_create", "migrate_upgrade", "migrate_test"),
}
UP_TO_DATE = "The database has all that the models say."
SCHEMA = "Table users { id int [pk] }"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def project(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project, in which commands run in this process, which is what takes time."""
    made = Project(tmp_path / "project", sqlite_url)
    made.do("init", "--models", "app.models")
    (made.root / "shop.dbml").write_text(SCHEMA)

    async def started(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        done = CliRunner().invoke(main, arguments)
        for name in [one for one in sys.modules if one.partition(".")[0] == "app"]:
            del sys.modules[name]
        return subprocess.CompletedProcess(
            arguments, done.exit_code, done.stdout.encode(), done.stderr.encode()
        )

    monkeypatch.setattr(commands, "started", started)
    monkeypatch.chdir(made.root)
    monkeypatch.setenv("DATABASE_URL", made.url)
    monkeypatch.setattr(sys, "path", [*sys.path])
    return made


async def ask(tool: str, **arguments: Any) -> Any:
    """What a tool gives, with its types."""
    async with Client(server) as client:
        answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer.content
    return answer.structured_content


async def complaint(tool: str, **arguments: Any) -> str:
    """What a tool says that could not do what it was asked for."""
    async with Client(server) as client:
        answer: CallToolResult = await client.call_tool(tool, arguments)
    said = answer.content[0].text
    assert answer.is_error
    assert "Traceback" not in said
    return said


async def test_revisions_are_written_tested_and_run(project: Project) -> None:
    created = await ask("migrate_create", message="Create tables")
    assert Path(created["path"]).read_text() == created["text"]
    assert (await ask("migrate_current"))["pending"] == 1
    assert "CREATE TABLE task" in (await ask("migrate_upgrade", sql_only=True))["output"]
    assert "task" not in project.tables()
    assert (await ask("migrate_test"))["findings"] == []
    await ask("migrate_upgrade")
    assert "task" in project.tables()
    (revision,) = (await ask("migrate_history"))["result"]
    assert (revision["message"], revision["after"]) == ("Create tables", [])
    nothing = await ask("migrate_create", message="Nothing")
    assert (nothing["path"], nothing["said"]) == (None, UP_TO_DATE)


async def test_findings_have_their_places(project: Project) -> None:
    (project.root / "app" / "broken.py").write_text("import sqlmodel\ndef f(:\n")
    checked = await ask("check", paths=["app"])
    assert [(one["code"], one["line"]) for one in checked["findings"]] == [("COL001", 2)]


async def test_a_rule_is_explained(project: Project) -> None:
    assert "Bad:" in (await ask("explain_rule", code="COL201"))["output"]


async def test_a_schema_is_written_down(project: Project) -> None:
    designed = await ask("design", source="shop.dbml", out="design")
    assert "users" in designed["document"]
    assert (project.root / designed["folder"] / "schema.html").is_file()


async def test_a_project_is_made(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    async def started(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        asked.append(arguments)
        return subprocess.CompletedProcess(arguments, 0, b"Next:", b"Reading\nwarning: look")

    monkeypatch.setattr(commands, "started", started)
    assert (await ask("new_project", source="shop.dbml", folder="shop"))[
        "output"
    ] == "Next:\nwarning: look"
    assert asked == [("new", "--from=shop.dbml", "--yes", "--", "shop")]


@pytest.mark.parametrize(
    ("words", "heading"),
    [("composite keys", "Composite keys"), ("rename without downtime", "Without downtime")],
)
async def test_the_documentation_is_searched(words: str, heading: str) -> None:
    found = (await ask("search_docs", words=words))["result"]
    assert heading in [section["heading"] for section in found[:2]]


@pytest.mark.parametrize("words", ["", "!?", '" OR "'])
async def test_words_that_are_none_find_nothing_by_mistake(words: str) -> None:
    assert isinstance((await ask("search_docs", words=words))["result"], list)


COMPLAINTS = [
    ("check", {"paths": ["nowhere"]}, "nowhere is not there"),
    ("check", {"paths": "app"}, "valid list"),
    ("explain_rule", {"code": "COL999"}, "no rule 'COL999'"),
    ("search_docs", {"words": "a", "limit": 99}, "less than or equal to 20"),
    ("migrate_upgrade", {"revision": "9999"}, "9999"),
    ("migrate_upgrade", {"revision": "--help"}, "--help"),
    ("migrate_create", {}, "message"),
    ("design", {"source": "--server"}, "--server"),
]


@pytest.mark.parametrize(("tool", "arguments", "said"), COMPLAINTS)
async def test_what_is_wrong_is_said(
    project: Project, tool: str, arguments: dict[str, Any], said: str
) -> None:
    assert said in await complaint(tool, **arguments)


async def test_no_password_is_repeated(project: Project) -> None:
    said = await complaint("design", source="postgresql://somebody:hunter2@127.0.0.1:1/shop")
    assert "Cannot connect" in said
    assert "hunter2" not in said


@asynccontextmanager
async def served(project: Project) -> AsyncIterator[Client]:
    """A client of `colonnade mcp` in a process of its own."""
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from colonnade.cli import main; main()", "mcp"],
        cwd=project.root,
        env={"DATABASE_URL": project.url},
    )
    with (project.root / "log.txt").open("w") as log:
        async with Client(stdio_client(parameters, errlog=log)) as client:
            yield client


async def test_it_is_served_over_stdio(project: Project) -> None:
    async with served(project) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
        answer = await client.call_tool("migrate_current", {})
        assert answer.structured_content["advice"].startswith("There is no revision yet: ")
        wrong = await client.call_tool("explain_rule", {"code": "COL999"})
        assert wrong.is_error

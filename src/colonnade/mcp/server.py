"""The server and its tools, one function each."""

import json
import tempfile
from pathlib import Path
from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from colonnade import __version__
from colonnade.mcp.commands import run
from colonnade.mcp.results import (
    Checked,
    Created,
    Designed,
    Problem,
    Revision,
    Said,
    Section,
    State,
)
from colonnade.mcp.search import search

INSTRUCTIONS = (
    "Tools for database layers with SQLModel, FastAPI and Alembic. Check and design what is there before you write; ask what the code"
    " does not say; migrate by create, test, upgrade; explain_rule and search_docs say why and how. Paths are relative to the"
    " project, which is the folder the server was started in; the database is DATABASE_URL of its environment."
)

Rules = Annotated[list[str], Field(description="Codes or families, as COL401 or queries.")]
Revisions = Annotated[str, Field(description="heads, +1, -1 or a number.", pattern=r"^[\w+@:-]+$")]

server = MCPServer("colonnade", instructions=INSTRUCTIONS, version=__version__)


@server.tool()
async def check(
    paths: list[str] | None = None, select: Rules | None = None, fix: bool = False
) -> Checked:
    """Find what is wrong in the source of a database layer; with `fix`, mend what can be mended safely first."""
    chosen = [f"--select={name}" for name in select or []]
    mend = ["--fix"] if fix else []
    done = await run("check", "--format=json", *mend, *chosen, "--", *(paths or ["."]), finds=True)
    findings = [Problem.model_validate(one) for one in json.loads(done.output or "[]")]
    return Checked(findings=findings, summary=done.errors.strip() or f"{len(findings)} findings.")


@server.tool()
async def explain_rule(code: str) -> Said:
    """The page of a rule: what is wrong, why, with a bad and a good example."""
    done = await run("check", f"--explain={code}")
    return Said(output=done.output)


@server.tool()
async def design(source: str, out: str | None = None) -> Designed:
    """Write a schema down: tables in words, a diagram, what looks suspicious.

    SOURCE is a DBML file, a SQLite file, a .sql file, a database URL or a module of SQLModel models. With `out`, a folder that is
    new or was written before, the document, the page and the models stay there.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(out) if out else Path(scratch) / "design"
        await run("design", f"--out={folder}", "--yes", "--", source)
        document = (folder / "SCHEMA.md").read_text(encoding="utf-8")
    return Designed(document=document, folder=out or "")


@server.tool()
async def new_project(source: str, folder: str) -> Said:
    """Make a whole project from a schema: models, migrations, a service, tests, documents. Edited files are kept."""
    done = await run("new", f"--from={source}", "--yes", "--", folder)
    warnings = (line for line in done.errors.splitlines() if line.startswith("warning: "))
    return Said(output="\n".join([done.output, *warnings]))


@server.tool()
async def migrate_current() -> State:
    """Where the database is, and the one command that is right."""
    done = await run("migrate", "current", "--format=json")
    return State.model_validate_json(done.output)


@server.tool()
async def migrate_history() -> list[Revision]:
    """The revisions, newest first."""
    done = await run("migrate", "history", "--format=json")
    return [Revision.model_validate(one) for one in json.loads(done.output)]


@server.tool()
async def migrate_create(message: str, renames: list[str] | None = None) -> Created:
    """Write a revision of what changed in the models, and try it on a scratch database.

    A rename is said as `task.title=task.name`, the old name first. Where something looks like a rename and nobody says so, the answer
    is an error that names both.
    """
    given = [f"--rename={one}" for one in renames or []]
    done = await run("migrate", "create", *given, "--", message, finds=True)
    wrote = [line[6:] for line in done.output.splitlines() if line.startswith("Wrote ")]
    text = Path(wrote[0]).read_text(encoding="utf-8") if wrote else ""
    said = done.errors if wrote else done.output
    return Created(path=wrote[0] if wrote else None, text=text, said=said.strip())


@server.tool()
async def migrate_upgrade(revision: Revisions = "heads", sql_only: bool = False) -> Said:
    """Run the revisions that the database does not have; with `sql_only` run nothing and give the SQL of all of them."""
    verb = "show" if sql_only else "upgrade"
    done = await run("migrate", verb, "--", revision)
    return Said(output=done.output)


@server.tool()
async def migrate_test() -> Checked:
    """Run every revision up, down and up again, over rows, on a database of its own; the real one is not touched."""
    done = await run("migrate", "test", "--format=json", finds=True)
    if not done.output.strip():
        raise ToolError(done.errors.strip())
    findings = [Problem.model_validate(one) for one in json.loads(done.output)]
    return Checked(findings=findings, summary=done.errors.strip().rpartition("\n")[2])


@server.tool()
async def search_docs(words: str, limit: Annotated[int, Field(ge=1, le=20)] = 5) -> list[Section]:
    """Sections of the documentation that fit the words, best first, with code that runs."""
    return search(words, limit)

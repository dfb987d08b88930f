"""What an application waits for when it imports Colonnade: no more modules than it has use for."""

import json
import subprocess
import sys

import pytest

USUAL = (
    "AsyncCrud, Crud, Database, Model, NotFound, Owned, Page, SoftDeleted, Timestamped, Versioned"
)
SLOW = [
    "alembic",
    "click",
    "fastapi",
    "jinja2",
    "lark",
    "pydantic_settings",
    "rich",
    "sqlalchemy.dialects.mysql",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.ext.asyncio",
    "colonnade.check",
    "colonnade.cli",
    "colonnade.data.api",
    "colonnade.data.compiled.reads",
    "colonnade.data.compiled.writes",
    "colonnade.data.crud.copying",
    "colonnade.data.crud.upserts",
    "colonnade.data.deletion.run",
    "colonnade.data.isolation.row_security.catalog",
    "colonnade.data.isolation.transfer",
    "colonnade.data.watch.n_plus_one",
    "colonnade.design",
    "colonnade.schema",
]


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules that the usual names load."""
    code = f"import json, sys\nfrom colonnade import {USUAL}\nprint(json.dumps(list(sys.modules)))"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    return {*json.loads(output)}


@pytest.mark.parametrize("module", SLOW)
def test_a_slow_module_waits_until_it_is_needed(loaded: set[str], module: str) -> None:
    assert module not in loaded

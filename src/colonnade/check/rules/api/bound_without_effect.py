"""`le` and `ge` are called so, and not `lte` and `gte`.

FastAPI and Pydantic took arguments that they do not know for notes in the documentation, and limited nothing; newer
versions refuse them when the module is imported.

Bad:

    from fastapi import APIRouter, Query

    router = APIRouter()

    @router.get("/tasks")
    def read_tasks(limit: int = Query(default=100, lte=100)) -> list[str]:
        return []

Good:

    from fastapi import APIRouter, Query

    router = APIRouter()

    @router.get("/tasks")
    def read_tasks(limit: int = Query(default=100, le=100)) -> list[str]:
        return []

Fine:

    from fastapi import APIRouter, Query

    router = APIRouter()

    @router.get("/tasks")
    def read_tasks(limit: int = Query(default=100, ge=1, le=100)) -> list[str]:
        return []
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import ROUTES
from colonnade.findings import Edit

CODE = "COL710"
CALLS = frozenset({"Query", "Path", "Body", "Form", "Header", "Cookie", "Field"})
NEEDS = (f"{ROUTES}|pydantic",)
_NAMES = {
    "lte": "le",
    "gte": "ge",
    "max": "le",
    "min": "ge",
    "maxlength": "max_length",
    "minlength": "min_length",
    "max_len": "max_length",
    "min_len": "min_length",
}


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report limits by a name that FastAPI and Pydantic do not know."""
    if not any(one.arg in _NAMES for one in node.keywords):
        return
    home, _, name = source.resolve(node.func).rpartition(".")
    if home not in ("pydantic" if name == "Field" else "fastapi", "fastapi.param_functions"):
        return
    for one in node.keywords:
        if one.arg in _NAMES:
            meant = _NAMES[one.arg]
            yield Problem(
                one,
                f"`{one.arg}` of `{name}` limits nothing.",
                f"Write `{meant}`.",
                _renamed(one, meant, node, source),
                safe=False,
            )


def _renamed(one: ast.keyword, meant: str, node: ast.Call, source: Source) -> tuple[Edit, ...]:
    if any(other.arg == meant for other in node.keywords):
        return ()
    return (source.replace(one, f"{meant}={source.segment(one.value)}"),)

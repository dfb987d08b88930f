"""An error is answered with the status of an error.

`HTTPException(201)` ends the route, and the client reads that all went well: it shows no message, and tries nothing else.

Bad:

    from fastapi import APIRouter, HTTPException
    from sqlmodel import Field, SQLModel

    router = APIRouter()

    class Doctor(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def refuse(doctor: Doctor | None) -> None:
        if doctor is None:
            raise HTTPException(status_code=201, detail="There is no such doctor")

Fine:

    from fastapi import APIRouter, HTTPException, status
    from sqlmodel import Field, SQLModel

    router = APIRouter()

    class Doctor(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def refuse(doctor: Doctor | None) -> None:
        if doctor is None:
            raise HTTPException(status_code=404, detail="There is no such doctor")
        raise HTTPException(status.HTTP_307_TEMPORARY_REDIRECT, headers={"Location": "/doctors"})
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.columns import keyword
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import ROUTES

CODE = "COL709"
CALLS = frozenset({"HTTPException"})
NEEDS = (ROUTES,)
_SUCCESS = re.compile(r"(.*\.)?(HTTP_)?2\d\d(_[A-Z_]+)?")
_ERRORS = frozenset(
    f"{home}.HTTPException" for home in ("fastapi", "fastapi.exceptions", "starlette.exceptions")
)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report errors whose status is one of success."""
    if source.resolve(node.func) not in _ERRORS:
        return
    said = keyword(node, "status_code")
    status = said.value if said is not None else node.args[0] if node.args else None
    text = ast.unparse(status) if status is not None else ""
    if status is not None and _SUCCESS.fullmatch(text):
        yield Problem(
            status,
            f"A client that gets {text} takes this error for a success.",
            "Answer with 400, 404 or 409.",
        )

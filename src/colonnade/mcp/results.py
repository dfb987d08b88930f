"""What the tools give."""

from typing import Any

from pydantic import BaseModel


class Problem(BaseModel):
    """A finding: a broken rule with its place, and what to do."""

    code: str
    path: str
    line: int
    column: int
    severity: str
    message: str
    remedy: str
    fix: list[dict[str, Any]] | None = None


class Checked(BaseModel):
    """What was found, and the summary of the run."""

    findings: list[Problem]
    summary: str


class Designed(BaseModel):
    """The design document of a schema, and where it was written together with the models and the page."""

    document: str
    folder: str


class State(BaseModel):
    """Where a database is, and the one command that is right."""

    at: list[str]
    heads: list[str]
    pending: int
    half_done: dict[str, list[str]]
    unknown: list[str]
    advice: str


class Revision(BaseModel):
    """A revision, and those that it comes after."""

    revision: str
    after: list[str]
    message: str
    path: str


class Created(BaseModel):
    """A new revision, to be read before it is run; no path when nothing has changed."""

    path: str | None
    text: str
    said: str


class Said(BaseModel):
    """What a command printed."""

    output: str


class Section(BaseModel):
    """A section of the documentation that fits the words of a search."""

    page: str
    heading: str
    text: str

"""`colonnade check --models` and `--url`: the rules about schemas."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from colonnade.check.suppression import suppresses, suppressions
from colonnade.cli.check.sources import texts_of
from colonnade.findings import Finding
from colonnade.schema.database import read_database
from colonnade.schema.dependencies import note_dependencies
from colonnade.schema.drift import drift
from colonnade.schema.models import read_models
from colonnade.schema.review import Rule, review
from colonnade.schema.rules.drift import CODE as DRIFT

if TYPE_CHECKING:
    from colonnade.check.config import Config
    from colonnade.cli.check.asked import Asked


class Schemas:
    """The tables of models, of a database, or of both.

    Raises:
        UsageError: the models or the database cannot be read.
    """

    def __init__(self, asked: "Asked") -> None:
        self._asked = asked
        self._models = read_models(asked.models) if asked.models else None
        self._database = read_database(asked.url) if asked.url else None
        if asked.data and asked.url and self._database is not None:
            note_dependencies(asked.url, self._database)

    @property
    def tables(self) -> int:
        """How many tables there are; those that models and database share count once."""
        both = (one.tables for one in (self._models, self._database) if one is not None)
        return len({key for tables in both for key in tables})

    def findings(self, rules: Mapping[str, Rule]) -> Iterator[Finding]:
        """What is suspicious; what models and database share is said once, of the models."""
        said: set[tuple[str, str]] = set()
        for metadata in (self._models, self._database):
            for finding in review(metadata, rules) if metadata is not None else ():
                if (finding.code, finding.message) not in said:
                    said.add((finding.code, finding.message))
                    yield finding
        if self._models is not None and self._asked.url and DRIFT in rules:
            yield from drift(self._models, self._asked.url, self._asked.server)


def kept(findings: Iterable[Finding], config: "Config", rules: Mapping[str, Rule]) -> list[Finding]:
    """The findings, at paths from here, that neither the configuration nor a comment ignores; by place."""
    near = [replace(one, place=replace(one.place, path=_near(one.place.path))) for one in findings]
    near = [one for one in near if not config.ignores(one.place.path, rules[one.code])]
    comments = {path: suppressions(text) for path, text in texts_of(near).items()}
    found = [
        one
        for one in near
        if not any(suppresses(comment, one) for comment in comments.get(one.place.path, ()))
    ]
    return sorted(found, key=lambda one: (one.place, one.code))


def _near(path: str) -> str:
    """A path as seen from the current folder, if it is below."""
    whole = Path(path)
    return str(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else path

"""Reads files, learns what each adds to the project, and judges them: one process's part of a run."""

import hashlib
from functools import cache
from pathlib import Path

from colonnade.check.config import Config
from colonnade.check.judging import judge, possible
from colonnade.check.project import Facts, Project
from colonnade.check.reading import Read, read_content, unopened, words_of
from colonnade.check.seen import Seen
from colonnade.check.stored import restored, stored
from colonnade.check.words import ELSEWHERE, SHARED, are_met, phrases_in
from colonnade.findings import Finding


class Worker:
    """One process's part of a run.

    Args:
        config: which rules hold where.
        versions: the versions of the packages that the project installs.
    """

    def __init__(self, config: Config, versions: dict[str, str]) -> None:
        self.config = config
        self.versions = versions
        self.rules = rules = config.rules()
        self.project = Project([], versions)
        # Without `self`, whose trees could not be freed at once if it led to itself.
        self._possible = cache(lambda shared: possible(rules, shared, versions))
        self._contents: dict[str, tuple[bytes, frozenset[str]]] = {}
        self._reads: dict[str, Read] = {}

    def look(self, name: str, known: str | None) -> Seen:
        """Read a file's bytes.

        Args:
            name: the file.
            known: a digest of its content in an earlier run.
        """
        try:
            with open(name, "rb", buffering=0) as file:
                content = file.read()
        except OSError as error:
            self._reads[name] = unopened(Path(name), error)
            return Seen(name, "", frozenset())
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        if digest == known:
            return Seen(name, digest, same=True)
        words = words_of(name, content)
        if words is None:
            return Seen(name, digest)
        self._contents[name] = content, words
        return Seen(name, digest, words & SHARED)

    def learn(self, name: str, shared: frozenset[str]) -> tuple[str, bytes | None]:
        """What a file adds to the project, pickled; None for nothing.

        Args:
            name: the file.
            shared: the words that every file has because one of them does.
        """
        if name not in self._contents and name not in self._reads:
            self.look(name, None)
        if name in self._contents:
            content, words = self._contents.pop(name)
            self._reads[name], facts = self._read(Path(name), content, words | shared)
            return name, stored(facts) if facts else None
        return name, None

    def _read(self, path: Path, content: bytes, words: frozenset[str]) -> tuple[Read, Facts | None]:
        """A file with what it adds; one in which nothing can be found adds no more than phrases, where it has some."""
        if self._is_worth_parsing(path, words):
            read = read_content(path, content, self.config.root, words)
            return read, read.source.facts if read.source else None
        said = words & SHARED | phrases_in(content.decode(errors="ignore"), words)
        return Read(str(path)), Facts(str(path), str(path), (), {}, {}, said) if said else None

    def _is_worth_parsing(self, path: Path, words: frozenset[str]) -> bool:
        """Whether a rule may find something in a file, or other files need what it says."""
        return (
            not words.isdisjoint(ELSEWHERE)
            or path.name == "env.py"
            or any(are_met(rule.needs, words) for rule in self._possible(words & SHARED))
        )

    def told(self, facts: list[bytes]) -> None:
        """Know all files of the project together."""
        self.project = Project([restored(one) for one in facts], self.versions)

    def judge(self, name: str) -> tuple[str, list[Finding]]:
        """What is wrong with one file."""
        if name not in self._reads:
            self.learn(name, self.project.shared)
        found = self._reads.get(name) or Read(name)  # kept: trees take long to be freed
        return name, judge(found, self.project, self.config, self.rules)

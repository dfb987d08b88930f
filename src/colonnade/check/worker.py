"""Reads files, learns what each adds to the project, and judges them: one process's part of a run."""

import hashlib
from functools import cache
from pathlib import Path

from colonnade.check.config import Config
from colonnade.check.judging import is_worth_parsing, judge, possible
from colonnade.check.project import Facts, Project
from colonnade.check.reading import Read, read_content, unopened, words_of
from colonnade.check.seen import Seen
from colonnade.check.stored import restored, stored
from colonnade.check.words import (
    ELSEWHERE,
    NAMED,
    SHARED,
    phrases_in,
    speaks_of,
)
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
        self.named = frozenset[bytes]()
        # Without `self`, whose trees could not be freed at once if it led to itself.
        self._possible = able = cache(lambda shared: possible(rules, shared, versions))
        self._without_models = cache(
            lambda shared: [
                one for one in able(shared) if not any(n <= ELSEWHERE for n in one.needs)
            ]
        )
        self._passed_over: dict[str, tuple[frozenset[str], bytes | None]] = {}
        self._contents: dict[str, tuple[bytes, frozenset[str]]] = {}
        self._reads: dict[str, Read] = {}

    def look(self, name: str, known: str | None) -> Seen:
        """Read a file's bytes.

        Args:
            name: the file.
            known: a digest of its content in an earlier run, empty without one; None where none is kept.
        """
        try:
            with open(name, "rb", buffering=0) as file:
                content = file.read()
        except OSError as error:
            self._reads[name] = unopened(Path(name), error)
            return Seen(name, "", frozenset())
        digest = ""
        if known is not None:
            digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        if known and digest == known:
            return Seen(name, digest, same=True)
        words = words_of(name, content)
        if words is None:
            return Seen(name, digest)
        self._contents[name] = content, words
        return Seen(name, digest, words & SHARED)

    def learn(
        self, name: str, shared: frozenset[str], named: frozenset[bytes]
    ) -> tuple[str, bytes | None, bool]:
        """What a file adds to the project, pickled, None for nothing; and whether other names may make it add more.

        Args:
            name: the file.
            shared: the words that every file has because one of them does.
            named: the names that models are known by so far.
        """
        if name not in self._contents and name not in self._reads:
            self.look(name, None)
        if name not in self._contents:
            return name, None, False
        path, (content, words) = Path(name), self._contents[name]
        words |= shared
        if speaks_of(named, content):
            words |= {NAMED}
        if not self._is_worth_parsing(path, words, content):
            return name, self._unparsed(name, content, words), True
        del self._contents[name]
        read = self._reads[name] = read_content(path, content, self.config.root, words)
        return name, stored(read.source.facts) if read.source else None, False

    def _unparsed(self, name: str, content: bytes, words: frozenset[str]) -> bytes | None:
        """What a file adds in which nothing can be found: phrases, and that it is there where models are."""
        before, facts = self._passed_over.get(name, (None, None))
        if before != words:
            said = words & SHARED | phrases_in(content.decode(errors="ignore"), words)
            facts = stored(Facts(name, name, (), {}, {}, said)) if said else None
            self._passed_over[name] = words, facts
        return facts

    def _is_worth_parsing(self, path: Path, words: frozenset[str], content: bytes) -> bool:
        """Whether a rule may find something in a file, or other files need what it says."""
        if not words.isdisjoint(ELSEWHERE) or path.name == "env.py":
            return True
        return is_worth_parsing(self._without_models(words & SHARED), words, content)

    def told(self, facts: list[bytes], named: frozenset[bytes]) -> None:
        """Know all files of the project together, and the names by which they speak of models."""
        self.project = Project([restored(one) for one in facts], self.versions)
        self.named = named

    def judge(self, name: str) -> tuple[str, list[Finding]]:
        """What is wrong with one file."""
        if name not in self._reads and name not in self._contents:
            self.learn(name, self.project.shared, self.named)
        found = self._reads.get(name) or Read(name)  # kept: trees take long to be freed
        able = self._possible(self.project.shared)
        source = found.source
        if source and NAMED not in source.words and speaks_of(self.named, source.text.encode()):
            source.words |= {NAMED}
        return name, judge(found, self.project, self.config, self.rules, able)

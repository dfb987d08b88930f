"""Reads files in one round and judges them in the next, keeping their trees in between."""

import hashlib
import pickle
from pathlib import Path

from colonnade.check.config import Config
from colonnade.check.judging import judge
from colonnade.check.project import Project
from colonnade.check.reading import Read, read_content, unopened
from colonnade.check.seen import Seen
from colonnade.findings import Finding


class Worker:
    """One process's part of a run.

    Args:
        config: which rules hold where.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.rules = config.rules()
        self.project = Project([])
        self._reads: dict[str, Read] = {}

    def first(self, path: Path, known: str | None) -> Seen:
        """Read one file.

        Args:
            path: the file.
            known: a digest of its content in an earlier run.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            self._reads[str(path)] = unopened(path, error)
            return Seen(str(path), "")
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        if digest == known:
            return Seen(str(path), digest, same=True)
        found = self._reads[str(path)] = read_content(path, content, self.config.root)
        facts = None if found.source is None else pickle.dumps(found.source.facts, protocol=5)
        return Seen(str(path), digest, facts)

    def told(self, facts: list[bytes], versions: dict[str, str]) -> None:
        """Know all files of the project together."""
        self.project = Project([pickle.loads(one) for one in facts], versions)

    def second(self, path: Path) -> tuple[str, list[Finding]]:
        """What is wrong with one file."""
        if str(path) not in self._reads:
            self.first(path, None)
        found = self._reads.pop(str(path))
        return str(path), judge(found, self.project, self.config, self.rules)

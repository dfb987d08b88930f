"""One run: which files, what they say together, what is wrong with each.

Every file is read and parsed once. What all files say together has to be known before a rule looks at any of them: first
their words, which say what need not be parsed, then their facts. So a run has three rounds, and each process keeps what it
has of its files from one to the next. The second round is taken again as long as it finds models with new names.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from colonnade.check.cache import Cache, Entry, digest, open_cache, rules_digest
from colonnade.check.config import Config
from colonnade.check.files import files_below
from colonnade.check.named import named_in
from colonnade.check.project import Facts
from colonnade.check.reading import undisturbed
from colonnade.check.shards import Shards
from colonnade.check.stored import restored
from colonnade.check.versions import installed_versions
from colonnade.check.words import WITH_MODELS
from colonnade.findings import Finding

Progress = Callable[[int, int], None]
"""Is told how many files of how many are done."""


@dataclass
class Report:
    """What a run found.

    Attributes:
        findings: everything, by place.
        files: how many files were looked for mistakes in.
        facts: what each of them adds to the project.
    """

    findings: list[Finding]
    files: int
    facts: Callable[[], list[Facts]]


def check(
    paths: Sequence[Path],
    config: Config,
    *,
    use_cache: bool = True,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Look for mistakes in the source of a project.

    Args:
        paths: files and folders.
        config: which rules hold where.
        use_cache: whether what an earlier run found is used and kept.
        progress: is told how far the run is.

    Raises:
        UsageError: a path is not there.
    """
    files = files_below(paths, config)
    versions = installed_versions(config.root)
    rules = config.rules()
    cache = Cache(None)
    if use_cache:
        said = (sorted(rules), config, sorted(versions.items()), rules_digest())
        cache = open_cache(config.root, digest(said))
    with undisturbed():
        return _Run(files, config, versions, cache, progress).report()


class _Run:
    def __init__(
        self,
        files: list[str],
        config: Config,
        versions: dict[str, str],
        cache: Cache,
        progress: Progress,
    ) -> None:
        self.files = files
        self.config = config
        self.versions = versions
        self.cache = cache
        self.known = cache.entries
        self.progress = progress
        self.named = frozenset[bytes]()
        self.stats = {path: _stat(path) for path in files}

    def report(self) -> Report:
        """All rounds."""
        changed = [path for path in self.files if not self._is_fresh(path)]
        sizes = {path: self.stats[path][1] for path in changed}
        with Shards(self.config, self.versions, sizes) as shards:
            self._look(changed, shards)
            looked = [path for path in self.files if self.known[path].shared is not None]
            self._learn(looked, shards)
            self._judge(looked, shards)
        self.cache.save()
        findings = [finding for path in self.files for finding in self.known[path].findings]
        return Report(findings, len(looked), lambda: [*map(restored, self._facts(looked))])

    def _is_fresh(self, path: str) -> bool:
        entry = self.known.get(path)
        return entry is not None and entry.stat == self.stats[path]

    def _look(self, changed: list[str], shards: Shards) -> None:
        """Have the files read whose time or size is another one than in an earlier run."""
        digests = {path: entry.content for path, entry in self.known.items()}
        none = "" if self.cache.file else None
        for seen in shards.ask("look", [(path, digests.get(path, none)) for path in changed]):
            if seen.same:
                self.known[seen.path].stat = self.stats[seen.path]
            else:
                self.known[seen.path] = Entry(self.stats[seen.path], seen.content, seen.shared)
            self.cache.changed = True

    def _learn(self, looked: list[str], shards: Shards) -> None:
        """Have the files parsed that are new, or that other words of the project, or its models, may give a meaning."""
        shared = frozenset[str]().union(*(self.known[path].shared or () for path in looked))
        stale = [path for path in looked if self.known[path].learned != shared]
        self._learn_from(stale, shared, shards)
        if WITH_MODELS not in shared or self._is_judged(looked):
            return
        while True:
            self.named = named_in(map(restored, self._facts(looked)))
            stale = [path for path in looked if not self._is_without_names(path)]
            if not stale:
                return
            self._learn_from(stale, shared, shards)

    def _learn_from(self, stale: list[str], shared: frozenset[str], shards: Shards) -> None:
        orders = [(path, shared, self.named) for path in stale]
        for path, facts, is_open in shards.ask("learn", orders):
            entry = self.known[path]
            entry.facts, entry.learned = facts, shared
            entry.without = self.named if is_open else None
            self.cache.changed = True

    def _is_judged(self, looked: list[str]) -> bool:
        """Whether an earlier run has seen the same project, and so the same names."""
        project = self._project(looked)
        return all(self.known[path].project == project for path in looked)

    def _is_without_names(self, path: str) -> bool:
        """Whether the names of models make no difference to what a file adds to the project."""
        without = self.known[path].without
        return without is None or self.named <= without

    def _facts(self, looked: list[str]) -> list[bytes]:
        """What the files add to the project."""
        return [one for path in looked if (one := self.known[path].facts) is not None]

    def _project(self, looked: list[str]) -> str:
        """What the findings of these files are kept with."""
        return digest(self._facts(looked)) if self.cache.file else "this run"

    def _judge(self, looked: list[str], shards: Shards) -> None:
        """Have the files judged whose findings were made with another project, or not at all."""
        project = self._project(looked)
        stale = [path for path in looked if self.known[path].project != project]
        if stale:
            shards.tell(self._facts(looked), self.named)
        for done, (path, found) in enumerate(shards.ask("judge", [(one,) for one in stale]), 1):
            self.known[path].project, self.known[path].findings = project, tuple(found)
            self.cache.changed = True
            self.progress(done, len(stale))


def _stat(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)

"""One run: which files, what they say together, what is wrong with each.

Every file is read and parsed once. What all files say together has to be known before a rule looks at any of them, so a
run has two rounds, and each process keeps the trees of its files from the first to the second.
"""

import gc
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from colonnade.check.cache import Cache, Entry, digest, open_cache, rules_digest
from colonnade.check.config import Config
from colonnade.check.files import files_below
from colonnade.check.project import Facts
from colonnade.check.seen import Seen
from colonnade.check.shards import Shards
from colonnade.check.versions import installed_versions
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
    with _without_collector():
        return _Run(files, config, versions, cache, progress).report()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Nothing of a tree can be collected while it is looked at, and looking for it takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Run:
    def __init__(
        self,
        files: list[Path],
        config: Config,
        versions: dict[str, str],
        cache: Cache,
        progress: Progress,
    ) -> None:
        self.files = files
        self.config = config
        self.versions = versions
        self.cache = cache
        self.progress = progress
        self.stats = {str(path): _stat(path) for path in files}

    def report(self) -> Report:
        """Both rounds."""
        known = self.cache.entries
        changed = [path for path in self.files if not self._is_fresh(str(path))]
        with Shards(self.config, changed) as shards:
            earlier = {path: entry.content for path, entry in known.items()}
            for seen in shards.first(changed, earlier):
                self._note(seen)
            facts = [one for path in self.files if (one := known[str(path)].facts) is not None]
            self._judge(facts, shards)
        self.cache.save()
        findings = [finding for path in self.files for finding in known[str(path)].findings]
        return Report(findings, len(facts), lambda: [pickle.loads(one) for one in facts])

    def _note(self, seen: Seen) -> None:
        stat, known = self.stats[seen.path], self.cache.entries
        if seen.same:
            known[seen.path].stat = stat
        else:
            known[seen.path] = Entry(stat, seen.content, seen.facts)
        self.cache.changed = True

    def _is_fresh(self, path: str) -> bool:
        entry = self.cache.entries.get(path)
        return entry is not None and entry.stat == self.stats[path]

    def _judge(self, facts: list[bytes], shards: Shards) -> None:
        """Have the files judged whose findings were made with another project, or not at all."""
        project = digest(facts) if self.cache.file else "this run"
        known = self.cache.entries
        stale = [path for path in self.files if known[str(path)].project != project]
        judged = shards.second(stale, facts, self.versions)
        for done, (path, findings) in enumerate(judged, 1):
            known[path].project, known[path].findings = project, tuple(findings)
            self.cache.changed = True
            self.progress(done, len(stale))


def _stat(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)

"""Fixes for the files of a run."""

from collections.abc import Collection, Sequence
from pathlib import Path

from colonnade.check.config import Config
from colonnade.check.engine import check
from colonnade.check.files import decoded
from colonnade.check.fixes import ROUNDS, Fixed, fix
from colonnade.check.judging import judge
from colonnade.check.project import Facts, Project
from colonnade.check.reading import Read, read_text, undisturbed
from colonnade.check.rule import Rule
from colonnade.check.versions import installed_versions
from colonnade.errors import UsageError
from colonnade.findings import Finding


def mended(paths: Sequence[Path], config: Config, *, unsafe: bool = False) -> list[Fixed]:
    """The files that fixes change; nothing is written.

    Args:
        paths: files and folders.
        config: which rules hold where.
        unsafe: whether fixes that may change what a correct program does are applied too.

    Raises:
        UsageError: a path is not there, or a file went while it was looked at.
    """
    report = check(paths, config)
    wanted = {one.place.path for one in report.findings if one.edits and (one.safe or unsafe)}
    run = _Run(report.facts(), config, unsafe)
    with undisturbed():
        for _ in range(ROUNDS):
            if not wanted or not run.mend(wanted):
                break
            wanted = run.fixable()
    return [one for one in run.fixed.values() if one.after != one.before]


class _Run:
    """Files that are mended together, as a class that changes in one may be a mistake in another.

    Attributes:
        fixed: what was mended, by path.
    """

    def __init__(self, facts: list[Facts], config: Config, unsafe: bool) -> None:
        self.facts = {one.path: one for one in facts}
        self.config = config
        self.unsafe = unsafe
        self.versions = installed_versions(config.root)
        self.fixed: dict[str, Fixed] = {}

    def mend(self, paths: Collection[str]) -> bool:
        """Mend some files, and say whether that changes what all files say together."""
        before = dict(self.facts)
        for path in sorted(paths):
            judged = self._judge(path)
            known = self.fixed.get(path)
            done = fix(path, judged.text, judged, unsafe=self.unsafe)
            count = done.count + (known.count if known else 0)
            self.fixed[path] = Fixed(
                path, known.before if known else done.before, done.after, count
            )
            own = judged.read(done.after).source
            if own is not None:
                self.facts[path] = own.facts
        return any(self.facts[path].classes != one.classes for path, one in before.items())

    def fixable(self) -> set[str]:
        """The files that have something to mend now."""
        project, rules = Project([*self.facts.values()], self.versions), self.config.rules()
        found: set[str] = set()
        for path in self.facts:
            read = read_text(Path(path), self._text(path), self.config.root)
            findings = judge(read, project, self.config, rules)
            if any(one.edits and (one.safe or self.unsafe) for one in findings):
                found.add(path)
        return found

    def _text(self, path: str) -> str:
        known = self.fixed.get(path)
        return known.after if known else _text(path)

    def _judge(self, path: str) -> "_Judge":
        project = Project([*self.facts.values()], self.versions)
        return _Judge(path, self._text(path), project, self.config)


def _text(path: str) -> str:
    try:
        return decoded(Path(path).read_bytes())[0]
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", "Mend it again.") from None


class _Judge:
    """Gives the findings of a text as if it were in a file of the project."""

    def __init__(self, path: str, text: str, project: Project, config: Config) -> None:
        self.path = path
        self.text = text
        self.config = config
        self.rules: dict[str, Rule] = config.rules()
        self.others = [one for one in project.modules.values() if one.path != path]
        self.versions = project.versions

    def __call__(self, text: str) -> list[Finding]:
        read = self.read(text)
        own = [] if read.source is None else [read.source.facts]
        project = Project([*self.others, *own], self.versions)
        return judge(read, project, self.config, self.rules)

    def read(self, text: str) -> Read:
        """A text in the file's place."""
        return read_text(Path(self.path), text, self.config.root)

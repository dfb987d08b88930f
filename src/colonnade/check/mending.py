"""Fixes for the files of a run."""

from collections.abc import Sequence
from pathlib import Path

from colonnade.check.config import Config
from colonnade.check.engine import check
from colonnade.check.files import decoded
from colonnade.check.fixes import Fixed, fix
from colonnade.check.judging import judge
from colonnade.check.project import Project
from colonnade.check.reading import read_content, undisturbed
from colonnade.check.rule import Rule
from colonnade.check.versions import installed_versions
from colonnade.findings import Finding


def mended(paths: Sequence[Path], config: Config, *, unsafe: bool = False) -> list[Fixed]:
    """The files that fixes change; nothing is written.

    Args:
        paths: files and folders.
        config: which rules hold where.
        unsafe: whether fixes that may change what a correct program does are applied too.

    Raises:
        UsageError: a path is not there.
    """
    report = check(paths, config)
    fixable = {one.place.path for one in report.findings if one.edits and (one.safe or unsafe)}
    facts, versions = report.facts(), installed_versions(config.root)
    judges = (_Judge(path, Project(facts, versions), config) for path in sorted(fixable))
    with undisturbed():
        fixed = [fix(one.path, one.text, one, unsafe=unsafe) for one in judges]
    return [one for one in fixed if one.after != one.before]


class _Judge:
    """Gives the findings of a text as if it were in a file of the project."""

    def __init__(self, path: str, project: Project, config: Config) -> None:
        self.path = path
        self.config = config
        self.rules: dict[str, Rule] = config.rules()
        self.text, _ = decoded(Path(path).read_bytes())
        self.others = [one for one in project.modules.values() if one.path != path]
        self.versions = project.versions

    def __call__(self, text: str) -> list[Finding]:
        read = read_content(Path(self.path), text.encode(), self.config.root)
        own = [] if read.source is None else [read.source.facts]
        project = Project([*self.others, *own], self.versions)
        return judge(read, project, self.config, self.rules)

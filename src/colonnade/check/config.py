"""What `[tool.colonnade.check]` in pyproject.toml says: which rules, which files.

[tool.colonnade.check]
select = ["COL3", "sessions"]      # codes, beginnings of codes or families; all without it
ignore = ["COL104"]
exclude = ["migrations/*"]
per-file-ignores = { "tests/*" = ["COL7"] }
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path
from typing import TypeVar

from colonnade.check.rule import Rule, load_rules
from colonnade.check.settings import settings
from colonnade.errors import UsageError
from colonnade.rules import Named, is_named

_KNOWN = {"select", "ignore", "exclude", "per-file-ignores"}


AnyRule = TypeVar("AnyRule", bound=Named)
Others = Callable[[], Iterable[Named]]
"""Gives the rules about other things than source, which take longer to load."""


@dataclass(frozen=True)
class Config:
    """Which rules hold where.

    Attributes:
        root: the folder of pyproject.toml, or where the command was started.
        select: the rules that hold: codes, beginnings of codes or families; empty for all.
        ignore: the rules that do not.
        exclude: patterns of paths below the root that are not read.
        per_file_ignores: rules that do not hold in files that match a pattern.
    """

    root: Path
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def rules(self) -> dict[str, Rule]:
        """The rules about source that hold, by their codes."""
        chosen = self.chosen(load_rules())
        return {
            code: rule
            for code, rule in chosen.items()
            if not rule.on_request or {code, rule.name} & {*self.select}
        }

    def chosen(self, rules: Mapping[str, AnyRule]) -> dict[str, AnyRule]:
        """Those of some rules that hold, by their codes."""
        return {
            code: rule
            for code, rule in rules.items()
            if (not self.select or is_named(rule, self.select)) and not is_named(rule, self.ignore)
        }

    def excludes(self, path: str) -> bool:
        """Whether a file or folder is left out."""
        return any(_matches(self._below(Path(path)), pattern) for pattern in self.exclude)

    def holding(self, path: str, rules: Mapping[str, AnyRule]) -> Mapping[str, AnyRule]:
        """Those of some rules that hold in a file, by their codes."""
        if not self.per_file_ignores:
            return rules
        return {code: rule for code, rule in rules.items() if not self.ignores(path, rule)}

    def ignores(self, path: str, rule: Named) -> bool:
        """Whether a rule does not hold in a file."""
        if not self.per_file_ignores:
            return False
        below = self._below(Path(path))
        return any(
            _matches(below, pattern) and is_named(rule, named)
            for pattern, named in self.per_file_ignores.items()
        )

    def _below(self, path: Path) -> str:
        path = path.absolute()
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


def read_config(
    start: Path,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    others: Others = tuple,
) -> Config:
    """The configuration around a folder, with what was said on the command line.

    Args:
        start: where to look for pyproject.toml: here and above.
        select: takes the place of the configured selection, when not empty.
        ignore: is added to what is ignored.
        others: the rules that may be named as well; asked for when a name is of no rule about source.

    Raises:
        UsageError: a key or a rule is not known, or a value is of another type.
    """
    said = settings(start, "check", _KNOWN)
    config = Config(
        root=said.root,
        select=select or said.names("select"),
        ignore=(*said.names("ignore"), *ignore),
        exclude=said.names("exclude"),
        per_file_ignores=said.names_by_pattern("per-file-ignores"),
    )
    for name in [*config.select, *config.ignore, *chain(*config.per_file_ignores.values())]:
        if not _is_of_a_rule(name, others):
            where = "" if name in (*select, *ignore) else f"{said.place(name)}: "
            raise UsageError(f"{where}There is no rule {name!r}.", _names(others))
    return config


def _is_of_a_rule(name: str, others: Others) -> bool:
    known = load_rules().values()
    return any(is_named(one, (name,)) for one in known) or any(
        is_named(one, (name,)) for one in others()
    )


def _names(others: Others) -> str:
    families = sorted({one.family for one in (*load_rules().values(), *others())})
    return f"Name a code, the beginning of codes, or a family: {', '.join(families)}."


def _matches(path: str, pattern: str) -> bool:
    return fnmatch(path, pattern) or fnmatch(path, f"{pattern.rstrip('/')}/*")

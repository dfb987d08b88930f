"""What `[tool.colonnade.check]` in pyproject.toml says: which rules, which files.

[tool.colonnade.check]
select = ["COL3", "sessions"]      # codes, beginnings of codes or families; all without it
ignore = ["COL104"]
exclude = ["migrations/*"]
per-file-ignores = { "tests/*" = ["COL7"] }
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, TypeVar

from colonnade.check.rule import Rule, load_rules
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
    root, said = settings(start, "check", _KNOWN)
    config = _merged(root, said, select, ignore)
    for named in (config.select, config.ignore, *config.per_file_ignores.values()):
        _refuse_unknown(named, others)
    return config


def settings(start: Path, section: str, known: set[str]) -> tuple[Path, dict[str, Any]]:
    """What pyproject.toml says in a table of ours, and the folder of the file; the one to start from when there is none.

    Args:
        start: where to look for the file: here and above.
        section: the table, as `check` for `[tool.colonnade.check]`.
        known: the keys that it may have.

    Raises:
        UsageError: the file is not TOML, or a key is not known.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        if (file := folder / "pyproject.toml").is_file():
            said = _table(file, section)
            if unknown := sorted(set(said) - known):
                raise UsageError(
                    f"{file}: [tool.colonnade.{section}] has no key {unknown[0]!r}.",
                    f"The keys are {', '.join(sorted(known))}.",
                )
            return folder, said
    return start, {}


def _table(file: Path, section: str) -> dict[str, Any]:
    try:
        found: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is not TOML: {error}", "Mend it, then check again.") from None
    for name in ("tool", "colonnade", *section.split(".")):
        found = found.get(name, {})
    return dict(found)


def _merged(
    root: Path, said: dict[str, Any], select: tuple[str, ...], ignore: tuple[str, ...]
) -> Config:
    files = {pattern: tuple(named) for pattern, named in said.get("per-file-ignores", {}).items()}
    return Config(
        root=root,
        select=select or tuple(said.get("select", ())),
        ignore=(*said.get("ignore", ()), *ignore),
        exclude=tuple(said.get("exclude", ())),
        per_file_ignores=files,
    )


def _refuse_unknown(named: tuple[str, ...], others: Others) -> None:
    known: list[Named] = list(load_rules().values())
    for name in named:
        if not any(is_named(rule, (name,)) for rule in known):
            known += others()
        if not any(is_named(rule, (name,)) for rule in known):
            families = sorted({rule.family for rule in known})
            raise UsageError(
                f"There is no rule {name!r}.",
                f"Name a code, the beginning of codes, or a family: {', '.join(families)}.",
            )


def _matches(path: str, pattern: str) -> bool:
    return fnmatch(path, pattern) or fnmatch(path, f"{pattern.rstrip('/')}/*")

"""A table of ours in pyproject.toml: what it says, and where."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from colonnade.errors import UsageError

_HEADER = re.compile(r"\s*\[+([^\]]+)\]")


@dataclass(frozen=True)
class Settings:
    """What a table says.

    Attributes:
        root: the folder of the file; where it was looked for when there is none.
        section: the table, as `check` for `[tool.colonnade.check]`.
        said: its keys and their values.
    """

    root: Path
    section: str
    said: Mapping[str, Any] = field(default_factory=dict)

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when nothing is said.

        Raises:
            UsageError: it is something else.
        """
        return self._listed(key, self.said.get(key, []))

    def names_by_pattern(self, key: str) -> dict[str, tuple[str, ...]]:
        """A table of lists of texts; empty when nothing is said.

        Raises:
            UsageError: it is something else.
        """
        found = self.said.get(key, {})
        if not isinstance(found, dict):
            raise UsageError(
                f"{self.place(key)}: {key!r} is no table.", f'Write `{key} = {{ "tests/*" = [] }}`.'
            )
        return {pattern: self._listed(pattern, named) for pattern, named in found.items()}

    def place(self, word: str) -> str:
        """The file, and the line in which the table has a word; the file alone where it is written in another way."""
        file = self.root / "pyproject.toml"
        inside = False
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            if header := _HEADER.match(line):
                inside = f"{header[1].strip()}.".startswith(f"tool.colonnade.{self.section}.")
            if inside and word in line.partition("#")[0]:
                return f"{file}:{number}"
        return str(file)

    def _listed(self, word: str, found: Any) -> tuple[str, ...]:
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise UsageError(
                f"{self.place(word)}: {word!r} is no list of texts.", f'Write `{word} = ["..."]`.'
            )
        return tuple(found)


def settings(start: Path, section: str, known: set[str]) -> Settings:
    """What the pyproject.toml here or above says in a table of ours.

    Args:
        start: where to look for the file.
        section: the table, as `check` for `[tool.colonnade.check]`.
        known: the keys that it may have.

    Raises:
        UsageError: the file is not TOML, or a key is not known.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / "pyproject.toml").is_file():
            found = Settings(folder, section, _table(folder / "pyproject.toml", section))
            if unknown := sorted(set(found.said) - known):
                raise UsageError(
                    f"{found.place(unknown[0])}: [tool.colonnade.{section}] has no key {unknown[0]!r}.",
                    f"The keys are {', '.join(sorted(known))}.",
                )
            return found
    return Settings(start, section)


def _table(file: Path, section: str) -> dict[str, Any]:
    try:
        found: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", "Let it be read.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is not TOML: {error}", "Mend it, then check again.") from None
    path = ["tool", "colonnade", *section.split(".")]
    for count, name in enumerate(path, 1):
        found = found.get(name, {})
        if not isinstance(found, dict):
            said = ".".join(path[:count])
            raise UsageError(f"{file}: {said!r} is no table.", f"Write `[{'.'.join(path)}]`.")
    return dict(found)

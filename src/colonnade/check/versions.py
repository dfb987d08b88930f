"""Which versions of our libraries a project installs, and whether a rule holds for them.

A rule may say {"sqlmodel": ">=0.0.45"}. What a project installs is read from its lock file, or from the exact versions
in its requirements or its pyproject.toml, or from its virtual environment, or is what runs here, in this order. Where
nothing says it and the project allows only older ones than what runs here, it is the oldest of those.
"""

import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from colonnade.check.ranges import excluded

PACKAGES = ("sqlmodel", "sqlalchemy", "fastapi", "pydantic", "alembic", "colonnade", "bcrypt")

_PINNED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?\s*===?\s*([0-9][^\s;#,]*)", re.MULTILINE)
_NUMBERS = re.compile(r"\d+(\.\d+)*")
_INSTALLED = re.compile(r"(.+?)-(\d[^-]*)\.dist-info")
_LOCKS = dict.fromkeys(("uv.lock", "poetry.lock", "pdm.lock"), "package")
_LOCKS |= {"pylock.toml": "packages"}
"""The lock files, and the key of their entries."""
_REQUIREMENTS = ("requirements*.txt", "requirements/*.txt")
_ENVIRONMENTS = tuple(
    f"{folder}/{inside}/site-packages"
    for folder in (".venv", "venv")
    for inside in ("lib/python*", "Lib")
)


def installed_versions(root: Path) -> dict[str, str]:
    """The versions of our libraries that a project installs.

    Args:
        root: the folder of the project.
    """
    sources: tuple[Callable[[Path], dict[str, str]], ...] = (
        _locked,
        _required,
        _declared,
        _in_environment,
        _allowed,
        _here,
    )
    found: dict[str, str] = {}
    for source in sources:
        for name, version in source(root).items():
            if version[:1].isdigit():  # no commit of a repository
                found.setdefault(name.lower().replace("_", "-"), version.removesuffix(".*"))
    return {name: found[name] for name in PACKAGES if name in found}


def _locked(root: Path) -> dict[str, str]:
    for name, key in _LOCKS.items():
        packages = _toml(root / name).get(key)
        if isinstance(packages, list):
            return dict(pin for one in packages if (pin := _pin_of(one)))
    return {}


def _pin_of(package: Any) -> tuple[str, str] | None:
    """The name and the version that an entry of a lock file has."""
    if not isinstance(package, dict):
        return None
    name, version = package.get("name"), package.get("version")
    return (name, version) if isinstance(name, str) and isinstance(version, str) else None


def _required(root: Path) -> dict[str, str]:
    return {name: version for text in _files(root) for name, version in _PINNED.findall(text)}


def _files(root: Path) -> list[str]:
    """The texts of files of requirements."""
    files = [file for pattern in _REQUIREMENTS for file in root.glob(pattern) if file.is_file()]
    return [file.read_text(encoding="utf-8", errors="ignore") for file in sorted(files)]


def _declared(root: Path) -> dict[str, str]:
    """The exact versions in pyproject.toml; of a range the tool that made the lock file knows more."""
    pins = [dict(_PINNED.findall(text)) for text in _requirements(root)]
    return {name: version for one in reversed(pins) for name, version in one.items()}


def _requirements(root: Path) -> list[str]:
    """What pyproject.toml requires, with what extras and groups require besides."""
    said = _toml(root / "pyproject.toml")
    project = _table(said.get("project"))
    more = _table(project.get("optional-dependencies")) | _table(said.get("dependency-groups"))
    wanted = [project.get("dependencies"), *more.values()]
    lists = (one for one in wanted if isinstance(one, list))
    return [text for one in lists for text in one if isinstance(text, str)]


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _toml(file: Path) -> dict[str, Any]:
    """What a file says; nothing where it is not there or no TOML, which others complain about."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _in_environment(root: Path) -> dict[str, str]:
    return _installed_in(str(folder) for one in _ENVIRONMENTS for folder in root.glob(one))


def _allowed(root: Path) -> dict[str, str]:
    """What is surely older than what runs here, as the project allows no such version."""
    here = {name.lower(): version for name, version in _here(root).items()}
    return excluded([*_requirements(root), *_files(root)], here)


def _here(root: Path) -> dict[str, str]:
    return _installed_in(sys.path)


def _installed_in(folders: Iterable[str]) -> dict[str, str]:
    """What is installed in folders, by the names in them: `importlib.metadata` takes longer to import than most runs take."""
    found: dict[str, str] = {}
    for folder in folders:
        names = os.listdir(folder) if os.path.isdir(folder) else []
        for match in map(_INSTALLED.fullmatch, names):
            if match:
                found.setdefault(match[1], match[2])
    return found


def holds(wanted: Mapping[str, str], versions: Mapping[str, str]) -> bool:
    """Whether versions are what a rule wants; a version that is not known may be any.

    Args:
        wanted: conditions by package, as `">=0.0.45"` or `">=2.1,<2.2"`.
        versions: the versions by package.
    """
    return all(name not in versions or _fits(versions[name], said) for name, said in wanted.items())


@cache
def _fits(version: str, said: str) -> bool:
    if _NUMBERS.fullmatch(version) and _NUMBERS.fullmatch(said.removeprefix(">=")):
        return _numbers(version) >= _numbers(said.removeprefix(">="))
    # It takes longer to import than many a run.
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(said).contains(version, prereleases=True)


def _numbers(version: str) -> tuple[int, ...]:
    """The parts of a plain version; a zero at its end says nothing."""
    numbers = [int(part) for part in version.split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)

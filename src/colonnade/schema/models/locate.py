"""Where the modules that a person names are, and from which folder they are imported."""

from dataclasses import dataclass
from pathlib import Path

from colonnade.errors import SourceError
from colonnade.schema.models.files import defines_models

ROOT_FILES = ("pyproject.toml", "setup.py", "setup.cfg", ".git", "alembic.ini")


@dataclass(frozen=True, slots=True)
class Location:
    """A module to import.

    Attributes:
        module: its dotted name.
        paths: the folders that go first into `sys.path`.
        folder: the package's folder, None for a single module.
    """

    module: str
    paths: tuple[Path, ...]
    folder: Path | None


def locate(source: str) -> Location:
    """The module behind a dotted name or a path.

    Raises:
        SourceError: there is no such module.
    """
    path = Path(source)
    if source.endswith(".py") or path.is_dir():
        return _from_path(path.resolve())
    roots = [Path.cwd(), Path.cwd() / "src"]
    for root in roots:
        found = root.joinpath(*source.split("."))
        if found.is_dir():
            return Location(source, _paths(root), found)
        if found.with_suffix(".py").is_file():
            return Location(source, _paths(root), None)
    # A module that is installed.
    return Location(source, _paths(Path.cwd()), None)


def _from_path(path: Path) -> Location:
    if not path.exists():
        raise SourceError(f"There is no {path.name} in {path.parent}.")
    if path.is_dir():
        _check_folder(path)
    root = _root(path)
    module = ".".join(path.with_suffix("").relative_to(root).parts)
    return Location(module, _paths(root), path if path.is_dir() else None)


def _check_folder(path: Path) -> None:
    """Refuse a folder that is no package: all that is below it would be searched for models."""
    if (path / "__init__.py").exists():
        return
    if any((path / name).exists() for name in ROOT_FILES):
        raise SourceError(f"{path} is the folder of a project.", "Name the folder of its models.")
    if not any(defines_models(file) for file in path.glob("*.py")):
        raise SourceError(
            f"{path} is no package, and no Python file in it has models.",
            "Name the folder of the models, or a module.",
        )


def _root(path: Path) -> Path:
    """The folder from which a module is imported: that of the project, its `src`, or where packages end."""
    for folder in path.parents:
        project = any((folder / name).exists() for name in ROOT_FILES)
        if project or folder in (Path.cwd(), Path.home()) or folder.name == "src":
            return folder
        if not folder.name.isidentifier():
            return folder
    return path.parent


def _paths(root: Path) -> tuple[Path, ...]:
    return tuple(dict.fromkeys([root, root / "src", Path.cwd()]))

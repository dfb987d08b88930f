"""The process that imports a person's models: it is asked in JSON and answers with a pickled `MetaData`."""

import importlib
import json
import pickle
import sys
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from sqlalchemy import MetaData
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from colonnade.findings import Finding, Place
from colonnade.schema.info import schema_info
from colonnade.schema.models.answer import Answer
from colonnade.schema.models.collect import collected
from colonnade.schema.models.files import defines_models, python_files
from colonnade.schema.models.places import place_of

COLONNADE = str(Path(__file__).parents[2])
"""The library itself, which may be below the same folder."""


class Broken(Exception):
    """A module of the person's that cannot be imported or whose models do not fit together."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


def main() -> None:
    """Answer the question in the first argument."""
    question = json.loads(sys.argv[1])
    sys.path[:0] = question["paths"]
    warnings.simplefilter("ignore")
    try:
        metadata = _read(question["module"], question["folder"], question["paths"])
        answer = Answer(metadata, schema_info(metadata))
    except Broken as broken:
        answer = Answer(findings=[broken.finding])
    Path(question["answer"]).write_bytes(pickle.dumps(answer))


def _read(module: str, folder: str | None, paths: list[str]) -> MetaData:
    _import(module, paths)
    late = list(_not_imported(module, Path(folder))) if folder else []
    for name, _ in late:
        _import(name, paths)
    try:
        configure_mappers()
    except SQLAlchemyError as error:
        raise Broken(
            Finding("MODEL002", place_of(str(error), _own(paths)), _words(error))
        ) from error
    try:
        metadata = collected(_own(paths))
    except SQLAlchemyError as error:
        raise Broken(
            Finding("MODEL003", place_of(str(error), _own(paths)), _words(error))
        ) from error
    for name, path in late:
        schema_info(metadata).assumptions.append(
            f"{path.name} ({name}) defines models that {module} does not import; they are read too."
        )
    return metadata


def _import(module: str, paths: list[str]) -> None:
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        asked = f"{module}.".startswith(f"{error.name}.")
        remedy = "Check the name, and the folder that you are in." if asked else ""
        place = _where(error, module, paths)
        raise Broken(Finding("MODEL001", place, _words(error), remedy)) from error
    except BaseException as error:  # even SystemExit is an answer here
        raise Broken(Finding("MODEL001", _where(error, module, paths), _words(error))) from error


def _where(error: BaseException, module: str, paths: list[str]) -> Place:
    """The person's own line that was running when the error came up."""
    if isinstance(error, SyntaxError) and error.filename and _is_own(error.filename, paths):
        return Place(error.filename, error.lineno or 0, error.offset or 0)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_own(frame.filename, paths)]
    return Place(own[-1].filename, own[-1].lineno or 0) if own else Place(module)


def _words(error: BaseException) -> str:
    lines = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"


def _is_own(filename: str, paths: list[str]) -> bool:
    inside = any(filename.startswith(f"{path}/") for path in paths)
    return inside and "site-packages" not in filename and not filename.startswith(COLONNADE)


def _own(paths: list[str]) -> list[ModuleType]:
    """The modules that are the person's."""
    return [
        module
        for module in list(sys.modules.values())
        if isinstance(getattr(module, "__file__", None), str)
        and _is_own(str(module.__file__), paths)
    ]


def _not_imported(module: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """The modules below a package's folder that define models and are not imported yet."""
    there = {str(getattr(one, "__file__", None)) for one in list(sys.modules.values())}
    for path in sorted(python_files(folder)):
        parts = path.relative_to(folder).with_suffix("").parts
        if str(path) not in there and defines_models(path):
            yield ".".join([module, *parts]).removesuffix(".__init__"), path


if __name__ == "__main__":
    main()

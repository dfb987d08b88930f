"""Existing SQLModel or SQLAlchemy models as `MetaData`.

The models are imported in a Python process of their own: what their modules do on import stays there, and a package can
be read again after it has changed.
"""

import json
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

from sqlalchemy import MetaData

from colonnade.errors import InvalidSource, SourceError
from colonnade.schema.info import KEY, schema_info
from colonnade.schema.models.answer import Answer
from colonnade.schema.models.locate import Location, locate

SECONDS = 120
"""How long an import may take; one that starts a server never ends."""


def read_models(module: str) -> MetaData:
    """The tables of all models of a module or package.

    Modules of a package that define models and that the package does not import are read too and named in
    `schema_info(metadata).assumptions`. Constraints of fields (`min_length`, `ge`, ...) are in
    `column_info(column).settings`; validators are named in the omissions.

    Args:
        module: a dotted name, looked up from the current folder, or the path of a module or a package's folder.

    Raises:
        InvalidSource: a module cannot be imported, or its models do not fit together; the finding has file and line.
        SourceError: there is no such module, or it holds no models.
    """
    answer = _ask(module, locate(module))
    if answer.findings:
        raise InvalidSource(answer.findings)
    metadata = answer.metadata
    metadata.info[KEY] = answer.info
    if not metadata.tables:
        raise SourceError(
            f"There are no models with a table in {module}.",
            "A model has a table when its class says table=True.",
        )
    schema_info(metadata).source = module
    schema_info(metadata).from_models = True
    return metadata


def _ask(module: str, location: Location) -> Answer:
    """What the process that imports the models has to say."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer")
        question = {
            "module": location.module,
            "paths": [str(path) for path in location.paths],
            "folder": str(location.folder) if location.folder else None,
            "answer": str(answer),
        }
        done = _imported(module, json.dumps(question))
        if not answer.exists():
            words = done.stderr.strip().splitlines()
            said = f": {words[-1]}" if words else f" with code {done.returncode}."
            raise SourceError(f"Importing {module} ended its process{said}")
        found: Answer = pickle.loads(answer.read_bytes())
    return found


def _imported(module: str, question: str) -> subprocess.CompletedProcess[str]:
    """The process that imported the models, or tried to."""
    try:
        return subprocess.run(
            [sys.executable, "-m", "colonnade.schema.models.importer", question],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise SourceError(
            f"Importing {module} did not end within {SECONDS} seconds.",
            "Put what the module starts behind `if __name__ == '__main__':`.",
        ) from error

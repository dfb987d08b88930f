"""The writer of `tests/`: what a person would keep to be sure of the schema, the isolation and the service."""

from colonnade.design.design import Design, Files
from colonnade.design.tests import (
    api,
    constraints,
    crud,
    factories,
    fixtures,
    isolation,
    migrations,
    models,
    rollback,
    sign_in,
)
from colonnade.design.tests.subject import Subjects

__all__ = ["write"]


def write(design: Design) -> Files:
    """The tests of a project; they pass as they are, on SQLite and on the server that DATABASE_URL names.

    A table for which no valid row can be made up is named in `tests/factories.py`, and not tested.
    """
    subjects = Subjects.of(design)
    files = {"tests/conftest.py": fixtures.text(subjects)}
    files["tests/test_migrations.py"] = migrations.text(subjects)
    if subjects.found:
        files["tests/factories.py"] = factories.text(subjects)
        for module in (models, crud, constraints, rollback, isolation, api, sign_in):
            files[f"tests/test_{module.__name__.rpartition('.')[2]}.py"] = module.text(subjects)
    return {"tests/__init__.py": ""} | {path: text for path, text in files.items() if text}

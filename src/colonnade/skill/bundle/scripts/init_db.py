#!/usr/bin/env python3
"""Make the tables of a project's models, for tests and first tries.

    python scripts/init_db.py --url sqlite:///app.db
    python scripts/init_db.py --models shop.models      # app.models without it; DATABASE_URL without --url

A project with migrations makes its tables by `colonnade migrate upgrade`, and is refused.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData

from colonnade import ColonnadeError, Database


def main() -> None:
    """Read the arguments, make the tables and say which; exit with 2 when something is wrong."""
    parser = argparse.ArgumentParser(description="Make the tables of a project's models.")
    parser.add_argument("--url", help="the database; DATABASE_URL without it")
    parser.add_argument("--models", default="app.models", help="the module of the models")
    arguments = parser.parse_args()
    if Path("alembic.ini").exists():
        parser.error("this project has migrations; run: colonnade migrate upgrade")
    sys.path.insert(0, str(Path.cwd()))
    try:
        metadata = metadata_of(arguments.models)
    except ImportError as error:
        parser.error(f"{error}; start in the project's folder, or name the module with --models")
    if not metadata.tables:
        parser.error(f"{arguments.models} has no tables")
    try:
        Database(arguments.url, metadata=metadata).create_all(metadata)
    except ColonnadeError as error:
        parser.error(str(error))
    print(f"Tables: {', '.join(table.name for table in metadata.sorted_tables)}.")


def metadata_of(models: str) -> MetaData:
    """What the models of a module say: its own `metadata`, or that of the first table in it."""
    values = vars(import_module(models))
    tables = (value.__table__ for value in values.values() if hasattr(value, "__table__"))
    found = values.get("metadata") or next((table.metadata for table in tables), MetaData())
    assert isinstance(found, MetaData), f"{models}.metadata is no MetaData"
    return found


if __name__ == "__main__":
    main()

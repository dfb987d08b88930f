"""The migrations of a project: Alembic's own configuration, folder and revisions, found and run.

Nothing here replaces a file of Alembic's. What Colonnade adds (a lock, time-outs, going on after a failure) happens
around `env.py`, by listening to the engines that it makes, so that any project's `env.py` will do.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from colonnade.errors import ColonnadeError, ConfigurationError, MigrationError, UsageError
from colonnade.migrate.places import short
from colonnade.schema.database.connect import EXTRAS, missing_driver

Plan = Callable[[Any, Any], Iterable[MigrationStep]]
"""Gives the steps to run, by the revisions that the database is at and the context of the migration."""


@dataclass(frozen=True)
class Migrations:
    """The migrations of one project.

    Attributes:
        config: Alembic's configuration.
        script: its folder of revisions.
    """

    config: Config
    script: ScriptDirectory

    def run(self, plan: Plan, **options: Any) -> None:
        """Run `env.py` with a plan.

        Args:
            plan: gives the steps.
            options: for the context of the migration, as `as_sql=True`.

        Raises:
            MigrationError: a revision, or `env.py`, is wrong.
        """
        with explained(), EnvironmentContext(self.config, self.script, fn=plan, **options):
            self.script.run_env()


@contextmanager
def explained() -> Iterator[None]:
    """Turn complaints of Alembic, and mistakes in `env.py` and in revisions, into errors that say where they are.

    What a database says goes through as it is.
    """
    try:
        yield
    except CommandError as error:
        said = str(error)
        raise MigrationError(said if said.endswith(".") else f"{said}.") from error
    except NoSuchModuleError as error:
        raise ConfigurationError(
            f"The URL of the database is wrong: {error}.", "Set DATABASE_URL, or pass --url."
        ) from error
    except (ColonnadeError, SQLAlchemyError):
        raise
    except Exception as error:
        if (told := _told(error)) is None:
            raise
        raise told from error


def _told(error: Exception) -> ColonnadeError | None:
    """A driver that is missing, or the line of the project that an error came up in; None where there is none."""
    if isinstance(error, ModuleNotFoundError) and error.name in EXTRAS:
        return missing_driver(error.name)
    frames = [f for f in extract_tb(error.__traceback__) if _is_of_the_project(f.filename)]
    if not frames:
        return None
    place, kind = f"{short(frames[-1].filename)}:{frames[-1].lineno}", type(error).__name__
    return MigrationError(f"{place}: {kind}: {error}.")


def _is_of_the_project(path: str) -> bool:
    """Whether a file is neither Python's nor installed."""
    here = str(Path(__file__).parent)
    return (
        path.startswith("/")
        and not path.startswith((here, sys.base_prefix))
        and "site-packages" not in path
    )


def find_migrations(start: Path, url: str | None = None) -> Migrations:
    """The migrations around a folder: by `alembic.ini`, or `[tool.alembic]` in pyproject.toml, here and above.

    Args:
        start: where to look.
        url: the database; becomes `DATABASE_URL` and Alembic's `sqlalchemy.url`. Without it `env.py` decides, but for an
            alembic.ini that names none yet.

    Raises:
        UsageError: there are none.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        config = _config_in(folder)
        if config is not None:
            if url is None and str(config.get_main_option("sqlalchemy.url")).startswith("driver:"):
                url = (
                    os.environ.get("DATABASE_URL") or None
                )  # the example that `alembic init` writes
            if url is not None:
                os.environ["DATABASE_URL"] = url
                config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
            return Migrations(config, _script(config))
    raise UsageError(
        f"There is no alembic.ini in {start} or above.",
        "Make one: colonnade migrate init --models app.models.",
    )


def _config_in(folder: Path) -> Config | None:
    ini, toml = folder / "alembic.ini", folder / "pyproject.toml"
    if ini.is_file():
        return Config(str(ini), toml_file=str(toml) if toml.is_file() else None)
    if toml.is_file() and "[tool.alembic]" in toml.read_text(encoding="utf-8"):
        return Config(toml_file=str(toml))
    return None


def _script(config: Config) -> ScriptDirectory:
    try:
        return ScriptDirectory.from_config(config)
    except CommandError as error:
        raise ConfigurationError(
            f"The migrations cannot be read: {error}.", "Look at script_location in alembic.ini."
        ) from error

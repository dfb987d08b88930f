"""Whether the revisions hang together: one head, and no revision missing."""

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path

from alembic.script import Script
from alembic.util import CommandError

from colonnade.errors import MigrationError, UsageError
from colonnade.findings import Finding, Place
from colonnade.migrate.places import short
from colonnade.migrate.project import Migrations

HEADS, BROKEN = "COLM901", "COLM902"


def in_order(migrations: Migrations) -> list[Script]:
    """The revisions, each behind those that it builds on.

    Raises:
        MigrationError: they do not hang together.
        UsageError: one of them is no Python.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of a missing revision, before the error
            return list(migrations.script.walk_revisions())[::-1]
    except SyntaxError as error:
        raise UsageError(
            f"{short(str(error.filename))}:{error.lineno}: {error.msg}.", "Mend it."
        ) from error
    except (CommandError, KeyError, AttributeError) as error:
        raise MigrationError(f"The revisions do not hang together: {error}.") from error


def broken(migrations: Migrations) -> Iterator[Finding]:
    """The revisions that name one that is not there, or none at all."""
    files = [
        path for folder in migrations.script._version_locations for path in _files(Path(folder))
    ]
    named = {path: _names(path) for path in files}
    known = {names["revision"][0] for names in named.values() if names.get("revision")}
    for path, names in named.items():
        if "revision" not in names or "down_revision" not in names:
            missing = "revision" if "revision" not in names else "down_revision"
            yield Finding(
                BROKEN,
                Place(str(path), 1),
                f"The file says no {missing}.",
                "Write it as Alembic does; down_revision is None in the first revision only.",
            )
        for one in set(names.get("down_revision", ())) - known:
            yield Finding(
                BROKEN,
                Place(str(path), 1),
                f"Revision {one}, which this one builds on, is not there.",
                "Bring its file back, or name the revision that is there.",
            )


def several_heads(migrations: Migrations) -> Iterator[Finding]:
    """A finding for each head but the first."""
    heads = list(migrations.script.get_revisions("heads"))
    for script in heads[1:]:
        yield Finding(
            HEADS,
            Place(script.path, 1),
            f"Revision {script.revision} is a head beside {heads[0].revision}: `upgrade head` fails.",
            'Bring them together: colonnade migrate merge "Bring branches together".',
        )


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")


def _names(path: Path) -> dict[str, tuple[str, ...]]:
    """What a file says of `revision` and `down_revision`."""
    found: dict[str, tuple[str, ...]] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and target.id in ("revision", "down_revision"):
                texts = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
                found[target.id] = tuple(text for text in texts if isinstance(text, str))
    return found

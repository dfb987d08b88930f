"""The start of a project's migrations: Alembic's files, right for its models."""

from pathlib import Path

from colonnade.errors import TargetError
from colonnade.migrate.environment import environment_files, surroundings_of
from colonnade.schema.models.locate import locate


def init(root: Path, models: list[str], folder: str = "migrations") -> list[Path]:
    """Write `alembic.ini` and the folder of the migrations.

    Args:
        root: the folder of the project.
        models: the dotted names of its modules or packages of models.
        folder: the folder of the migrations, below the root.

    Returns:
        The files that were written.

    Raises:
        TargetError: there are migrations already.
        SourceError: there is no such module.
    """
    for name in ("alembic.ini", folder):
        if (root / name).exists():
            raise TargetError(
                f"{root / name} is there already.",
                "Go on with it, as all commands of colonnade migrate work with any env.py; or move it away, and copy"
                " the revisions into the new folder.",
            )
    paths = {locate(name).paths[0] for name in models}
    below = [path.relative_to(root).as_posix() for path in paths if path.is_relative_to(root)]
    path = next((one for one in below if one != "."), "")
    written = []
    for name, text in environment_files(surroundings_of(models), folder, path).items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        written.append(file)
    (root / folder / "versions").mkdir()
    return written

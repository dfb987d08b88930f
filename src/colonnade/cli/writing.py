"""Bringing files into a folder, with a question for each file that a person has edited."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from colonnade.design.design import Files
    from colonnade.design.target import Written


def write(files: "Files", folder: Path, *, yes: bool) -> "Written":
    """Write the files; whether an edited one is replaced is asked, and with `yes` it is not."""
    from colonnade.design import target

    def ask(path: str, difference: str) -> bool | None:
        if yes:
            return None
        click.echo(f"\n{path} has been edited. What was generated now differs from it:\n")
        show(difference)
        answer = click.prompt(
            "Keep yours or take the new one?",
            type=click.Choice(["keep", "new"]),
            default="keep",
        )
        return bool(answer == "new")

    written = target.write(files, folder, ask)
    for path in written.kept:
        if not path.startswith(target.REVISIONS):
            click.echo(f"Kept {folder / path} as it is: it has been edited.", err=True)
    return written


def show(difference: str) -> None:
    """Print a difference in its colours."""
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in difference.splitlines():
        click.secho(line, fg=colours.get(line[:1]))


def summary(written: "Written") -> str:
    """How many files were written, in words."""
    counts = {
        "new": len(written.created),
        "replaced": len(written.replaced),
        "removed": len(written.removed),
        "kept": len(written.kept),
    }
    said = [f"{count} {word}" for word, count in counts.items() if count]
    return f"files: {', '.join(said)}" if said else "nothing has changed"

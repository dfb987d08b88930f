"""`colonnade skill`: what a coding assistant needs to know, as a folder."""

from pathlib import Path

import click

from colonnade.cli.writing import summary, write

DEFAULT = Path(".agents/skills/colonnade")
"""Where assistants that share a folder look for skills."""


@click.group()
def skill() -> None:
    """Teach a coding assistant to work with Colonnade."""


@skill.command()
@click.argument("folder", metavar="[DIR]", default=DEFAULT, type=click.Path(path_type=Path))
def install(folder: Path) -> None:
    """Write the skill to a folder.

    DIR is the folder of the skill itself, .agents/skills/colonnade without it; Claude Code looks in
    .claude/skills/colonnade. Over a skill that was installed before, files that nobody has edited are replaced; edited
    ones are kept and named.
    """
    from colonnade.skill import EXECUTABLE, bundle

    written = write(bundle(), folder, yes=True)
    for path in EXECUTABLE:
        if path in written.created or path in written.replaced:
            (folder / path).chmod(0o755)
    click.echo(f"{folder}: {summary(written)}.")

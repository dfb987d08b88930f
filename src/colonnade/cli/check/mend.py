"""`colonnade check --fix` and `--diff`."""

from typing import TYPE_CHECKING

import click

from colonnade.cli.words import many

if TYPE_CHECKING:
    from colonnade.check.config import Config
    from colonnade.cli.check.asked import Asked


def mend(asked: "Asked", config: "Config") -> None:
    """Mend what can be mended in the source, or show it."""
    from colonnade.check.fixes import write
    from colonnade.check.mending import mended

    files = mended(asked.sources, config, unsafe=asked.unsafe_fixes)
    for fixed in files:
        if asked.diff:
            click.echo(fixed.diff, nl=False)
        else:
            write(fixed)
    count = sum(fixed.count for fixed in files)
    verb = "Would mend" if asked.diff else "Mended"
    click.echo(f"{verb} {many(count, 'finding')} in {many(len(files), 'file')}.", err=True)

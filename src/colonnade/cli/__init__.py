"""The command line: one file per verb that parses, calls the library and prints.

Nothing here imports SQLAlchemy before a command runs, so that `--help` is there at once.
"""

import click

from colonnade import __version__
from colonnade.cli.check import check
from colonnade.cli.design import design
from colonnade.cli.encrypt import encrypt
from colonnade.cli.errors import check_working_directory, reported
from colonnade.cli.mcp import mcp
from colonnade.cli.migrate import migrate
from colonnade.cli.new import new
from colonnade.cli.profile import profile
from colonnade.cli.skill import skill


class Commands(click.Group):
    """The commands; what goes wrong in one is reported in a few words."""

    def invoke(self, ctx: click.Context) -> object:
        with reported(ctx):
            check_working_directory()
            return super().invoke(ctx)


@click.group(cls=Commands, commands=[new, design, migrate, check, profile, encrypt, skill, mcp])
@click.version_option(__version__, prog_name="colonnade")
@click.option("--traceback", is_flag=True, help="Show where an unexpected error comes from.")
def main(traceback: bool) -> None:
    """From a schema to a running, tested, reviewed database layer."""

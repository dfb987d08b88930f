"""`colonnade migrate`: one file per verb. Alembic is imported when a verb runs, not before."""

from importlib import import_module

import click

VERBS = {
    "init": "Write alembic.ini, env.py and the template of revisions.",
    "create": "Write a revision of what changed in the models.",
    "upgrade": "Run the revisions that a database does not have.",
    "downgrade": "Take revisions back.",
    "current": "Say where a database is, and what to do.",
    "history": "List the revisions, newest first.",
    "heads": "List the newest revisions.",
    "stamp": "Write down a revision without running it.",
    "merge": "Write a revision that brings several heads together.",
    "expand": "Write a change in four phases that old and new versions live through.",
    "backfill": "Fill a column of a large table, beside the application.",
    "show": "Print the SQL of revisions, and run none of it.",
    "check": "Say what revisions lock, rewrite, break and lose.",
    "test": "Run every revision up, down and up again, over rows.",
    "rehearse": "Run revisions on a full scratch database, under load.",
    "backup": "Write the database into a file, and prove it.",
    "restore": "Put back what a backup holds.",
}
"""The verbs, each with its help in short; the module of a verb has its name."""


class Verbs(click.Group):
    """Loads the module of a verb when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        command: click.Command = getattr(import_module(f"{__name__}.{name}"), name)
        return command


@click.group(cls=Verbs)
def migrate() -> None:
    """Migrate databases with Alembic's own files.

    The revisions and env.py are plain Alembic. The database is DATABASE_URL, or --url.
    """

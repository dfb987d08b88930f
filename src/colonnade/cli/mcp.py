"""`colonnade mcp`: the commands as tools for assistants."""

import click


@click.command()
def mcp() -> None:
    """Serve the commands as tools over stdio.

    For assistants that speak the Model Context Protocol. They start this command in the project's folder, with
    DATABASE_URL in its environment.
    """
    from colonnade.mcp.server import server

    server.run()

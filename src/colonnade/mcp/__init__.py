"""The commands as tools for assistants that speak the Model Context Protocol.

Each tool runs a command in a process of its own, so that it sees the project's files as they are now, and gives its
result with types. The database is `DATABASE_URL` of the server's environment; no tool takes or gives a URL's password.
"""

from colonnade.errors import ConfigurationError

try:
    import mcp as mcp
except ModuleNotFoundError:
    raise ConfigurationError(
        "The SDK of the Model Context Protocol is not installed.", 'pip install "colonnade[mcp]"'
    ) from None

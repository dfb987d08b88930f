"""The route of a request, for whoever watches the statements that it sends."""

from contextvars import ContextVar

route: ContextVar[str | None] = ContextVar("colonnade_route", default=None)
"""The path that the application declares, as `/tasks/{id}`; None outside of requests."""

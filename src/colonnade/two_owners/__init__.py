"""Whether an application keeps the rows of two owners apart, seen from outside: every route, as a stranger.

It needs what `app.openapi()` says and two clients, and knows neither the framework nor the database.
"""

import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from colonnade.two_owners.clients import Client
from colonnade.two_owners.operations import Api
from colonnade.two_owners.report import Report, Sight
from colonnade.two_owners.walk import Walk

__all__ = ["Client", "Report", "Sight", "TwoOwners"]


class Application(Protocol):
    """What describes itself with OpenAPI, as a `FastAPI` does."""

    def openapi(self) -> Mapping[str, Any]: ...


class TwoOwners:
    """An owner and a stranger, each with a client that is signed in.

    Args:
        owner: whose rows are made and looked for.
        stranger: who looks for them.
    """

    def __init__(self, owner: Client, stranger: Client) -> None:
        self.owner = owner
        self.stranger = stranger

    def check(
        self,
        app: Application,
        *,
        shared: Iterable[str] = (),
        rows: Callable[[Any], object] | None = None,
    ) -> Report:
        """Make rows as the owner, ask every operation for them as the stranger, and see that they are as they were.

        Writes to the application's database; a warning tells of answers that only say that a row is there.

        Args:
            app: the application.
            shared: paths of collections whose rows are everybody's, `"/countries"`.
            rows: called with the owner's client; makes rows that cannot be made from the schemas.

        Raises:
            AssertionError: a row of the owner was shown, linked to or changed; the message has a line for each.
        """
        __tracebackhide__ = True
        report = self.walk(app, shared=shared, rows=rows)
        if report.leaks:
            raise AssertionError(f"A stranger is shown what is the owner's.\n\n{report}")
        if report.oracles:
            warnings.warn(f"A stranger can tell what the owner has.\n\n{report}", stacklevel=2)
        return report

    def walk(
        self,
        app: Application,
        *,
        shared: Iterable[str] = (),
        rows: Callable[[Any], object] | None = None,
    ) -> Report:
        """As `check`, and return what was seen, leaks and all."""
        return Walk(Api(app.openapi()), self.owner, self.stranger, shared).run(rows)

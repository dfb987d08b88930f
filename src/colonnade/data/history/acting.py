"""Who acts in a session, and for which request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, and for which request.

    Attributes:
        actor: the key of a user, as text, or any other name; None for nobody.
        request_id: the request; None outside of one.
    """

    actor: str | None = None
    request_id: str | None = None

    @property
    def settings(self) -> str:
        """The statement that tells PostgreSQL, for the rest of the transaction; empty when there is nothing to tell."""
        said = {"colonnade.actor": self.actor, "colonnade.request_id": self.request_id}
        calls = [_set_config(name, text) for name, text in said.items() if text is not None]
        return f"SELECT {', '.join(calls)}" if calls else ""


NOBODY = Acting()


def _set_config(name: str, text: str) -> str:
    """The text travels as hexadecimal digits, so that nothing in it is SQL."""
    return (
        f"set_config('{name}', convert_from(decode('{text.encode().hex()}', 'hex'), 'UTF8'), true)"
    )

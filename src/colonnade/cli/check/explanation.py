"""The rules of both kinds, and their pages."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from colonnade.errors import UsageError

if TYPE_CHECKING:
    from colonnade.schema.review import Rule


def schema_rules() -> "Iterable[Rule]":
    """The rules about schemas, which need SQLAlchemy."""
    from colonnade.schema.review import load_rules

    return load_rules().values()


def page_of(code: str) -> str:
    """The page of a rule.

    Raises:
        UsageError: there is no such rule.
    """
    from colonnade.check.rule import load_rules

    rule = load_rules().get(code.upper()) or next(
        (one for one in schema_rules() if one.code == code.upper()), None
    )
    if rule is None:
        raise UsageError(f"There is no rule {code!r}.", "Each finding names the code of its rule.")
    return f"{rule.code} {rule.name}\n\n{rule.page.strip()}"

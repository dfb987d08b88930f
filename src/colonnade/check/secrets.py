"""Secrets in source: the names of fields that no client may see."""

import re

from colonnade.check.project import Field, Model

_SECRET = re.compile(
    r"(?:.*_)?(?:hashed_?password|password_?hash|passwd|password|pwd_hash|private_key|totp_secret"
    r"|otp_secret|cvv)",
    re.IGNORECASE,
)
"""Keys of an API are not among them: whoever makes one is shown it, once."""


def is_secret(name: str) -> bool:
    """Whether a field of this name is a secret."""
    return _SECRET.fullmatch(name) is not None


def shown_secrets(model: Model) -> list[str]:
    """The secrets that a model shows when it is an answer."""
    return [
        name for name, field in model.columns.items() if is_secret(name) and not _is_hidden(field)
    ]


def _is_hidden(field: Field) -> bool:
    return (
        field.keywords.get("exclude") == "True"
        or "SecretStr" in field.annotation
        or "ClassVar" in field.annotation
        or "Sensitive" in field.annotation
        or "bool" in field.annotation
    )

"""Secrets in source: the names of fields that no client may see."""

import re

from colonnade.check.project import Class, Field, Model, Project

_SECRET = re.compile(
    r"(?:.*_)?(?:hashed_?password|password_?hash|passwd|password|pwd_hash|private_key|totp_secret"
    r"|otp_secret|cvv)",
    re.IGNORECASE,
)
"""Keys of an API are not among them: whoever makes one is shown it, once."""


_HASH = re.compile(r"(?:.*_)?(?:hashed_?password|password_?hash|pwd_hash)", re.IGNORECASE)


def is_secret(name: str) -> bool:
    """Whether a field of this name is a secret."""
    return _SECRET.fullmatch(name) is not None


def shown_hashes(cls: Class, project: Project) -> list[str]:
    """The hashes of passwords that a class of Pydantic shows when it is an answer, which none has a reason to."""
    if "pydantic.BaseModel" not in project.ancestry(cls):
        return []
    fields = (field for one in project.lineage(cls) for field in one.fields.values())
    return [one.name for one in fields if _HASH.fullmatch(one.name) and not _is_hidden(one)]


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

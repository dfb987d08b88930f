"""What must not be shown, and what no client may set: one list of names, and a mark for everything else."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar, get_args

from pydantic import Secret, SecretBytes, SecretStr
from pydantic.fields import FieldInfo

from colonnade.data.types.password_hash import PasswordHash

T = TypeVar("T")

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

SECRET = re.compile(
    r"(^|_)(hashed)?(password|passwd|pwd|passphrase|secret|token|api_?key|private_?key)(_|$|hash|digest)"
    r"|(^|_)(pw|pass|pin)_?hash(_|$)"
)
"""The names of fields whose values are secrets, in lower case and with underscores."""

PRIVILEGED = re.compile(
    r"(is_)?(admin|superuser|staff|root)|(user_)?roles?|permissions?|privileges?|(is|email)_verified"
)
"""The names of fields by which an application decides what somebody may do."""


class Mark:
    """Says something about a field, from within its annotation."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __repr__(self) -> str:
        return self.words


SENSITIVE = Mark("sensitive")

Sensitive = Annotated[T, SENSITIVE]
"""A field that is not shown: `salary: Sensitive[int]`.

The column is as without the mark. The field stays out of reprs and of derived `Public` schemas, and the query string of
a client can neither filter nor sort nor search by it.
"""


def is_secret(name: str | None) -> bool:
    """Whether a field's name says that its value must not be shown."""
    return name is not None and SECRET.search(_spelled(name)) is not None


def is_privileged(name: str) -> bool:
    """Whether a field's name says that a client must not set it: who sets `is_admin` may do anything."""
    return PRIVILEGED.fullmatch(_spelled(name)) is not None


def lets_in(name: str) -> bool:
    """Whether a field's name says, beside the hash of a password, whom an application lets in."""
    return _spelled(name) == "is_active"


def is_guarded(model: Any, name: str) -> bool:
    """Whether no client sets a field unless a schema of the application says so: secrets and privileges."""
    if is_secret(name) or is_privileged(name):
        return True
    hashes = [each for each, field in model.model_fields.items() if _holds_hash(field)]
    return name in hashes or (bool(hashes) and lets_in(name))


def is_sensitive(model: Any, name: str | None) -> bool:
    """Whether a field of a table or schema must not be shown: by its name, its mark or its type."""
    field = None if name is None else model.model_fields.get(name)
    return is_secret(name) or (field is not None and SENSITIVE in _said(field))


def _spelled(name: str) -> str:
    """A name as Python would spell it: `passwordHash` is `password_hash`."""
    return _HUMP.sub("_", name).lower()


def _holds_hash(field: FieldInfo) -> bool:
    return any(_is_hash(kind) for kind in kinds(field.annotation))


def _said(field: FieldInfo) -> Iterator[Any]:
    """The marks of a field, and `SENSITIVE` for a type whose values hide themselves."""
    yield from (mark for mark in field.metadata if isinstance(mark, Mark))
    yield from _within(field.annotation)


def _within(annotation: Any) -> Iterator[Any]:
    for kind in kinds(annotation):
        if kind in (SecretStr, SecretBytes, Secret) or _is_hash(kind):
            yield SENSITIVE
        elif isinstance(kind, Mark):
            yield kind


def kinds(annotation: Any) -> Iterator[Any]:
    """Everything that an annotation is made of."""
    yield annotation
    for part in (getattr(annotation, "__origin__", None), *get_args(annotation)):
        if part is not None:
            yield from kinds(part)


def _is_hash(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, PasswordHash)

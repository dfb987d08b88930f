"""Legal Python names, as close to the database's names as they can be."""

import builtins
import keyword
import re
import unicodedata
from collections.abc import Collection

from colonnade.data.traits.owned import Owned

_CLASSES = """
Annotated Any AsText Base Base64 BeforeValidator Decimal Domain Enum Exact Field JsonValue Literal MetaData Model
NaiveDatetime Optional Owned Owner PasswordHash PlainSerializer Relationship Shared SQLCompiler SQLModel SoftDeleted
StrEnum Timestamped TypeEngine UTCDateTime UUID Versioned WithJsonSchema
"""
_ATTRIBUTES = """
Any Base Decimal Field JsonValue Literal NaiveDatetime Optional Owned Relationship StrEnum UUID
bool bytes cls conv dict dt float int list metadata mysql postgresql registry sa self set sqlite
stored_by_value str timedelta types uuid4
"""
CLASS_NAMES = frozenset({*_CLASSES.split(), *(name for name in dir(builtins) if name[0].isupper())})
"""Names that the generated modules use for something else."""

ATTRIBUTES = frozenset({*_ATTRIBUTES.split(), *(n for n in dir(Owned) if not n.startswith("_"))})
"""Names that a class attribute would take away from the base class or from the annotations below it."""

MODULES = frozenset({"base", "enums", "keyless", "mixins", "types"})
"""The modules of the models that belong to no table."""


def cleaned(name: str) -> str:
    """The name with every illegal character as an underscore; Unicode letters stay."""
    text = unicodedata.normalize("NFKC", name)
    text = "".join(c if f"_{c}".isidentifier() else "_" for c in text)
    return re.sub(r"_{2,}", "_", text).strip("_")


def attribute_name(name: str, taken: Collection[str] = ()) -> str:
    """A column's name as an attribute: `class` gives `class_`, `2fa` gives `field_2fa`.

    Args:
        name: the column's name.
        taken: attributes and class names it must differ from.
    """
    plain = unicodedata.normalize("NFKC", name)
    legal = (
        plain if plain.isidentifier() and not plain.startswith("_") else cleaned(name) or "field"
    )
    legal = legal if legal.isidentifier() else f"field_{legal}"
    if is_reserved(legal):
        legal += "_"
    return unused(legal, taken)


def is_reserved(name: str) -> bool:
    """Whether an attribute cannot have this name."""
    return keyword.iskeyword(name) or name in ATTRIBUTES or name.startswith("model_validate")


def member_name(value: str, taken: Collection[str] = ()) -> str:
    """An enum's value as a member's name: `in progress` gives `IN_PROGRESS`."""
    legal = cleaned(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", value)).upper() or "EMPTY"
    legal = legal if legal.isidentifier() else f"VALUE_{legal}"
    return unused(legal, taken)


def module_name(words: str) -> str:
    """A class name in snake case as a module's name."""
    return f"{words}_" if keyword.iskeyword(words) or words in MODULES else words


def unused(name: str, taken: Collection[str]) -> str:
    """The name, with the first number that makes it unlike the others."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name.rstrip('_')}_{number}"
    return found

"""Relationships in words or signs: `order belongs to user`, `products <> tags`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from colonnade.schema.questions.asked import misunderstood
from colonnade.schema.questions.entities import found

# The first side, then what stands between the sides, then the second; the more special forms first.
_FORMS = (
    ("<>", r"<>|(?:is |are )?many[ -]to[ -]many(?: with| to)?|ha(?:s|ve) and belongs? to many"),
    ("-", r"(?<!\w)-(?!\w)|ha(?:s|ve) (?:one|a|an)|one[ -]to[ -]one(?: with| to)?"),
    ("<", r"<|ha(?:s|ve) many|own(?:s)?(?: many)?|one[ -]to[ -]many(?: with| to)?"),
    (
        ">",
        r">|belongs? to(?: an?| one)?|many[ -]to[ -]one(?: with| to)?|(?:is|are) (?:of|in|by)(?: an?)?",
    ),
)


@dataclass(frozen=True)
class Relationship:
    """Two entities, and DBML's operator between them: `>`, `-` or `<>`.

    With `>` and `-` the foreign key stands on the left.
    """

    left: str
    operator: str
    right: str


def relationships_of(parts: Sequence[str], entities: Sequence[str]) -> list[Relationship]:
    """The relationships of an answer.

    Raises:
        UsageError: a part is no relationship, or it names an entity that is not there.
    """
    return list(dict.fromkeys(_relationship(part, entities) for part in parts))


def _relationship(part: str, entities: Sequence[str]) -> Relationship:
    for operator, pattern in _FORMS:
        match = re.fullmatch(rf"([\w ]+?)\s*(?:{pattern})\s*(\w[\w ]*)", part.strip(), re.I)
        if match:
            left = found(match[1], entities, "relationships")
            right = found(match[2], entities, "relationships")
            if operator in ("<", "-"):  # the foreign key stands on the side that is had
                return Relationship(right, {"<": ">"}.get(operator, operator), left)
            return Relationship(left, operator, right)
    raise misunderstood("relationships", f"`{part}` relates nothing")

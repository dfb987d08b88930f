"""What a relationship is called: the role that a foreign key's column names."""

import re
from collections.abc import Callable, Iterator

from sqlalchemy import Table

from colonnade.design import words
from colonnade.design.identifiers import attribute_name, unused
from colonnade.design.links import Kind, Link, names

KEY_ENDINGS = frozenset(
    {"id", "ids", "fk", "uuid", "guid", "key", "code", "no", "nr", "number", "ref"}
)
SUPERIORS = {"parent": "children", "manager": "reports", "supervisor": "reports", "boss": "reports"}
ClassName = Callable[[Table], str]


def relationship_names(
    links: list[Link], all_links: dict[str, list[Link]], class_name: ClassName, taken: set[str]
) -> list[tuple[Link, str]]:
    """A name for each relationship of one table.

    Args:
        links: the relationships of the table.
        all_links: those of every table, to see which pairs of tables have several.
        class_name: the class of a table.
        taken: names of columns and classes, which no relationship may have.
    """
    found: list[tuple[Link, str]] = []
    used = set(taken)
    for link in links:
        candidates = list(_candidates(link, all_links, class_name))
        name = next((name for name in candidates if name not in used), None)
        name = name or unused(f"{candidates[0]}_row", used)
        used.add(name)
        found.append((link, name))
    return found


def _candidates(
    link: Link, all_links: dict[str, list[Link]], class_name: ClassName
) -> Iterator[str]:
    """Names for a relationship, the best first."""
    for name in _wishes(link, all_links, class_name):
        yield name if attribute_name(name) == name else f"{name}_row"


def _wishes(link: Link, all_links: dict[str, list[Link]], class_name: ClassName) -> Iterator[str]:
    target = words.words_of(class_name(link.target))
    single = words.snake(words.one(target))
    several = words.snake(words.many(words.one(target)))
    alone = len([other for other in all_links[link.table.key] if _rivals(link, other)]) == 1
    match link.kind:
        case Kind.TO_ONE:
            yield from _role_names(link, single, alone=alone)
        case Kind.MANY_TO_MANY:
            if alone:
                yield several
            yield (
                f"{several}_as_{_role(link, other_end=True)}"
                if link.target is link.table
                else several
            )
            yield f"{several}_through_{words.snake(words.words_of(class_name(link.key.child)))}"
        case _:
            own = single if link.kind is Kind.BACK_TO_ONE else several
            if link.target is link.table:
                yield SUPERIORS.get(_superior(link), f"{own}_as_{_role(link)}")
            elif alone:
                yield own
            yield f"{own}_as_{_role(link)}"


def _rivals(link: Link, other: Link) -> bool:
    """Whether two relationships of one table lead to the same table in the same way."""
    return other.target is link.target and other.kind is link.kind


def _role_names(link: Link, single: str, *, alone: bool) -> Iterator[str]:
    """Names for the row that a foreign key refers to."""
    if link.target is link.table and _superior(link) in SUPERIORS:
        yield _superior(link)
    stem, has_ending = _stem(names(link.key))
    if len(names(link.key)) > 1:
        yield single
        yield f"{single}_by_{_role(link)}"
    elif has_ending:
        yield stem
    elif alone and link.target is not link.table and not stem.endswith("_by"):
        yield single
    yield f"{single}_row" if stem == single else f"{stem}_{single}"


def _role(link: Link, *, other_end: bool = False) -> str:
    """What the foreign key's columns call the row, as `billing_address`."""
    key = link.through if other_end and link.through is not None else link.key
    stems = [_stem((name,))[0] for name in names(key)]
    return "_and_".join(stems) if len(stems) > 1 else stems[0]


def _stem(columns: tuple[str, ...]) -> tuple[str, bool]:
    """A key column's name without what says that it is a key, and whether it said so."""
    parts = words.words_of(columns[-1])
    if len(parts) > 1 and parts[-1] in KEY_ENDINGS:
        return words.snake(parts[:-1]), True
    glued = re.fullmatch(r"(.{3,})(?:id|fk)", parts[0]) if len(parts) == 1 else None
    if glued is not None:
        return glued[1], True
    return words.snake(parts) or "key", False


def _superior(link: Link) -> str:
    """The row above in a tree of rows: `reports_to` says manager."""
    stem = _stem(names(link.key))[0]
    return "manager" if stem in {"reports_to", "manages", "managed_by"} else stem

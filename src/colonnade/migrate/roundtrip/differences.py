"""What differs between two catalogues, in words."""

from collections.abc import Iterator, Mapping

from colonnade.schema.catalog import Catalog, Fact
from colonnade.schema.compare import BEYOND_MODELS, compare

SHOWN = 6
"""How many differences are named."""

Kinds = Mapping[str, frozenset[Fact]]


def differences(
    before: Catalog, after: Catalog, *, models: bool = False
) -> tuple[list[str], list[str]]:
    """What is missing afterwards, and what is there in addition.

    Args:
        before, after: the catalogues.
        models: whether `after` is of what the models say, which is silent on some kinds of things.
    """
    found = compare(before, after)
    missing = {k: v for k, v in found.lost.items() if not models or k not in BEYOND_MODELS}
    return list(_words(missing)), list(_words(found.invented))


def listed(words: list[str]) -> str:
    """The first of them, and how many there are more."""
    more = f"; and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
    return "; ".join(words[:SHOWN]) + more


def _words(kinds: Kinds) -> Iterator[str]:
    """A line for each fact; of a table or column that differs as a whole, only that."""
    tables = {fact[0] for fact in kinds.get("table", ())}
    columns = {".".join(fact[:2]) for fact in kinds.get("column", ())}
    for kind in sorted(kinds):
        if kind.removesuffix(" name") != kind and kind.removesuffix(" name") in kinds:
            continue
        for fact in sorted(kinds[kind]):
            whole = kind in ("table", "column")
            if kind != "table" and _is_below(fact, tables):
                continue
            if not whole and (".".join(fact[:2]) in columns or fact[0] in columns):
                continue
            yield f"{kind} {_said(fact)}"


def _is_below(fact: Fact, tables: set[str]) -> bool:
    return fact[0] in tables or fact[0].rpartition(".")[0] in tables


def _said(fact: Fact) -> str:
    name, *rest = (part.removeprefix("public.") for part in fact)
    return f"{name} ({', '.join(rest)})" if rest else name

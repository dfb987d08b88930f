"""How rows are told apart, whose they are, and which tables share a habit."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Table, Uuid

from colonnade.design.document.markdown import bullets, code, paragraphs, table
from colonnade.design.document.page import Page
from colonnade.design.prose import noun, nouns
from colonnade.design.tenants import warnings
from colonnade.schema.relations import link_of
from colonnade.schema.traits import Ownership, OwnershipKind, ownership, traits_of

STRATEGIES = {
    "counted": "Integers that the database counts up: small, in the order of insertion, and guessable",
    "uuid": "UUIDs: made anywhere, not guessable, four times as wide as an integer",
    "pair": "The two foreign keys of a link: each pair once, and no key to invent",
    "composite": "Several columns together",
    "shared": "The parent's key, so that there is one row for each row of the parent at most",
    "given": "A value that the application gives, such as a code",
    "none": "No key",
}


def keys(page: Page) -> str:
    """Which strategy each table's primary key follows."""
    found: dict[str, list[Table]] = defaultdict(list)
    for one in page.tables:
        found[_strategy(one)].append(one)
    return bullets(
        f"{words}: {page.links(found[name])}." for name, words in STRATEGIES.items() if found[name]
    )


def _strategy(one: Table) -> str:
    columns = list(one.primary_key.columns)
    if not columns:
        return "none"
    if len(columns) > 1:
        return "pair" if link_of(one) is not None else "composite"
    if columns[0].foreign_keys:
        return "shared"
    if isinstance(columns[0].type, Uuid):
        return "uuid"
    return "counted" if one.autoincrement_column is not None or columns[0].identity else "given"


def owners(page: Page) -> str:
    """Who sees which rows."""
    found = ownership(page.metadata)
    if not found:
        return (
            "No table of owners (users, accounts, tenants) was recognised: whoever may read a table sees all its rows. "
            "To give rows an owner, set `owner: 'true'` on the foreign key that leads to it."
        )
    rows = [(page.link(one), *_whose(page, found[one.key])) for one in page.tables]
    return paragraphs(
        "In a session opened for an owner, every statement sees these rows and no others.",
        table(("Table", "Who sees a row", "Decided by"), rows),
        *warnings(page.metadata),
    )


def _whose(page: Page, one: Ownership) -> tuple[str, str]:
    parent = page.metadata.tables.get(one.parent or "")
    match one.kind:
        case OwnershipKind.OWNER:
            return "the owner that the row stands for", "the primary key"
        case OwnershipKind.OWNED if parent is not None:
            return f"the {noun(parent)} it belongs to", code(one.column or "")
        case OwnershipKind.THROUGH if parent is not None:
            return (
                f"whoever sees its {noun(parent)}",
                f"{code(one.column or '')} → {page.link(parent)}",
            )
    return "everybody", "shared; written only outside an owner's session"


def traits(page: Page) -> str:
    """Which tables keep time stamps, soft deletion and versions."""
    return bullets(_traits(page))


def _traits(page: Page) -> Iterator[str]:
    found = {one: traits_of(one) for one in page.tables}
    dated = [
        one
        for one, has in found.items()
        if has.created_at is not None or has.updated_at is not None
    ]
    if dated:
        yield f"Time stamps: {page.links(dated)} say when a row was made or last changed."
    for one, has in found.items():
        if has.deleted_at is not None:
            yield (
                f"Soft deletion: deleting from {page.link(one)} sets {code(has.deleted_at.name)}; the {nouns(one)} stay, "
                "reads leave them out, and they can be restored."
            )
    for one, has in found.items():
        if has.version is not None:
            yield (
                f"Versions: {code(has.version.name)} of {page.link(one)} counts the changes; an update that began from "
                "an older version is refused."
            )

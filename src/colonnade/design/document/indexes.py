"""All indexes, and why each is there."""

from colonnade.design.document.markdown import code, codes, paragraphs, table
from colonnade.design.document.page import Page
from colonnade.design.indexes import index_facts


def indexes(page: Page) -> str:
    """One line for each index of the schema."""
    rows = []
    for one in page.tables:
        for place, fact in enumerate(index_facts(one)):
            name = code(fact.name)
            first = page.link(one) if place == 0 else ""
            rows.append((first, codes(fact.columns), fact.kind, fact.why, name))
    return paragraphs(
        f"All {len(rows)} indexes, the ones that keys and unique constraints bring with them included.",
        table(("Table", "Columns", "Kind", "Why", "Name"), rows),
    )

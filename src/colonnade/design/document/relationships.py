"""Every relationship in a sentence."""

from collections.abc import Iterator

from colonnade.design.document.markdown import bullets, codes, paragraphs
from colonnade.design.document.page import Page
from colonnade.design.prose import nouns, relation_sentence
from colonnade.schema.relations import Link, Relation, links


def relationships(page: Page) -> str:
    """The many-to-many relationships first, then every foreign key."""
    return paragraphs(
        bullets(
            [
                *(_across(page, link) for link in links(page.metadata)),
                *(_sentence(page, relation) for relation in page.relations),
            ]
        ),
        *_circles(page),
    )


def _across(page: Page, link: Link) -> str:
    left, right = nouns(link.left.parent), nouns(link.right.parent)
    if link.left.parent is link.right.parent:
        return f"{left.capitalize()} are linked to each other, many to many, by {page.link(link.table)}."
    return (
        f"{left.capitalize()} and {right} are linked many to many by {page.link(link.table)}: "
        f"each of the {left} can have many {right}, and the other way round."
    )


def _sentence(page: Page, relation: Relation) -> str:
    columns = codes(column.name for column in relation.columns)
    return f"{relation_sentence(relation)} ({page.link(relation.child)}, {columns})"


def _circles(page: Page) -> Iterator[str]:
    """Tables that need each other: rows are inserted with an empty reference first."""
    pairs = {(one.child.key, one.parent.key) for one in page.relations}
    found = sorted(
        (child, parent) for child, parent in pairs if child < parent and (parent, child) in pairs
    )
    for pair in found:
        first, second = (page.metadata.tables[key] for key in pair)
        yield (
            f"{page.link(first)} and {page.link(second)} refer to each other. Insert the one whose reference may be "
            "empty first, and fill the reference in afterwards."
        )

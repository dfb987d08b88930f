"""What the schema is about: its size, its parts, and one line for each table."""

from collections.abc import Iterator

from sqlalchemy import Table

from colonnade.design.document.markdown import paragraphs, plain, table
from colonnade.design.document.page import Page
from colonnade.design.groups import Group, groups
from colonnade.design.prose import article, noun, nouns
from colonnade.schema.info import schema_info
from colonnade.schema.relations import link_of, links, relations_of


def overview(page: Page) -> str:
    """The overview."""
    info = schema_info(page.metadata)
    parts = groups(page.metadata)
    return paragraphs(plain(info.note), _size(page), _source(page), *_tables(page, parts))


def purpose(one: Table) -> str:
    """What the rows of a table are: its note's first paragraph, or what its keys say."""
    if one.comment:
        text = plain(one.comment).split("\n\n")[0].replace("\n", " ")
        return text if text.endswith((".", "!", "?")) else f"{text}."
    link = link_of(one)
    if link is not None:
        left, right = nouns(link.left.parent), nouns(link.right.parent)
        keys = {*link.left.columns, *link.right.columns}
        others = sum(column not in keys for column in one.columns)
        more = f", with {others} column{'s' if others > 1 else ''} about the pair" if others else ""
        return f"Links {left} and {right}: one row for each pair{more}."
    parents = [
        article(noun(relation.parent))
        for relation in relations_of(one)
        if not relation.optional and relation.parent is not one
    ]
    if not parents:
        return f"Each row is {article(noun(one))}."
    unique = list(dict.fromkeys(parents))
    whole = " and ".join(filter(None, [", ".join(unique[:-1]), unique[-1]]))
    return f"Each row is {article(noun(one))}, which belongs to {whole}."


def _size(page: Page) -> str:
    tables, lines = len(page.tables), len(page.relations)
    across = len(links(page.metadata))
    columns = sum(len(one.columns) for one in page.tables)
    words = f"{_count(tables, 'table')} with {_count(columns, 'column')} and {_count(lines, 'foreign key')}"
    if across:
        words += f"; {across} of the tables {'link' if across > 1 else 'links'} many to many"
    return f"{words}. The page [schema.html](schema.html) shows them as a diagram to walk through."


def _source(page: Page) -> str:
    source = schema_info(page.metadata).source
    return f"Read from {plain(source)}." if source else ""


def _tables(page: Page, parts: list[Group]) -> Iterator[str]:
    """One list of all tables, or one for each group."""
    for part in parts:
        rows = [
            (page.link(one), purpose(one), str(len(one.columns)), str(len(relations_of(one)) or ""))
            for one in part.tables
        ]
        if len(parts) > 1:
            yield f"**{plain(part.name)}**"
        yield table(("Table", "What it holds", "Columns", "Refers to"), rows)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"

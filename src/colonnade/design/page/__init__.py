"""`schema.html`: the whole schema on one page that needs no network, no server and no other file."""

from colonnade.design.design import Design, Files
from colonnade.design.groups import groups
from colonnade.design.page.cards import cards
from colonnade.design.page.data import data
from colonnade.design.page.html import page
from colonnade.design.page.svg import svg
from colonnade.design.page.views import views
from colonnade.schema.info import schema_info


def write(design: Design) -> Files:
    """The page of a design, as `schema.html`.

    It shows the tables with lines from foreign key to key, finds tables and columns, and tells in a panel what is known
    of a table. The same design gives the same page, byte for byte.
    """
    metadata = design.metadata
    drawn = cards(metadata)
    parts = groups(metadata)
    pictures = views(metadata, drawn, parts)
    name = schema_info(metadata).project or design.name
    text = page(
        name,
        metadata,
        parts,
        pictures,
        svg(metadata, drawn, parts),
        data(metadata, drawn, parts, pictures),
    )
    return {"schema.html": text}

"""`schema.html`: the whole schema on one page that needs no network, no server and no other file."""

from colonnade.design.design import Design, Files
from colonnade.design.page.data import data
from colonnade.design.page.html import page
from colonnade.design.page.scene import scene
from colonnade.design.page.svg import svg
from colonnade.design.page.views import views
from colonnade.schema.info import schema_info


def write(design: Design) -> Files:
    """The page of a design, as `schema.html`.

    It shows the tables with lines from foreign key to key, finds tables and columns, and tells in a panel what is known
    of a table. The same design gives the same page, byte for byte.
    """
    shown = scene(design.metadata)
    pictures = views(shown)
    name = schema_info(design.metadata).project or design.name
    text = page(name, shown, pictures, svg(shown), data(shown, pictures))
    return {"schema.html": text}

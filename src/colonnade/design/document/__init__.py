"""`SCHEMA.md`: the Schema Design Document, the schema in words."""

from collections.abc import Callable

from colonnade.design.design import Design, Files
from colonnade.design.diagram import diagrams
from colonnade.design.document.advice import performance, suspicions
from colonnade.design.document.indexes import indexes
from colonnade.design.document.keys import keys, owners, traits
from colonnade.design.document.markdown import bullets, paragraphs, plain
from colonnade.design.document.overview import overview
from colonnade.design.document.page import Page
from colonnade.design.document.relationships import relationships
from colonnade.design.document.remainder import assumptions, habits, omissions
from colonnade.design.document.tables import tables
from colonnade.schema.info import schema_info


def write(design: Design) -> Files:
    """The Schema Design Document of a design, as `SCHEMA.md`.

    It tells each table and relationship in words, why each index is there, what looks suspicious, and every decision
    that was taken for the user. Sections that have nothing to say are left out.
    """
    page = Page(design)
    sections = [(title, section(page)) for title, section in SECTIONS.items()]
    told = [(title, text) for title, text in sections if text]
    name = schema_info(design.metadata).project or design.name
    text = paragraphs(
        f"# {plain(name)}: Schema Design Document",
        bullets(f"[{title}](#{title.lower().replace(' ', '-')})" for title, _ in told),
        *(f"## {title}\n\n{text}" for title, text in told),
    )
    return {"SCHEMA.md": text + "\n"}


def _diagrams(page: Page) -> str:
    parts = diagrams(page.metadata)
    return paragraphs(
        *(
            paragraphs(f"**{plain(name)}**" if len(parts) > 1 else "", f"```mermaid\n{text}```")
            for name, text in parts
        )
    )


SECTIONS: dict[str, Callable[[Page], str]] = {
    "Overview": overview,
    "Diagram": _diagrams,
    "Tables": tables,
    "Relationships": relationships,
    "Keys": keys,
    "Ownership": owners,
    "Timestamps and soft deletion": traits,
    "Normalisation": suspicions,
    "Indexes": indexes,
    "Performance": performance,
    "Not carried over": omissions,
    "Habits followed": habits,
    "Assumptions": assumptions,
}
"""The sections in the order of the document, by their titles."""

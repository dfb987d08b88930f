"""Each table in words: what it is for, its columns, its constraints, what it refers to and what refers to it."""

from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Column, Computed, Enum, Table, UniqueConstraint

from colonnade.design.document.markdown import bullets, code, codes, paragraphs, plain, table
from colonnade.design.document.overview import purpose
from colonnade.design.document.page import Page
from colonnade.design.prose import default_text, relation_sentence, sql_text, type_text
from colonnade.schema.info import table_info
from colonnade.schema.relations import relations_of
from colonnade.schema.traits import TableTraits, traits_of


def tables(page: Page) -> str:
    """A section for each table."""
    return "\n\n".join(_section(page, one) for one in page.tables)


def _section(page: Page, one: Table) -> str:
    return paragraphs(
        f'<a id="{page.anchor(one)}"></a>',
        f"### {code(one.key)}",
        plain(one.comment) if one.comment else purpose(one),
        table(
            ("Column", "Type", "Null", "Default", "Meaning"),
            [_column(page, column) for column in one.columns],
        ),
        bullets([*_facts(one), *_related(page, one)]),
    )


def _column(page: Page, column: Column[object]) -> tuple[str, str, str, str, str]:
    default = default_text(column)
    return (
        code(column.name),
        code(type_text(column)),
        "yes" if column.nullable else "no",
        default if default in ("", "increment", "identity", "by the server") else code(default),
        _meaning(page, column),
    )


def _meaning(page: Page, column: Column[object]) -> str:
    """What the note says, and what the schema says beside it."""
    parts = [plain(column.comment)] if column.comment else []
    if column.primary_key:
        alone = len(column.table.primary_key.columns) == 1
        parts.append("Primary key" if alone else "Part of the primary key")
    parts += [
        f"Refers to {page.link(relation.parent)}"
        for relation in relations_of(column.table)
        if column in relation.columns
    ]
    if isinstance(column.type, Enum):
        parts.append(f"One of {codes(column.type.enums)}")
    if isinstance(column.server_default, Computed):
        parts.append("Computed by the database")
    trait = _trait(column, traits_of(column.table))
    if trait and not column.comment:
        parts.append(trait)
    return ". ".join(part.rstrip(".") for part in dict.fromkeys(parts))


def _trait(column: Column[object], traits: TableTraits) -> str:
    """What a column with a well-known part is for."""
    meanings = {
        "When the row was made": traits.created_at,
        "When the row was last changed": traits.updated_at,
        "When the row was deleted; empty while it lives": traits.deleted_at,
        "Counts the changes, so that two people cannot overwrite each other": traits.version,
    }
    return next((words for words, one in meanings.items() if one is column), "")


def _facts(one: Table) -> Iterator[str]:
    """The keys and constraints, one sentence each."""
    key = [column.name for column in one.primary_key.columns]
    yield f"Primary key: {codes(key)}." if key else "No primary key."
    for constraint in sorted(one.constraints, key=lambda c: (str(c.name), type(c).__name__)):
        name = f" ({code(str(constraint.name))})" if constraint.name is not None else ""
        if isinstance(constraint, UniqueConstraint):
            yield f"Unique: {codes(column.name for column in constraint.columns)}{name}."
        elif isinstance(constraint, CheckConstraint) and not _is_of_type(constraint):
            yield f"Check: {code(sql_text(constraint.sqltext, one.metadata))}{name}."
    partials = table_info(one).partials
    if partials:
        yield f"Shares columns with other tables through {codes(partials)}."


def _is_of_type(constraint: CheckConstraint) -> bool:
    """Whether the constraint only repeats what a column's type says."""
    return bool(getattr(constraint, "_type_bound", False))


def _related(page: Page, one: Table) -> Iterator[str]:
    for relation in relations_of(one):
        columns = codes(column.name for column in relation.columns)
        yield f"{columns} → {page.link(relation.parent)}: {relation_sentence(relation)}"
    for relation in page.children(one):
        columns = codes(column.name for column in relation.columns)
        yield f"{page.link(relation.child)} refers to it by {columns}."

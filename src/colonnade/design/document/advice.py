"""What looks suspicious, and what to keep in mind for speed."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import JSON, Column, Enum, LargeBinary, String, Table
from sqlalchemy.types import TypeEngine

from colonnade.design.design import Backend
from colonnade.design.document.markdown import bullets, code, codes, paragraphs
from colonnade.design.document.page import Page
from colonnade.design.indexes import method_of
from colonnade.design.links import Kind
from colonnade.design.prose import nouns
from colonnade.findings import Finding
from colonnade.schema.review import load_rules, review
from colonnade.schema.traits import traits_of

TOPICS = {
    "2": "Normal forms",
    "1": "Keys and references",
    "3": "Types",
    "4": "Indexes",
    "5": "Models",
}
"""What the hundreds of the codes are about, in the order of the document."""


def suspicions(page: Page) -> str:
    """What the rules found, by topic; each with its evidence and what could be done."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in review(page.metadata):
        found[finding.code].append(finding)
    if not found:
        return (
            "Nothing in the names and types suggests a broken normal form: no lists in a column, no numbered columns, "
            "no values copied from another table, and every foreign key has an index."
        )
    parts = [
        "These are suspicions, told from names and types alone. Whether a rule is broken depends on what the data mean."
    ]
    for hundred, topic in TOPICS.items():
        codes_of_topic = [one for one in load_rules() if one in found and one[4] == hundred]
        if codes_of_topic:
            parts.append(f"**{topic}**")
            parts.append(bullets(line for one in codes_of_topic for line in _said(found[one])))
    return paragraphs(*parts)


def _said(findings: list[Finding]) -> Iterator[str]:
    """The findings of one rule, and once what to do."""
    first = findings[0]
    if len(findings) == 1:
        yield f"{first.message} {first.remedy} ({first.code})"
        return
    lines = [f"{load_rules()[first.code].title} {first.remedy} ({first.code})"]
    lines += [f"  - {finding.message}" for finding in findings]
    yield "\n".join(lines)


def performance(page: Page) -> str:
    """What to keep in mind for speed, each only where the schema gives a reason."""
    return bullets(
        [
            *_eager(page),
            *_hubs(page),
            *_wide(page),
            *_heavy(page),
            *_search(page),
            *_soft(page),
            *_pages(),
        ]
    )


def _eager(page: Page) -> Iterator[str]:
    """The collections that a list of rows would load one by one."""
    named = [
        f"{page.names.class_name(one)}.{relationship.name}"
        for one in page.tables
        for relationship in page.names.relationships_of(one)
        if relationship.link.kind in (Kind.TO_MANY, Kind.MANY_TO_MANY)
    ]
    if named:
        more = f" and {len(named) - 8} more" if len(named) > 8 else ""
        yield (
            f"N+1: a list that shows a collection should load it with the list, in one more statement: {codes(named[:8])}"
            f"{more}. `load=[{named[0]}]` or `selectinload({named[0]})` does that."
        )


def _hubs(page: Page) -> Iterator[str]:
    pairs = {(one.parent.key, one.child.key) for one in page.relations}
    referring = Counter(parent for parent, child in pairs if parent != child)
    for key, count in sorted(referring.items(), key=lambda pair: (-pair[1], pair[0])):
        if count >= 5:
            yield (
                f"{page.link(page.metadata.tables[key])} is referred to by {count} tables: deleting one of its rows looks "
                "into all of them, and changing its key reaches all of them."
            )


def _wide(page: Page) -> Iterator[str]:
    for one in page.tables:
        if len(one.columns) > 30:
            yield (
                f"{page.link(one)} has {len(one.columns)} columns: let lists select only those they show, and think of "
                "moving the rare ones to a table of their own."
            )


def _heavy(page: Page) -> Iterator[str]:
    """Columns that can be large and are read with every row."""
    heavy = [
        f"{one.key}.{column.name}"
        for one in page.tables
        for column in one.columns
        if isinstance(column.type, LargeBinary | JSON)
    ]
    if heavy:
        more = f" and {len(heavy) - 8} more" if len(heavy) > 8 else ""
        yield f"Large values: leave {codes(heavy[:8])}{more} out of lists, or defer them."


def _search(page: Page) -> Iterator[str]:
    texts = [
        f"{one.key}.{column.name}"
        for one in page.tables
        for column in one.columns
        if _is_long(column.type) and not _is_searched(column)
    ]
    if texts:
        more = f" and {len(texts) - 5} more" if len(texts) > 5 else ""
        yield (
            f"Text search: `LIKE '%word%'` reads the whole table, for instance on {codes(texts[:5])}{more}. "
            f"{SEARCH[page.backend]}"
        )


_DECLARE = (
    "If such a search is frequent, declare `search_index(...)` in the model's `__table_args__`"
)

SEARCH = {
    Backend.POSTGRESQL: f"{_DECLARE}, a GIN index over `to_tsvector`; for parts of words `trigram_index(...)`.",
    Backend.SQLITE: f"{_DECLARE}, an FTS5 table that triggers keep up to date.",
    Backend.MARIADB: f"{_DECLARE}, a FULLTEXT index.",
}


def _is_long(kind: TypeEngine[object]) -> bool:
    """Whether the type is made for long texts: `text`, `longtext`, `varchar(2000)`."""
    if not isinstance(kind, String) or isinstance(kind, Enum):
        return False
    return kind.__visit_name__.lower().endswith("text") or (kind.length or 0) > 500


def _is_searched(column: Column[object]) -> bool:
    """Whether an index for words or parts of words holds the column."""
    return any(
        method_of(index) in ("gin", "gist", "fulltext") and column in set(index.columns)
        for index in column.table.indexes
    )


def _soft(page: Page) -> Iterator[str]:
    for one in page.tables:
        deleted = traits_of(one).deleted_at
        if deleted is not None and page.backend is not Backend.MARIADB and _has_indexes(one):
            yield (
                f"Soft deletion: when many {nouns(one)} are deleted, an index on {page.link(one)} that covers only rows "
                f"where {code(f'{deleted.name} IS NULL')} stays small."
            )


def _has_indexes(one: Table) -> bool:
    return bool(one.indexes)


def _pages() -> Iterator[str]:
    yield (
        "Pages: the later a page, the more rows `OFFSET` skips; pages after a cursor cost the same everywhere, if an index "
        "holds the columns they are sorted by."
    )

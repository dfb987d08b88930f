"""Tables, columns and relationships in plain words, for the document and the page."""

from sqlalchemy import Column, Computed, Enum, Identity, MetaData, Table
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import CompileError, UnsupportedCompilationError
from sqlalchemy.schema import DefaultClause
from sqlalchemy.sql.elements import ClauseElement

from colonnade.design.words import many, one, words_of
from colonnade.schema.info import schema_info
from colonnade.schema.relations import Relation

DIALECTS: dict[str | None, Dialect] = {
    "postgresql": postgresql.dialect(),  # type: ignore[no-untyped-call]
    "sqlite": sqlite.dialect(),
    "mysql": mysql.dialect(),
    None: postgresql.dialect(),  # type: ignore[no-untyped-call]
}
"""In whose words types and expressions are said; a design without a database is said as for PostgreSQL."""


def noun(table: Table) -> str:
    """What one row is: `order_details` gives `order detail`."""
    return " ".join(one(words_of(table.name))) or table.name


def nouns(table: Table) -> str:
    """What several rows are: `Invoice` gives `invoices`."""
    return " ".join(many(one(words_of(table.name)))) or table.name


def article(word: str) -> str:
    """The word with `a` or `an` before it."""
    vowel = word[:1] in "aeiou" and not (
        word.startswith(("uni", "use", "eu", "one")) or word.split()[0] == "us"
    )
    return f"{'an' if vowel else 'a'} {word}"


def type_text(column: Column[object]) -> str:
    """The type of a column as its database writes it, in lower case; of an enum, its name."""
    kind = column.type
    if isinstance(kind, Enum):
        return kind.name or "enum"
    try:
        text = kind.compile(_dialect(column.table.metadata))
    except (CompileError, UnsupportedCompilationError):
        return type(kind).__name__.lower()
    text = text.partition(" COLLATE ")[0].partition(" CHARACTER SET ")[0].lower()
    for long, short in SHORT.items():
        text = text.replace(long, short)
    return text


SHORT = {
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time without time zone": "time",
    "character varying": "varchar",
    "double precision": "double",
}


def default_text(column: Column[object]) -> str:
    """Where a value comes from when none is given: `generated`, `identity`, the default's text, or nothing."""
    default = column.server_default
    if isinstance(default, Computed):
        return f"generated: {sql_text(default.sqltext, column.table.metadata)}"
    if isinstance(default, Identity):
        return "identity"
    if isinstance(default, DefaultClause):
        return sql_text(default.arg, column.table.metadata)
    if default is not None:
        return "by the server"
    return "increment" if column is column.table.autoincrement_column else ""


def sql_text(expression: object, metadata: MetaData) -> str:
    """An expression as SQL on one line, with its values."""
    if not isinstance(expression, ClauseElement):
        return " ".join(str(expression).split())
    options = {"literal_binds": True, "include_table": False}
    try:
        compiled = expression.compile(dialect=_dialect(metadata), compile_kwargs=options)
    except (CompileError, NotImplementedError):
        return " ".join(str(expression).split())
    return " ".join(str(compiled).replace("%%", "%").split())


def relation_sentence(relation: Relation) -> str:
    """A relationship in a sentence, and what deleting the parent does."""
    return f"{_belonging(relation)}; {_deleting(relation)}."


def _belonging(relation: Relation) -> str:
    child, parent = noun(relation.child), noun(relation.parent)
    if relation.parent is relation.child:
        words = f"Each {child} {'may refer' if relation.optional else 'refers'} to another {parent}"
    else:
        verb = "may belong to one" if relation.optional else "belongs to exactly one"
        words = f"Each {child} {verb} {parent}"
    words += _as_role(relation)
    if relation.single:
        words += f", and {article(parent)} has one {child} at most"
    return words


def _as_role(relation: Relation) -> str:
    """What the parent is to the child, where the column's name says more than the parent's."""
    if len(relation.columns) != 1:
        return ""
    column = relation.columns[0].name
    words = words_of(column)
    target = words_of(relation.targets[0].name)
    plain = words[:-1] if len(words) > 1 and words[-1] in KEY_WORDS else words
    parent = one(words_of(relation.parent.name))
    if parent in (plain, words[: -len(target)]) or words == target:
        return ""
    if plain[-1] in PREPOSITIONS:
        return f" by `{column}`"
    return f", its {' '.join(plain)}"


KEY_WORDS = frozenset({"id", "uuid", "code", "key", "no", "number"})
PREPOSITIONS = frozenset({"to", "via", "by", "of", "for", "from", "with", "at", "in", "on"})


def _deleting(relation: Relation) -> str:
    parent, children = article(noun(relation.parent)), _children(relation)
    columns = " and ".join(f"`{column.name}`" for column in relation.columns)
    match relation.ondelete:
        case "CASCADE":
            return f"deleting {parent} deletes {children}"
        case "SET NULL":
            return f"deleting {parent} keeps {children} and empties {columns}"
        case "SET DEFAULT":
            return f"deleting {parent} keeps {children} and sets {columns} to the default"
    if relation.parent is relation.child:
        return f"{parent} cannot be deleted while another refers to it"
    has = article(noun(relation.child)) if relation.single else nouns(relation.child)
    return f"{parent} cannot be deleted while it has {has}"


def _children(relation: Relation) -> str:
    if relation.parent is relation.child:
        return f"the {nouns(relation.child)} that refer to it"
    return f"its {noun(relation.child) if relation.single else nouns(relation.child)}"


def _dialect(metadata: MetaData) -> Dialect:
    return DIALECTS.get(schema_info(metadata).dialect, DIALECTS[None])

"""Every index of a table, and why it is there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Boolean, Column, Date, DateTime, Enum, Index, Table, UniqueConstraint

from colonnade.design.prose import article, noun, nouns, sql_text
from colonnade.schema.relations import (
    Relation,
    condition_of,
    has_expressions,
    indexes_of,
    relations_of,
)


@dataclass(frozen=True, slots=True)
class IndexFact:
    """One index.

    Attributes:
        name: its name; empty where the database chooses one.
        kind: primary key, unique constraint, unique index or index.
        columns: what it holds, in its order: columns and expressions.
        why: what it is good for, one sentence.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    why: str


def index_facts(table: Table) -> list[IndexFact]:
    """The indexes of a table: its key, its unique constraints, then the others by name."""
    return [*_key(table), *_constraints(table), *_indexes(table)]


def _key(table: Table) -> Iterator[IndexFact]:
    columns = list(table.primary_key.columns)
    if columns:
        why = f"Finds {article(noun(table))} by its key."
        if len(columns) > 1:
            why = f"One row for each {_both(columns)}; {_lookup(table, columns[:1])}."
        yield IndexFact(_name(table.primary_key.name), "primary key", _names(columns), why)


def _constraints(table: Table) -> Iterator[IndexFact]:
    found = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    for constraint in sorted(found, key=lambda one: _names(list(one.columns))):
        columns = list(constraint.columns)
        note = str(constraint.info.get("note") or "").strip()
        why = f"{note.rstrip('.')}." if note else _rule(table, columns)
        yield IndexFact(_name(constraint.name), "unique constraint", _names(columns), why)


def _indexes(table: Table) -> Iterator[IndexFact]:
    for index in indexes_of(table):
        kind = "unique index" if index.unique else "index"
        columns = tuple(
            one.name if isinstance(one, Column) else sql_text(one, table.metadata)
            for one in index.expressions
        )
        yield IndexFact(_name(index.name), kind, columns, _why(index, table))


def _why(index: Index, table: Table) -> str:
    note = index.info.get("note")
    if note:
        return f"{str(note).strip().rstrip('.')}."
    why = _use(index, table)
    condition = condition_of(index)
    if condition is not None:
        why = f"{why[:-1]}, only where {sql_text(condition, table.metadata)}."
    return why


def _use(index: Index, table: Table) -> str:
    method = method_of(index)
    columns = list(index.columns)
    if method in METHODS:
        return f"{METHODS[method]} ({method.upper()})."
    if has_expressions(index):
        texts = " and ".join(f"`{sql_text(one, table.metadata)}`" for one in index.expressions)
        rule = f"No two {nouns(table)} share {texts}; finds" if index.unique else "Finds"
        return f"{rule} {nouns(table)} by {texts}."
    if index.unique:
        return _rule(table, columns)
    use = _lookup(table, columns)
    return use[:1].upper() + use[1:] + "."


def method_of(index: Index) -> str:
    """How the index searches, in small letters, where that is not the usual way: `gin`, `fulltext`."""
    postgresql = index.dialect_options["postgresql"].get("using")
    mysql = index.dialect_options["mysql"].get("prefix")
    return str(postgresql or mysql or "").lower()


METHODS = {
    "gin": "Searches inside values: words, array members, JSON keys",
    "gist": "Searches by overlap or nearness",
    "brin": "Finds ranges in rows stored in order",
    "spgist": "Searches by prefix or region",
    "hash": "Finds exact values",
    "fulltext": "Searches words in texts",
    "spatial": "Searches by overlap or nearness",
}


def _rule(table: Table, columns: Sequence[Column[object]]) -> str:
    rule = f"No two {nouns(table)} have the same {_both(columns)}"
    relation = _relation(table, columns[:1])
    if relation is not None and len(columns) > 1:
        return f"{rule}; {_lookup(table, columns[:1])}."
    return f"{rule}; finds {article(noun(table))} by {'them' if len(columns) > 1 else 'it'}."


def _lookup(table: Table, columns: Sequence[Column[object]]) -> str:
    """What an ordinary index on these columns is good for; it begins with a small letter."""
    relation = _relation(table, columns)
    if relation is None:
        verb = "sorts" if isinstance(columns[0].type, DateTime | Date) else "finds"
        return f"{verb} {nouns(table)} by {_both(columns)}"
    parent = article(noun(relation.parent))
    rest = [column for column in columns if column not in relation.columns]
    if rest:
        verb = "sorted" if isinstance(rest[-1].type, DateTime | Date) else "filtered"
        if isinstance(rest[-1].type, Boolean | Enum):
            verb = "filtered"
        return f"finds the {nouns(table)} of {parent}, {verb} by {_both(rest)}"
    role = f" (`{relation.columns[0].name}`)" if relation.parent is relation.child else ""
    gone = f"{'another' if role else 'the'} {noun(relation.parent)}"
    purpose = {
        "CASCADE": f"also to delete them with {gone}",
        "SET NULL": f"also to empty their reference when {gone} is deleted",
    }
    then = purpose.get(relation.ondelete, f"also to check that none is left when {gone} is deleted")
    return f"finds the {nouns(table)} of {parent}{role}, {then}"


def _relation(table: Table, columns: Sequence[Column[object]]) -> Relation | None:
    """The foreign key that the columns begin with."""
    for relation in relations_of(table):
        width = len(relation.columns)
        if set(columns[:width]) == set(relation.columns):
            return relation
    return None


def _both(columns: Sequence[Column[object]]) -> str:
    quoted = [f"`{column.name}`" for column in columns]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def _names(columns: Sequence[Column[object]]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


def _name(name: object) -> str:
    return "" if name is None else str(name)

"""Search: the rows that have every word; and the rows whose text begins so."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Enum,
    Integer,
    String,
    bindparam,
    column,
    func,
    inspect,
    or_,
    text,
)
from sqlalchemy.orm import Mapper
from sqlmodel import AutoString, SQLModel

from colonnade.data.crud.rows import table_of
from colonnade.data.isolation.trusted import trusted
from colonnade.data.models.indexes import MYSQL, Search, fts_table, has_rowid_key, search_of
from colonnade.data.models.sensitive import is_sensitive
from colonnade.errors import InvalidQuery

_SHORT = 3
"""InnoDB keeps no shorter words in a FULLTEXT index."""

_STOPWORDS = """
a about an are as at be by com de en for from how i in is it la of on or that the this to was what when where who will
with und www
"""
"""Words that InnoDB keeps in no FULLTEXT index; a search for one of them would find nothing."""


def text_fields(model: type[SQLModel]) -> list[str]:
    """The fields that are searched where the model declares no index: text, and no secrets."""
    mapper: Mapper[Any] = inspect(model)
    return [
        name
        for name, column in mapper.columns.items()
        if isinstance(column.type, String | AutoString)
        and not isinstance(column.type, Enum)
        and not is_sensitive(model, name)
    ]


def matching(model: type[SQLModel], said: str, dialect: str) -> list[ColumnElement[bool]]:
    """The conditions that a row has every word.

    By the `search_index` of the model; without one each word may stand anywhere in a text column, whatever its case.
    `%` and `_` are letters.

    Args:
        model: the table's class.
        said: what somebody searches for.
        dialect: the database's name.

    Raises:
        InvalidQuery: the model has no text to search.
    """
    table = table_of(model)
    index, words = search_of(table), re.findall(r"\w+", said)
    if index is None or not words or (dialect == "sqlite" and not has_rowid_key(table)):
        return _containing(
            model, text_fields(model) if index is None else index.columns, said.split()
        )
    if dialect == "postgresql":
        query = func.plainto_tsquery(index.configuration, said)
        return [index.document(table).bool_op("@@")(query)]
    if dialect == "sqlite":
        return [_in_fts5(model, words)]
    return _in_fulltext(model, index, words)


def beginning(attribute: Any, said: str, dialect: str) -> ColumnElement[bool]:
    """The condition that a text begins so, in the form that a `prefix_index` answers.

    Args:
        attribute: a text attribute of a model.
        said: how it begins.
        dialect: the database's name.
    """
    if (
        dialect in MYSQL
    ):  # the collation compares without case; a function would hide the column from its index
        begins: ColumnElement[bool] = attribute.startswith(said, autoescape=True)
        return begins
    lowered, first = func.lower(attribute), func.lower(said)
    if dialect == "sqlite":  # LIKE uses an index with one collation only
        return (lowered >= first) & (lowered < first.concat("\U0010ffff"))
    escaped = re.sub(r"([/%_])", r"/\1", said)
    # ILIKE uses no such index; LIKE does, of the expression that the index has.
    return lowered.like(func.lower(f"{escaped}%"), escape="/")


def _containing(
    model: type[SQLModel], names: Sequence[str], words: Sequence[str]
) -> list[ColumnElement[bool]]:
    if not names:
        raise InvalidQuery(f"{model.__name__} has no text to search.", field="search")
    columns = [inspect(model).attrs[name].class_attribute for name in names]
    return [or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words]


def _in_fts5(model: type[SQLModel], words: Sequence[str]) -> ColumnElement[bool]:
    """The row's id is among those that the virtual table finds.

    The text is ours, and only ids leave it: they are compared with rows that the session may see.
    """
    table = table_of(model)
    fts = fts_table(table)
    found = trusted(text(f'SELECT rowid FROM "{fts}" WHERE "{fts}" MATCH :words'))
    query = " ".join(f'"{word}"' for word in words)
    bound = found.bindparams(bindparam("words", query, unique=True))
    (key,) = table.primary_key.columns
    condition: ColumnElement[bool] = key.in_(bound.columns(column("rowid", Integer)))
    return condition


def _in_fulltext(
    model: type[SQLModel], index: Search, words: Sequence[str]
) -> list[ColumnElement[bool]]:
    """MATCH for the words that the index keeps, LIKE for the others."""
    from sqlalchemy.dialects.mysql import match  # only where MariaDB is in use

    kept = [w for w in words if len(w) >= _SHORT and w.lower() not in _STOPWORDS.split()]
    others = _containing(model, index.columns, [word for word in words if word not in kept])
    if not kept:
        return others
    table = table_of(model)
    query = " ".join(f"+{word}" for word in kept)
    found = match(*(table.c[key] for key in index.columns), against=query, in_boolean_mode=True)
    return [found, *others]

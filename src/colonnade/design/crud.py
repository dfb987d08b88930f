"""The writer of `app/crud/`: the application's own queries, each written once as a typed function.

Reading, listing, creating, changing and deleting are `Crud`'s business. What is written here shows where the application's
own queries go: for each model that has a column to sort its rows by, how many rows there are of each sort.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Table

from colonnade.design.design import Design, Files
from colonnade.design.links import is_pure_link
from colonnade.design.models.columns import field_of
from colonnade.design.models.context import Context
from colonnade.design.names import enum_of
from colonnade.design.words import snake, words_of
from colonnade.schema.relations import relations_of

IMPORTS = """\
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import NaiveDatetime
"""

PACKAGE = '''\
"""The application's own queries: functions from a session to typed results.

Reading, listing, creating, changing and deleting by key need none: `Crud(Model, session)` does that. An async session runs
a function of this package by `await session.run_sync(function)`.
"""
'''

COUNTS = '''\
"""Queries on `{table}`."""

{imports}
from sqlmodel import Session, col, func, select

from app.models import {models}


def {collection}_by_{label}(session: Session) -> dict[{annotation}, int]:
    """How many {words} there are for each value of `{attribute}`."""
    statement = select(col({model}.{attribute}), func.count()).group_by(col({model}.{attribute}))
    return dict(session.exec(statement).all())
'''


def write(design: Design) -> Files:
    """The package `app/crud`."""
    context = Context.of(design)
    files = {"app/crud/__init__.py": PACKAGE}
    for table in context.tables:
        column = _sorting(table)
        if column is not None:
            files[f"app/crud/{context.names.module(table)}.py"] = _counts(column, context)
    return files


def _sorting(table: Table) -> Column[Any] | None:
    """The column that sorts the rows: the first enum, else the first boolean, else the first reference."""
    if is_pure_link(table):
        return None
    enums = [column for column in table.columns if enum_of(column) is column.type]
    booleans = [column for column in table.columns if isinstance(column.type, sa.Boolean)]
    references = [one.columns[0] for one in relations_of(table) if len(one.columns) == 1]
    return next(iter([*enums, *booleans, *references]), None)


def _counts(column: Column[Any], context: Context) -> str:
    table, names = column.table, context.names
    assert isinstance(table, Table)
    model, attribute = names.class_name(table), names.attribute(column)
    kind = field_of(column, context).annotation
    annotation = f"{kind} | None" if column.nullable else kind
    collection = names.collection(table)
    return COUNTS.format(
        table=table.name,
        imports=IMPORTS,
        models=", ".join(sorted({model, *({kind} if enum_of(column) else ())})),
        collection=collection,
        label=snake(words_of(attribute)).removeprefix("is_").removesuffix("_id"),
        words=collection.replace("_", " "),
        annotation=annotation,
        model=model,
        attribute=attribute,
    )

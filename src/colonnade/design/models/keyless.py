"""Tables without a primary key, as Core tables."""

from typing import Any

from sqlalchemy import Column, Table

from colonnade.design.models.code import call, docstring, text
from colonnade.design.models.constraints import core_arguments, table_options
from colonnade.design.models.context import Context
from colonnade.design.models.defaults import default_of
from colonnade.design.models.types import type_source


def keyless_source(table: Table, context: Context) -> str:
    """The table as a `sa.Table` on the application's `MetaData`."""
    name = variable(table, context)
    columns = [_column(column, context) for column in table.columns]
    arguments = [text(table.name), "metadata", *columns, *core_arguments(table, context)]
    words = docstring(table.comment or f"The table `{table.name}`, which has no primary key")
    return f"{name} = {call('sa.Table', *arguments, **table_options(table))}\n{words}"


def variable(table: Table, context: Context) -> str:
    """The name of the table's variable."""
    return context.names.collection(table)


def _column(column: Column[Any], context: Context) -> str:
    spelling = context.spelling(column)
    default = default_of(column, spelling.annotation, context.dialect)
    kind = type_source(spelling)
    keywords = {"nullable": "False"} if not column.nullable else {}
    keywords |= default.column
    if column.comment:
        keywords["comment"] = text(column.comment)
    return call("sa.Column", text(column.name), kind, *default.arguments, **keywords)

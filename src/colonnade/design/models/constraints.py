"""`__table_args__`: what the columns' own lines cannot say."""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Enum,
    Index,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import ClauseElement, UnaryExpression

from colonnade.design.identifiers import unused
from colonnade.design.models.checks import portable
from colonnade.design.models.code import call, listing, mapping, text
from colonnade.design.models.columns import own_foreign_key
from colonnade.design.models.context import Context
from colonnade.design.models.options import (
    constraint_options,
    dialect_options,
    is_plain_index,
    is_plain_unique,
    option_source,
    sql,
)
from colonnade.design.models.standard import is_standard
from colonnade.schema.habits import name_to_write
from colonnade.schema.habits.naming import made_by

SORTS = {
    operators.desc_op: "desc",
    operators.asc_op: "asc",
    operators.nulls_first_op: "nulls_first",
    operators.nulls_last_op: "nulls_last",
}


def table_arguments(table: Table, context: Context, in_place: set[str]) -> str | None:
    """The value of `__table_args__`; None when there is nothing to say.

    Args:
        table: the table.
        context: the schema.
        in_place: the columns that have a line in the class; the others come with a mixin.
    """
    items = [
        *_primary_key(table, context),
        *_foreign_keys(table, context, in_place),
        *_uniques(table, context, in_place),
        *_checks(table, context),
        *_exclusions(table),
        *_indexes(table, context, in_place),
    ]
    options = _options(table)
    if not items:
        return options or None
    return f"({', '.join([*items, *([options] if options else [])])},)"


def core_arguments(table: Table, context: Context) -> list[str]:
    """The same as arguments of a `Table`."""
    nothing: set[str] = set()
    return [
        *_foreign_keys(table, context, nothing),
        *_uniques(table, context, nothing),
        *_checks(table, context),
        *_exclusions(table),
        *_indexes(table, context, nothing),
    ]


def table_options(table: Table) -> dict[str, str]:
    """The table's own keywords, as `schema` and `comment`."""
    found = {} if table.schema is None else {"schema": text(table.schema)}
    if table.comment:
        found["comment"] = text(table.comment)
    return found | {
        name: option_source(value)
        for name, value in table.dialect_kwargs.items()
        if _says_something(name, value)
    }


def _says_something(name: str, value: object) -> bool:
    """Whether a table's keyword is more than what is the case without it."""
    usual = name == "sqlite_with_rowid"
    if name.endswith("_comment"):
        return False
    return value is not None and value is not usual and value != []


def _options(table: Table) -> str:
    options = table_options(table)
    return mapping(options) if options else ""


def _primary_key(table: Table, context: Context) -> Iterator[str]:
    key = table.primary_key
    name = name_to_write(key, context.convention)
    order = [column.name for column in table.columns if column.primary_key]
    columns = [column.name for column in key.columns]
    counted = table.autoincrement_column
    # SQLAlchemy puts a counted column first in a key that nobody spells out.
    if name is not None or columns != order or (counted is not None and counted.name != columns[0]):
        options = constraint_options(key, name)
        yield call("sa.PrimaryKeyConstraint", *map(text, columns), **options)


def _foreign_keys(table: Table, context: Context, in_place: set[str]) -> Iterator[str]:
    written = {id(own_foreign_key(column)) for column in table.columns if column.name in in_place}
    keys = [key for key in table.foreign_key_constraints if id(key) not in written]
    for key in sorted(keys, key=lambda key: (key.column_keys, str(key.name))):
        targets = listing(text(element.target_fullname) for element in key.elements)
        options = constraint_options(key, name_to_write(key, context.convention))
        yield call(
            "sa.ForeignKeyConstraint", listing(map(text, key.column_keys)), targets, **options
        )


def _uniques(table: Table, context: Context, in_place: set[str]) -> Iterator[str]:
    uniques = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    for unique in sorted(uniques, key=_order):
        if not any(is_plain_unique(unique, c, context) for c in _own(table, in_place)):
            options = constraint_options(unique, name_to_write(unique, context.convention))
            made = call("sa.UniqueConstraint", *(text(c.name) for c in unique.columns), **options)
            # Only PostgreSQL has unique constraints that wait for the end of the transaction.
            yield _only_for(made, context) if "deferrable" in options else made


def _checks(table: Table, context: Context) -> Iterator[str]:
    checks = [
        c for c in table.constraints if isinstance(c, CheckConstraint) and not _is_of_type(c, table)
    ]
    names: set[str] = set()
    for check in sorted(checks, key=lambda c: (str(c.name), str(c.sqltext))):
        expression = str(check.sqltext)
        name = check_name(check, context) or _name_for(check, table, names)
        names.add(name)
        # SQLite keeps the text of a check, so there it stays as it was written.
        simple = None if context.dialect in (None, "sqlite") else portable(expression)
        options = constraint_options(check, name)
        made = call("sa.CheckConstraint", text(simple or expression), **options)
        yield made if simple or is_standard(expression) else _only_for(made, context)


def _name_for(check: CheckConstraint, table: Table, taken: set[str]) -> str:
    """A name for a check without one, from the columns that it is about."""
    found = re.findall(r"\w+", str(check.sqltext))
    columns = [column.name for column in table.columns if column.name in found]
    return unused("_".join(columns) or "check", taken)


def check_name(check: CheckConstraint, context: Context) -> str | None:
    """A check's `name`; a design gives the short one, which the convention completes."""
    if context.dialect is None and check.name is not None:
        return str(check.name)
    return name_to_write(check, context.convention)


def _is_of_type(check: CheckConstraint, table: Table) -> bool:
    """Whether an enum's type makes the constraint by itself."""
    return getattr(check, "_type_bound", False) or any(
        isinstance(c.type, Enum) and check.name is not None and check.name == c.type.name
        for c in table.columns
    )


def _exclusions(table: Table) -> Iterator[str]:
    for constraint in table.constraints:
        if isinstance(constraint, ExcludeConstraint):
            pairs = [
                f"({_element(element)}, {text(operator)})"
                for element, _, operator in constraint._render_exprs
            ]
            options = {"name": text(str(constraint.name)), "using": text(constraint.using)}
            if constraint.where is not None:
                options["where"] = option_source(constraint.where)
            made = call("postgresql.ExcludeConstraint", *pairs, **options)
            yield f'{made}.ddl_if(dialect="postgresql")'


def _indexes(table: Table, context: Context, in_place: set[str]) -> Iterator[str]:
    for index in sorted(table.indexes, key=_order):
        if any(is_plain_index(index, column, context) for column in _own(table, in_place)):
            continue
        name = str(index.name or _index_name(index, context))
        parts = [_element(part) for part in index.expressions]
        options = _index_options(index)
        unique = "True" if index.unique else None
        made = call("sa.Index", text(name), *parts, unique=unique, **options)
        yield made if _is_portable(index) else _only_for(made, context)


def _index_name(index: Index, context: Context) -> str:
    """The name of an index without one: the convention's, or the same made of the words of its expressions."""
    name = made_by(context.convention["ix"], index)
    if name is not None:
        return name
    table = index.table.name if index.table is not None else ""
    words = (
        re.findall(r"\w+", _element(part).removeprefix("sa.text")) for part in index.expressions
    )
    return "_".join(["ix", table, *(word for group in words for word in group)])[:60]


def _index_options(index: Index) -> dict[str, str]:
    """The index's keywords; a condition holds on every database that knows partial indexes."""
    found = dialect_options(index.dialect_kwargs)
    condition = found.get("postgresql_where") or found.get("sqlite_where")
    if condition is not None:
        found |= {"postgresql_where": condition, "sqlite_where": condition}
    return found


def _is_portable(index: Index) -> bool:
    """Whether the index means the same on every database."""
    using = index.dialect_kwargs.get("postgresql_using")
    texts = [sql(part) for part in index.expressions if not isinstance(part, (Column, str))]
    texts += [
        sql(v)
        for k, v in index.dialect_kwargs.items()
        if k.endswith("_where") and isinstance(v, ClauseElement)
    ]
    plain = all(map(is_standard, texts))
    return (
        plain and using in (None, False, "btree") and not index.dialect_kwargs.get("postgresql_ops")
    )


def _only_for(made: str, context: Context) -> str:
    """The constraint or index, made on the database that understands it."""
    if context.dialect is None:
        return made
    if context.dialect == "mysql":
        return f"{made}.ddl_if(callable_=on_mariadb)"
    return f"{made}.ddl_if(dialect={text(context.dialect)})"


def _element(part: Any) -> str:
    """A column's name, or an expression."""
    if isinstance(part, Column):
        return text(part.name)
    sorted_ = _sorted(part)
    if sorted_ is not None:
        return sorted_
    return call("sa.text", text(sql(part)))


def _sorted(part: Any) -> str | None:
    """A column with its direction, which Alembic can compare; None for any other expression."""
    if isinstance(part, Column):
        return call("sa.column", text(part.name))
    if isinstance(part, UnaryExpression) and part.modifier in SORTS:
        inner = _sorted(part.element)
        return None if inner is None else f"{inner}.{SORTS[part.modifier]}()"
    return None


def _own(table: Table, in_place: set[str]) -> list[Column[Any]]:
    return [column for column in table.columns if column.name in in_place]


def _order(item: Index | UniqueConstraint) -> tuple[str, list[str]]:
    return str(item.name), [column.name for column in item.columns]

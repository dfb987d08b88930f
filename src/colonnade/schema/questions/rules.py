"""Columns named in answers, and the rules their values follow."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

import sqlalchemy as sa

from colonnade.schema.info import column_info
from colonnade.schema.questions.asked import misunderstood
from colonnade.schema.questions.entities import found

_NUMBER = r"-?\d+(?:\.\d+)?"
_COMPARED = re.compile(rf"(>=|<=|<>|!=|=|>|<)\s*({_NUMBER}|'[^']*')")
_BETWEEN = re.compile(rf"between\s+({_NUMBER})\s+and\s+({_NUMBER})", re.I)
_NAMES = {">=": "minimum", ">": "above", "<=": "maximum", "<": "below", "=": "value", "<>": "not"}


def set_rules(metadata: sa.MetaData, rules: Sequence[str]) -> None:
    """Put rules such as `users.email unique` and `products.price >= 0` on their columns.

    Raises:
        UsageError: a rule cannot be understood, or it names a column that is not there.
    """
    for rule in rules:
        name, _, text = rule.partition(" ")
        column = _column(metadata, name, "validation")
        _set_rule(column, text.strip(), rule)


def mark_searched(metadata: sa.MetaData, names: Sequence[str]) -> None:
    """Mark the columns that are searched as text with the custom setting `search`.

    Raises:
        UsageError: a column is not there, or holds no text.
    """
    for name in names:
        column = _column(metadata, name, "search")
        if not isinstance(column.type, sa.String):
            raise misunderstood("search", f"`{name}` holds no text")
        column_info(column).settings["search"] = "true"


def _column(metadata: sa.MetaData, name: str, key: str) -> sa.Column[Any]:
    entity, dot, column = name.strip().rpartition(".")
    if not dot:
        raise misunderstood(key, f"`{name}` names no column, which is written `entity.column`")
    table = metadata.tables[found(entity, metadata.tables, key)]
    if column not in table.c:
        close = get_close_matches(column, table.c.keys(), n=1)
        hint = f"; did you mean `{close[0]}`" if close else f", only {', '.join(table.c.keys())}"
        raise misunderstood(key, f"`{table.name}` has no column `{column}`{hint}")
    return table.c[column]


def _set_rule(column: sa.Column[Any], text: str, rule: str) -> None:
    table = column.table
    if text.lower() in ("unique", "is unique"):
        if not any(
            list(c.columns) == [column]
            for c in table.constraints
            if isinstance(c, sa.UniqueConstraint)
        ):
            table.append_constraint(sa.UniqueConstraint(column))
    elif text.lower() in ("required", "is required", "not null"):
        column.nullable = False
    elif check := next(_checks(column, text), None):
        expression, name = check
        held = [str(c.sqltext) for c in table.constraints if isinstance(c, sa.CheckConstraint)]
        if expression not in held:
            table.append_constraint(sa.CheckConstraint(expression, name=name))
    else:
        raise misunderstood("validation", f"`{rule}` is no rule")


def _checks(column: sa.Column[Any], text: str) -> Iterator[tuple[str, str]]:
    """The expression of a rule and the name of its check."""
    if re.fullmatch(r"(is )?not empty", text, re.I):
        yield f"length({column.name}) > 0", f"{column.name}_not_empty"
    if match := _BETWEEN.fullmatch(text):
        yield f"{column.name} BETWEEN {match[1]} AND {match[2]}", f"{column.name}_range"
    if match := _COMPARED.fullmatch(text):
        sign = "<>" if match[1] == "!=" else match[1]
        yield f"{column.name} {sign} {match[2]}", f"{column.name}_{_NAMES[sign]}"

"""Conditions that may fail on a row: a cast, a division, a subquery of several rows.

The rule here: a database tries conditions in the order that it finds best. Where the owner's criterion is a subquery it
comes last, so that a condition which fails on a row of another owner tells of that row by its error. Such a condition
must not meet rows before the owner's criterion has chosen them. What is not known here not to fail is taken to fail.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Cast, ColumnClause, FunctionFilter, Label, Select, String, TryCast
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, ExpressionClauseList, UnaryExpression
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import AliasedReturnsRows, Join, ScalarSelect, TableClause

FENCES = {
    "postgresql": " OFFSET 0",
    "sqlite": " LIMIT -1",
    "mysql": " LIMIT 18446744073709551615",
    "mariadb": " LIMIT 18446744073709551615",
}
"""What makes a database choose the rows of a subquery before it looks at any condition outside."""

_AGGREGATES = (
    "aggregate_strings any_value bool_and bool_or count every group_concat max min string_agg"
)
_OTHERS = """
ascii char_length character_length coalesce concat concat_ws current_date current_time current_timestamp greatest ifnull
instr least length localtime localtimestamp lower ltrim match now nullif octet_length phraseto_tsquery plainto_tsquery
position rtrim similarity starts_with strict_word_similarity strpos to_tsvector trim ts_rank ts_rank_cd unaccent upper
websearch_to_tsquery word_similarity
"""
_SAFE_AGGREGATES = frozenset(_AGGREGATES.split())
_SAFE_FUNCTIONS = _SAFE_AGGREGATES | frozenset(_OTHERS.split())
_SAFE_CUSTOM = frozenset({"@@", "@>", "<@", "&&", "?", "?|", "?&", "<%", "%>", "is", "is not"})
_SAFE = frozenset(
    (
        *(operators.eq, operators.ne, operators.lt, operators.le, operators.gt, operators.ge),
        *(operators.is_, operators.is_not, operators.is_distinct_from),
        *(operators.is_not_distinct_from, operators.in_op, operators.not_in_op),
        *(operators.between_op, operators.not_between_op, operators.and_, operators.or_),
        *(operators.match_op, operators.not_match_op, operators.comma_op, operators.inv),
        *(operators.exists, operators.is_true, operators.is_false, operators.distinct_op),
        *(operators.asc_op, operators.desc_op, operators.any_op, operators.all_op),
    )
)
_PATTERNS = frozenset(
    getattr(operators, f"{no}{word}_op")
    for no in ("", "not_")
    for word in (
        *("like", "ilike", "contains", "icontains", "startswith", "istartswith", "endswith"),
        "iendswith",
    )
)


def may_fail(elements: Iterable[Any]) -> bool:
    """Whether one of the conditions or sources of rows, or something within them, may fail on a row."""
    for element in elements:
        found = list(visitors.iterate(element))
        known = {id(one) for parent in found for one in _sets_of_rows(parent)}
        if any(_fails(one) for one in found if id(one) not in known):
            return True
    return False


def conditions(entry: Any) -> Iterator[Any]:
    """What chooses the rows of a SELECT, UPDATE or DELETE, and makes the values it chooses by.

    Args:
        entry: how the compiler describes the statement in its stack.
    """
    statement, sources = entry["selectable"], entry["asfrom_froms"]
    chosen = [
        *getattr(statement, "_where_criteria", ()),
        *getattr(statement, "_having_criteria", ()),
    ]
    yield from chosen
    if not chosen and len(sources) < 2:
        return  # what a source makes is made of the rows that are left
    for source in sources:
        if isinstance(source, Join):
            yield source.onclause
        elif isinstance(source, AliasedReturnsRows) and not isinstance(source.element, TableClause):
            yield source.element


def _sets_of_rows(parent: Any) -> tuple[Any, ...]:
    """Subqueries that may have several rows: those of IN, EXISTS, ANY and ALL."""
    operator = getattr(parent, "operator", None)
    if operator in (operators.in_op, operators.not_in_op):
        return (parent.right,)
    if operator in (operators.exists, operators.any_op, operators.all_op):
        return (parent.element, getattr(parent.element, "element", None))
    return ()


def _fails(element: Any) -> bool:
    if isinstance(element, Cast) and not isinstance(element, TryCast):
        return not isinstance(element.type, String)
    if isinstance(element, FunctionElement):
        return str(getattr(element, "name", "")).lower() not in _SAFE_FUNCTIONS
    if isinstance(element, ScalarSelect):
        return not _has_one_row(element.element)
    if isinstance(element, BinaryExpression | UnaryExpression | ExpressionClauseList):
        return _operator_fails(element)
    return False


def _operator_fails(element: Any) -> bool:
    operator = element.operator or getattr(element, "modifier", None)
    if isinstance(operator, operators.custom_op):
        return " ".join(operator.opstring.lower().split()) not in _SAFE_CUSTOM
    if operator is operators.concat_op:
        return not isinstance(element.type, String)
    if operator in _PATTERNS:
        # A pattern out of a row may be none, and so may one whose escape is none.
        columns = any(isinstance(one, ColumnClause) for one in visitors.iterate(element.right))
        return columns or len(element.modifiers.get("escape") or "/") != 1
    return operator not in _SAFE


def _has_one_row(statement: Any) -> bool:
    """Whether a subquery yields one row: aggregates of all rows."""
    while not isinstance(statement, Select) and hasattr(statement, "element"):
        statement = statement.element
    if not isinstance(statement, Select):
        return False
    return not statement._group_by_clauses and all(
        isinstance(column, FunctionElement) and column.name in _SAFE_AGGREGATES
        for column in map(_unlabelled, statement.selected_columns)
    )


def _unlabelled(column: Any) -> Any:
    while isinstance(column, Label | FunctionFilter):
        column = column.element if isinstance(column, Label) else column.func
    return column

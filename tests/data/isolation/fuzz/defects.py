"""Nine ways in which the compiler could be wrong, planted one at a time."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import true

from colonnade.data.isolation.compiler import FREE, ShowsOwnRows
from colonnade.data.isolation.rules import Kind
from colonnade.data.isolation.values import GuardsValues
from colonnade.data.isolation.writes import GuardsWrites

Plant = Callable[[pytest.MonkeyPatch], None]


def _plain_table(planted: pytest.MonkeyPatch, when: Callable[[Any, Any], bool]) -> None:
    """Show all rows of a table in some places."""
    visit_table, rule = ShowsOwnRows.visit_table, ShowsOwnRows.rule
    shown: list[bool] = []

    def visit(self: Any, table: Any, *args: Any, enclosing_alias: Any = None, **kw: Any) -> str:
        shown.append(when(self, enclosing_alias))
        try:
            return visit_table(self, table, *args, enclosing_alias=enclosing_alias, **kw)
        finally:
            shown.pop()

    planted.setattr(ShowsOwnRows, "visit_table", visit)
    planted.setattr(
        ShowsOwnRows,
        "rule",
        lambda self, table: FREE if shown[-1:] == [True] else rule(self, table),
    )


def aliases_unfiltered(planted: pytest.MonkeyPatch) -> None:
    _plain_table(planted, lambda compiler, alias: alias is not None)


def deep_subqueries_unfiltered(planted: pytest.MonkeyPatch) -> None:
    _plain_table(planted, lambda compiler, alias: len(compiler.stack) > 2)


def ctes_unfiltered(planted: pytest.MonkeyPatch) -> None:
    inside: list[object] = []
    visit_cte = ShowsOwnRows.visit_cte

    def visit(self: Any, cte: Any, *args: Any, **kw: Any) -> Any:
        inside.append(cte)
        try:
            return visit_cte(self, cte, *args, **kw)
        finally:
            inside.pop()

    planted.setattr(ShowsOwnRows, "visit_cte", visit)
    _plain_table(planted, lambda compiler, alias: bool(inside))


def one_table_forgotten(planted: pytest.MonkeyPatch) -> None:
    rule = ShowsOwnRows.rule
    planted.setattr(
        ShowsOwnRows,
        "rule",
        lambda self, table: FREE if table.name == "t3" else rule(self, table),
    )


def at_least_the_owner(planted: pytest.MonkeyPatch) -> None:
    own_rows = ShowsOwnRows.own_rows

    def wrong(self: Any, rule: Any, *args: Any) -> str:
        text = own_rows(self, rule, *args)
        return text if rule.kind is Kind.THROUGH else text.replace(" = ", " >= ")

    planted.setattr(ShowsOwnRows, "own_rows", wrong)


def _without_guard(planted: pytest.MonkeyPatch, method: str) -> None:
    """Leave the owner's criterion out of one kind of statement."""
    visit = getattr(GuardsWrites, method)
    own_rows = GuardsWrites.visit_own_rows
    on = [False]

    def wrong(self: Any, *args: Any, **kw: Any) -> Any:
        on[0] = True
        try:
            return visit(self, *args, **kw)
        finally:
            on[0] = False

    planted.setattr(GuardsWrites, method, wrong)
    planted.setattr(
        GuardsWrites,
        "visit_own_rows",
        lambda self, element, **kw: "1 = 1" if on[0] else own_rows(self, element, **kw),
    )


def update_without_criterion(planted: pytest.MonkeyPatch) -> None:
    _without_guard(planted, "visit_update")


def delete_without_criterion(planted: pytest.MonkeyPatch) -> None:
    _without_guard(planted, "visit_delete")


def upsert_without_criterion(planted: pytest.MonkeyPatch) -> None:
    _without_guard(planted, "visit_on_conflict_do_update")
    always = lambda *args: true()  # noqa: E731
    planted.setattr(GuardsWrites, "_conflicts_with_own", always)


def insert_not_forced(planted: pytest.MonkeyPatch) -> None:
    guard = GuardsValues._guard_owner

    def wrong(self: Any, row: Any, *args: Any) -> None:
        if not row.new or row.value("owner_id") is None:
            guard(self, row, *args)

    planted.setattr(GuardsValues, "_guard_owner", wrong)


READING: tuple[Plant, ...] = (
    aliases_unfiltered,
    one_table_forgotten,
    deep_subqueries_unfiltered,
    ctes_unfiltered,
    at_least_the_owner,
)
WRITING: tuple[Plant, ...] = (
    update_without_criterion,
    delete_without_criterion,
    upsert_without_criterion,
    insert_not_forced,
)

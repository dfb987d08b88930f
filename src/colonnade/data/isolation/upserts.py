"""Upserts: a row that is in conflict with a new one is changed only where it is the owner's."""

from collections.abc import Collection
from copy import copy
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, case
from sqlalchemy.sql.elements import Grouping

from colonnade.data.isolation.rules import Rule
from colonnade.data.isolation.targets import GuardsTargets, OwnRows
from colonnade.data.isolation.written import WrittenRow
from colonnade.errors import OutOfScope


class GuardsUpserts(GuardsTargets):
    """Keeps what is changed in place of an INSERT inside the scope."""

    _inserted: Collection[str] = ()

    def visit_on_conflict_do_update(self, on_conflict: Any, **kw: Any) -> str:
        statement: Any = self.stack[-1]["selectable"]
        table, rule = statement.table, self.rule(statement.table)
        row = WrittenRow(rule, statement, table, dict(on_conflict.update_values_to_set), new=False)
        self._refuse_followers(rule, row.written)
        self.guard_row(row)
        if rule.private:
            on_conflict = copy(on_conflict)
            own: ColumnElement[bool] = OwnRows(rule, self.preparer.quote(table.name))
            if on_conflict.update_whereclause is not None:
                own = and_(own, Grouping(on_conflict.update_whereclause))
            on_conflict.update_whereclause = own
        return super().visit_on_conflict_do_update(on_conflict, **kw)  # type: ignore[misc]

    def visit_on_duplicate_key_update(self, on_duplicate: Any, **kw: Any) -> str:
        statement: Any = self.stack[-1]["selectable"]
        table, rule = statement.table, self.rule(statement.table)
        row = WrittenRow(rule, statement, table, dict(on_duplicate.update), new=False)
        self._refuse_followers(rule, row.written)
        gives_back = statement._returning or not (statement._inline or self.for_executemany)
        if rule.private and gives_back:
            raise OutOfScope(
                f"ON DUPLICATE KEY UPDATE would give back a row of {rule.name!r} whoever owns it.",
                "Leave returning() out, say .inline(), and read the row in this session.",
            )
        self.guard_row(row)
        new = {table.columns[getattr(key, "key", key)]: v for key, v in row.values.items()}
        on_duplicate = copy(on_duplicate)
        if rule.private:
            own = self._conflicts_with_own(rule, on_duplicate.inserted_alias, table)
            new = {column: case((own, value), else_=column) for column, value in new.items()}
        on_duplicate.update = {column.key: value for column, value in new.items()}
        self._inserted = {f"VALUES({self.preparer.quote(c.name)})" for c in table.columns}
        try:
            return super().visit_on_duplicate_key_update(on_duplicate, **kw)  # type: ignore[misc]
        finally:
            self._inserted = set()

    def _conflicts_with_own(self, rule: Rule, new: Any, table: Any) -> ColumnElement[bool]:
        """The criterion by which the row that is there is the owner's; of many rows at once, without a parameter.

        The driver sends those in one statement, and puts no parameters after their values.
        """
        if not self.for_executemany:
            return OwnRows(rule, self.preparer.quote(table.name))
        if rule.parents or self.named:
            raise OutOfScope(
                f"ON DUPLICATE KEY UPDATE of many rows of {rule.name!r} at once cannot look whose they are.",
                "Pass the rows in the statement: insert(...).values([...]).",
            )
        key = rule.owners[0].column.key
        return cast("ColumnElement[bool]", table.columns[key] == new.columns[key])

    def refuse_literal(self, column: Any) -> None:
        # SQLAlchemy writes the values of the new row as text.
        if column.name not in self._inserted:
            super().refuse_literal(column)

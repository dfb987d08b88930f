"""INSERT, UPDATE, DELETE and upsert with owners.

The rule here: a written row belongs to the session's owner before and after. UPDATE and DELETE get the owner's
criterion, INSERT gets the owner's key, an upsert changes own rows only. The changes are made where SQLAlchemy has
resolved attribute names to columns, so that no spelling of a statement goes around them.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ClauseElement, Update, case, select, true
from sqlalchemy.sql.elements import Grouping, Null

from colonnade.data.isolation.cascades import said_on_conflict
from colonnade.data.isolation.classification import Classification
from colonnade.data.isolation.failing import may_fail
from colonnade.data.isolation.keys import Goal, is_visible, selected
from colonnade.data.isolation.references import refuse_link
from colonnade.data.isolation.rules import Kind, Rule
from colonnade.data.isolation.targets import OwnRows, table_of
from colonnade.data.isolation.upserts import GuardsUpserts
from colonnade.data.isolation.written import Parameter, WrittenRow, parameter_or_expression
from colonnade.errors import OutOfScope


class Handover(Update):
    """An UPDATE by which own rows become another owner's; see `transfer`. Nothing else changes an owner."""

    inherit_cache = True


class GuardsWrites(GuardsUpserts):
    """Keeps what is written inside the scope."""

    def visit_insert(self, insert_stmt: Any, *args: Any, **kw: Any) -> str:
        return super().visit_insert(_guarded(insert_stmt, self._guard_insert), *args, **kw)

    def visit_update(self, update_stmt: Any, *args: Any, **kw: Any) -> str:
        return super().visit_update(_guarded(update_stmt, self._guard_update), *args, **kw)

    def visit_delete(self, delete_stmt: Any, *args: Any, **kw: Any) -> str:
        return super().visit_delete(_guarded(delete_stmt, self._guard_delete), *args, **kw)

    def _guard_rows(self, state: Any) -> Rule:
        """Restrict an UPDATE or DELETE to the owner's rows."""
        statement = state.statement
        rule, name = self._writable(statement.table)
        if rule.private:
            # Each criterion in brackets: trusted text may hold an OR.
            own, said = OwnRows(rule, name), statement._where_criteria
            self.refuse_custom_elements(*said)
            statement._where_criteria = (own, *(self._after(own, one) for one in said))
        return rule

    def _after(self, own: OwnRows, criterion: Any) -> Any:
        """A criterion that meets own rows only, also where the database chooses the order; a CASE has an order."""
        plain = not (own.rule.parents or self.named) or not may_fail([criterion])
        return Grouping(criterion) if plain else case((own, Grouping(criterion)))

    def _guard_delete(self, state: Any) -> None:
        """The same; a row takes no rows of other owners with it."""
        self._refuse_followers(self._guard_rows(state), None)

    def _guard_update(self, state: Any) -> None:
        rule = self._guard_rows(state)
        _refuse_replace(rule, self.dialect.name, self.classification)
        self.refuse_custom_defaults(state.statement.table, "onupdate")
        target = table_of(state.statement.table)
        values = dict(state._dict_parameters or {})
        self.refuse_custom_elements(*(v for v in values.values() if isinstance(v, ClauseElement)))
        if any(table_of(getattr(key, "table", target)) is not target for key in values):
            raise OutOfScope(
                "An UPDATE sets columns of a second table.", "Write one UPDATE for each table."
            )
        row = WrittenRow(rule, state.statement, target, values, self._given(), new=False)
        self._refuse_followers(rule, row.written)
        if isinstance(state.statement, Handover):
            self.guard_links(row)
        else:
            self.guard_row(row)

    def _guard_insert(self, state: Any) -> None:
        statement = state.statement
        rule, _ = self._writable(statement.table)
        self.refuse_custom_defaults(statement.table, "default")
        if rule.kind is Kind.OWNER and self.names(rule.owners[0]):
            raise OutOfScope(
                f"A session for one owner adds no rows to {rule.name!r}.",
                "Add owners in a session that says so: db.session(owner=EVERYONE).",
            )
        _refuse_replace(rule, self.dialect.name, self.classification)
        if statement.select is not None:
            self._guard_select(state, rule)
        elif state._has_multi_parameters:
            state._multi_parameters = [dict(row) for row in state._multi_parameters]
            for row in state._multi_parameters:
                self.guard_row(WrittenRow(rule, statement, statement.table, row))
            state._dict_parameters = state._multi_parameters[0]
        else:
            state._dict_parameters = dict(state._dict_parameters or {})
            state._no_parameters = False
            self.guard_row(
                WrittenRow(rule, statement, statement.table, state._dict_parameters, self._given())
            )

    def _guard_select(self, state: Any, rule: Rule) -> None:
        """Judge the columns of an INSERT ... SELECT, and put the owner in its place."""
        statement = state.statement
        names = list(statement._select_names)
        if len(set(names)) < len(names):
            raise OutOfScope(
                f"An INSERT into {rule.name!r} names a column twice.", "Name each column once."
            )
        row = WrittenRow(rule, statement, statement.table, {})
        self.look_at_names(row)
        others = [o.link for o in rule.owners if o.link is not None and not self.names(o)]
        for link in (*rule.links, *others):
            keys = [getattr(row.column(name), "key", None) for name in link.columns]
            for position, key in enumerate(keys):
                if key in names:
                    self._judge(row, link, position, selected(statement.select, names.index(key)))
            if not any(key in names for key in keys):
                self.guard_link(row, link)  # by defaults
        if mine := [owner for owner in rule.owners if self.names(owner)]:
            source = statement.select.subquery("colonnade_source")
            picked = dict(zip(names, source.c, strict=False))
            for owner in mine:
                key = row.required_column(owner.column.name).key
                picked[key] = self.owner_parameter(owner, "stamp")
            statement.select = select(*picked.values())
            if statement._post_values_clause is not None:
                # Without a WHERE, SQLite takes ON CONFLICT for the ON of a join.
                statement.select = statement.select.where(true())
            statement._select_names = list(picked)
            state._dict_parameters = {name: Null() for name in picked}

    def _judge(self, row: WrittenRow, link: Any, position: int, found: list[Any]) -> None:
        kind = row.required_column(link.columns[position]).type
        for value in (parameter_or_expression(one, kind) for one in found):
            if isinstance(value, Parameter) and len(link.columns) == 1:
                self.note_link(row, link, [value], [])
            elif not is_visible(value, Goal(link, position, row.names)):
                refuse_link(row.rule.name, link, "is computed, and may point anywhere")

    def _given(self) -> list[str]:
        """The columns whose values come with the execution; a statement inside another one gets none."""
        return [] if self.stack else list(self.column_keys or ())


def _guarded(statement: Any, guard: Callable[[Any], Any]) -> Any:
    """The statement with a look at its compile state, where attribute names have become columns."""
    make = statement._compile_state_factory

    def factory(*args: Any, **kw: Any) -> Any:
        state = make(*args, **kw)
        guard(state)
        return state

    guarded = statement._clone()
    guarded.__dict__["_compile_state_factory"] = factory
    return guarded


def _refuse_replace(rule: Rule, dialect: str, known: Classification) -> None:
    """Refuse a SQLite table that deletes the rows which a written row is in conflict with, whoever owns them."""
    if dialect != "sqlite":
        return
    if not rule.private and not known.followers(rule):
        return
    if any("REPLACE" in said_on_conflict(table) for table in known.described(rule)):
        raise OutOfScope(
            f"Table {rule.name!r} replaces rows on conflict, whoever owns them.",
            "Leave sqlite_on_conflict='REPLACE' out, and write an upsert: insert(...).on_conflict_do_update(...).",
        )

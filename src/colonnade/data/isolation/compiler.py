"""SQL compilation with owners: a table whose rows have owners is rendered as its rows of this owner.

The rule here: in every FROM, whoever built the statement, `tasks` becomes
`(SELECT * FROM tasks WHERE tasks.user_id = :owner) AS tasks`. Joins of every kind, subqueries and set operations keep
their meaning, because the restriction stands inside the table and not beside it. The owner is a parameter, so a
compiled statement serves every owner.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table, TableClause
from sqlalchemy.sql.dml import UpdateBase

from colonnade.data.isolation.classification import Classification, refuse_dispute
from colonnade.data.isolation.failing import FENCES, conditions, may_fail
from colonnade.data.isolation.marks import reaches, rule_of
from colonnade.data.isolation.parameters import HoldsOwners, python_type
from colonnade.data.isolation.rules import Kind, Link, OwnerColumn, Rule
from colonnade.data.isolation.schemas import is_written
from colonnade.errors import OutOfScope, ScopeRequired

OWNER_PARAMETER = object()
"""The key under which an execution hands over the owner; no statement can name it."""

FREE = Rule("", Kind.SHARED_WRITABLE)
Own = Callable[[Rule, str, int], str]
"""Makes the criterion of a table from its rule, its name in the statement and how deep it stands."""

_SUBQUERY = "EXISTS (SELECT 1 FROM "
_LOCKS_OUTER_TABLES_ONLY = _COLLATES = frozenset({"mysql", "mariadb"})


class ShowsOwnRows(HoldsOwners):
    """Renders every table in a FROM as the rows that the session's owner may see."""

    def __init__(self, dialect: Any, statement: Any, *args: Any, **kw: Any) -> None:
        self.classification: Classification = dialect.classification
        self.has_owner: bool = dialect.has_owner
        if statement is not None:
            self.refuse_custom_elements(statement)
        super().__init__(dialect, statement, *args, **kw)

    def rule(self, table: TableClause) -> Rule:
        """The rule of a table that the statement uses.

        Raises:
            ScopeRequired: its rows have owners and the session names none of them.
            UnclassifiedTable: nobody said whose its rows are.
        """
        rule = FREE if self._is_free(table) else self._rule(table)
        if rule.private and not self.has_owner:
            raise ScopeRequired(
                f"Table {rule.name!r} holds rows of owners, and this session names no owner.",
                "Name one: db.session(owner=user.id). Work on the rows of all owners says so:"
                " db.session(owner=EVERYONE).",
            )
        if rule.private:
            self._refuse_unnamed(rule)
        return rule

    def visit_table(  # type: ignore[override]
        self,
        table: Any,
        asfrom: bool = False,
        iscrud: bool = False,
        ashint: bool = False,
        ambiguous_table_name_map: Mapping[str, Any] | None = None,
        enclosing_alias: Any = None,
        **kw: Any,
    ) -> str:
        plain = super().visit_table(
            table,
            asfrom=asfrom,
            iscrud=iscrud,
            ashint=ashint,
            ambiguous_table_name_map=ambiguous_table_name_map,
            enclosing_alias=enclosing_alias,
            **kw,
        )
        in_from = asfrom or kw.get("within_tstring")
        if ashint and plain == self.preparer.quote(table.name):
            return self._called(table)
        if iscrud or ashint or not in_from or self._is_target(table, enclosing_alias):
            return plain
        rule = self.rule(table)
        if not rule.private:
            return plain
        rows = self._own_rows_of(table, rule, in_cte=kw.get("visiting_cte") is not None)
        if enclosing_alias is not None and enclosing_alias.element is table:
            return rows
        name = self._called(table)
        if table.name in (ambiguous_table_name_map or {}) and not self._schema_of(table):
            alias = (ambiguous_table_name_map or {})[table.name]
            name = self.preparer.quote(self._truncated_identifier("alias", alias))
        return rows + self.get_render_as_alias_suffix(name)

    def visit_column(  # type: ignore[override]
        self, column: Any, add_to_result_map: Any = None, include_table: bool = True, **kw: Any
    ) -> str:
        self.refuse_literal(column)
        table = column.table
        hidden = include_table and getattr(table, "schema", None) and self._is_private(table)
        text = super().visit_column(
            column,
            add_to_result_map=add_to_result_map,
            include_table=include_table and not hidden,
            **kw,
        )
        # The rows of this owner stand under the bare name of the table, without its schema.
        return f"{self._called(table)}.{text}" if hidden else text

    def visit_cte(self, cte: Any, *args: Any, **kw: Any) -> Any:
        if str(cte.name).casefold() in self.classification.guarded_names:
            raise OutOfScope(
                f"A CTE has the name of a table, {cte.name!r}, whose rows have owners.",
                "Give the CTE a name of its own.",
            )
        return super().visit_cte(cte, *args, **kw)

    def own_rows(self, rule: Rule, name: str, depth: int = 1) -> str:
        """The criterion by which a row is the owner's, as SQL.

        Args:
            rule: the rule of the table.
            name: the quoted name by which the statement calls the table.
            depth: how many parents are between this table and the one that asked.
        """
        if rule.parents:
            return " AND ".join(
                self._exists(link, name, depth, self.own_rows) for link in rule.parents
            )
        if not self.named:
            return self._is(rule.owners[0], name)
        found = [self._belongs_to(owner, rule, name, depth) for owner in self.named]
        return " AND ".join(criterion for criterion in found if criterion)

    def names(self, owner: OwnerColumn) -> bool:
        """Whether the session names the owner that a column holds."""
        return not self.named or owner.of in self.named

    def _refuse_unnamed(self, rule: Rule) -> None:
        """Refuse a table of which the session names no owner; one through its parents is judged by those."""
        if not self.named and rule.several:
            raise ScopeRequired(
                f"Table {rule.name!r} is of an application with several kinds of owners, and the session's is named by its"
                " key alone.",
                "Name it by its model: db.session(owner={User: user.id}).",
            )
        if self.named and rule.owners and not any(reaches(rule, owner) for owner in self.named):
            names = ", ".join(repr(table.fullname) for table in self.named)
            raise ScopeRequired(
                f"The rows of table {rule.name!r} belong to nobody that this session names: it names owners in {names}"
                " only.",
                "Name their owner by its model as well: db.session(owner={Organisation: 1, User: 7}).",
            )

    def _belongs_to(self, owner: Table, rule: Rule, name: str, depth: int) -> str:
        """The criterion by which a row is of one owner: by its column, or as its own owners are; empty without either."""
        for column in rule.owners:
            if column.of is owner:
                return self._is(column, name)

        def own(parent: Rule, alias: str, deeper: int) -> str:
            return self._belongs_to(owner, parent, alias, deeper)

        links = [column.link for column in rule.owners if column.link is not None]
        found = [link for link in links if reaches(rule_of(link.parent), owner)]
        return " AND ".join(self._exists(link, name, depth, own) for link in found)

    def _is(self, owner: OwnerColumn, name: str) -> str:
        bind = self.process(self.owner_parameter(owner, "owner"))
        column = f"{name}.{self.preparer.quote(owner.column.name)}"
        if self.dialect.name in _COLLATES and python_type(owner.column.type) is str:
            # Letter by letter beside the comparison that indexes know: to it Alice and alice may be one.
            exact = "CAST(CONVERT({} USING utf8mb4) AS BINARY)"
            return f"{column} = {bind} AND {exact.format(column)} = {exact.format(bind)}"
        return f"{column} = {bind}"

    def _exists(self, link: Link, name: str, depth: int, own: Own) -> str:
        quote = self.preparer.quote
        # In other letters it would be the same name to SQLite.
        taken = "colonnade_" in name.casefold()
        parent = f"parent_{depth}" if taken else f"colonnade_{depth}"
        pairs = zip(link.columns, link.referred, strict=True)
        joined = " AND ".join(f"{parent}.{quote(b)} = {name}.{quote(a)}" for a, b in pairs)
        criterion = own(self.rule(link.parent), parent, depth + 1)
        table = self.preparer.format_table(link.parent)
        return f"{_SUBQUERY}{table} AS {parent} WHERE {joined} AND {criterion})"

    def _own_rows_of(self, table: Any, rule: Rule, in_cte: bool) -> str:
        own = self.own_rows(rule, self.preparer.quote(table.name))
        fence = FENCES[self.dialect.name] if _SUBQUERY in own and self._may_fail(in_cte) else ""
        plain = self.preparer.format_table(table)
        return f"(SELECT * FROM {plain} WHERE {own}{fence}{self._lock()})"

    def _may_fail(self, in_cte: bool) -> bool:
        """Whether a condition that may fail could meet rows of the table, here or around; a CTE is used anywhere."""
        if in_cte and may_fail([self.statement]):
            return True
        return any(may_fail(conditions(entry)) for entry in self.stack)

    def _lock(self) -> str:
        """The row lock, again inside: these databases do not pass it on from the outer SELECT."""
        select: Any = self.stack[-1]["selectable"] if self.stack else None
        locks = getattr(select, "_for_update_arg", None) is not None
        if locks and self.dialect.name in _LOCKS_OUTER_TABLES_ONLY:
            return self.for_update_clause(select)
        return ""

    def _is_target(self, table: Any, enclosing_alias: Any) -> bool:
        """Whether the table is the target of the UPDATE or DELETE itself, which carries a criterion instead."""
        statement = self.stack[-1]["selectable"] if self.stack else None
        used = table if enclosing_alias is None else enclosing_alias
        return isinstance(statement, UpdateBase) and statement.table is used

    def _rule(self, table: TableClause) -> Rule:
        rule = self.classification.rule(table, self.dialect.default_schema_name)
        if not rule.private and self._is_closed(table):
            refuse_dispute(table)
        return rule

    def _is_free(self, table: TableClause) -> bool:
        """Whether the table is another application's, and its rows are not those of this one's owners as well."""
        foreign = not self.has_owner and self.classification.is_foreign(table)
        return foreign and not self._is_closed(table)

    def _is_closed(self, table: TableClause) -> bool:
        knows: bool = self.dialect.knows_owners  # type: ignore[attr-defined]
        return knows and self.classification.closes(table, self.dialect.default_schema_name)

    def _called(self, table: Any) -> str:
        """What the statement calls a table, without its schema; see `schemas`."""
        schema, name = self._schema_of(table), table.name
        if not schema or name.casefold() not in self.classification.repeated_names:
            return self.preparer.quote(name)
        bare = is_written(table, self.stack) or not self._is_private(table)
        return self.preparer.quote(name if bare else f"{schema}.{name}")

    def _schema_of(self, table: Any) -> str | None:
        return self.preparer.schema_for_object(table)

    def _is_private(self, table: Any) -> bool:
        return isinstance(table, TableClause) and self.rule(table).private

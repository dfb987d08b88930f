"""The values that a statement writes: the owner's key, and foreign keys.

The rule here: a compiled statement remembers which of its parameters hold owners and foreign keys, and every execution
is checked anew; so it stays valid for all owners and all values. A value that SQL computes is accepted when it cannot
leave the scope by construction, and refused otherwise.
"""

from collections.abc import MutableMapping
from dataclasses import replace
from typing import Any, NoReturn

from sqlalchemy import Table

from colonnade.data.isolation.cascades import said_on_conflict
from colonnade.data.isolation.compiler import OWNER_PARAMETER, ShowsOwnRows
from colonnade.data.isolation.keys import Goal, is_visible
from colonnade.data.isolation.references import LinkWrite, refuse_link
from colonnade.data.isolation.rules import Kind, Link, OwnerColumn
from colonnade.data.isolation.scope import Scope
from colonnade.data.isolation.spelled_types import is_own
from colonnade.data.isolation.written import Parameter, WrittenRow
from colonnade.errors import OutOfScope

_ROW_NUMBERS = {"rowid", "oid", "_rowid_"}
"""What SQLite calls an integer primary key as well."""


def refuse_owner(table: str) -> NoReturn:
    """Raise the error for a row that would belong to somebody else.

    Raises:
        OutOfScope: always.
    """
    raise OutOfScope(
        f"A row of {table!r} would belong to another owner than this session's.",
        "Leave the owner's column out: the session fills it. Rows change hands by Crud.transfer.",
    )


class GuardsValues(ShowsOwnRows):
    """Knows which parameters of a compiled statement hold owners and foreign keys.

    Attributes:
        owner_writes: parameters with values for an owner's column: the table, whose owner's, and whether a missing value
            is filled.
        link_writes: the foreign keys to look up before the statement runs.
    """

    def __init__(self, *args: Any, **kw: Any) -> None:
        self.owner_writes: dict[str, tuple[str, Table | None, bool]] = {}
        self.link_writes: list[LinkWrite] = []
        super().__init__(*args, **kw)
        # Only now is it settled how the parameters are called.
        self.owner_writes = {self._name(key): said for key, said in self.owner_writes.items()}
        self.link_writes = [
            replace(w, names=self._names(w.names), fresh=self._names(w.fresh))
            for w in self.link_writes
        ]

    def construct_params(self, params: Any = None, *args: Any, **kw: Any) -> Any:
        """The parameters of one execution, with the owner in its places.

        Raises:
            OutOfScope: a value for an owner's column is not this owner.
        """
        made = super().construct_params(params, *args, **kw)
        scope: Scope | None = params.get(OWNER_PARAMETER) if params else None
        if scope is not None:
            self.stamp(made, scope)
        return made

    def stamp(self, made: MutableMapping[str, Any], scope: Scope) -> None:
        """Put the owner in its places of the parameters of one execution.

        Args:
            made: the parameters by name.
            scope: of the engine that runs the statement.

        Raises:
            OutOfScope: a value for an owner's column is not this owner.
        """
        for name, of in self.owner_binds.items():
            made[name] = scope.key(of)
        for name, (table, of, fills) in self.owner_writes.items():
            owner = scope.key(of)
            if made.get(name) != owner and not (fills and made.get(name) is None):
                refuse_owner(table)
            made[name] = owner  # what was said may only call itself equal

    def guard_row(self, row: WrittenRow) -> None:
        """Stamp a new row with the owner, and note what must be checked when the statement runs."""
        self.look_at_names(row)
        for owner in row.rule.owners:
            if self.names(owner):
                self._guard_owner(row, owner)
            elif owner.link is not None:
                self._guard_other_owner(row, owner.link)
        self.guard_links(row)

    def guard_links(self, row: WrittenRow) -> None:
        """Note the foreign keys that must be looked up when the statement runs."""
        for link in row.rule.links:
            self.guard_link(row, link)

    def look_at_names(self, row: WrittenRow) -> None:
        """Refuse other names of guarded columns."""
        guarded = {owner.column.name for owner in row.rule.owners}
        guarded |= {name for link in row.rule.links for name in link.columns}
        hidden: set[str] = set()
        if self.dialect.name == "sqlite" and row.rule.kind is Kind.OWNER:
            hidden = _ROW_NUMBERS - {c.name for c in row.rule.owners[0].column.table.columns}
        row.refuse_disguises(guarded, hidden)

    def _guard_owner(self, row: WrittenRow, owner: OwnerColumn) -> None:
        name = owner.column.name
        if row.new and not row.says(name):
            row.values[row.required_column(name)] = self.owner_parameter(owner, "stamp")
            return
        value = row.value(name)
        if isinstance(value, Parameter) and self._is_sent_as(value, owner.column.type):
            of = owner.of if self.named else None
            self.owner_writes[value.key] = (row.rule.name, of, row.new)
        elif value is not None:
            refuse_owner(row.rule.name)

    def _guard_other_owner(self, row: WrittenRow, link: Link) -> None:
        """Let a new row be of any owner that the session sees, and an old one stay with its own."""
        if row.new:
            self.guard_link(row, link)
        elif any(row.value(name) is not None for name in link.columns):
            refuse_owner(row.rule.name)

    def guard_link(self, row: WrittenRow, link: Link) -> None:
        values = [row.value(name) for name in link.columns]
        if all(value is None for value in values):
            return
        if all(isinstance(value, Parameter) for value in values):
            fresh = [row.value(name) for name in link.referred] if row.new else []
            self.note_link(row, link, values, fresh if self._is_family(row, link) else [])
        elif not all(is_visible(v, self._goal(row, link, i)) for i, v in enumerate(values)):
            part = any(value is None for value in values)
            reason = "are set in part" if part else "is computed, and may point anywhere"
            refuse_link(row.rule.name, link, reason)

    def _goal(self, row: WrittenRow, link: Link, position: int) -> Goal:
        return Goal(link, position, row.names, in_conflict=row.statement.is_insert and not row.new)

    def _is_sent_as(self, value: Parameter, *kinds: Any) -> bool:
        """Whether a parameter's type is one of the models' or SQLAlchemy's; another could send something else."""
        ours = is_own(type(value.type.dialect_impl(self.dialect)))
        return ours or any(type(value.type) is type(kind) for kind in kinds)

    def note_link(self, row: WrittenRow, link: Link, values: list[Any], fresh: list[Any]) -> None:
        """Have a foreign key looked up before each execution."""
        table = link.parent.metadata.tables[row.rule.name]
        for value, here, there in zip(values, link.columns, link.referred, strict=True):
            kinds = [c.type for c in (*table.c, *link.parent.c) if c.name in (here, there)]
            if not self._is_sent_as(value, *kinds):
                refuse_link(row.rule.name, link, "is sent by a type that the models do not have")
        known = all(isinstance(value, Parameter) for value in fresh)
        keys = tuple(value.key for value in values)
        new_keys = tuple(value.key for value in fresh) if known else ()
        self.link_writes.append(LinkWrite(row.rule.name, link, keys, new_keys))

    def _is_family(self, row: WrittenRow, link: Link) -> bool:
        """Whether rows of one INSERT may point at each other; not where a row in conflict is left out in silence."""
        careful = row.statement._post_values_clause is None and not row.statement._prefixes
        quiet = self.dialect.name == "sqlite" and "IGNORE" in said_on_conflict(link.parent)
        return careful and not quiet and row.rule.name == link.parent.fullname

    def _names(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._name(key) for key in keys)

    def _name(self, key: str) -> str:
        """How the statement calls a parameter."""
        bind = self.binds.get(key)
        return key if bind is None else self.bind_names[bind]

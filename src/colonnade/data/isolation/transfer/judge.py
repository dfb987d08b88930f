"""Whether rows may change hands: afterwards no foreign key is left across owners, and owners belong together."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from colonnade.data.isolation.rules import Kind, OwnerColumn, Rule
from colonnade.data.isolation.transfer.new_owners import NewOwners
from colonnade.data.isolation.transfer.references import Reference, Values
from colonnade.errors import OutOfScope

Found = Mapping[Table, Mapping[tuple[Any, ...], Values]]
"""The rows that go, by table and primary key."""


class Judge:
    """Judges what goes along with a row.

    Args:
        connection: the session's.
        table: of the row that is given away.
        new: who gets it.
        rules: the rules of all tables whose rows have owners.
    """

    def __init__(
        self, connection: Connection, table: Table, new: NewOwners, rules: Mapping[Table, Rule]
    ) -> None:
        self._connection = connection
        self._name = table.fullname
        self._new = new
        self._rules = rules

    def judge(self, references: Iterable[Reference], found: Found) -> None:
        """See whether nothing is left across owners.

        Raises:
            OutOfScope: a row would point at one that stays, rows of two owners would go, a foreign key that holds an
                owner cannot follow, or the owners of a row would not belong together.
        """
        self._refuse_several(found)
        self._refuse_owners(found)
        for reference in references:
            self._judge(reference, found.get(reference.table, {}).values(), found)
        for table, rows in found.items():
            for owner in self._rules[table].owners:
                self._look_at_chain(table, owner, rows.values())

    def _refuse_several(self, found: Found) -> None:
        known: dict[Table | None, set[Any]] = {}
        for table, rows in found.items():
            for owner in self._new.changed(self._rules[table]):
                of = owner.of if self._rules[table].several else None
                known.setdefault(of, set()).update(r[owner.column.name] for r in rows.values())
        if any(len(keys) > 1 for keys in known.values()):
            raise OutOfScope(
                f"Rows of several owners point at a row of {self._name!r}.",
                "Bring their foreign keys in order first.",
            )

    def _refuse_owners(self, found: Found) -> None:
        for table in (t for t, rows in found.items() if rows):
            if self._rules[table].kind is Kind.OWNER:
                raise OutOfScope(
                    f"A row of {self._name!r} cannot change hands: an owner in {table.fullname!r} points at it, or at"
                    " what would go along.",
                    "Point it elsewhere first.",
                )

    def _judge(self, reference: Reference, rows: Iterable[Values], found: Found) -> None:
        link, name = reference.link, reference.table.fullname
        rule = self._rules[link.parent]
        goals = reference.referred(found.get(link.parent, {}).values())
        if rule.kind is Kind.OWNER:
            goals.add((self._new.of(link.parent),))
        pointed = {at for row in rows if None not in (at := reference.pointed(row))}
        columns = ", ".join(link.columns)
        if pointed - goals and self._new.concern(rule):
            raise OutOfScope(
                f"A row of {self._name!r} cannot change hands: {columns} of a row of {name!r}"
                f" that would go along points at a row of {link.parent.fullname!r} that would stay.",
                f"Transfer the row of {link.parent.fullname!r}, or point {columns} elsewhere first.",
            )
        changed = {o.column.name for o in self._new.changed(self._rules[reference.table])}
        if pointed and not changed.isdisjoint(link.columns) and not reference.follows:
            raise OutOfScope(
                f"A row of {self._name!r} cannot change hands: the foreign key {columns} of {name!r}"
                " holds the owner and does not follow.",
                "Declare it with onupdate='CASCADE', and migrate.",
            )

    def _look_at_chain(self, table: Table, owner: OwnerColumn, rows: Iterable[Values]) -> None:
        """A row of an organisation and one of its users stays with a user of its organisation."""
        people = None if owner.of is None else self._rules.get(owner.of)
        above = () if people is None else people.owners[1:]
        for one in above:
            beside = next((o for o in self._rules[table].owners if o.of is one.of), None)
            if self._new.key(one) is None and (beside is None or self._new.key(owner) is None):
                continue
            for row in rows:
                wanted = self._new.key(one) or (beside and row[beside.column.name])
                self._refuse_stranger(
                    owner, one, self._new.key(owner) or row[owner.column.name], wanted
                )

    def _refuse_stranger(self, owner: OwnerColumn, above: OwnerColumn, key: Any, of: Any) -> None:
        """Refuse an owner that belongs to somebody else, or that the session does not see."""
        people: Any = owner.of
        mine = self._rules[people].owners[0].column == key
        found = self._connection.execute(select(above.column).where(mine)).scalar()
        if found != of:
            raise OutOfScope(
                f"A row of {self._name!r} cannot change hands: its owner in {people.fullname!r} would be none of its"
                " other owner's, as far as this session sees.",
                "Name the new owners of every kind, in a session that sees them: db.session(owner=EVERYONE).",
            )

"""What hangs on an enum type of PostgreSQL while another type takes its place: columns, defaults, checks and indexes."""

import re
from dataclasses import dataclass

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.selection import without_changes_of_default
from colonnade.schema.catalog import Catalog


@dataclass(frozen=True)
class TypedColumn:
    """A column that has a type before and after.

    Attributes:
        table, name: quoted.
        old, new: its default before and after, without the cast; empty when it has none.
        suffix: `[]` when it is an array of the type.
    """

    table: str
    name: str
    old: str
    new: str
    suffix: str = ""

    def default(self, value: str) -> str:
        """What gives it a default, or takes it."""
        action = f"SET DEFAULT {value}" if value else "DROP DEFAULT"
        return f"ALTER TABLE {self.table} ALTER COLUMN {self.name} {action}"


def columns_of(change: Change, name: str) -> list[TypedColumn]:
    """The columns that have a type, or an array of it, before and after."""
    assert change.sides is not None
    wants, has = change.sides.wants.facts, change.sides.has.facts
    old, new = ({fact[0]: fact[1] for fact in side["default"]} for side in (has, wants))
    found = []
    for subject, type_ in sorted(wants["type"] & has["type"]):
        if type_ in (name, f"{name}[]"):
            table, _, column = subject.rpartition(".")
            before, after = (_without_cast(side.get(subject, "")) for side in (old, new))
            suffix = type_.removeprefix(name)
            found.append(
                TypedColumn(_table(change, table), change.quote(column), before, after, suffix)
            )
    return found


def take_defaults(change: Change, name: str) -> None:
    """Take the defaults of such columns out of what Alembic found: they change with the type."""
    taken = {(one.table, one.name) for one in columns_of(change, name)}
    for modified in change.of_tables():
        table = change.sql(Name(modified.table_name, modified.schema))
        columns = {getattr(one, "column_name", "") for one in modified.ops}
        mine = {column for column in columns if (table, change.quote(column)) in taken}
        modified.ops[:] = without_changes_of_default(modified.ops, mine)


def dependent(change: Change, name: str) -> tuple[list[str], list[str]]:
    """What drops the checks and indexes whose expressions name a type, and what makes them again.

    One that differs itself is made by those who make it anew.
    """
    assert change.sides is not None
    has, wants = change.sides.has, change.sides.wants
    dropped, made = [], []
    for kind in ("check name", "index name"):
        for table, said, definition in sorted(_three(has, kind) & _three(wants, kind)):
            if f"::{name}" not in definition:
                continue
            place, quoted = _table(change, table), change.quote(said)
            if kind == "check name":
                dropped.append(f"ALTER TABLE {place} DROP CONSTRAINT {quoted}")
                made.append(f"ALTER TABLE {place} ADD CONSTRAINT {quoted} {definition}")
            else:
                schema = "".join(place.rpartition(".")[:2])
                unique = "UNIQUE " * definition.startswith("unique ")
                keys = definition.removeprefix("unique ")
                dropped.append(f"DROP INDEX {schema}{quoted}")
                made.append(f"CREATE {unique}INDEX {quoted} ON {place} USING {keys}")
    return dropped, made


def _three(side: Catalog, kind: str) -> set[tuple[str, str, str]]:
    return {(fact[0], fact[1], fact[2]) for fact in side.facts[kind]}


def _table(change: Change, fact: str) -> str:
    """A table's name as SQL, by its name in facts."""
    schema, _, table = fact.partition(".")
    return change.sql(change.named_as(table, schema))


def _without_cast(default: str) -> str:
    found = re.match(r"'(?:[^']|'')*'(?=::)", default)
    return found.group() if found else default

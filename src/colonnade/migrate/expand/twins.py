"""A column and what takes its place, kept equal by a trigger while old and new versions write.

The rule here: a value is made of the other side's only where it says something else than that. So a fill changes no value
of the old column, and what cannot be told back (two names of one) stays as it was written.
"""

from dataclasses import dataclass

from colonnade.errors import UsageError
from colonnade.migrate.expand.catalog.said import compared
from colonnade.migrate.expand.catalog.words import Words
from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.filling import by_ranges
from colonnade.migrate.expand.phases import execute
from colonnade.migrate.expand.renewed import renewed
from colonnade.migrate.expand.row_security import seen


@dataclass(frozen=True)
class Twin:
    """A column of the new version.

    Attributes:
        name: its name.
        type: its type as SQL.
        forward: SQL that makes its value of `{}`, the old column.
        more: what else its definition says on MariaDB.
    """

    name: str
    type: str
    forward: str = "{}"
    more: str = ""


@dataclass(frozen=True)
class Twins:
    """A column of the old version and those of the new one.

    Attributes:
        column: the old one.
        new: the new ones.
        back: SQL that makes the old one of the new ones, which it names in braces.
        looks_up: whether the expressions read other tables.

    Raises:
        UsageError: the table has a column of a new one's name.
    """

    column: Column
    new: tuple[Twin, ...]
    back: str
    looks_up: bool = False

    def __post_init__(self) -> None:
        for twin in self.new:
            if twin.name in self.column.table.columns:
                raise UsageError(
                    f"Table {self.column.table.name!r} has a column {twin.name!r} already.",
                    "Choose another name for the new column.",
                )

    @property
    def name(self) -> str:
        """What the trigger is called."""
        return f"keep_{self.column.name}_{self.new[0].name}"[:55]

    def set_new(self, row: str = "") -> dict[str, str]:
        """The expressions for the new columns, of a row of the trigger or of the table."""
        old = f"{row}{self.column.quote(self.column.name)}"
        return {
            f"{row}{self.column.quote(twin.name)}": f"({_given(twin.forward, old)})"
            for twin in self.new
        }

    @property
    def words(self) -> dict[str, Words]:
        """What indexes and checks say in the place of the old column."""
        names = tuple(self.column.quote(twin.name) for twin in self.new)
        return {self.column.name: Words(names, names[0] if len(names) == 1 else self.set_old())}

    def set_old(self, row: str = "") -> str:
        """The expression for the old column."""
        made = self.back
        for twin in self.new:
            made = made.replace(f"{{{twin.name}}}", f"{row}{self.column.quote(twin.name)}")
        return f"({made})"

    @property
    def left(self) -> str:
        """Which rows have nothing in the new columns yet, though the old one says something."""
        empty = [f"{new} IS NULL" for new in self.set_new()]
        said = [f"{made} IS NOT NULL" for made in self.set_new().values()]
        return f"{' AND '.join(empty)} AND ({' OR '.join(said)})"


def converted(column: Column, type_: str) -> str:
    """The expression by which the database converts `{}` to a type; MariaDB does it when it stores the value."""
    return f"CAST({{}} AS {type_})" if column.engine.dialect.name == "postgresql" else "{}"


def _given(expression: str, value: str) -> str:
    return expression.replace("{}", value)


def trigger(twins: Twins) -> tuple[list[str], list[str]]:
    """The operations that make the trigger, and those that drop it."""
    if twins.column.engine.dialect.name == "postgresql":
        return _postgresql(twins)
    return _mysql(twins)


def _conditions(twins: Twins, differs: str) -> tuple[str, str, str, str]:
    """When a row is new to both, when the old side was changed, when the new side, and when that says something else."""
    column, old = twins.column, f"NEW.{twins.column.quote(twins.column.name)}"

    def unlike(one: str, other: str, type_: str) -> str:
        sides = (compared(value, type_, column.dialect) for value in (one, other))
        return differs.format(*sides)

    made = twins.set_new("NEW.")
    types = dict(zip(made, (twin.type for twin in twins.new), strict=True))
    fresh = " AND ".join(f"{new} IS NULL" for new in made)
    told = f"({unlike(old, old.replace('NEW.', 'OLD.', 1), column.type)})"
    told += f" AND ({unlike(old, twins.set_old('NEW.'), column.type)})"
    # What has to be there is not taken away by a version that has read nothing yet, before the fill.
    told = told if column.column.nullable else f"({told}) OR ({fresh})"
    changed = " OR ".join(unlike(new, new.replace("NEW.", "OLD.", 1), types[new]) for new in made)
    other = " OR ".join(unlike(new, value, types[new]) for new, value in made.items())
    return fresh, told, changed, other


def _postgresql(twins: Twins) -> tuple[list[str], list[str]]:
    column, name = twins.column, twins.column.quote(twins.name)
    fresh, told, changed, other = _conditions(twins, "{} IS DISTINCT FROM {}")
    to_new = " ".join(f"{new} := {value};" for new, value in twins.set_new("NEW.").items())
    to_old = f"NEW.{column.quote(column.name)} := {twins.set_old('NEW.')};"
    function = f"{column.schema}{column.quote(f'{column.table.name}_{twins.name}'[:63])}"
    # The owner of the tables looks keys up: whoever writes may not read the table that a row refers to.
    owner = " SECURITY DEFINER SET search_path FROM CURRENT" if twins.looks_up else ""
    body = f"""CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql{owner} AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF {fresh} THEN {to_new} ELSIF {other} THEN {to_old} END IF;
  ELSIF {told} THEN {to_new}
  ELSIF ({changed}) AND ({other}) THEN {to_old}
  END IF;
  RETURN NEW;
END $$"""
    make = f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {column.quoted_table}"
    made = [execute(body), execute(f"{make} FOR EACH ROW EXECUTE FUNCTION {function}()")]
    dropped = [
        execute(f"DROP TRIGGER {name} ON {column.quoted_table}"),
        execute(f"DROP FUNCTION {function}()"),
    ]
    return made, dropped


def _mysql(twins: Twins) -> tuple[list[str], list[str]]:
    column = twins.column
    names = [column.quote(f"{twins.name}_{event}") for event in ("insert", "update")]
    fresh, told, changed, other = _conditions(twins, "NOT ({} <=> {})")
    to_new = " ".join(f"SET {new} = {value};" for new, value in twins.set_new("NEW.").items())
    to_old = f"SET NEW.{column.quote(column.name)} = {twins.set_old('NEW.')};"
    each = f"ON {column.quoted_table} FOR EACH ROW"
    insert = f"""CREATE TRIGGER {names[0]} BEFORE INSERT {each}
IF {fresh} THEN {to_new} ELSEIF {other} THEN {to_old} END IF"""
    update = f"""CREATE TRIGGER {names[1]} BEFORE UPDATE {each}
IF {told} THEN {to_new}
ELSEIF ({changed}) AND ({other}) THEN {to_old} END IF"""
    # Each commits. Of a row that one has made and the other does not keep, no fill could tell that it is behind.
    return [execute(update), execute(insert)], [execute(f"DROP TRIGGER {name}") for name in names]


def fill(column: Column, assignment: str, where: str) -> list[str]:
    """The operations that change the rows that are there, by ranges of the key, each committed by itself.

    Args:
        column: of the table.
        assignment: what is set, as SQL.
        where: which rows still need it, as SQL.
    """
    kept = [column.quote(one.name) for one in renewed(column.table)]
    given = ", ".join([assignment, *(f"{name} = {name}" for name in kept)])
    update = f"UPDATE {column.quoted_table} SET {given}"
    filled = by_ranges(column, f"{update} WHERE {{range}} AND ({where})")
    return [*seen(column.quoted_table, column.protected), *filled]

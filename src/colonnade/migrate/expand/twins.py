"""A column and what takes its place, kept equal by a trigger while old and new versions write.

The rule here: a value is made of the other side's only where it says something else than that. So a fill changes no value
of the old column, and what cannot be told back (two names of one) stays as it was written.
"""

from dataclasses import dataclass

from colonnade.errors import UsageError
from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.phases import execute, text
from colonnade.migrate.journal import REPEATABLE

BATCH = 1000


@dataclass(frozen=True)
class Twin:
    """A column of the new version.

    Attributes:
        name: its name.
        type: its type as SQL.
        forward: SQL that makes its value of `{}`, the old column.
    """

    name: str
    type: str
    forward: str = "{}"


@dataclass(frozen=True)
class Twins:
    """A column of the old version and those of the new one.

    Attributes:
        column: the old one.
        new: the new ones.
        back: SQL that makes the old one of the new ones, which it names in braces.

    Raises:
        UsageError: the table has a column of a new one's name.
    """

    column: Column
    new: tuple[Twin, ...]
    back: str

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
    old, made = f"NEW.{twins.column.quote(twins.column.name)}", twins.set_new("NEW.")
    fresh = " AND ".join(f"{new} IS NULL" for new in made)
    told = f"({differs.format(old, old.replace('NEW.', 'OLD.', 1))})"
    told += f" AND ({differs.format(old, twins.set_old('NEW.'))})"
    changed = " OR ".join(differs.format(new, new.replace("NEW.", "OLD.", 1)) for new in made)
    other = " OR ".join(differs.format(new, value) for new, value in made.items())
    return fresh, told, changed, other


def _postgresql(twins: Twins) -> tuple[list[str], list[str]]:
    column, name = twins.column, twins.name
    fresh, told, changed, other = _conditions(twins, "{} IS DISTINCT FROM {}")
    to_new = " ".join(f"{new} := {value};" for new, value in twins.set_new("NEW.").items())
    to_old = f"NEW.{column.quote(column.name)} := {twins.set_old('NEW.')};"
    schema = f"{column.quote(column.table.schema)}." if column.table.schema else ""
    function = f"{schema}{column.quote(f'{column.table.name}_{name}'[:63])}"
    body = f"""CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
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
    column, name = twins.column, twins.name
    fresh, told, changed, other = _conditions(twins, "NOT ({} <=> {})")
    to_new = " ".join(f"SET {new} = {value};" for new, value in twins.set_new("NEW.").items())
    to_old = f"SET NEW.{column.quote(column.name)} = {twins.set_old('NEW.')};"
    each = f"ON {column.quoted_table} FOR EACH ROW"
    insert = f"""CREATE TRIGGER {name}_insert BEFORE INSERT {each}
IF {fresh} THEN {to_new} ELSEIF {other} THEN {to_old} END IF"""
    update = f"""CREATE TRIGGER {name}_update BEFORE UPDATE {each}
IF {told} THEN {to_new}
ELSEIF ({changed}) AND ({other}) THEN {to_old} END IF"""
    dropped = [execute(f"DROP TRIGGER {name}_{event}") for event in ("insert", "update")]
    return [execute(insert), execute(update)], dropped


def fill(column: Column, assignment: str, where: str) -> list[str]:
    """The operations that change the rows that are there, by ranges of the key, each committed by itself.

    Args:
        column: of the table.
        assignment: what is set, as SQL.
        where: which rows still need it, as SQL.
    """
    update = f"UPDATE {column.quoted_table} SET {assignment}"
    return by_ranges(column, f"{update} WHERE {{range}} AND ({where})")


def by_ranges(column: Column, statement: str) -> list[str]:
    """The operations that run a statement for each range of the key.

    Args:
        column: of the table.
        statement: SQL in which `{range}` stands for the condition on the key.
    """
    table, key = column.quoted_table, column.quote(column.key)
    first = f"SELECT min({key}) FROM {table}"
    last = f"SELECT {key} AS k FROM {table} WHERE {key} >= :low ORDER BY {key} LIMIT {BATCH}"
    batch = f"{REPEATABLE} {statement}".replace("{range}", f"{key} BETWEEN :low AND :high")
    return [
        "bind = op.get_bind()",
        "with op.get_context().autocommit_block():",
        f"    low = bind.scalar(sa.text({text(first)}))",
        "    while low is not None:",
        f"        last = sa.text({text(f'SELECT max(k) FROM ({last}) AS batch')})",
        '        place = {"low": low, "high": bind.scalar(last, {"low": low})}',
        f"        bind.execute(sa.text({text(batch)}), place)",
        f"        after = sa.text({text(f'{first} WHERE {key} > :high')})",
        '        low = bind.scalar(after, {"high": place["high"]})',
    ]

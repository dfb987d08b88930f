"""Two tables that triggers keep equal while columns move from one to the other.

A write to one is written to the other where that says something else yet, so the triggers do not call each other for ever.
MariaDB refuses even an UPDATE of no rows on the way back, so there each looks before it writes.
"""

from dataclasses import dataclass

from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.phases import execute


@dataclass(frozen=True)
class Move:
    """Columns on their way.

    Attributes:
        columns: the columns of the old version; all of one table.
        table: the quoted name of the new one.
        name: what triggers are called.
    """

    columns: tuple[Column, ...]
    table: str
    name: str

    @property
    def first(self) -> Column:
        """One of the columns, for what all have in common."""
        return self.columns[0]

    @property
    def names(self) -> list[str]:
        """The quoted names of the columns."""
        return [self.first.quote(column.name) for column in self.columns]

    @property
    def key(self) -> str:
        """The quoted name of the key, which is the same in both tables."""
        return self.first.quote(self.first.key)

    @property
    def says(self) -> str:
        """Whether a row has something to move."""
        return " OR ".join(f"{name} IS NOT NULL" for name in self.names)

    def each(self, template: str, separator: str = ", ") -> str:
        """SQL for every column: `{}` is its name."""
        return separator.join(template.replace("{}", name) for name in self.names)


def triggers(move: Move) -> tuple[list[str], list[str]]:
    """The operations that make the triggers, and those that drop them."""
    if move.first.engine.dialect.name == "postgresql":
        return _postgresql(move)
    return _mysql(move)


def _postgresql(move: Move) -> tuple[list[str], list[str]]:
    differs = move.each("NEW.{} IS DISTINCT FROM OLD.{}", " OR ")
    there = f"INSERT INTO {move.table} AS there ({move.key}, {move.each('{}')}) VALUES (NEW.{move.key}, {move.each('NEW.{}')})"
    upsert = f"ON CONFLICT ({move.key}) DO UPDATE SET {move.each('{} = EXCLUDED.{}')}"
    where = move.each("there.{} IS DISTINCT FROM EXCLUDED.{}", " OR ")
    given = move.each("{} = NEW.{}")
    here = f"UPDATE {move.first.quoted_table} AS here SET"
    other = move.each("here.{} IS DISTINCT FROM NEW.{}", " OR ")
    says, old = move.each("NEW.{} IS NOT NULL", " OR "), _existing(move)
    forward = f"""CREATE FUNCTION {move.name}_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF {move.each("NEW.{} IS NULL", " AND ")} THEN RETURN NULL; END IF;
  ELSIF NOT ({differs}) OR NOT ({says} OR EXISTS ({old})) THEN RETURN NULL;
  END IF;
  {there} {upsert} WHERE {where};
  RETURN NULL;
END $$"""
    back = f"""CREATE FUNCTION {move.name}_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    {here} {move.each("{} = NULL")} WHERE here.{move.key} = OLD.{move.key};
  ELSE
    {here} {given} WHERE here.{move.key} = NEW.{move.key} AND ({other});
  END IF;
  RETURN NULL;
END $$"""
    row = "FOR EACH ROW EXECUTE FUNCTION"
    made = [
        execute(forward),
        execute(back),
        execute(
            f"CREATE TRIGGER {move.name}_forward AFTER INSERT OR UPDATE ON {move.first.quoted_table}"
            f" {row} {move.name}_forward()"
        ),
        execute(
            f"CREATE TRIGGER {move.name}_back AFTER INSERT OR UPDATE OR DELETE ON {move.table}"
            f" {row} {move.name}_back()"
        ),
    ]
    dropped = [
        execute(f"DROP TRIGGER {move.name}_forward ON {move.first.quoted_table}"),
        execute(f"DROP TRIGGER {move.name}_back ON {move.table}"),
        execute(f"DROP FUNCTION {move.name}_forward()"),
        execute(f"DROP FUNCTION {move.name}_back()"),
    ]
    return made, dropped


def _existing(move: Move) -> str:
    """The row of the new table: one that the new version has deleted does not come back empty."""
    return f"SELECT 1 FROM {move.table} WHERE {move.key} = NEW.{move.key}"


def _mysql(move: Move) -> tuple[list[str], list[str]]:
    table, same = move.first.quoted_table, move.each("{} <=> NEW.{}", " AND ")
    unlike = "NOT EXISTS (SELECT 1 FROM {} WHERE {} = NEW.{} AND {})"
    there = unlike.format(move.table, move.key, move.key, same)
    here = unlike.format(table, move.key, move.key, same)
    upsert = (
        f"INSERT INTO {move.table} ({move.key}, {move.each('{}')}) VALUES (NEW.{move.key}, {move.each('NEW.{}')})"
        f" ON DUPLICATE KEY UPDATE {move.each('{} = VALUES({})')}"
    )
    given = move.each("{} = NEW.{}")
    update = f"UPDATE {table} SET {given} WHERE {move.key} = NEW.{move.key}"
    empty = f"UPDATE {table} SET {move.each('{} = NULL')} WHERE {move.key} = OLD.{move.key}"
    says = move.each("NEW.{} IS NOT NULL", " OR ")
    differs = f"NOT ({move.each('NEW.{} <=> OLD.{}', ' AND ')})"
    bodies = {
        f"{move.name}_forward_insert AFTER INSERT ON {table}": f"IF ({says}) AND {there} THEN {upsert}; END IF",
        f"{move.name}_forward_update AFTER UPDATE ON {table}": f"IF {differs} AND {there} AND ({says} OR EXISTS ({_existing(move)})) THEN {upsert}; END IF",
        f"{move.name}_back_insert AFTER INSERT ON {move.table}": f"IF {here} THEN {update}; END IF",
        f"{move.name}_back_update AFTER UPDATE ON {move.table}": f"IF {here} THEN {update}; END IF",
        f"{move.name}_back_delete AFTER DELETE ON {move.table}": empty,
    }
    made = [execute(f"CREATE TRIGGER {head} FOR EACH ROW {body}") for head, body in bodies.items()]
    dropped = [execute(f"DROP TRIGGER {head.split(' ')[0]}") for head in bodies]
    return made, dropped

"""Columns move to a table of their own, which has a row for each row of the first that says something in them.

A write to one table is written to the other where that says something else yet, so two triggers do not call each other for
ever. MariaDB refuses even an UPDATE of no rows on the way back, so there each looks before it writes.
"""

from dataclasses import dataclass

from colonnade.errors import UsageError
from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.phases import Phase, execute, refuse_while
from colonnade.migrate.expand.twins import by_ranges


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


def move(columns: tuple[Column, ...], table: str) -> list[Phase]:
    """The phases of a move.

    Args:
        columns: of one table.
        table: the name of the new one.

    Raises:
        UsageError: a column has an index, a foreign key or a default, and nobody can say what becomes of it.
    """
    for column in columns:
        if column.indexes or column.foreign_key is not None or column.default:
            raise UsageError(
                f"{column.table.name}.{column.name} has an index, a foreign key or a default, which do not move by themselves.",
                "Drop it first, and make it for the new table in the third phase by hand.",
            )
    first = columns[0]
    move_ = Move(columns, first.quote(table), f"{first.table.name}_{table}"[:50])
    words = f"Move {', '.join(one.name for one in columns)} of {first.table.name} to {table}"
    made, dropped = _triggers(move_)
    drop = [execute(f"ALTER TABLE {first.quoted_table} DROP COLUMN {one}") for one in move_.names]
    wait = refuse_while(_left(move_), "Rows are left: run the fill again.")
    return [
        Phase(
            f"{words}: expand",
            [execute(_create(move_)), *_relaxed(move_), *made],
            [*dropped, execute(f"DROP TABLE {move_.table}")],
        ),
        Phase(f"{words}: fill", by_ranges(first, _fill(move_))),
        Phase(f"{words}: switch", wait),
        Phase(
            f"{words}: contract",
            [*dropped, *drop],
            [*_columns(move_), *by_ranges(first, _back(move_)), *made],
        ),
    ]


def _create(move: Move) -> str:
    """The table; its rows go with those of the first one."""
    table = move.first.table
    key = table.primary_key.columns[move.first.key].type.compile(move.first.engine.dialect)
    columns = ", ".join(
        f"{name} {column.type}" for name, column in zip(move.names, move.columns, strict=True)
    )
    refers = f"FOREIGN KEY ({move.key}) REFERENCES {move.first.quoted_table} ({move.key})"
    key_ = f"{move.key} {key} PRIMARY KEY"
    return f"CREATE TABLE {move.table} ({key_}, {columns}, {refers} ON DELETE CASCADE)"


def _relaxed(move: Move) -> list[str]:
    """The new version leaves the old columns out."""
    table, found = move.first.quoted_table, []
    for column in move.columns:
        name = column.quote(column.name)
        if not column.column.nullable and column.engine.dialect.name == "postgresql":
            found.append(execute(f"ALTER TABLE {table} ALTER COLUMN {name} DROP NOT NULL"))
        elif not column.column.nullable:
            found.append(execute(f"ALTER TABLE {table} MODIFY {name} {column.type} NULL"))
    return found


def _columns(move: Move) -> list[str]:
    return [
        execute(f"ALTER TABLE {move.first.quoted_table} ADD COLUMN {name} {column.type}")
        for name, column in zip(move.names, move.columns, strict=True)
    ]


def _fill(move: Move) -> str:
    there = f"SELECT 1 FROM {move.table} AS there WHERE there.{move.key} = source.{move.key}"
    rows = f"SELECT {move.key}, {move.each('{}')} FROM {move.first.quoted_table} AS source"
    into = f"INSERT INTO {move.table} ({move.key}, {move.each('{}')})"
    return f"{into} {rows} WHERE {{range}} AND ({move.says}) AND NOT EXISTS ({there})"


def _left(move: Move) -> str:
    there = f"SELECT 1 FROM {move.table} AS there WHERE there.{move.key} = source.{move.key}"
    source = f"SELECT 1 FROM {move.first.quoted_table} AS source"
    return f"{source} WHERE ({move.says}) AND NOT EXISTS ({there}) LIMIT 1"


def _back(move: Move) -> str:
    table = move.first.quoted_table
    one = f"(SELECT {{}} FROM {move.table} AS moved WHERE moved.{move.key} = {table}.{move.key})"
    given = move.each(f"{{}} = {one}")
    return f"UPDATE {table} SET {given} WHERE {{range}}"


def _triggers(move: Move) -> tuple[list[str], list[str]]:
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
    forward = f"""CREATE FUNCTION {move.name}_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF {move.each("NEW.{} IS NULL", " AND ")} THEN RETURN NULL; END IF;
  ELSIF NOT ({differs}) THEN RETURN NULL;
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
        f"{move.name}_forward_update AFTER UPDATE ON {table}": f"IF {differs} AND {there} THEN {upsert}; END IF",
        f"{move.name}_back_insert AFTER INSERT ON {move.table}": f"IF {here} THEN {update}; END IF",
        f"{move.name}_back_update AFTER UPDATE ON {move.table}": f"IF {here} THEN {update}; END IF",
        f"{move.name}_back_delete AFTER DELETE ON {move.table}": empty,
    }
    made = [execute(f"CREATE TRIGGER {head} FOR EACH ROW {body}") for head, body in bodies.items()]
    dropped = [execute(f"DROP TRIGGER {head.split(' ')[0]}") for head in bodies]
    return made, dropped

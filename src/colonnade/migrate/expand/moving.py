"""Two tables that triggers keep equal while columns move from one to the other.

A write to one is written to the other where that says something else yet, so the triggers do not call each other for ever.
MariaDB refuses even an UPDATE of no rows on the way back, so there each looks before it writes.

The rule here: nobody can tell whether an INSERT that leaves a column out is of the old version or of the new one. So a row that
says nothing but its defaults makes no row in the other table, and none does in a table that was there, whose rows both versions
make; a fill does, once the old version's rows are all there.
"""

from dataclasses import dataclass

from colonnade.migrate.expand.catalog.said import compared
from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.constraints import Operations
from colonnade.migrate.expand.phases import execute


@dataclass(frozen=True)
class Move:
    """Columns on their way.

    Attributes:
        columns: the columns of the old version; all of one table.
        home: the first of them, in the other table.
        links: the columns of the other table that hold the key of the first one, as SQL.
        name: what triggers are called.
        there: whether the other table was there before, so that the old version writes it as well.
        makes: whether a row of the other table can be made of what moves alone, once the old version is gone.
    """

    columns: tuple[Column, ...]
    home: Column
    links: tuple[str, ...]
    name: str
    there: bool = False
    makes: bool = True

    @property
    def first(self) -> Column:
        """One of the columns, for what all have in common."""
        return self.columns[0]

    @property
    def table(self) -> str:
        """The other table as SQL."""
        return self.home.quoted_table

    @property
    def names(self) -> list[str]:
        """The quoted names of the columns."""
        return [self.first.quote(column.name) for column in self.columns]

    @property
    def says(self) -> str:
        """Whether a row has something to move."""
        return " OR ".join(f"{name} IS NOT NULL" for name in self.names)

    @property
    def has_default(self) -> bool:
        """Whether an INSERT that leaves all columns out says something nevertheless."""
        return any(column.default for column in self.columns)

    @property
    def told(self) -> str:
        """Whether a new row says something that is not the default."""
        found = []
        for name, column in zip(self.names, self.columns, strict=True):
            said = f"NEW.{name} IS NOT NULL"
            if column.default:
                said += f" AND {self.unlike(column, f'NEW.{name}', f'({column.default})')}"
            found.append(f"({said})")
        return " OR ".join(found)

    def unlike(self, column: Column, one: str, other: str) -> str:
        """Whether two values of a column differ."""
        a, b = (compared(value, column.type, column.dialect) for value in (one, other))
        return f"{a} IS DISTINCT FROM {b}" if column.is_postgresql else f"NOT ({a} <=> {b})"

    def differs(self, one: str, other: str) -> str:
        """Whether rows of two names differ in a column that moves."""
        pairs = zip(self.names, self.columns, strict=True)
        return " OR ".join(self.unlike(c, f"{one}.{name}", f"{other}.{name}") for name, c in pairs)

    def each(self, template: str, separator: str = ", ") -> str:
        """SQL for every column: `{}` is its name."""
        return separator.join(template.replace("{}", name) for name in self.names)

    def here_is(self, row: str, table: str = "here") -> str:
        """The condition on the first table by a row of the other one."""
        pairs = zip(self.first.keys, self.links, strict=True)
        return " AND ".join(f"{table}.{key} = {row}.{link}" for key, link in pairs)

    def there_is(self, row: str, table: str = "there") -> str:
        """The condition on the other table by a row of the first one."""
        pairs = zip(self.first.keys, self.links, strict=True)
        return " AND ".join(f"{table}.{link} = {row}.{key}" for key, link in pairs)

    @property
    def insert(self) -> str:
        """The beginning of the statement that makes a row of the other table."""
        return f"INSERT INTO {self.table} ({', '.join(self.links)}, {self.each('{}')})"


def triggers(move: Move) -> Operations:
    """The operations that make the triggers, and those that drop them."""
    return _postgresql(move) if move.first.is_postgresql else _mysql(move)


def _postgresql(move: Move) -> Operations:
    bodies = {"forward": _forward(move), "back": _back(move)}
    after = "AFTER INSERT OR UPDATE"
    heads = {"forward": (after, move.first.quoted_table), "back": (after, move.table)}
    if move.there:
        bodies["taken"] = _taken(move)
        heads["taken"] = ("BEFORE INSERT", move.table)
    else:
        heads["back"] = (f"{after} OR DELETE", move.table)
    # The owner of the tables writes the other one, to which the old version's role has no right; where policies hold,
    # whoever writes, by the policies.
    secured = move.first.protected.enabled or move.home.protected.enabled
    owner = "" if secured else " SECURITY DEFINER SET search_path FROM CURRENT"
    made, dropped = [], []
    for word, body in bodies.items():
        name = move.first.quote(f"{move.name}_{word}")
        function, (when, table) = f"{move.first.schema}{name}", heads[word]
        head = f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql{owner} AS $$"
        made.append(execute(f"{head}\nBEGIN\n{body}\nEND $$"))
        row = f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        made.append(execute(f"CREATE TRIGGER {name} {when} ON {table} {row}"))
        dropped.append(execute(f"DROP TRIGGER {name} ON {table}"))
        dropped.append(execute(f"DROP FUNCTION {function}()"))
    return made, dropped


def _forward(move: Move) -> str:
    same = (
        f"UPDATE {move.table} AS there SET {move.each('{} = NEW.{}')} WHERE {move.there_is('NEW')}"
    )
    changed = f"{same} AND ({move.differs('there', 'NEW')});"
    exists = f"EXISTS (SELECT 1 FROM {move.table} AS there WHERE {move.there_is('NEW')})"
    keys = ", ".join(f"NEW.{key}" for key in move.first.keys)
    upsert = f"ON CONFLICT ({', '.join(move.links)}) DO UPDATE SET {move.each('{} = EXCLUDED.{}')}"
    insert = f"{move.insert} VALUES ({keys}, {move.each('NEW.{}')}) {upsert};"
    write = f"IF {exists} THEN {changed}"
    # A row that the new version has deleted does not come back empty.
    write += (
        f" ELSIF {move.each('NEW.{} IS NOT NULL', ' OR ')} THEN {insert} END IF;"
        if not move.there
        else " END IF;"
    )
    return f"""  IF TG_OP = 'INSERT' THEN
    IF NOT ({move.told}) THEN RETURN NULL; END IF;
  ELSIF NOT ({move.differs("NEW", "OLD")}) THEN RETURN NULL;
  END IF;
  {write}
  RETURN NULL;"""


def _back(move: Move) -> str:
    here = f"UPDATE {move.first.quoted_table} AS here SET"
    given = f"{here} {move.each('{} = NEW.{}')} WHERE {move.here_is('NEW')} AND ({move.differs('here', 'NEW')});"
    if move.there:
        # A row that is not filled yet says nothing, whatever else of it is changed.
        same = f"IF NOT ({move.differs('NEW', 'OLD')}) THEN RETURN NULL; END IF;"
        return f"  IF TG_OP = 'UPDATE' THEN {same} END IF;\n  {given}\n  RETURN NULL;"
    empty = f"{here} {move.each('{} = NULL')} WHERE {move.here_is('OLD')};"
    return f"  IF TG_OP = 'DELETE' THEN {empty}\n  ELSE {given}\n  END IF;\n  RETURN NULL;"


def _taken(move: Move) -> str:
    """A new row of a table that was there takes what the old version had said before."""
    rows = f"FROM {move.first.quoted_table} AS here WHERE {move.here_is('NEW')}"
    take = f"SELECT {move.each('here.{}')} INTO {move.each('NEW.{}')} {rows};"
    return f"  IF {move.each('NEW.{} IS NULL', ' AND ')} THEN {take} END IF;\n  RETURN NEW;"


def _mysql(move: Move) -> Operations:
    here, there = move.first.quoted_table, move.table
    keys = ", ".join(f"NEW.{key}" for key in move.first.keys)
    upsert = f"{move.insert} VALUES ({keys}, {move.each('NEW.{}')}) ON DUPLICATE KEY UPDATE {move.each('{} = VALUES({})')}"
    row = f"SELECT 1 FROM {there} AS there WHERE {move.there_is('NEW')}"
    changed = f"EXISTS ({row} AND ({move.differs('there', 'NEW')}))"
    given = move.each("{} = NEW.{}")
    write = f"IF {changed} THEN UPDATE {there} AS there SET {given} WHERE {move.there_is('NEW')};"
    says = move.each("NEW.{} IS NOT NULL", " OR ")
    write += f" ELSEIF ({says}) AND NOT EXISTS ({row}) THEN {upsert};" if not move.there else ""
    write += " END IF;"
    unlike = f"EXISTS (SELECT 1 FROM {here} AS here WHERE {move.here_is('NEW')} AND ({move.differs('here', 'NEW')}))"
    back = f"IF {unlike} THEN UPDATE {here} AS here SET {given} WHERE {move.here_is('NEW')}; END IF"
    # Each commits. Of a row that one has made and the next does not keep, no fill could tell that it is behind.
    bodies = {
        f"forward_update AFTER UPDATE ON {here}": f"IF {move.differs('NEW', 'OLD')} THEN {write} END IF",
        f"forward_insert AFTER INSERT ON {here}": f"IF {move.told} THEN {write} END IF",
        f"back_update AFTER UPDATE ON {there}": f"IF {move.differs('NEW', 'OLD')} THEN {back}; END IF",
        f"back_insert AFTER INSERT ON {there}": back,
    }
    if move.there:
        one = f"SELECT here.{{}} FROM {here} AS here WHERE {move.here_is('NEW')}"
        take = move.each(f"SET NEW.{{}} = ({one});", " ")
        empty = move.each("NEW.{} IS NULL", " AND ")
        # First of all: a row that has not taken what the first table says would take it away there.
        taken = {f"taken_insert BEFORE INSERT ON {there}": f"IF {empty} THEN {take} END IF"}
        bodies = taken | bodies
    else:
        gone = f"UPDATE {here} AS here SET {move.each('{} = NULL')} WHERE {move.here_is('OLD')}"
        bodies[f"back_delete AFTER DELETE ON {there}"] = gone
    made: list[str] = []
    dropped: list[str] = []
    for head, body in bodies.items():
        word, _, when = head.partition(" ")
        name = move.first.quote(f"{move.name}_{word}")
        made.append(execute(f"CREATE TRIGGER {name} {when} FOR EACH ROW {body}"))
        dropped.insert(0, execute(f"DROP TRIGGER {name}"))
    return made, dropped

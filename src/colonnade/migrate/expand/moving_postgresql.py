"""The triggers that keep two tables equal on PostgreSQL, while columns move from one to the other."""

from colonnade.migrate.expand.constraints import Operations
from colonnade.migrate.expand.moving import Move
from colonnade.migrate.expand.phases import execute


def triggers(move: Move) -> Operations:
    """The operations that make the triggers, and those that drop them."""
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

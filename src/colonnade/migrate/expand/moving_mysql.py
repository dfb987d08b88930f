"""The triggers that keep two tables equal on MariaDB, while columns move from one to the other."""

from colonnade.migrate.expand.constraints import Operations
from colonnade.migrate.expand.moving import Move
from colonnade.migrate.expand.phases import execute


def triggers(move: Move) -> Operations:
    """The operations that make the triggers, and those that drop them."""
    made: list[str] = []
    dropped: list[str] = []
    for head, body in _bodies(move).items():
        word, _, when = head.partition(" ")
        name = move.first.quote(f"{move.name}_{word}")
        made.append(execute(f"CREATE TRIGGER {name} {when} FOR EACH ROW {body}"))
        dropped.insert(0, execute(f"DROP TRIGGER {name}"))
    return made, dropped


def _bodies(move: Move) -> dict[str, str]:
    """What the triggers do, by the ends of their names and when they run."""
    here, there = move.first.quoted_table, move.table
    write, back = _forward(move), _back(move)
    # Each commits. Of a row that one has made and the next does not keep, no fill could tell that it is behind.
    bodies = {
        f"forward_update AFTER UPDATE ON {here}": f"IF {move.differs('NEW', 'OLD')} THEN {write} END IF",
        f"forward_insert AFTER INSERT ON {here}": f"IF {move.told} THEN {write} END IF",
        f"back_update AFTER UPDATE ON {there}": f"IF {move.differs('NEW', 'OLD')} THEN {back}; END IF",
        f"back_insert AFTER INSERT ON {there}": back,
    }
    if move.there:
        # First of all: a row that has not taken what the first table says would take it away there.
        return {f"taken_insert BEFORE INSERT ON {there}": _taken(move)} | bodies
    gone = f"UPDATE {here} AS here SET {move.each('{} = NULL')} WHERE {move.here_is('OLD')}"
    return bodies | {f"back_delete AFTER DELETE ON {there}": gone}


def _forward(move: Move) -> str:
    there, given = move.table, move.each("{} = NEW.{}")
    row = f"SELECT 1 FROM {there} AS there WHERE {move.there_is('NEW')}"
    changed = f"EXISTS ({row} AND ({move.differs('there', 'NEW')}))"
    write = f"IF {changed} THEN UPDATE {there} AS there SET {given} WHERE {move.there_is('NEW')};"
    if move.there:
        return f"{write} END IF;"
    keys = ", ".join(f"NEW.{key}" for key in move.first.keys)
    upsert = f"{move.insert} VALUES ({keys}, {move.each('NEW.{}')}) ON DUPLICATE KEY UPDATE {move.each('{} = VALUES({})')}"
    says = move.each("NEW.{} IS NOT NULL", " OR ")
    return f"{write} ELSEIF ({says}) AND NOT EXISTS ({row}) THEN {upsert}; END IF;"


def _back(move: Move) -> str:
    here = move.first.quoted_table
    unlike = f"EXISTS (SELECT 1 FROM {here} AS here WHERE {move.here_is('NEW')} AND ({move.differs('here', 'NEW')}))"
    given = move.each("{} = NEW.{}")
    return f"IF {unlike} THEN UPDATE {here} AS here SET {given} WHERE {move.here_is('NEW')}; END IF"


def _taken(move: Move) -> str:
    """A new row of a table that was there takes what the old version had said before."""
    one = f"SELECT here.{{}} FROM {move.first.quoted_table} AS here WHERE {move.here_is('NEW')}"
    take = move.each(f"SET NEW.{{}} = ({one});", " ")
    return f"IF {move.each('NEW.{} IS NULL', ' AND ')} THEN {take} END IF"

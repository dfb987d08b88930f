"""Two columns that a trigger keeps equal while old and new versions write."""

from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.phases import execute, text

BATCH = 1000


def trigger(column: Column, twin: str, forward: str, back: str) -> tuple[list[str], list[str]]:
    """The operations that make the trigger, and those that drop it.

    A new row that has no twin yet gets it from the column, and else the column gets it from the twin; of a changed row,
    what changed decides.

    Args:
        column: the column of the old version.
        twin: the name of the new one.
        forward: SQL that makes the twin of `{}`.
        back: SQL that makes the column of `{}`.
    """
    if column.engine.dialect.name == "postgresql":
        return _postgresql(column, twin, forward, back)
    return _mysql(column, twin, forward, back)


def name_of(column: Column, twin: str) -> str:
    """What the trigger is called."""
    return f"keep_{column.name}_{twin}"[:55]


def _postgresql(column: Column, twin: str, forward: str, back: str) -> tuple[list[str], list[str]]:
    old, new, name = column.quote(column.name), column.quote(twin), name_of(column, twin)
    to_new, to_old = forward.format(f"NEW.{old}"), back.format(f"NEW.{new}")
    schema = f"{column.quote(column.table.schema)}." if column.table.schema else ""
    function = f"{schema}{column.quote(f'{column.table.name}_{name}')}"
    body = f"""CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.{new} IS NULL THEN NEW.{new} := {to_new}; ELSE NEW.{old} := {to_old}; END IF;
  ELSIF NEW.{old} IS DISTINCT FROM OLD.{old} THEN NEW.{new} := {to_new};
  ELSIF NEW.{new} IS DISTINCT FROM OLD.{new} THEN NEW.{old} := {to_old};
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


def _mysql(column: Column, twin: str, forward: str, back: str) -> tuple[list[str], list[str]]:
    old, new, name = column.quote(column.name), column.quote(twin), name_of(column, twin)
    to_new, to_old = forward.format(f"NEW.{old}"), back.format(f"NEW.{new}")
    insert = f"""CREATE TRIGGER {name}_insert BEFORE INSERT ON {column.quoted_table} FOR EACH ROW
IF NEW.{new} IS NULL THEN SET NEW.{new} = {to_new}; ELSE SET NEW.{old} = {to_old}; END IF"""
    update = f"""CREATE TRIGGER {name}_update BEFORE UPDATE ON {column.quoted_table} FOR EACH ROW
IF NOT (NEW.{old} <=> OLD.{old}) THEN SET NEW.{new} = {to_new};
ELSEIF NOT (NEW.{new} <=> OLD.{new}) THEN SET NEW.{old} = {to_old}; END IF"""
    dropped = [execute(f"DROP TRIGGER {name}_{event}") for event in ("insert", "update")]
    return [execute(insert), execute(update)], dropped


def fill(column: Column, assignment: str, where: str) -> list[str]:
    """The operations that change the rows that are there, by ranges of the key, each committed by itself.

    Args:
        column: of the table.
        assignment: what is set, as SQL.
        where: which rows still need it, as SQL.
    """
    table, key = column.quoted_table, column.quote(column.key)
    first = f"SELECT min({key}) FROM {table}"
    last = f"SELECT {key} AS k FROM {table} WHERE {key} >= :low ORDER BY {key} LIMIT {BATCH}"
    update = f"UPDATE {table} SET {assignment} WHERE {key} BETWEEN :low AND :high AND ({where})"
    return [
        "bind = op.get_bind()",
        "with op.get_context().autocommit_block():",
        f"    low = bind.scalar(sa.text({text(first)}))",
        "    while low is not None:",
        f"        last = sa.text({text(f'SELECT max(k) FROM ({last}) AS batch')})",
        '        place = {"low": low, "high": bind.scalar(last, {"low": low})}',
        f"        bind.execute(sa.text({text(update)}), place)",
        f"        after = sa.text({text(f'{first} WHERE {key} > :high')})",
        '        low = bind.scalar(after, {"high": place["high"]})',
    ]

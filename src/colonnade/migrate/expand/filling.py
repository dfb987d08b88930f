"""Rows changed by ranges of their key, each range committed by itself, as the operations of a revision."""

from collections.abc import Sequence

from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.phases import text
from colonnade.migrate.expand.ranges import behind
from colonnade.migrate.journal import REPEATABLE

BATCH = 1000


def by_ranges(column: Column, statement: str, named: Sequence[str] = ()) -> list[str]:
    """The operations that run a statement for each range of the key.

    Args:
        column: of the table.
        statement: SQL in which `{range}` stands for the condition on the key.
        named: what the columns of the key are called in the statement, where it changes another table.
    """
    table, keys = column.quoted_table, column.keys
    places = range(1, len(keys) + 1)
    low, high = [f":low_{n}" for n in places], [f":high_{n}" for n in places]
    listed, backwards = ", ".join(keys), ", ".join(f"{key} DESC" for key in keys)
    lows = ", ".join(f"{key} AS low_{n}" for key, n in zip(keys, places, strict=True))
    highs = ", ".join(f"{key} AS high_{n}" for key, n in zip(keys, places, strict=True))
    since, after = (behind(keys, *one, column.dialect) for one in ((">=", low), (">", high)))
    rows = f"SELECT {listed} FROM {table} WHERE {since} ORDER BY {listed} LIMIT {BATCH}"
    last = f"SELECT {highs} FROM ({rows}) AS batch ORDER BY {backwards} LIMIT 1"
    first = f"SELECT {lows} FROM {table} ORDER BY {listed} LIMIT 1"
    following = f"SELECT {lows} FROM {table} WHERE {after} ORDER BY {listed} LIMIT 1"
    limits = (behind(named or keys, *one, column.dialect) for one in ((">=", low), ("<=", high)))
    batch = f"{REPEATABLE} {statement}".replace("{range}", " AND ".join(limits))
    return [
        "bind = op.get_bind()",
        "with op.get_context().autocommit_block():",
        f"    low = bind.execute(sa.text({text(first)})).first()",
        "    while low is not None:",
        f"        last = sa.text({text(last)})",
        "        place = low._asdict()",
        "        place |= bind.execute(last, place).one()._asdict()",
        f"        bind.execute(sa.text({text(batch)}), place)",
        f"        after = sa.text({text(following)})",
        "        low = bind.execute(after, place).first()",
    ]

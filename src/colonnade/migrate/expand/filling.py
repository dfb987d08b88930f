"""Rows changed by ranges of their key, each range committed by itself, as the operations of a revision."""

from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.phases import text
from colonnade.migrate.expand.ranges import behind
from colonnade.migrate.journal import REPEATABLE

BATCH = 1000


def by_ranges(column: Column, statement: str) -> list[str]:
    """The operations that run a statement for each range of the key.

    Args:
        column: of the table.
        statement: SQL in which `{range}` stands for the condition on the key.
    """
    table, keys = column.quoted_table, column.keys
    places = range(1, len(keys) + 1)
    low, high = [f":low_{n}" for n in places], [f":high_{n}" for n in places]
    listed, backwards = ", ".join(keys), ", ".join(f"{key} DESC" for key in keys)
    lows = ", ".join(f"{key} AS low_{n}" for key, n in zip(keys, places, strict=True))
    highs = ", ".join(f"{key} AS high_{n}" for key, n in zip(keys, places, strict=True))
    since, until, after = (
        behind(keys, operator, values, column.dialect)
        for operator, values in ((">=", low), ("<=", high), (">", high))
    )
    rows = f"SELECT {listed} FROM {table} WHERE {since} ORDER BY {listed} LIMIT {BATCH}"
    last = f"SELECT {highs} FROM ({rows}) AS batch ORDER BY {backwards} LIMIT 1"
    first = f"SELECT {lows} FROM {table} ORDER BY {listed} LIMIT 1"
    following = f"SELECT {lows} FROM {table} WHERE {after} ORDER BY {listed} LIMIT 1"
    batch = f"{REPEATABLE} {statement}".replace("{range}", f"{since} AND {until}")
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

"""How tables are stored: without a log, with parameters; partitions, which no database gives to a table that is there."""

from colonnade.errors import UsageError
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.operations import Statement, both_ways


def complete(change: Change) -> None:
    """Change how the tables that are there are stored.

    Raises:
        UsageError: one should become partitioned, or stop to be.
    """
    if change.sides is None or change.backend == "sqlite":
        return
    _refuse_partitions(change)
    if change.backend == "postgresql":
        for name, _ in change.kept():
            _logged(change, change.fact_name(name), f"ALTER TABLE {change.sql(name)}")
            _parameters(change, change.fact_name(name), f"ALTER TABLE {change.sql(name)}")


def _refuse_partitions(change: Change) -> None:
    assert change.sides is not None
    differs = {one[0] for one in change.sides.missing("partition")}
    wanted = {one[0] for one in change.sides.wants.facts["partition"]}
    differs |= {one[0] for one in change.sides.has.facts["partition"]} - wanted
    for name, _ in change.kept():
        if change.fact_name(name) in differs:
            raise UsageError(
                f"The partitions of {name} cannot change: no database gives them to a table that is there.",
                "Make a partitioned table under another name, fill it, and switch the names in a later revision.",
            )


def _logged(change: Change, table: str, alter: str) -> None:
    assert change.sides is not None
    was, is_ = (
        ((table,) in side.facts["unlogged"]) for side in (change.sides.has, change.sides.wants)
    )
    if was != is_:
        words = ("SET UNLOGGED", "SET LOGGED")
        forth, back = words if is_ else words[::-1]
        change.last(Statement(f"{alter} {forth}", f"{alter} {back}"))


def _parameters(change: Change, table: str, alter: str) -> None:
    assert change.sides is not None
    old, new = (
        dict(fact[1].split("=", 1) for fact in side.facts["storage parameter"] if fact[0] == table)
        for side in (change.sides.has, change.sides.wants)
    )
    if old != new:
        change.last(*both_ways(_set(alter, old, new), _set(alter, new, old)))


def _set(alter: str, old: dict[str, str], new: dict[str, str]) -> list[str]:
    found = [f"{alter} RESET ({name})" for name in sorted(old.keys() - new.keys())]
    changed = [f"{name} = {new[name]}" for name in sorted(new) if old.get(name) != new[name]]
    return found + ([f"{alter} SET ({', '.join(changed)})"] if changed else [])

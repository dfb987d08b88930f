"""What stands beside tables: functions, views, virtual tables, triggers and policies.

What the models say is made, or made anew where it differs. What only the database has stays, because revisions may have
made it by hand, but for what Colonnade itself made for a model that no longer asks for it.
"""

import re

from colonnade.data.isolation.row_security.creation import ROLE
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.definitions import Definition, definitions
from colonnade.migrate.create.in_the_way import Key, in_the_way
from colonnade.migrate.create.operations import Statement, both_ways

_OURS = re.compile(
    r"updated_at IS (NOT )?DISTINCT FROM old\.updated_at.*FUNCTION \S*touch_updated_at\(\)"
    r"|FUNCTION \S*touch_updated_at\(\)\s+RETURNS trigger|NEW\.updated_at (IS|<=>) OLD\.updated_at"
    r"|row_history|\bfts5\b.*content='\w+', content_rowid=|INSERT INTO \"\w+_search\"",
    re.IGNORECASE | re.DOTALL,
)
"""By which the SQL is known that traits and indexes of models make."""


def complete(change: Change) -> None:
    """Drop before all else, and make behind all else."""
    if change.sides is None:
        return
    there = [(change.in_new_names(one), one) for one in definitions(change.connection)]
    has, old = {one.key: one for one, _ in there}, {one.key: was for one, was in there}
    wants = {one.key: one for one in definitions(change.sides.models)}
    changed = {key for key in has.keys() & wants.keys() if has[key].create != wants[key].create}
    replaced = {key for key in changed if has[key].kind == "function"}
    gone = {key for key in has.keys() - wants.keys() if _goes(change, has[key])}
    gone |= _histories(gone, has.keys() - wants.keys(), has)
    gone -= _still_used(gone, has)
    away = in_the_way(change, has.values(), (changed - replaced) | gone)
    for one in [old[key] for key in reversed(has) if key in away]:
        change.before += both_ways([one.drop], [*one.create])
    for key in sorted(replaced):
        change.before.append(Statement("", old[key].create[0]))  # which names columns as they were
        change.last(Statement(wants[key].create[0]))
    stays = {key: has[key] for key in has if key in away - gone - wants.keys()}
    for key, one in {**wants, **stays}.items():
        if key not in has or key in away:
            change.last(*both_ways([*one.create], [one.drop]))


def _goes(change: Change, one: Definition) -> bool:
    """Whether something goes that the models do not say."""
    if one.table in map(change.fact_name, change.dropped()):
        return True
    if one.kind == "policy":
        is_declared = any(ROLE in metadata.info for metadata in change.metadata)
        return is_declared and "AS RESTRICTIVE" not in one.create[0]
    return _OURS.search(one.create[0]) is not None and one.kind != "view"


def _histories(gone: set[Key], unsaid: set[Key], has: dict[Key, Definition]) -> set[Key]:
    """The triggers whose functions write a history that no model keeps any more: on PostgreSQL they say no more than that."""
    names = {
        key[2].partition("(")[0]
        for key in gone
        if key[0] == "function" and has[key].mentions("row_history")
    }
    return {key for key in unsaid if key[0] == "trigger" and any(map(has[key].mentions, names))}


def _still_used(gone: set[Key], has: dict[Key, Definition]) -> set[Key]:
    """Functions that what stays calls."""
    stays = [one for key, one in has.items() if key not in gone]
    return {
        key
        for key in gone
        if has[key].kind == "function"
        and any(one.mentions(has[key].name.partition("(")[0]) for one in stays)
    }

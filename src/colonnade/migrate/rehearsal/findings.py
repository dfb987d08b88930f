"""What a rehearsal has found to be wrong."""

from collections import Counter
from collections.abc import Iterator

from colonnade.findings import Finding, Place, Severity
from colonnade.migrate.meant import is_meant, reason_for
from colonnade.migrate.places import shortened
from colonnade.migrate.rehearsal.back import Back
from colonnade.migrate.rehearsal.losses.loss import Loss
from colonnade.migrate.rehearsal.result import Rehearsal, Statement

BLOCKS, OLD_FAILS, NEW_FAILS, LOSES, FAILS = "COLM951", "COLM952", "COLM953", "COLM954", "COLM955"
AGAIN, INVALID, BACK = "COLM956", "COLM957", "COLM958"

ALLOWED = 1.0
"""Seconds that a statement may block the application."""

_GRAVE = frozenset({"rows", "write"})
"""What is lost behind the application's back; columns and tables go, and values change, because a revision says so."""


def findings_of(rehearsal: Rehearsal, allowed: float = ALLOWED) -> list[Finding]:
    """What is wrong, and no comment in a revision says is meant.

    Args:
        rehearsal: what was seen.
        allowed: seconds that a statement may block the application.
    """
    found = [
        *_failed(rehearsal),
        *(_blocks(one) for one in rehearsal.statements if one.blocked.seconds > allowed),
        *_versions(rehearsal),
        *(_loses(rehearsal, loss) for loss in rehearsal.losses),
        *_afterwards(rehearsal),
    ]
    return shortened(one for one in found if not is_meant(one))


def _failed(rehearsal: Rehearsal) -> Iterator[Finding]:
    if rehearsal.error:
        yield Finding(
            FAILS,
            _last(rehearsal),
            f"The migration fails on rows: {rehearsal.error}.",
            "Mend the revision, or the rows before it; colonnade migrate test shows which rows it does not take.",
        )


def _blocks(statement: Statement) -> Finding:
    why = [
        *(f"it takes {mode} on {table}" for table, mode in statement.locks.items()),
        *(f"{mode} on {table} is held since before" for table, mode in statement.held.items()),
        *(f"it writes {table} anew" for table in statement.rewritten),
    ]
    return Finding(
        BLOCKS,
        Place(statement.path, statement.line),
        f"The application is blocked for {statement.blocked.seconds:.2f} s"
        f"{': ' if why else ''}{', '.join(why)}.",
        "Find the form that blocks nobody: colonnade migrate check.",
    )


def _versions(rehearsal: Rehearsal) -> Iterator[Finding]:
    old, new = rehearsal.old, rehearsal.new
    failed = old.blamed
    if old.first is not None and failed and not retired(rehearsal):
        yield Finding(
            OLD_FAILS,
            _at(rehearsal, old.first),
            f"The version that runs now fails {failed.total()} times: {_most(failed)}.",
            "Change it in phases, colonnade migrate expand; or see that this version is gone before.",
        )
    if new.after:
        yield Finding(
            NEW_FAILS,
            _last(rehearsal),
            f"The version of the models fails {new.after.total()} times behind the migration: {_most(new.after)}.",
            "Compare the models with the revisions: colonnade migrate check.",
        )


def retired(rehearsal: Rehearsal) -> str:
    """Why the version that runs now may fail, as a comment at a statement says; empty when it may not.

    The comment holds for its revision: others see what a statement does when its transaction has ended.
    """
    first = rehearsal.old.first
    began = {name for name, span in rehearsal.revisions.items() if first and span.began <= first}
    places = [Place(one.path, one.line) for one in rehearsal.statements if one.revision in began]
    return next(filter(None, (reason_for(OLD_FAILS, place) for place in places)), "")


def _loses(rehearsal: Rehearsal, loss: Loss) -> Finding:
    severity = Severity.ERROR if loss.what in _GRAVE else Severity.WARNING
    return Finding(LOSES, _last(rehearsal), str(loss), severity=severity)


def _afterwards(rehearsal: Rehearsal) -> Iterator[Finding]:
    place, back = _last(rehearsal), rehearsal.back
    if rehearsal.again:
        yield Finding(
            AGAIN,
            place,
            f"Stopped in its last statement, the upgrade cannot be run again: {rehearsal.again}.",
            "One statement that commits for each revision, of a kind that can be run twice.",
        )
    for name in rehearsal.invalid:
        yield Finding(
            INVALID,
            place,
            f"Index {name} is there, and the server does not use it: its build has failed.",
            "Drop it, concurrently and if it exists, before it is built.",
        )
    if back is not None and not back.refused:
        yield from (Finding(BACK, place, f"{words}.") for words in _of_way_back(back))


def _of_way_back(back: Back) -> Iterator[str]:
    if back.down:
        yield f"The downgrade fails: {back.down}"
    if back.up:
        yield f"The upgrade fails behind the downgrade: {back.up}"
    yield from (f"The downgrade: {str(loss).rstrip('.')}" for loss in back.losses)


def _most(errors: Counter[str]) -> str:
    names = [f"{name} ({count})" for name, count in errors.most_common(3)]
    return ", ".join(names) + (" and others" if len(errors) > len(names) else "")


def _at(rehearsal: Rehearsal, moment: float) -> Place:
    """The statement that was running, or had run last, at a moment."""
    before = [one for one in rehearsal.statements if one.began <= moment]
    return Place(before[-1].path, before[-1].line) if before else _last(rehearsal)


def _last(rehearsal: Rehearsal) -> Place:
    if rehearsal.statements:
        return Place(rehearsal.statements[-1].path, rehearsal.statements[-1].line)
    return Place(next(iter(rehearsal.paths.values())))

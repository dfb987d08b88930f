"""A rehearsal for a terminal."""

from collections import Counter
from collections.abc import Iterator

from colonnade.migrate.rehearsal.back import Back
from colonnade.migrate.rehearsal.findings import retired
from colonnade.migrate.rehearsal.result import Errors, Rehearsal, Statement

_WIDTH = 96
"""How much of a statement is shown."""


def as_text(rehearsal: Rehearsal) -> str:
    """What was seen, statement by statement and then in all."""
    return "\n".join(_lines(rehearsal))


def _lines(rehearsal: Rehearsal) -> Iterator[str]:
    rows = ", ".join(f"{name} {count:,}" for name, count in rehearsal.rows.items())
    yield f"{rehearsal.server}; rows: {rows or 'none'}"
    for revision, span in rehearsal.revisions.items():
        yield f"\n{revision}: {span.seconds:.2f} s"
        for statement in rehearsal.statements:
            if statement.revision == revision:
                yield from _statement(statement)
    yield "\nIn all"
    yield from _summary(rehearsal)


def _statement(one: Statement) -> Iterator[str]:
    yield f"  {one.ended - one.began:7.2f} s  {shortened(one.sql)}"
    if one.locks:
        yield f"{'':13}locks: {', '.join(f'{table} {mode}' for table, mode in one.locks.items())}"
    if one.held:
        yield f"{'':13}held: {', '.join(f'{table} {mode}' for table, mode in one.held.items())}"
    if one.rewritten:
        yield f"{'':13}written anew: {', '.join(one.rewritten)}"
    if one.error:
        yield f"{'':13}failed: {one.error}"
    blocked = one.blocked
    yield (
        f"{'':13}blocked: {blocked.seconds:.2f} s;"
        f" longest read {blocked.read * 1000:.0f} ms, longest write {blocked.write * 1000:.0f} ms"
    )


def _summary(rehearsal: Rehearsal) -> Iterator[str]:
    blocked, quiet, disk = rehearsal.blocked, rehearsal.quiet, rehearsal.disk
    yield f"  blocked      {blocked.seconds:.2f} s of {rehearsal.migration.seconds:.2f} s"
    yield f"  longest      read {blocked.read * 1000:.0f} ms, write {blocked.write * 1000:.0f} ms"
    yield f"  before it    read {quiet.read * 1000:.0f} ms, write {quiet.write * 1000:.0f} ms"
    yield f"  old version  {_errors(rehearsal.old, rehearsal.old.blamed)}{_retired(rehearsal)}"
    yield f"  new version  {_errors(rehearsal.new, rehearsal.new.after)}{_order(rehearsal.new)}"
    yield f"  rows         {' '.join(map(str, rehearsal.losses)) or 'none lost or changed'}"
    if disk.before:
        yield f"  disk         {_size(disk.before)}, {_size(disk.largest)} at most, {_size(disk.after)} afterwards"
    if rehearsal.attempts > len(rehearsal.revisions):
        yield f"  attempts     {rehearsal.attempts}: a lock was not to be had"
    if rehearsal.error:
        yield f"  FAILED       {rehearsal.error}"
    if rehearsal.again:
        yield f"  AGAIN        {rehearsal.again}"
    if rehearsal.back is not None:
        yield f"  way back     {_way_back(rehearsal.back)}"
    if rehearsal.unfilled:
        yield f"  without rows {', '.join(rehearsal.unfilled)}: none could be made"


def _way_back(back: Back) -> str:
    if back.refused:
        return "the downgrade says that there is none"
    lost = " ".join(map(str, back.losses))
    return back.down or back.up or lost or "down and up again, nothing lost"


def _errors(errors: Errors, failed: Counter[str]) -> str:
    if not failed:
        return f"no errors in {errors.calls:,} calls"
    named = ", ".join(f"{name} ({count})" for name, count in failed.most_common(4))
    return f"{failed.total():,} errors in {errors.calls:,} calls: {named}"


def _retired(rehearsal: Rehearsal) -> str:
    """That the old version need not live on, where the revision says so."""
    reason = retired(rehearsal)
    return f"; not promised to work: {reason}" if reason else ""


def _order(new: Errors) -> str:
    """What the errors before the revisions say about the order of deployment."""
    return "; fails until the migration is done, so deploy it afterwards" if new.before else ""


def shortened(sql: str) -> str:
    """A statement in one line."""
    line = " ".join(sql.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def _size(count: int) -> str:
    return f"{count / 1024**2:,.1f} MB"

"""From what was seen to what it means: moments from the beginning of the load, and who was blocked when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from colonnade.migrate.rehearsal.intervals import SLOW, blocked, by_itself
from colonnade.migrate.rehearsal.load.seen import Seen, Took
from colonnade.migrate.rehearsal.observer import Executed
from colonnade.migrate.rehearsal.result import Errors, Span, Statement
from colonnade.migrate.rehearsal.run import Run


def calls_of(run: Run) -> list[Took]:
    """The calls of both versions, without operations that are slow by themselves."""
    calls = [*run.old.calls, *run.new.calls]
    slow = by_itself(call for call in calls if call.ended < run.migration.began)
    return [call for call in calls if call.operation not in slow]


def statements_of(run: Run, calls: list[Took], paths: Mapping[str, str]) -> list[Statement]:
    """What the revisions executed, with what each did to the calls."""
    executed, zero = run.observer.executed, run.load.began
    found = []
    for one, until in zip(executed, _untils(run), strict=True):
        found.append(
            Statement(
                revision=one.revision,
                path=paths[one.revision],
                line=one.line,
                sql=one.sql,
                began=one.began - zero,
                ended=one.ended - zero,
                until=until - zero,
                locks=one.locks,
                held=one.held,
                rewritten=one.rewritten,
                error=one.error,
                blocked=blocked(calls, one.began, until),
            )
        )
    return found


def _untils(run: Run) -> Iterator[float]:
    executed = run.observer.executed
    following: list[Executed | None] = [*executed, None][1:]
    for one, after in zip(executed, following, strict=True):
        end = run.revisions[one.revision].ended
        yield min(after.began, end) if after is not None else end


def errors_of(seen: Seen, migration: Span, zero: float, *, is_new: bool) -> Errors:
    """What failed in one version.

    What failed before the revisions began is the load's own fault in the old version, and does not count; the new version
    may fail until they are done.

    Args:
        seen: what the version saw.
        migration: when the revisions ran.
        zero: when the load began.
        is_new: whether it is the new version.
    """
    failed = [call for call in seen.calls if call.error]
    before = [call for call in failed if call.ended <= migration.began]
    known = set() if is_new else {_name(call) for call in before}
    blamed = [
        call
        for call in failed
        if call.ended > migration.began
        and _name(call) not in known
        and not (is_new and call.began < migration.ended)
    ]
    return Errors(
        calls=len(seen.calls),
        before=_counted(before),
        during=_counted(c for c in failed if c not in before and c.began < migration.ended),
        after=_counted(c for c in blamed if c.began >= migration.ended),
        first=min((call.began - zero for call in blamed), default=None),
    )


def slow_of(run: Run) -> list[tuple[str, Took]]:
    """The calls that took long or failed, in order, with the version of each; moments from the load's beginning."""
    zero = run.load.began
    found = [
        # The first calls were made a moment before the load counts.
        (version, replace(call, began=max(0.0, call.began - zero)))
        for version, seen in (("old", run.old), ("new", run.new))
        for call in seen.calls
        if (call.seconds > SLOW or call.error) and call.ended > zero
    ]
    return sorted(found, key=lambda one: one[1].began)


def _counted(calls: Iterable[Took]) -> Counter[str]:
    return Counter(map(_name, calls))


def _name(call: Took) -> str:
    return f"{call.operation}: {call.error}"

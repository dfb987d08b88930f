"""The walk of a stranger through an application."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from colonnade.two_owners.clients import Answer, Client, Request, ask
from colonnade.two_owners.judge import Judge, Probe, plain
from colonnade.two_owners.operations import Api, Operation
from colonnade.two_owners.probes import Probes
from colonnade.two_owners.report import Report, Sight
from colonnade.two_owners.rows import Row, Rows

CHANGED = "a row of the owner was changed"


class Walk:
    """Drives every operation as a stranger, once the owner has rows.

    Args:
        api: the operations.
        owner: a client that is signed in as the owner.
        stranger: a client that is signed in as somebody else.
        shared: the paths of collections whose rows are everybody's.
    """

    def __init__(
        self, api: Api, owner: Client, stranger: Client, shared: Iterable[str] = ()
    ) -> None:
        self._api = api
        self._shared = {path.rstrip("/") for path in shared}
        self._owner = Rows(api, owner, self._shared)
        self._stranger = Rows(api, stranger)
        self._judge = Judge(api, self._owner)
        self._probes = Probes(api, self._owner, self._stranger)
        self._before: dict[str, Answer | None] = {}
        self.report = Report()

    def run(self, more: Callable[[Any], object] | None = None) -> Report:
        """Walk, and say what was seen.

        Args:
            more: called with the owner's client; makes rows that cannot be made from the schemas.
        """
        reads = [o for o in self._api.operations if o.reads]
        writes = [o for o in self._api.operations if not o.reads]
        self._every_day(self._settle(reads, more))
        self._remember()
        for operation in reads:
            self._try(self._reading(operation))
        for operation in sorted(writes, key=lambda o: (o.method == "DELETE", "delete" in o.path)):
            self._try(self._writing(operation))
        for operation in (o for o in writes if o.method == "POST"):
            self._fresh(operation)
            self._try(self._probes.by_text(operation))
        for operation in writes:
            self._try(self._probes.by_nothing(operation))
        self._afterwards(Sight("afterwards", "all of it", CHANGED))
        self._note()
        return self.report

    def _settle(
        self, reads: list[Operation], more: Callable[[Any], object] | None
    ) -> list[tuple[Request, Answer]]:
        """Give both their rows; what the stranger saw before the owner had any."""
        self._stranger.make_all()
        self._find(self._stranger, set())
        everybody = {(row.collection.path, row.key) for row in self._stranger.all()}
        quiet = self._quiet(reads)
        self._owner.make_all()
        if more:
            more(self._owner.client)
        self._find(self._owner, everybody)
        self._forget_shared()
        return quiet

    def _find(self, rows: Rows, everybody: set[tuple[str, tuple[Any, ...]]]) -> None:
        """Count what an owner has already: what its lists show, but for what the other one saw as well."""
        for collection in self._api.collections:
            known = {row.key for row in rows.all() if row.collection == collection}
            for row in rows.find(collection):
                if row.key not in known and (collection.path, row.key) not in everybody:
                    rows.add(row)

    def _forget_shared(self) -> None:
        for row in list(self._owner.all()):
            if row.collection.path in self._shared:
                self._owner.forget(row)

    def _quiet(self, reads: list[Operation]) -> list[tuple[Request, Answer]]:
        """What the stranger sees while the owner has no rows."""
        requests = [request for o in reads for request in self._probes.plain(o)]
        return [(request, self._ask(request)) for request in requests]

    def _every_day(self, quiet: list[tuple[Request, Answer]]) -> None:
        """See whether the stranger notices that the owner has rows now."""
        for request, before in quiet:
            now = self._ask(request)
            seen = self._judge.shown(now, request)
            if not seen and self._differs(request, before, now):
                seen = f"{now.status}, another answer since the owner has rows"
            if seen:
                by = ", ".join(request.query) or "nothing"
                self.report.sights.append(Sight(request.operation.route, by, seen))

    def _differs(self, request: Request, before: Answer, now: Answer) -> bool:
        home = self._api.home(request.operation.path)
        if (home and home.path in self._shared) or plain(now, request) == plain(before, request):
            return False
        return self._is_steady(request, now)

    def _is_steady(self, request: Request, answer: Answer) -> bool:
        """Whether the same question gets the same answer."""
        return plain(self._ask(request), request) == plain(answer, request)

    def _reading(self, operation: Operation) -> Iterator[Probe]:
        yield from self._probes.by_key(operation)
        yield from self._probes.by_query(operation)
        yield from self._probes.by_cursor(operation)

    def _writing(self, operation: Operation) -> Iterator[Probe]:
        yield from self._probes.by_body(operation)
        yield from self._probes.by_key(operation)
        row = self._deleted(operation)
        if row:
            yield from self._probes.by_deleted(operation, row)

    def _deleted(self, operation: Operation) -> Row | None:
        """A row that the owner has made and deleted, for what may bring it back."""
        runs = self._api.runs(operation.path)
        if not runs or operation.path.rstrip("/").endswith("}"):
            return None
        collection = runs[-1][0]
        delete = self._api.on_row(collection, "DELETE")
        row = self._owner.make(collection) if delete and self._owner.of(collection) else None
        if row is None or delete is None:
            return None
        self._owner.forget(row)
        is_deleted = ask(self._owner.client, Request(delete, row.path)).ok
        self._remember()
        return row if is_deleted else None

    def _fresh(self, operation: Operation) -> None:
        """Give the owner a row with new texts: those of the last one, the stranger may have by now as well."""
        home = self._api.home(operation.path)
        if home and self._owner.of(home):
            self._owner.make(home)
            self._remember()

    def _try(self, probes: Iterator[Probe]) -> None:
        for probe in probes:
            answer = self._ask(probe.request)
            sight = self._judged(probe, answer)
            if sight:
                self.report.sights.append(sight)
            if answer.ok and not probe.request.operation.reads:
                route = probe.request.operation.route
                self._afterwards(None if sight and sight.leak else Sight(route, probe.by, CHANGED))

    def _judged(self, probe: Probe, answer: Answer) -> Sight | None:
        if probe.control is None:
            return self._judge.of(probe, answer, None)
        control = self._ask(probe.control)
        sight = self._judge.of(probe, answer, control)
        if sight and not self._is_steady(probe.control, control):
            return self._judge.of(replace(probe, alike=False), answer, control)
        return sight

    def _afterwards(self, sight: Sight | None) -> None:
        """See whether the owner's rows are as they were, and put others in place of those that are gone."""
        changed = [row for row in list(self._owner.all()) if self._is_changed(row)]
        if changed and sight:
            self.report.sights.append(sight)
        for row in changed:
            answer = self._owner.read(row)
            if answer is None or not answer.ok:
                self._owner.forget(row)
                self._owner.make(row.collection)
        if changed:
            self._remember()

    def _is_changed(self, row: Row) -> bool:
        before, now = self._before.get(_name(row)), self._owner.read(row)
        if before is None or now is None:
            return False
        return (before.status, plain(before, None)) != (now.status, plain(now, None))

    def _remember(self) -> None:
        self._before = {_name(row): self._owner.read(row) for row in self._owner.all()}

    def _ask(self, request: Request) -> Answer:
        self.report.asked += 1
        return ask(self._stranger.client, request)

    def _note(self) -> None:
        """Say what could not be tried."""
        for route, (collection, status) in self._owner.problems.items():
            if self._owner.of(collection) is None:
                self.report.notes.append(f"{route} answers {status} to a body of its schema")
        for operation in self._api.operations:
            if not any(rows.path_to(operation) is not None for rows in self._both):
                self.report.notes.append(f"{operation.route}, as there is no row for its path")

    @property
    def _both(self) -> tuple[Rows, Rows]:
        return self._owner, self._stranger


def _name(row: Row) -> str:
    return f"{row.collection.path} {row.key}"

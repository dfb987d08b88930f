"""Whether an answer tells a stranger something."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from colonnade.two_owners.clients import Answer, Request
from colonnade.two_owners.operations import Api, Collection
from colonnade.two_owners.report import Sight
from colonnade.two_owners.rows import Row, Rows

TELLING = 8
"""How long a text has to be to be known again; a shorter key may be anybody's."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[^\"]*")


@dataclass(frozen=True)
class Probe:
    """A request with something of the owner's, and the same with something that nobody has.

    Attributes:
        by: with what it asks, for the report.
        sent: the owner's values in it, which an answer may repeat.
        control: the other request; None where there is nothing to compare with.
        alike: whether both answers have to be the same.
    """

    by: str
    request: Request
    sent: tuple[Any, ...] = ()
    control: Request | None = None
    alike: bool = True


class Judge:
    """Knows an owner's rows again.

    Args:
        api: the operations.
        owner: whose rows.
    """

    def __init__(self, api: Api, owner: Rows) -> None:
        self._api = api
        self._owner = owner

    def of(self, probe: Probe, answer: Answer, control: Answer | None) -> Sight | None:
        """What a probe saw, at most one thing: the worst."""
        found = self.shown(answer, probe.request, probe.sent)
        leak = True
        if not found and control is not None:
            found, leak = self._compared(probe, answer, control)
        return Sight(probe.request.operation.route, probe.by, found, leak) if found else None

    def shown(self, answer: Answer, request: Request, sent: tuple[Any, ...] = ()) -> str:
        """What an answer shows of the owner's rows; empty for nothing."""
        text = f"{answer.text}\n{json.dumps(dict(answer.headers))}".lower()
        for value in sorted(map(str, sent), key=len, reverse=True):
            if len(value) >= TELLING:
                text = text.replace(value.lower(), "")
        if self._owner.marks.mark in text:
            where = "body" if self._owner.marks.mark in answer.text.lower() else "headers"
            return f"{answer.status}, a text of the owner in the {where}"
        if any(key in text for key in self._texts_of_keys()):
            return f"{answer.status}, a key of the owner"
        ignored = () if answer.ok else sent
        home = self._api.home(request.operation.path)
        names = (n for n, row in self._named(answer.json, home, "") if row.key[-1] not in ignored)
        name = next(names, None)
        return f"{answer.status}, a key of the owner in `{name}`" if name else ""

    def _compared(self, probe: Probe, answer: Answer, control: Answer) -> tuple[str, bool]:
        if answer.ok and not control.ok:
            return f"{answer.status}, but {control.status} for what nobody has", True
        if answer.status != control.status:
            return f"{answer.status}, but {control.status} for what nobody has", False
        if (
            probe.alike
            and answer.ok
            and plain(answer, probe.request) != plain(control, probe.control)
        ):
            return f"{answer.status}, another answer than for what nobody has", True
        return "", False

    def _texts_of_keys(self) -> set[str]:
        keys = {str(key).lower() for row in self._owner.all() for key in row.key}
        return {key for key in keys if len(key) >= TELLING and not key.isdigit()}

    def _named(self, value: Any, home: Collection | None, name: str) -> Iterator[tuple[str, Row]]:
        """The owner's rows that a value names, with the fields that name them."""
        if isinstance(value, list):
            for one in value:
                yield from self._named(one, home, name)
        elif isinstance(value, dict):
            yield from self._row(value, home, name)
            for field, held in value.items():
                # What a row holds is no row of the same collection, unless its name says so.
                within = None if "id" in value or name else home
                yield from self._held(field, held, home, within, name)

    def _row(
        self, value: dict[str, Any], home: Collection | None, name: str
    ) -> Iterator[tuple[str, Row]]:
        for row in self._owner.all():
            names = [key if key in value else "id" for key in row.collection.keys]
            if row.collection == home and tuple(map(value.get, names)) == row.key:
                yield f"{name}.{names[0]}".lstrip("."), row

    def _held(
        self,
        field: str,
        held: Any,
        home: Collection | None,
        within: Collection | None,
        name: str,
    ) -> Iterator[tuple[str, Row]]:
        path = f"{name}.{field}".lstrip(".")
        if isinstance(held, dict | list) and not field.endswith("_ids"):
            yield from self._named(held, self._api.by_name(field) or within, path)
            return
        target = None if home and field in home.keys else self._api.pointed_at(field, home)
        held = held if isinstance(held, list) else [held]
        for row in self._owner.all():
            if target and row.collection == target and len(row.key) == 1 and row.key[0] in held:
                yield path, row


def plain(answer: Answer, request: Request | None) -> str:
    """A body without what differs by itself: moments, and the values that were asked with."""
    text = _MOMENT.sub("", answer.text)
    for value in asked_with(request) if request else ():
        if len(value) >= TELLING:
            text = text.replace(value, "?")
    return text


def asked_with(request: Request) -> set[str]:
    """The values of a request, wherever they are."""
    return {str(value) for value in _leaves([request.path, request.query, request.body])}


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    else:
        yield value

"""Moments in JSON: PostgreSQL leaves zeros at the end of a second out, and pydantic says Z for UTC.

Nothing within a text is taken for a moment, or for the end of one: there the quotes around a name would have backslashes
before them. What stands between a moment and the next field stands nowhere else, so there all of a page are completed at once,
in a fraction of the time that it takes to look at each.
"""

import re
from collections.abc import Iterable
from functools import cached_property

from colonnade.data.compiled.shape import Unfit

_SECONDS = len("2026-01-02T03:04:05")
_FRACTION = len(".000006")
_SHORT = re.compile(r'\.\d{1,5}(?=Z")')
_NO_TIME = ('infinityZ"', ' BCZ"')
"""How moments end that are completed though pydantic has none of their kind."""

Field = tuple[str, bool | None, str | None]
"""A field of a document: its name in JSON; whether it holds a moment with a time zone, None for no moment; the next one."""


class Moments:
    """The fields of a document that hold moments.

    Args:
        fields: those of the document and of what is nested in it.
    """

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = [*fields]
        self._kinds: dict[str, set[bool | None]] = {}
        for name, aware, _ in self._fields:
            self._kinds.setdefault(name, set()).add(aware)

    def check(self) -> None:
        """Refuse a name that holds a moment in one place and something else in another.

        Raises:
            Unfit: there is one, or one that is not a plain word.
        """
        for name, kinds in self._kinds.items():
            if kinds != {None} and (len(kinds) > 1 or not _is_plain(name)):
                raise Unfit

    def as_pydantic(self, text: str) -> str:
        """JSON that PostgreSQL wrote, its moments as pydantic writes them.

        Args:
            text: documents, their moments in UTC and without a zone.
        """
        made = text
        for name in self._followers:
            made = made.replace(f'","{name}":', f'Z","{name}":')
        if any(end in made for end in _NO_TIME):
            return _each(text, self._all)
        return _each(self._padded(made) if self._completed else made, self._others)

    def _padded(self, text: str) -> str:
        """The moments that were completed, with all digits of their seconds."""
        parts: list[str] = []
        start = 0
        for found in _SHORT.finditer(text):
            dot, end = found.span()
            if text.endswith(self._completed, 0, max(0, dot - _SECONDS)):
                parts += [text[start:end], "0" * (_FRACTION - (end - dot))]
                start = end
        return "".join([*parts, text[start:]])

    @cached_property
    def _followers(self) -> list[str]:
        """The names that only moments with a time zone stand before."""
        before: dict[str, set[bool | None]] = {}
        for _, aware, follower in self._fields:
            before.setdefault(follower or "", set()).add(aware)
        return [name for name, kinds in before.items() if kinds == {True} and _is_plain(name)]

    @cached_property
    def _completed(self) -> tuple[str, ...]:
        """What stands before the moments that are completed at once."""
        return tuple(before for before, _ in self._all if before not in dict(self._others))

    @cached_property
    def _others(self) -> list[tuple[str, str]]:
        """What stands before the moments that are completed one by one, and the zone after them."""
        late = {name for name, _, follower in self._fields if follower not in self._followers}
        return [(before, zone) for before, zone in self._all if before[1:-3] in late]

    @cached_property
    def _all(self) -> list[tuple[str, str]]:
        """What stands before the moments of each name, and the zone after them."""
        named = ((name, kinds) for name, kinds in self._kinds.items() if kinds != {None})
        return [(f'"{name}":"', "Z" if kinds == {True} else "") for name, kinds in named]


def _is_plain(name: str) -> bool:
    return name.isidentifier() and name.isascii()


def _each(text: str, moments: Iterable[tuple[str, str]]) -> str:
    """A text of which each moment is completed, by what stands before them and the zone after them."""
    for before, zone in moments:
        first, *others = text.split(before)
        if others:
            text = before.join([first, *(_completed(other, zone) for other in others)])
    return text


def _completed(text: str, zone: str) -> str:
    """A text that begins with a moment, which is completed; also where it was in part."""
    end = text.index('"')
    moment = text[:end].removesuffix(zone)
    if len(moment) > _SECONDS and moment[_SECONDS] == ".":
        return f"{moment:0<{_SECONDS + _FRACTION}}{zone}{text[end:]}"
    return f"{moment}{zone}{text[end:]}" if len(moment) == _SECONDS else text

"""Moments in JSON: PostgreSQL leaves zeros at the end of a second out, and pydantic says Z for UTC."""

from collections.abc import Iterable
from functools import cached_property

from colonnade.data.compiled.shape import Unfit

_SECONDS = len("2026-01-02T03:04:05")
_MICROSECONDS = len("2026-01-02T03:04:05.000006")


class Moments:
    """The fields of a document that hold moments.

    Args:
        fields: each name in JSON, and whether what it holds is a moment with a time zone; None for no moment.
    """

    def __init__(self, fields: Iterable[tuple[str, bool | None]]) -> None:
        self._kinds: dict[str, set[bool | None]] = {}
        for name, aware in fields:
            self._kinds.setdefault(name, set()).add(aware)

    def check(self) -> None:
        """Refuse a name that holds a moment in one place and something else in another.

        Raises:
            Unfit: there is one, or one that is not a plain word.
        """
        for name, kinds in self._kinds.items():
            plain = name.isidentifier() and name.isascii()
            if kinds != {None} and (len(kinds) > 1 or not plain):
                raise Unfit

    def as_pydantic(self, text: str) -> str:
        """JSON that PostgreSQL wrote, its moments as pydantic writes them.

        Nothing within a text is taken for a moment: there the quotes around a name would have backslashes before them.

        Args:
            text: documents, their moments in UTC and without a zone.
        """
        for before, zone in self._written:
            first, *others = text.split(before)
            if others:
                text = before.join([first, *(_completed(other, zone) for other in others)])
        return text

    @cached_property
    def _written(self) -> list[tuple[str, str]]:
        """What stands before the moments of each name, and the zone after them."""
        named = ((name, kinds) for name, kinds in self._kinds.items() if kinds != {None})
        return [(f'"{name}":"', "Z" if kinds == {True} else "") for name, kinds in named]


def _completed(text: str, zone: str) -> str:
    """A text that begins with a moment, which is completed."""
    end = text.index('"')
    if end == _SECONDS:
        return f"{text[:end]}{zone}{text[end:]}"
    if end > _SECONDS and text[_SECONDS] == ".":
        return f"{text[:end]:0<{_MICROSECONDS}}{zone}{text[end:]}"
    return text

"""Moments in JSON: PostgreSQL leaves zeros at the end of a second out, and pydantic says Z for UTC."""

import re
from collections.abc import Iterable
from functools import cached_property

from colonnade.data.compiled.shape import Unfit


class Moments:
    """The fields of a document that hold moments.

    Args:
        fields: each name in JSON, and whether what it holds is a moment with a time zone; None for no moment.
    """

    def __init__(self, fields: Iterable[tuple[str, bool | None]]) -> None:
        self._kinds: dict[str, set[bool | None]] = {}
        for name, aware in fields:
            self._kinds.setdefault(name, set()).add(aware)
        self._aware = {name for name, kinds in self._kinds.items() if kinds == {True}}
        self._names = [name for name, kinds in self._kinds.items() if kinds & {True, False}]

    def check(self) -> None:
        """Refuse a name that holds a moment in one place and something else in another.

        Raises:
            Unfit: there is one, or one that is not a plain word.
        """
        mixed = any(len(self._kinds[name]) > 1 for name in self._names)
        if mixed or not all(name.isidentifier() and name.isascii() for name in self._names):
            raise Unfit

    def as_pydantic(self, text: str) -> str:
        """JSON that PostgreSQL wrote, its moments as pydantic writes them.

        Nothing within a text is taken for a moment: there the quotes around a name would have backslashes before them.

        Args:
            text: documents, their moments in UTC and without a zone.
        """
        return self._pattern.sub(self._written, text) if self._names else text

    def _written(self, found: "re.Match[str]") -> str:
        name, moment, fraction = found.groups()
        second = f".{fraction:0<6}" if fraction else ""
        zone = "Z" if name in self._aware else ""
        return f'"{name}":"{moment}{second}{zone}"'

    @cached_property
    def _pattern(self) -> "re.Pattern[str]":
        names = "|".join(self._names)
        return re.compile(rf'"({names})":"(\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?"')

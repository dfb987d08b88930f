"""What was seen, as a table."""

from dataclasses import dataclass, field

FEW = 3
"""How many ways to ask a line names."""


@dataclass(frozen=True)
class Sight:
    """Something that a route told a stranger.

    Attributes:
        route: `GET /notes/{id}`.
        by: with what it was asked.
        seen: what came of it.
        leak: whether it is a row, or a change of one; otherwise it only tells that one is there.
    """

    route: str
    by: str
    seen: str
    leak: bool = True


@dataclass
class Report:
    """What a walk saw.

    Attributes:
        sights: what the routes told.
        asked: how many requests the stranger sent.
        notes: what could not be tried, and why.
    """

    sights: list[Sight] = field(default_factory=list)
    asked: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def leaks(self) -> list[Sight]:
        """Rows that were shown or changed."""
        return [sight for sight in self.sights if sight.leak]

    @property
    def oracles(self) -> list[Sight]:
        """Answers that tell that a row is there, without showing it."""
        return [sight for sight in self.sights if not sight.leak]

    def __str__(self) -> str:
        heads = [(len(self.leaks), "leak", self.leaks), (len(self.oracles), "oracle", self.oracles)]
        parts = [
            f"{count} {word}{'s' if count != 1 else ''}\n{_table(sights)}"
            for count, word, sights in heads
            if sights
        ]
        parts.append(f"{self.asked} requests of a stranger")
        return "\n\n".join(parts) + "".join(f"\nnot tried: {note}" for note in self.notes)


def _table(sights: list[Sight]) -> str:
    """A line for each thing that a route tells, whatever it was asked with."""
    asked: dict[tuple[str, str], list[str]] = {}
    for sight in sights:
        asked.setdefault((sight.route, sight.seen), []).append(sight.by)
    rows = [("route", "asked with", "seen")]
    rows += [(route, _few(by), seen) for (route, seen), by in asked.items()]
    first, second = (max(len(row[n]) for row in rows) for n in (0, 1))
    return "\n".join(f"  {a:{first}}  {b:{second}}  {c}" for a, b, c in rows)


def _few(words: list[str]) -> str:
    more = f" and {len(words) - FEW} more" if len(words) > FEW else ""
    return ", ".join(words[:FEW]) + more

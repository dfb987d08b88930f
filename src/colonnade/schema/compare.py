"""Two databases compared fact by fact."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from colonnade.errors import UsageError
from colonnade.schema.catalog import Catalog, Fact

BEYOND_MODELS = frozenset(
    {
        *("view", "trigger", "function", "policy", "row security", "privilege", "partition"),
        *("schema", "virtual table", "foreign table", "domain", "sequence", "table option"),
        *("inheritance", "unlogged", "constraint comment"),
    }
)
"""Kinds of facts that revisions make and models have no words for."""


@dataclass(frozen=True)
class Comparison:
    """What a copy lacks and what it has too much, for each kind of fact that differs.

    Attributes:
        lost: facts of the source that are not true of the copy.
        invented: facts of the copy that are not true of the source.
    """

    lost: Mapping[str, frozenset[Fact]]
    invented: Mapping[str, frozenset[Fact]]

    @property
    def same(self) -> bool:
        """Whether nothing was lost and nothing invented."""
        return not self.lost and not self.invented

    def without(self, kinds: Collection[str]) -> "Comparison":
        """The comparison without some kinds of facts, for what is known not to be carried over."""
        return Comparison(
            {kind: facts for kind, facts in self.lost.items() if kind not in kinds},
            {kind: facts for kind, facts in self.invented.items() if kind not in kinds},
        )

    def __str__(self) -> str:
        return "\n".join(self._lines()) or "The databases are the same."

    def _lines(self) -> Iterator[str]:
        for word, kinds in (("lost", self.lost), ("invented", self.invented)):
            for kind in sorted(kinds):
                for name, *rest in sorted(kinds[kind]):
                    yield f"{word} {kind}: {name}{': ' if rest else ''}{', '.join(rest)}"


def compare(source: Catalog, copy: Catalog) -> Comparison:
    """What `copy` lost of `source` and what it invented.

    Raises:
        UsageError: the two are not databases of the same dialect, which describe the same table in different words.
    """
    if source.dialect != copy.dialect:
        raise UsageError(
            f"A {source.dialect} database cannot be compared with one of {copy.dialect}.",
            "Compare two databases of the same kind.",
        )
    return Comparison(_missing(source, copy), _missing(copy, source))


def _missing(wanted: Catalog, there: Catalog) -> dict[str, frozenset[Fact]]:
    differences = {
        kind: facts - there.facts.get(kind, frozenset()) for kind, facts in wanted.facts.items()
    }
    return {kind: facts for kind, facts in differences.items() if facts}

"""Suspicions about a schema, found by the rules in `colonnade.schema.rules`.

A rule is one file. Its docstring is its page and its examples; `CODE` names it; `check(table, metadata)` yields what it
finds in one table; a module without it is the page of something that is found elsewhere. The folder is the registry.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import MetaData, Table

from colonnade.findings import Finding
from colonnade.rules import modules_in, name_of, title_of
from colonnade.schema import rules

Check = Callable[[Table, MetaData], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        code: its code; the hundreds say what it is about (1 keys, 2 normal forms, 3 types, 4 indexes, 5 models and
            what their database makes of them).
        name: its name, the module's with hyphens.
        page: its page: what is suspicious and why, with examples.
        check: yields what it finds in a table.
        family: where it is selected from, beside the families of rules about source.
    """

    code: str
    name: str
    page: str
    check: Check
    family: str = "schema"

    @property
    def title(self) -> str:
        """The first sentence of the page."""
        return title_of(self.page)


@cache
def load_rules() -> dict[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    return {
        module.CODE: Rule(
            module.CODE,
            name_of(module),
            module.__doc__ or "",
            getattr(module, "check", _nothing),
        )
        for module in modules_in(rules)
    }


def _nothing(table: Table, metadata: MetaData) -> Iterator[Finding]:
    yield from ()


def review(metadata: MetaData, rules: Mapping[str, Rule] | None = None) -> list[Finding]:
    """Everything that looks suspicious in a schema, by rule and then by table.

    Args:
        metadata: the schema.
        rules: the rules to apply; all of them when None.
    """
    tables = sorted(metadata.tables.values(), key=lambda table: table.key)
    return [
        finding
        for rule in (load_rules() if rules is None else rules).values()
        for table in tables
        for finding in rule.check(table, metadata)
    ]


def review_table(table: Table, metadata: MetaData) -> list[Finding]:
    """Everything that looks suspicious in one table, by rule."""
    return [finding for rule in load_rules().values() for finding in rule.check(table, metadata)]

"""A safety rule is one file: its docstring is its page, its examples are its tests, its annotation chooses what it looks at.

A rule's module has

    CODE        its code, `COLM` and a number; the hundreds are its family, which is the folder
    SEVERITY    what a finding of it weighs, where that is not an error
    DATABASES   where it holds, in SQLAlchemy's words; everywhere without it
    OPT_IN      True for a rule that has to be selected
    check(node, revision)
                yields a `Problem` for each thing found; `node` is annotated with a class of `changes` (or a union of
                them), with `Statement` for every statement, with `Failed`, or with `Revision` for the whole

The folder is the registry: a new rule is one new file in the folder of its family.
"""

import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from colonnade.findings import Edit, Severity
from colonnade.migrate.check import rules
from colonnade.rules import modules_in, name_of, title_of

POSTGRESQL = ("postgresql",)
MYSQL = ("mysql", "mariadb")
SQLITE = ("sqlite",)
SERVERS = (*POSTGRESQL, *MYSQL)
"""Databases that an old and a new version of an application use at the same time."""
EVERYWHERE = (*SERVERS, *SQLITE)


@dataclass(frozen=True)
class Problem:
    """One thing that a rule found.

    Attributes:
        line: the line of the revision's file.
        message: what is locked, lost or broken, in the user's own names.
        remedy: the safe form, as Alembic writes it.
        edits: the fix; empty when a person must decide.
    """

    line: int
    message: str
    remedy: str
    edits: tuple[Edit, ...] = ()


Check = Callable[[Any, Any], Iterator[Problem]]


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        code: its code.
        name: its name, the module's with hyphens.
        family: the folder it is in.
        page: what is wrong and why, with examples.
        nodes: the classes that it looks at.
        check: yields the problems of one node.
        severity: what a finding weighs.
        databases: where it holds.
        opt_in: whether it has to be selected.
    """

    code: str
    name: str
    family: str
    page: str
    nodes: tuple[type, ...]
    check: Check
    severity: Severity
    databases: tuple[str, ...]
    opt_in: bool

    @property
    def title(self) -> str:
        """The first sentence of the page."""
        return title_of(self.page)


@cache
def load_rules() -> dict[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    return {module.CODE: _rule(module) for module in modules_in(rules)}


def _rule(module: types.ModuleType) -> Rule:
    hint = typing.get_type_hints(module.check)["node"]
    return Rule(
        code=module.CODE,
        name=name_of(module),
        family=module.__name__.split(".")[-2],
        page=module.__doc__ or "",
        nodes=typing.get_args(hint) or (hint,),
        check=module.check,
        severity=getattr(module, "SEVERITY", Severity.ERROR),
        databases=getattr(module, "DATABASES", EVERYWHERE),
        opt_in=getattr(module, "OPT_IN", False),
    )

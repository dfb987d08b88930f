"""A rule is one file: its docstring is its page, its examples are its tests, its annotation chooses what it looks at.

A rule's module has

    CODE        its code, `COL` and a number; the hundreds are its family (see `FAMILIES`)
    SEVERITY    what a finding of it weighs, where that is not an error
    ON_REQUEST  True where most projects would not act on it: it holds where it is selected by its own code or name
    ONCE        words of its messages that are about one decision of a project, which is reported in the first file alone
    VERSIONS    for which versions of which packages it holds, as {"sqlmodel": ">=0.0.45"}; for all without it
    CALLS       for a check of `ast.Call`: the last parts of the names that are called, so that no other call is looked
                at; for all calls without it
    NEEDS       the words that a file must have for anything to be found in it, as `words.py` explains them; those of
                CALLS are among them, and rules for models and annotated fields need models
    IMPORTS     the names of which a file without models must import one, or have one as an attribute of what it imports,
                for anything to be found in it; with a dot before it, as an attribute of anything
    PATTERN     a regular expression of bytes that a file without models must have besides, for anything to be found in it
    check(node, source)
                yields a `Problem` for each thing found; `node` is annotated with a node of `ast` (or a union of
                them), with `Model` for every model class, or with `ast.Module` for a whole file; a module without
                it is the page of something that the engine finds by itself

The folder is the registry: a new rule is one new file in the folder of its family.
"""

import ast
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from colonnade.check import rules
from colonnade.check.project import Model
from colonnade.check.words import MODELS, Needs, needs_of
from colonnade.findings import Edit, Severity
from colonnade.rules import modules_in, name_of, title_of


class Located(Protocol):
    """Anything with a place in a file, as the nodes of `ast` have it."""

    @property
    def lineno(self) -> int: ...
    @property
    def col_offset(self) -> int: ...
    @property
    def end_lineno(self) -> int | None: ...
    @property
    def end_col_offset(self) -> int | None: ...


@dataclass(frozen=True)
class Problem:
    """One thing that a rule found.

    Attributes:
        node: where it is.
        message: what is wrong, in the user's own names.
        remedy: what to do.
        edits: the fix; empty when a person must decide.
        safe: whether the fix keeps what a correct program does.
    """

    node: Located
    message: str
    remedy: str = ""
    edits: tuple[Edit, ...] = ()
    safe: bool = True


Check = Callable[[Any, Any], Iterator[Problem]]


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        code: its code.
        name: its name, the module's with hyphens.
        family: the folder it is in.
        page: what is wrong and why, with examples.
        nodes: the classes of the nodes that it looks at.
        check: yields the problems of one node.
        severity: what a finding weighs.
        versions: for which versions of which packages it holds.
        calls: what is called by the calls that it looks at; empty for all.
        needs: the words that a file must have for anything to be found in it.
        imports: the names of which a file without models must reach one by its imports; empty for any.
        pattern: what the bytes of a file without models must have; None for anything.
        on_request: whether it holds only where it is selected by its own code or name.
        once: the words of a message that is about one decision of a project.
    """

    code: str
    name: str
    family: str
    page: str
    nodes: tuple[type, ...]
    check: Check
    severity: Severity = Severity.ERROR
    versions: Mapping[str, str] = field(default_factory=dict)
    calls: frozenset[str] = frozenset()
    needs: Needs = ()
    imports: frozenset[str] = frozenset()
    pattern: re.Pattern[bytes] | None = None
    on_request: bool = False
    once: str = ""

    @property
    def title(self) -> str:
        """The first sentence of the page."""
        return title_of(self.page)


@cache
def load_rules() -> dict[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    return {module.CODE: _rule(module) for module in modules_in(rules)}


def _rule(module: types.ModuleType) -> Rule:
    nodes = _nodes(module.check) if hasattr(module, "check") else ()
    calls: frozenset[str] = getattr(module, "CALLS", frozenset())
    return Rule(
        code=module.CODE,
        name=name_of(module),
        family=module.__name__.split(".")[-2],
        page=module.__doc__ or "",
        nodes=nodes,
        check=getattr(module, "check", _nothing),
        severity=getattr(module, "SEVERITY", Severity.ERROR),
        versions=getattr(module, "VERSIONS", {}),
        calls=calls,
        needs=needs_of([*_implied(nodes, calls), *getattr(module, "NEEDS", ())]),
        imports=getattr(module, "IMPORTS", frozenset()),
        pattern=getattr(module, "PATTERN", None),
        on_request=getattr(module, "ON_REQUEST", False),
        once=getattr(module, "ONCE", ""),
    )


def _implied(nodes: tuple[type, ...], calls: frozenset[str]) -> Iterator[str]:
    """What a rule needs by what it looks at: fields are those of models."""
    if nodes and {*nodes} <= {Model, ast.AnnAssign}:
        yield MODELS
    if calls:
        yield "|".join(f"{name}(" for name in calls)


def _nothing(node: object, source: object) -> Iterator[Problem]:
    yield from ()


def _nodes(check: Check) -> tuple[type, ...]:
    """The classes that the annotation of a check's first parameter names."""
    hint = check.__annotations__["node"]  # `get_type_hints` would look at all the others, too
    return typing.get_args(hint) or (hint,)

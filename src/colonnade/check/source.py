"""One file as rules see it: its text, its syntax tree, what its names stand for, and edits of it."""

import ast
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property
from typing import Any, TypeVar, cast

from colonnade.check import names
from colonnade.check.facts import facts_of
from colonnade.check.project import Facts, Model, Project
from colonnade.check.rule import Located
from colonnade.check.words import SHARED, WITH_MODELS, phrases_in
from colonnade.findings import Edit, Place

Node = TypeVar("Node", bound=ast.AST)
Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")
Function = ast.FunctionDef | ast.AsyncFunctionDef

_TEXTS = frozenset(
    {
        *("id", "attr", "arg", "module", "asname", "ctx", "op", "ops", "kind", "type_comment"),
        *("conversion", "simple", "level", "is_async"),
    }
)
_FIELDS = {
    kind: tuple(name for name in kind._fields if name not in _TEXTS)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST) and kind._fields
} | {ast.Constant: (), ast.Module: ("body",)}
"""The fields of each class of nodes that may hold nodes. Operators and contexts, which have no fields, are one object for
all of their kind, and say nothing by themselves.
"""


def once_per_file(ask: "Callable[[Key, Source], Answer]") -> "Callable[[Key, Source], Answer]":
    """Keep what a function answers about something in a file for as long as the file is kept.

    A cache of the function itself would keep the trees of all files until the end, where nothing needs them.
    """

    def kept(key: Key, source: "Source") -> Answer:
        answers = source.kept.setdefault(ask.__name__, {})
        if key not in answers:
            answers[key] = ask(key, source)
        return cast("Answer", answers[key])

    return kept


class Source:
    """One file.

    Args:
        path: the file as the user named it.
        module: its dotted name.
        text: its text.
        words: the words that it has, of those that rules need.

    Raises:
        SyntaxError: it is no Python.

    Attributes:
        tree: its syntax tree.
        kept: what functions have found out about it, by their names and what they were asked about.
    """

    def __init__(
        self, path: str, module: str, text: str, words: frozenset[str] = frozenset()
    ) -> None:
        self.path = path
        self.module = module
        self.text = text
        self.words = words
        self.kept: dict[str, dict[Any, Any]] = {}
        self.tree = ast.parse(text)
        self._nodes: dict[type[ast.AST], list[ast.AST]] = {}
        self._parents: dict[ast.AST, ast.AST] = {}
        self._resolved: dict[ast.AST, str] = {}
        self._index()
        imports = [*self.nodes(ast.Import), *self.nodes(ast.ImportFrom)]
        is_package = path.endswith("__init__.py")
        self.names = names.imported(imports, module, is_package=is_package)
        self._local = {
            node.name
            for node in self.tree.body
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        }

    @property
    def is_test(self) -> bool:
        """Whether it is a file of tests, by its name."""
        return self.module.rpartition(".")[2].startswith(("test", "conftest"))

    @cached_property
    def project(self) -> Project:
        """What is known about all files; of this file alone until the engine has read the others."""
        return Project([self.facts])

    def _index(self) -> None:
        """Note every node by its class, and the parent of each."""
        nodes, parents, fields = self._nodes, self._parents, _FIELDS
        waiting: list[ast.AST] = [self.tree]
        for node in waiting:
            kind = node.__class__
            nodes.setdefault(kind, []).append(node)
            for name in fields[kind]:
                value = getattr(node, name, None)
                if value.__class__ is list:
                    for child in value:
                        if child.__class__ in fields:
                            parents[child] = node
                            waiting.append(child)
                elif value.__class__ in fields:
                    parents[value] = node
                    waiting.append(value)

    @cached_property
    def facts(self) -> Facts:
        """What this file adds to the project."""
        whole = WITH_MODELS in self.words
        found = facts_of(self.path, self.module, self.tree, self.names, self.resolve, whole=whole)
        return found._replace(words=self.words & SHARED | phrases_in(self.text, self.words))

    # Nodes

    def nodes(self, kind: type[Node]) -> list[Node]:
        """All nodes of a class."""
        return cast("list[Node]", self._nodes.get(kind, []))

    def calls(self, names: Iterable[str]) -> list[ast.Call]:
        """All calls of functions and methods by the last parts of their names, also where an import renames them."""
        return [call for name in names for call in self._calls.get(name, ())]

    @cached_property
    def _calls(self) -> dict[str, list[ast.Call]]:
        found: dict[str, list[ast.Call]] = {}
        for call in self.nodes(ast.Call):
            func = call.func
            if isinstance(func, ast.Attribute):
                found.setdefault(func.attr, []).append(call)
            elif isinstance(func, ast.Name):
                name = self.names.get(func.id, func.id).rpartition(".")[2]
                found.setdefault(name, []).append(call)
        return found

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node that holds this one."""
        return self._parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around this one, nearest first."""
        while (found := self._parents.get(node)) is not None:
            yield found
            node = found

    @cached_property
    def _bound(self) -> dict[str, list[tuple[ast.AST, ast.expr]]]:
        found: dict[str, list[tuple[ast.AST, ast.expr]]] = {}
        for node in self.nodes(ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append((node, node.value))
        single = [*self.nodes(ast.AnnAssign), *self.nodes(ast.NamedExpr)]
        for one in cast("list[ast.AnnAssign | ast.NamedExpr]", single):
            if isinstance(one.target, ast.Name) and one.value is not None:
                found.setdefault(one.target.id, []).append((one, one.value))
        for item in self.nodes(ast.withitem):
            if isinstance(item.optional_vars, ast.Name):
                found.setdefault(item.optional_vars.id, []).append((item, item.context_expr))
        return found

    def bound(self, name: str) -> list[tuple[ast.AST, ast.expr]]:
        """What a name is bound to in this file, by assignments and `with`: the node that binds it, and the value."""
        return self._bound.get(name, [])

    def is_within(self, node: ast.AST, scope: ast.AST) -> bool:
        """Whether a node is inside of another one."""
        return scope is self.tree or any(one is scope for one in self.ancestors(node))

    def function(self, node: ast.AST) -> Function | None:
        """The function around a node."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        return next((one for one in self.ancestors(node) if isinstance(one, kinds)), None)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement that a node is part of."""
        while not isinstance(node, ast.stmt):
            node = self._parents[node]
        return node

    def loop(self, node: ast.AST) -> ast.AST | None:
        """The loop or comprehension that repeats this node, within the same function."""
        child = node
        for one in self.ancestors(node):
            if isinstance(one, _OTHER_TIMES):
                return None
            if _repeats(one, child):
                return one
            child = one
        return None

    # Names

    def resolve(self, node: ast.AST) -> str:
        """The dotted name of what an expression stands for, as `sqlmodel.select`; empty when it is no name."""
        if node.__class__ is not ast.Name and node.__class__ is not ast.Attribute:
            return ""
        known = self._resolved.get(node)
        if known is None:
            known = self._resolved[node] = self._resolve(names.dotted(node))
        return known

    def _resolve(self, text: str) -> str:
        if not text:
            return ""
        first, dot, rest = text.partition(".")
        if first in self.names:
            first = self.names[first]
        elif first in self._local:
            first = f"{self.module}.{first}"
        return f"{first}{dot}{rest}"

    def alias(self, node: ast.AST) -> str | None:
        """What an expression stands for as text, where it names an alias of a type: `Annotated[Session, ...]`."""
        name = self.resolve(node)
        found = self.project.annotation(name) if name else None
        if found is None and isinstance(node, ast.Name):
            return self.facts.annotations.get(node.id)
        return found

    def model(self, node: ast.AST) -> Model | None:
        """The model class that an expression names."""
        name = self.resolve(node)
        return self.project.model(name) if name else None

    def model_of(self, node: ast.ClassDef) -> Model | None:
        """The model that a class statement makes."""
        return self.project.models.get(f"{self.module}.{node.name}")

    @property
    def models(self) -> list[Model]:
        """The models that this file makes."""
        own = (self.project.models.get(cls.name) for cls in self.facts.classes)
        return [model for model in own if model is not None]

    # Places and edits

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        # Not `splitlines`, for which form feeds end a line and for Python they do not.
        for line in self.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def offset(self, line: int, column: int) -> int:
        """Where a line and a column of `ast` are in the text; `ast` counts columns in bytes."""
        start = self._starts[line - 1]
        if self.text.isascii():
            return start + column
        text = self.text[start : self._starts[line]]
        return start + len(text.encode()[:column].decode(errors="ignore"))

    def span(self, node: Located) -> tuple[int, int]:
        """Where a node begins and ends in the text."""
        end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return self.offset(node.lineno, node.col_offset), self.offset(*end)

    def place(self, node: Located) -> Place:
        """Where a node is, for a finding."""
        start, end = self.span(node)
        column = start - self._starts[node.lineno - 1] + 1
        one_line = node.end_lineno in (None, node.lineno)
        return Place(self.path, node.lineno, column, column + end - start if one_line else 0)

    def segment(self, node: Located) -> str:
        """The text of a node, as it is written."""
        start, end = self.span(node)
        return self.text[start:end]

    def replace(self, node: Located, text: str) -> Edit:
        """The edit that puts a text in the place of a node."""
        start, end = self.span(node)
        return Edit(start, end, text)

    def insert_after(self, node: Located, text: str) -> Edit:
        """The edit that puts a text behind a node."""
        end = self.span(node)[1]
        return Edit(end, end, text)

    def add_argument(self, last: Located, text: str) -> Edit:
        """The edit that puts an argument behind the last one, on a line of its own where that has one."""
        start, end = self.span(last)
        before = self.text[self._starts[last.lineno - 1] : start]
        after = self.text[end:].partition("\n")[0].strip()
        is_alone = before != "" and not before.strip() and after in ("", ",")
        return Edit(end, end, f",\n{before}{text}" if is_alone else f", {text}")

    def insert_before(self, node: Located, text: str) -> Edit:
        """The edit that puts a text before a node."""
        start = self.span(node)[0]
        return Edit(start, start, text)

    def remove_statement(self, node: ast.stmt) -> Edit:
        """The edit that removes whole lines of a statement; `pass` takes its place where it was the only one."""
        start, end = self._starts[node.lineno - 1], self._starts[node.end_lineno or node.lineno]
        parent = self.parent(node)
        alone = any(
            getattr(parent, name, None) == [node] for name in ("body", "orelse", "finalbody")
        )
        if alone and not isinstance(parent, ast.Module):
            return self.replace(node, "pass")
        return Edit(start, min(end, len(self.text)), "")

    def remove_keyword(self, call: ast.Call, keyword: ast.keyword) -> Edit:
        """The edit that removes a keyword of a call with the comma beside it."""
        parts: list[ast.AST] = [*call.args, *call.keywords]
        at = parts.index(keyword)
        start, end = self.span(keyword)
        if at > 0:
            start = self.span(cast("Located", parts[at - 1]))[1]
        elif len(parts) > 1:
            end = self.span(cast("Located", parts[1]))[0]
        return Edit(start, end, "")

    def imports(self, module: str, *wanted: str) -> tuple[Edit, ...]:
        """The edit that imports names, unless they are there.

        Args:
            module: where from.
            wanted: the names; none to import the module itself.
        """
        missing = [name for name in wanted if self.names.get(name) != f"{module}.{name}"]
        if (wanted and not missing) or (not wanted and self.names.get(module) == module):
            return ()
        for node in self.nodes(ast.ImportFrom):
            if wanted and node.module == module and not node.level and node in self.tree.body:
                return (self.insert_after(node.names[-1], "".join(f", {n}" for n in missing)),)
        line = f"from {module} import {', '.join(missing)}\n" if wanted else f"import {module}\n"
        at = self._starts[self._first_import_line() - 1]
        return (Edit(at, at, line),)

    def _first_import_line(self) -> int:
        """Where imports may begin: at the first one, after the docstring and imports from `__future__`."""
        after = 1
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                after = (node.end_lineno or node.lineno) + 1
            elif isinstance(node, ast.Import | ast.ImportFrom):
                return node.lineno
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                after = (node.end_lineno or node.lineno) + 1
            else:
                break
        return after


_OTHER_TIMES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def _repeats(node: ast.AST, child: ast.AST) -> bool:
    """Whether a node runs its child several times."""
    if isinstance(node, ast.For | ast.AsyncFor):
        return child in node.body
    if isinstance(node, ast.While):
        return child not in node.orelse
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        return child is not node.generators[0]
    return False

"""One file as rules see it: its text and its syntax tree, and what its names stand for."""

import ast
from collections.abc import Callable, Hashable, Iterable
from functools import cached_property
from typing import Any, TypeVar, cast

from colonnade.check import names
from colonnade.check.facts import facts_of
from colonnade.check.project import Facts, Model, Project
from colonnade.check.text import Text
from colonnade.check.tree import Tree
from colonnade.check.words import SHARED, WITH_MODELS, phrases_in
from colonnade.findings import Edit

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


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


class Source(Tree, Text):
    """One file.

    Args:
        path: the file as the user named it.
        module: its dotted name.
        text: its text.
        words: the words that it has, of those that rules need.

    Raises:
        SyntaxError: it is no Python.

    Attributes:
        kept: what functions have found out about it, by their names and what they were asked about.
    """

    def __init__(
        self, path: str, module: str, text: str, words: frozenset[str] = frozenset()
    ) -> None:
        Text.__init__(self, path, text)
        Tree.__init__(self, text)
        self.module = module
        self.words = words
        self.kept: dict[str, dict[Any, Any]] = {}
        self._resolved: dict[ast.AST, str] = {}
        imports = [*self.nodes(ast.Import), *self.nodes(ast.ImportFrom)]
        is_package = path.endswith("__init__.py")
        self.names = names.imported(imports, module, is_package=is_package)
        self._imports_everything = any(name[0] == names.EVERYTHING for name in self.names)
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

    @cached_property
    def facts(self) -> Facts:
        """What this file adds to the project."""
        whole = WITH_MODELS in self.words
        found = facts_of(self.path, self.module, self.tree, self.names, self.resolve, whole=whole)
        return found._replace(words=self.words & SHARED | phrases_in(self.text, self.words))

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
        elif first in self._local or (self._imports_everything and first[0].isupper()):
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

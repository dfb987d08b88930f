"""The nodes of a file's syntax tree: which there are of a class, and what is around each."""

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import TypeVar, cast

Node = TypeVar("Node", bound=ast.AST)
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


class Tree:
    """A syntax tree.

    Args:
        text: what it is of.

    Raises:
        SyntaxError: the text is no Python.

    Attributes:
        tree: the module.
    """

    def __init__(self, text: str) -> None:
        self.tree = ast.parse(text)
        self._nodes: dict[type[ast.AST], list[ast.AST]] = {}
        self._parents: dict[ast.AST, ast.AST] = {}
        self._index()

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

    def nodes(self, kind: type[Node]) -> list[Node]:
        """All nodes of a class."""
        return cast("list[Node]", self._nodes.get(kind, []))

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

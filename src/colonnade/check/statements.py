"""SQLAlchemy statements in source: chains of calls that begin with `select(...)` or one of its relatives."""

import ast
from collections.abc import Iterator

from colonnade.check.project import Model
from colonnade.check.source import Source

SELECTS = frozenset({"sqlmodel.select", "sqlalchemy.select"})
WRITES = frozenset(
    f"{package}.{name}"
    for package in ("sqlmodel", "sqlalchemy", "sqlalchemy.dialects.postgresql")
    for name in ("insert", "update", "delete")
)
CONDITIONS = frozenset({"where", "filter", "having"})
"""The methods of a statement that take conditions."""


def chain(node: ast.AST) -> list[ast.Call]:
    """The calls of a chain from the outermost to the first: `select(A).where(b).limit(1)` is limit, where, select."""
    found: list[ast.Call] = []
    while isinstance(node, ast.Call):
        found.append(node)
        node = node.func.value if isinstance(node.func, ast.Attribute) else node.func
    return found


def method(call: ast.Call) -> str:
    """The name of the method that is called, as `where`; empty for a function."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def methods(node: ast.AST) -> set[str]:
    """The names of the methods in a chain."""
    return {method(call) for call in chain(node)} - {""}


def select_of(node: ast.AST, source: Source) -> ast.Call | None:
    """The `select(...)` that a chain begins with."""
    first = first_of(node, source)
    return first if first is not None and source.resolve(first.func) in SELECTS else None


def first_of(node: ast.AST, source: Source) -> ast.Call | None:
    """The `select(...)`, `insert(...)`, `update(...)` or `delete(...)` that a chain begins with."""
    known = SELECTS | WRITES
    return next((call for call in chain(node) if source.resolve(call.func) in known), None)


def is_whole(node: ast.Call, source: Source) -> bool:
    """Whether no other call of the same chain goes on from this one."""
    parent = source.parent(node)
    return not (isinstance(parent, ast.Attribute) and isinstance(source.parent(parent), ast.Call))


def selected_models(select: ast.Call, source: Source) -> list[Model]:
    """The models that a `select(...)` names as a whole."""
    found = (source.model(argument) for argument in select.args)
    return [model for model in found if model is not None]


def conditions(node: ast.AST, source: Source) -> Iterator[ast.expr]:
    """The conditions of a chain that begins with a statement."""
    if first_of(node, source) is not None:
        for call in chain(node):
            if method(call) in CONDITIONS:
                yield from call.args


def is_asked(node: ast.AST, source: Source) -> bool:
    """Whether of an expression nothing is used but whether it is there: `if not row`, `row is None`."""
    parent = source.parent(node)
    if isinstance(parent, ast.Compare):
        others = (one for one in (parent.left, *parent.comparators) if one is not node)
        return all(isinstance(one, ast.Constant) and one.value is None for one in others)
    if isinstance(parent, ast.If | ast.While | ast.IfExp):
        return parent.test is node
    return isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)


def reads_of(name: str, node: ast.AST) -> list[ast.Name]:
    """Where a variable is read within something."""
    names = (one for one in ast.walk(node) if isinstance(one, ast.Name) and one.id == name)
    return [one for one in names if isinstance(one.ctx, ast.Load)]


def is_condition(node: ast.AST, source: Source) -> bool:
    """Whether an expression is a whole condition of a statement, directly in `where`, `filter`, `having` or `on`."""
    parent = source.parent(node)
    return (
        isinstance(parent, ast.Call)
        and node in parent.args
        and method(parent) in CONDITIONS
        and _is_statement(parent, source)
    )


def _is_statement(call: ast.Call, source: Source) -> bool:
    """Whether a method is called on a statement, by its chain or by the name of a variable that holds one."""
    if first_of(call, source) is not None or _is_query(call, source):
        return True
    first = chain(call)[-1].func
    value = first.value if isinstance(first, ast.Attribute) else first
    return isinstance(value, ast.Name) and any(
        first_of(known, source) is not None or _is_query(known, source)
        for known in assigned(value, source)
    )


def _is_query(node: ast.AST, source: Source) -> bool:
    """Whether a chain begins as `session.query(Task)` does: with a query for a model, or for one of its columns."""
    calls = chain(node)
    return (
        bool(calls)
        and method(calls[-1]) == "query"
        and any(
            source.model(one.value if isinstance(one, ast.Attribute) else one) is not None
            for one in calls[-1].args
        )
    )


def assigned(name: ast.Name, source: Source) -> Iterator[ast.expr]:
    """What is assigned to a variable in the function around it, or in the module."""
    scope: ast.AST = source.function(name) or source.tree
    for node, value in source.bound(name.id):
        if not isinstance(node, ast.withitem) and source.is_within(node, scope):
            yield value


def value_of(node: ast.AST, source: Source) -> ast.AST:
    """An expression, or what a variable holds: what was assigned to it once, or last before this line for certain."""
    if isinstance(node, ast.Name):
        values = list(assigned(node, source)) or _constants(node, source)
        if len(values) > 1:
            values = _last(values, node, source)
        return values[0] if len(values) == 1 else node
    return node


def _last(values: list[ast.expr], name: ast.Name, source: Source) -> list[ast.expr]:
    """The last value that is assigned before a name, unless it depends on a condition."""
    before = [one for one in values if one.lineno < name.lineno]
    if not before or source.loop(name) is not None:
        return []
    last = max(before, key=lambda one: one.lineno)
    block = source.parent(source.statement(last))
    certain = block is source.tree or block in list(source.ancestors(name))
    return [last] if certain else []


def _constants(name: ast.Name, source: Source) -> list[ast.expr]:
    """What the module assigns to a name that the function around it does not have."""
    function = source.function(name)
    if function is None or any(one.arg == name.id for one in _arguments(function)):
        return []
    return [
        node.value
        for node in source.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and node.value is not None
        and any(
            isinstance(target, ast.Name) and target.id == name.id
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        )
    ]


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]

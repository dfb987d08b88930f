"""Values from outside in source: parameters of a function that nothing there compares with what is allowed."""

import ast

from colonnade.check.source import Source


def is_from_outside(node: ast.expr, source: Source) -> bool:
    """Whether an expression is a text that a function was given, and that it compares with no list of what is allowed.

    Parameters that are annotated as something other than text, as an `Enum` or a `Literal`, can hold nothing else.
    """
    name = _base(node)
    function = source.function(node)
    if name is None or function is None:
        return False
    for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
        if one.arg == name:
            return _is_text(one.annotation, node) and not _is_compared(name, function)
    return False


def _base(node: ast.expr) -> str | None:
    """The name that an expression begins with: `sort` in `sort.lower()`, `params` in `params.sort`."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else None


def _is_text(annotation: ast.expr | None, node: ast.expr) -> bool:
    if annotation is None or not isinstance(node, ast.Name):
        return False
    text = ast.unparse(annotation)
    return "str" in text and "Literal[" not in text and "pattern=" not in text


def _is_compared(name: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Compare) and any(
            isinstance(one, ast.In | ast.NotIn | ast.Eq) for one in node.ops
        ):
            if any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(node)):
                return True
        elif isinstance(node, ast.Assign | ast.Match) and _rebinds(node, name):
            return True
    return False


def _rebinds(node: ast.Assign | ast.Match, name: str) -> bool:
    """Whether a name is given another value, or told apart by `match`."""
    if isinstance(node, ast.Match):
        return isinstance(node.subject, ast.Name) and node.subject.id == name
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)

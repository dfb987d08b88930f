"""Loops in source: what they go through, and what of them a statement in one depends on."""

import ast

from colonnade.check.source import Source
from colonnade.check.statements import method, value_of


def targets_of(loop: ast.AST) -> set[str]:
    """The names that a loop gives a value."""
    targets = [loop.target] if isinstance(loop, ast.For | ast.AsyncFor) else []
    targets += [one.target for one in getattr(loop, "generators", ())]
    return {
        node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)
    }


def outer_targets(node: ast.AST, source: Source) -> set[str]:
    """The names that the loops around a loop give a value."""
    loop, found = source.loop(node), set[str]()
    while loop is not None:
        found |= targets_of(loop)
        loop = source.loop(loop)
    return found


def has_names(node: ast.AST, wanted: set[str]) -> bool:
    """Whether an expression has one of some names."""
    return any(isinstance(one, ast.Name) and one.id in wanted for one in ast.walk(node))


def is_short(loop: ast.AST, source: Source) -> bool:
    """Whether a loop goes through values that are written in the source, or on a command line."""
    over = loop.iter if isinstance(loop, ast.For | ast.AsyncFor) else None
    values = value_of(over, source) if over is not None else None
    read = value_of(over.value, source) if isinstance(over, ast.Attribute) else None
    if isinstance(read, ast.Call) and method(read) == "parse_args":
        return True
    return (isinstance(values, ast.Tuple | ast.List) and bool(values.elts)) or (
        isinstance(over, ast.Name) and over.id.isupper()
    )


def is_bound_in(loop: ast.AST, session: ast.expr, source: Source) -> bool:
    """Whether the loop opens the session anew for each row."""
    bound = source.bound(session.id) if isinstance(session, ast.Name) else []
    return any(source.is_within(node, loop) for node, _ in bound)


def is_last(node: ast.AST, loop: ast.AST, source: Source) -> bool:
    """Whether the loop ends after the statement, whatever it finds."""
    while node is not loop:
        parent = source.parent(node)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(parent, name, ())
            if isinstance(block, list) and node in block and isinstance(block[-1], _ENDS):
                return True
        if parent is None:
            return False
        node = parent
    return False


_ENDS = (ast.Return, ast.Raise, ast.Break)


def is_behind_if(node: ast.AST, loop: ast.AST, source: Source) -> bool:
    """Whether a loop sends a statement for some of its rows only."""
    while node is not loop:
        parent = source.parent(node)
        if parent is None:
            return False
        test = parent.test if isinstance(parent, ast.If | ast.IfExp) else None
        if test is not None and node is not test and not _asks_for_key(test, loop):
            return True
        node = parent
    return False


def _asks_for_key(test: ast.expr, loop: ast.AST) -> bool:
    """Whether a condition is about something of the loop's row being there, as most keys are."""
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot):
        test = test.left
    return isinstance(test, ast.Name | ast.Attribute) and has_names(test, targets_of(loop))

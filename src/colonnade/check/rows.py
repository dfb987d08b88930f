"""Rows in source: which model an expression holds rows of."""

import ast

from colonnade.check.project import Model
from colonnade.check.sessions import RUNS, is_session
from colonnade.check.source import Source
from colonnade.check.statements import chain, method, select_of, selected_models, value_of

_ROWS = frozenset({"all", "first", "one", "one_or_none", "unique", "scalars", "scalar_one_or_none"})


def model_of_rows(node: ast.AST, source: Source) -> Model | None:
    """The model that an expression holds one row or several rows of.

    It is `session.get(Task, key)`, `session.exec(select(Task)).all()`, `Task(...)`, or a variable that is assigned one of
    these once.
    """
    node = _unwrapped(value_of(_unwrapped(node), source))
    if not isinstance(node, ast.Call):
        return None
    made = source.model(node.func)
    if made is not None:
        return made if made.is_table else None
    if method(node) in ("get", "get_one") and isinstance(node.func, ast.Attribute):
        known = source.model(node.args[0]) if node.args else None
        return known if known is not None and is_session(node.func.value, source) else None
    statement = statement_of_rows(node, source)
    select = select_of(statement, source) if statement is not None else None
    models = selected_models(select, source) if select is not None and len(select.args) == 1 else []
    return models[0] if models else None


def statement_of_rows(node: ast.AST, source: Source) -> ast.AST | None:
    """The statement of `session.exec(statement).all()`, where it is whole models that come back."""
    calls = chain(_whole(_unwrapped(node), source))
    for call in calls:
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr in RUNS and is_session(func.value, source):
            return value_of(call.args[0], source) if call.args else None
        if method(call) not in _ROWS:
            return None
    return None


def _whole(node: ast.AST, source: Source) -> ast.AST:
    """The call that a chain goes on from, where it begins with the result in a variable: `result.scalars()`."""
    calls = chain(node)
    first = calls[-1].func if calls else None
    if not isinstance(first, ast.Attribute) or not isinstance(first.value, ast.Name | ast.Await):
        return node
    if any(method(call) not in _ROWS for call in calls):
        return node
    return _unwrapped(value_of(first.value, source))


def _unwrapped(node: ast.AST) -> ast.AST:
    """What is awaited or made a list of."""
    while True:
        if isinstance(node, ast.Await):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            if node.func.id not in ("list", "tuple"):
                return node
            node = node.args[0]
        else:
            return node

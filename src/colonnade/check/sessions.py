"""Sessions in source: which expressions are one, and whether they are awaited."""

import ast
from functools import lru_cache

from colonnade.check.names import dotted
from colonnade.check.source import Source, once_per_file
from colonnade.check.tree import Function

SYNC = frozenset({"sqlmodel.Session", "sqlalchemy.orm.Session", "sqlalchemy.orm.session.Session"})
ASYNC = frozenset(
    {
        "sqlmodel.ext.asyncio.session.AsyncSession",
        "sqlalchemy.ext.asyncio.AsyncSession",
        "sqlalchemy.ext.asyncio.session.AsyncSession",
    }
)
MAKERS = frozenset({"sqlalchemy.orm.sessionmaker", "sqlalchemy.ext.asyncio.async_sessionmaker"})
RUNS = frozenset({"exec", "execute", "scalars", "scalar"})
"""The methods of a session that run a statement."""

_NAMES = frozenset({"session", "db_session", "async_session"})


def is_session(node: ast.AST, source: Source) -> bool:
    """Whether an expression is a session: by its annotation, by how it was made, or by being called `session`."""
    return session_kind(node, source) is not None


def session_kind(node: ast.AST, source: Source) -> str | None:
    """`"sync"`, `"async"`, `"unknown"` for a session by its name alone, or None for what is no session."""
    if isinstance(node, ast.Attribute):
        kind = _kind_of_attribute((node.attr, _class_around(node, source)), source)
        return kind or ("unknown" if node.attr in _NAMES else None)
    if not isinstance(node, ast.Name):
        return None
    return _kind_of((node.id, source.function(node)), source)


def _class_around(node: ast.Attribute, source: Source) -> ast.ClassDef | None:
    """The class whose attribute `self.db` is."""
    if not isinstance(node.value, ast.Name) or node.value.id != "self":
        return None
    around = (one for one in source.ancestors(node) if isinstance(one, ast.ClassDef))
    return next(around, None)


@once_per_file
def _kind_of_attribute(named: tuple[str, ast.ClassDef | None], source: Source) -> str | None:
    """What an attribute is by its annotation in the class, or by what `__init__` assigns to it."""
    name, cls = named
    for one in cls.body if cls is not None else ():
        if isinstance(one, ast.AnnAssign) and dotted(one.target) == name:
            return annotated_kind(one.annotation, source)
        if isinstance(one, ast.FunctionDef) and one.name == "__init__":
            return _assigned_kind(f"self.{name}", one, source)
    return None


def _assigned_kind(name: str, function: ast.FunctionDef, source: Source) -> str | None:
    for one in ast.walk(function):
        if isinstance(one, ast.AnnAssign) and dotted(one.target) == name:
            return annotated_kind(one.annotation, source)
        if isinstance(one, ast.Assign) and name in map(dotted, one.targets):
            if isinstance(one.value, ast.Name):
                return _in_function(one.value.id, function, source)
            return made_kind(one.value, source)
    return None


@once_per_file
def _kind_of(named: tuple[str, Function | None], source: Source) -> str | None:
    """What a name is in a function, or in those around it, or in the module."""
    name, function = named
    while function is not None:
        kind = _in_function(name, function, source)
        if kind:
            return kind
        function = source.function(function)
    return _made(name, source.tree, source) or ("unknown" if name in _NAMES else None)


def _in_function(
    name: str, function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source
) -> str | None:
    parameters = function.args
    for one in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs):
        if one.arg == name:
            return annotated_kind(one.annotation, source) if one.annotation else None
    return _made(name, function, source)


def annotated_kind(annotation: ast.AST, source: Source) -> str | None:
    """What kind of session an annotation names, also by an alias, in `Annotated` or `| None`."""
    for node in ast.walk(annotation):
        name = source.resolve(node)
        if name in SYNC:
            return "sync"
        if name in ASYNC:
            return "async"
        alias = source.alias(node) if name else None
        if alias:
            return _kind_of_text(alias)
    return None


@lru_cache(maxsize=256)
def _kind_of_text(alias: str) -> str | None:
    words = {node.id for node in ast.walk(ast.parse(alias)) if isinstance(node, ast.Name)}
    return "async" if "AsyncSession" in words else "sync" if "Session" in words else None


def _made(name: str, scope: ast.AST, source: Source) -> str | None:
    """The kind of a session that a scope makes under a name, with `with` or an assignment."""
    for node, value in source.bound(name):
        if source.is_within(node, scope):
            return made_kind(value, source)
    return None


def made_kind(node: ast.AST, source: Source) -> str | None:
    """The kind of session that an expression makes: `Session(engine)`, a session maker's call, `db.session()`."""
    if not isinstance(node, ast.Call):
        return None
    name = source.resolve(node.func)
    if name in SYNC:
        return "sync"
    if name in ASYNC:
        return "async"
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("session", "async_session"):
        return "async" if node.func.attr == "async_session" else "sync"
    if isinstance(node.func, ast.Name):
        return _maker_kind(node.func, source)
    return None


def _maker_kind(name: ast.Name, source: Source) -> str | None:
    """The kind of session that a session maker makes, where this file makes the maker."""
    for node, value in source.bound(name.id):
        if not isinstance(node, ast.Assign) or not isinstance(value, ast.Call):
            continue
        if source.resolve(value.func) in MAKERS:
            words = {source.resolve(one) for one in ast.walk(value)}
            is_async = words & (ASYNC | {"sqlalchemy.ext.asyncio.async_sessionmaker"})
            return "async" if is_async else "sync"
    return None

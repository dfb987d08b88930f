"""FastAPI's routes in source: their parameters, whom they serve, what they answer with."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from colonnade.check.project import Model
from colonnade.check.source import Source, once_per_file
from colonnade.check.tree import Function

METHODS = frozenset({"get", "post", "put", "patch", "delete"})

_USER = re.compile(r"current_?\w*user|get_user|user_?id|authenticated|logged_?in", re.IGNORECASE)
_RIGHTS = re.compile(r"admin|super|staff|role|permission|scope|optional", re.IGNORECASE)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a function.

    Attributes:
        node: where it is.
        default: its default; None when it has none.
        text: its annotation and its default as text, with what an alias stands for.
    """

    node: ast.arg
    default: ast.expr | None
    text: str

    @property
    def name(self) -> str:
        """Its name."""
        return self.node.arg

    @property
    def is_dependency(self) -> bool:
        """Whether FastAPI takes its value from a function."""
        return "Depends(" in self.text or "Security(" in self.text


@dataclass(frozen=True)
class Route:
    """A function that answers requests.

    Attributes:
        function: the function.
        decorator: the call that makes it a route, as `@router.get("/tasks")`.
        parameters: its parameters.
    """

    function: Function
    decorator: ast.Call
    parameters: tuple[Parameter, ...]

    @property
    def method(self) -> str:
        """Its method, as `get`."""
        assert isinstance(self.decorator.func, ast.Attribute)
        return self.decorator.func.attr

    def keyword(self, name: str) -> ast.expr | None:
        """A keyword of its decorator."""
        return next((k.value for k in self.decorator.keywords if k.arg == name), None)

    @property
    def answer(self) -> ast.expr | None:
        """What it says that it answers with: `response_model`, or the annotation behind `->`."""
        return self.keyword("response_model") or self.function.returns

    @property
    def from_request(self) -> list[Parameter]:
        """The parameters whose values a client sends."""
        return [one for one in self.parameters if not one.is_dependency]

    @property
    def user(self) -> Parameter | None:
        """The dependency that says who is asking; None where it may be anyone, or is someone with rights."""
        if _RIGHTS.search(ast.unparse(self.decorator)):
            return None
        users = [one for one in self.parameters if one.is_dependency and _is_user(one)]
        return users[0] if len(users) == 1 else None


def _is_user(parameter: Parameter) -> bool:
    text = f"{parameter.name}: {parameter.text}"
    return bool(_USER.search(text)) and not _RIGHTS.search(text)


def routes(source: Source) -> Iterator[Route]:
    """The routes of a file, from top to bottom."""
    functions: list[Function] = [
        *source.nodes(ast.FunctionDef),
        *source.nodes(ast.AsyncFunctionDef),
    ]
    for function in sorted(functions, key=lambda one: one.lineno):
        route = route_of(function, source)
        if route is not None:
            yield route


@once_per_file
def route_of(node: Function | None, source: Source) -> Route | None:
    """The route that a function is."""
    if node is None or not node.decorator_list or not _knows_fastapi(source):
        return None
    for one in node.decorator_list:
        if isinstance(one, ast.Call) and _is_route(one):
            return Route(node, one, tuple(parameters(node, source)))
    return None


def _knows_fastapi(source: Source) -> bool:
    return any(name == "fastapi" or name.startswith("fastapi.") for name in source.names.values())


def _is_route(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in METHODS and bool(call.args)


def parameters(node: Function, source: Source) -> Iterator[Parameter]:
    """The parameters of a function with their defaults."""
    plain = [*node.args.posonlyargs, *node.args.args]
    missing = [None] * (len(plain) - len(node.args.defaults))
    defaults = [*missing, *node.args.defaults, *node.args.kw_defaults]
    for one, default in zip([*plain, *node.args.kwonlyargs], defaults, strict=True):
        yield Parameter(one, default, _text(one.annotation, default, source))


def _text(annotation: ast.expr | None, default: ast.expr | None, source: Source) -> str:
    parts = [ast.unparse(one) for one in (annotation, default) if one is not None]
    alias = source.alias(annotation) if annotation is not None else None
    return " ".join([*parts, alias or ""])


def models_in(node: ast.expr | None, source: Source) -> Iterator[tuple[ast.expr, Model]]:
    """The models that an annotation names, as in `list[Task]` or `Task | None`."""
    for one in ast.walk(node) if node is not None else ():
        if isinstance(one, ast.Name | ast.Attribute):
            model = source.model(one)
            if model is not None:
                yield one, model


def mentions(node: ast.AST, names: Iterable[str]) -> bool:
    """Whether names occur in code: as a name, an attribute, a keyword or a text."""
    wanted = set(names)
    return any(_says(one, wanted) for one in ast.walk(node))


def _says(node: ast.AST, wanted: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in wanted
    if isinstance(node, ast.Attribute):
        return node.attr in wanted
    if isinstance(node, ast.keyword):
        return node.arg in wanted
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in wanted

"""The facts of one file: its classes with their fields, and what its names stand for."""

import ast
from collections.abc import Callable, Iterator

from colonnade.check.names import dotted
from colonnade.check.project import Class, Facts, Field

Resolve = Callable[[ast.AST], str]

_WITH_A_BODY = (ast.If, ast.Try, ast.With, ast.FunctionDef, ast.AsyncFunctionDef)
_PLAIN = (str, int, bool, type(None))
_ALIASES = ("Annotated", "Union", "Optional", "AsyncSession", "Session")


def facts_of(
    path: str,
    module: str,
    tree: ast.Module,
    names: dict[str, str],
    resolve: Resolve,
    *,
    whole: bool,
) -> Facts:
    """What a file adds to the project.

    Args:
        path: the file as the user named it.
        module: its dotted name.
        tree: its syntax tree.
        names: what its imported names stand for.
        resolve: gives the dotted name of an expression.
        whole: whether what is in its classes matters; without models only what they derive from does.
    """
    return Facts(
        path=path,
        module=module,
        classes=tuple(_classes(tree.body, path, module, resolve, whole)),
        names=names,
        annotations=dict(_aliases(tree)),
    )


def text_of(node: ast.expr) -> str:
    """An expression as `ast.unparse` writes it, which takes its time for the plain ones, too."""
    if isinstance(node, ast.Name | ast.Attribute) and (name := dotted(node)):
        return name
    if isinstance(node, ast.Constant) and node.value.__class__ in _PLAIN and not node.kind:
        return repr(node.value)
    return ast.unparse(node)


def _classes(
    body: list[ast.stmt], path: str, home: str, resolve: Resolve, whole: bool
) -> Iterator[Class]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield _class(node, path, home, resolve, node.body if whole else [])
        elif isinstance(node, _WITH_A_BODY):
            yield from _classes(node.body, path, home, resolve, whole)


def _class(
    node: ast.ClassDef, path: str, home: str, resolve: Resolve, body: list[ast.stmt]
) -> Class:
    annotated = (one for one in body if isinstance(one, ast.AnnAssign))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return Class(
        name=f"{home}.{node.name}",
        path=path,
        bases=tuple(name for base in node.bases if (name := resolve(_unsubscripted(base)))),
        keywords={k.arg: text_of(k.value) for k in node.keywords if k.arg},
        fields={one.name: one for item in annotated if (one := _field(item, resolve)) is not None},
        assigned=dict(_assigned(body)),
        methods=tuple(one.name for one in body if isinstance(one, functions)),
        lineno=node.lineno,
        col_offset=node.col_offset,
        end_lineno=node.lineno,
        end_col_offset=node.col_offset + len("class ") + len(node.name),
    )


def _unsubscripted(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Subscript) else node


def _field(node: ast.AnnAssign, resolve: Resolve) -> Field | None:
    if not isinstance(node.target, ast.Name):
        return None
    call = node.value if isinstance(node.value, ast.Call) else None
    first = node.value if call is None else (call.args[0] if call.args else None)
    keywords = {} if call is None else {k.arg: text_of(k.value) for k in call.keywords if k.arg}
    return Field(
        name=node.target.id,
        annotation=text_of(node.annotation),
        call="" if call is None else resolve(call.func),
        keywords=keywords,
        default=keywords.get("default") if first is None else text_of(first),
        lineno=node.lineno,
        col_offset=node.col_offset,
        end_lineno=node.end_lineno or node.lineno,
        end_col_offset=node.end_col_offset or 0,
    )


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for one in body:
        if isinstance(one, ast.Assign):
            for target in one.targets:
                if isinstance(target, ast.Name):
                    yield target.id, text_of(one.value)


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Module-level names for types."""
    for node in tree.body:
        value = getattr(node, "value", None)
        if isinstance(node, ast.Assign) and isinstance(value, ast.Subscript | ast.BinOp):
            text = text_of(value)
            if any(word in text for word in _ALIASES) and isinstance(node.targets[0], ast.Name):
                yield node.targets[0].id, text
        elif isinstance(node, ast.TypeAlias if hasattr(ast, "TypeAlias") else ()):
            yield node.name.id, text_of(node.value)

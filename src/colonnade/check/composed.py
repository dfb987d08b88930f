"""Text that is put together: f-strings, `%`, `+` and `.format`, as its parts."""

import ast
import re
from dataclasses import dataclass

from colonnade.check.columns import parsed, types_of
from colonnade.check.source import Source
from colonnade.check.statements import value_of

_FORMAT = re.compile(r"\{[^{}]*\}")
_NUMBERS = frozenset({"int", "float", "bool", "uuid.UUID", "UUID"})
_PERCENT = re.compile(r"%(?:\([a-z_]+\))?[sdr]")


@dataclass(frozen=True)
class Part:
    """A part of a text.

    Attributes:
        text: what is written in the source; empty for a value.
        value: the expression that is put there.
    """

    text: str = ""
    value: ast.expr | None = None


def composed(node: ast.AST) -> list[Part]:
    """The parts of a text that is put together, in order; empty for any other expression."""
    if isinstance(node, ast.JoinedStr):
        return [_part(one) for one in node.values]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [*_side(node.left), *_side(node.right)]
        return parts if any(part.text for part in parts) else []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        return _filled(node.left, _PERCENT, values)
    return _formatted(node) if isinstance(node, ast.Call) else []


def _formatted(node: ast.Call) -> list[Part]:
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "format":
        return []
    values = [*node.args, *(one.value for one in node.keywords)]
    return _filled(node.func.value, _FORMAT, values)


def _part(node: ast.expr) -> Part:
    if isinstance(node, ast.Constant):
        return Part(text=str(node.value))
    return Part(value=node.value if isinstance(node, ast.FormattedValue) else node)


def _side(node: ast.expr) -> list[Part]:
    return composed(node) or [_part(node)]


def _filled(node: ast.expr, places: re.Pattern[str], values: list[ast.expr]) -> list[Part]:
    """A pattern with values in its places, one after the other."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return []
    texts = places.split(node.value)
    found = [Part(text=texts[0])]
    for value, text in zip(values, texts[1:], strict=False):
        found += [Part(value=value), Part(text=text)]
    return found


def is_known(node: ast.expr, source: Source) -> bool:
    """Whether a value is chosen by the programmer: a constant, a number, something of a class."""
    value = value_of(node, source)
    if isinstance(value, ast.Constant) or (value is not node and _is_composed(value)):
        return True
    if isinstance(node, ast.Attribute):
        of_enum = node.attr == "value" and isinstance(node.value, ast.Attribute)
        return (
            _is_number_of_schema(node, source)
            or node.attr.startswith("__")
            or node.attr.isupper()
            or (of_enum and is_known(node.value, source))
        )
    if isinstance(node, ast.Name):
        return node.id.isupper() or _is_number(node, source)
    if isinstance(node, ast.Call) and source.resolve(node.func) == "str":
        return bool(node.args) and is_known(node.args[0], source)
    if isinstance(node, ast.Call):
        return source.resolve(node.func) in ("int", "float", "len", "bool")
    return False


def _is_composed(node: ast.AST) -> bool:
    """Whether a value is put together nearby, as a list of placeholders is; its parts are judged where they are bound."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr == "join"
    return isinstance(node, ast.IfExp | ast.JoinedStr | ast.BinOp)


def _is_number(node: ast.Name, source: Source) -> bool:
    """Whether a name is a parameter that is annotated as a number, or the number of a loop."""
    annotation = _annotation(node, source)
    return annotation is not None and _holds_numbers(annotation)


def _is_number_of_schema(node: ast.Attribute, source: Source) -> bool:
    """Whether an attribute is a number of the schema or the model that its parameter is annotated with."""
    annotation = _annotation(node.value, source)
    types = types_of(annotation) if annotation is not None else []
    name = source.resolve(types[0]) if len(types) == 1 else ""
    cls = source.project.classes.get(source.project.home(name)) if name else None
    field = cls.fields.get(node.attr) if cls is not None else None
    return field is not None and _holds_numbers(parsed(field.annotation))


def _annotation(node: ast.expr, source: Source) -> ast.expr | None:
    """What a parameter is annotated with."""
    function = source.function(node) if isinstance(node, ast.Name) else None
    args = (*function.args.args, *function.args.kwonlyargs) if function is not None else ()
    return next((one.annotation for one in args if one.arg == ast.unparse(node)), None)


def _holds_numbers(annotation: ast.expr) -> bool:
    """Whether every type that an annotation allows beside `None` is a number or a UUID."""
    types = [ast.unparse(one) for one in types_of(annotation)]
    return bool(types) and set(types) <= _NUMBERS

"""docs/reference/library.md: every public name, with its signature and its docstring."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import colonnade
from colonnade import errors

ABOUT = (
    "Every name that `colonnade` exports, from its docstring. The [errors](errors.md) have a page of their own; "
    "`AsyncCrud` has the methods of `Crud`, awaited."
)
_SECTION = re.compile(r"^(Args|Returns|Raises|Attributes|Yields):$")
_ENTRY = re.compile(r"^([\w*, ]+): ")


def library_page() -> str:
    names = [name for name in sorted(colonnade.__all__, key=str.lower) if not is_error(name)]
    return f"# The library\n\n{ABOUT}\n\n" + "\n".join(entry(name) for name in names)


def is_error(name: str) -> bool:
    return hasattr(errors, name)


def entry(name: str) -> str:
    value = getattr(colonnade, name)
    parts = [f"## {name}\n", *described(name, value)]
    if inspect.isclass(value) and name != "AsyncCrud":
        parts += [part for method in methods(value) for part in method]
    return "\n".join(parts)


def methods(cls: type[Any]) -> Iterator[list[str]]:
    """The public methods that Colonnade itself defines."""
    for name, value in inspect.getmembers(cls, inspect.isfunction):
        if not name.startswith("_") and value.__module__.startswith("colonnade."):
            yield [f"### {cls.__name__}.{name}\n", *described(name, value)]


def described(name: str, value: Any) -> Iterator[str]:
    if inspect.isfunction(value):
        yield f"```text\n{name}{signature(value)}\n```\n"
    if (inspect.isclass(value) or inspect.isfunction(value)) and (said := inspect.getdoc(value)):
        yield markdown(said)


def signature(function: Any) -> str:
    """The parameters by their names, without types: these are in the text, and in the editor."""
    parameters = inspect.signature(function).parameters.values()
    bare = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in parameters
        if parameter.name != "self"
    ]
    return str(inspect.Signature(bare))


def markdown(docstring: str) -> str:
    """A docstring as Markdown: its sections become headings of lists."""
    lines: list[str] = []
    listed = False
    for line in docstring.splitlines():
        if found := _SECTION.match(line):
            listed = True
            lines += [f"**{found[1]}**", ""]
        elif listed and line.startswith("    "):
            text = line[4:]
            lines.append(_ENTRY.sub(r"- `\1`: ", text) if not text.startswith(" ") else text)
        else:
            listed = listed and not line
            lines.append(line)
    return "\n".join(lines) + "\n"

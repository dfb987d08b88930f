"""`validator` and `root_validator` are Pydantic 1.

Pydantic 2 warns of them, and its next major version does not have them. `field_validator` and `model_validator` take their
place; both are class methods.

Bad:

    from pydantic import validator
    from sqlmodel import SQLModel

    class TaskCreate(SQLModel):
        title: str

        @validator("title")
        def not_blank(cls, title):
            return title.strip()

Good:

    from pydantic import field_validator
    from sqlmodel import SQLModel

    class TaskCreate(SQLModel):
        title: str

        @field_validator("title")
        @classmethod
        def not_blank(cls, title):
            return title.strip()

Fine:

    from pydantic import field_validator
    from sqlmodel import SQLModel

    class TaskCreate(SQLModel):
        title: str

        @field_validator("title")
        @classmethod
        def not_blank(cls, title: str) -> str:
            return title.strip()
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit, Severity

CODE = "COL104"
SEVERITY = Severity.WARNING
VERSIONS = {"pydantic": ">=2"}
NEEDS = ("validator|root_validator", "pydantic")
_OLD = {"pydantic.validator": "field_validator", "pydantic.root_validator": "model_validator"}


def check(node: ast.FunctionDef, source: Source) -> Iterator[Problem]:
    """Report functions that are decorated with the validators of Pydantic 1."""
    if _is_for_other_versions(node, source):
        return
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = source.resolve(call.func if call else decorator)
        if name in _OLD:
            yield Problem(
                decorator,
                f"`{name.rpartition('.')[2]}` is deprecated by Pydantic 2.",
                f"Use `{_OLD[name]}` on a class method.",
                _edits(node, call, source) if call and name == "pydantic.validator" else (),
            )


def _is_for_other_versions(node: ast.AST, source: Source) -> bool:
    """Whether it is in a branch that asks for the version of Pydantic."""
    return any(
        isinstance(one, ast.If) and "pydantic" in ast.unparse(one.test).lower()
        for one in source.ancestors(node)
    )


def _edits(node: ast.FunctionDef, call: ast.Call, source: Source) -> tuple[Edit, ...]:
    """The mended form of a validator that is told its value alone."""
    if call.keywords or len(node.args.args) != 2 or len(node.decorator_list) != 1:
        return ()
    alias = _import(source)
    if alias is None or not isinstance(call.func, ast.Name) or not _is_only_plain(source):
        return ()
    indent = " " * node.col_offset
    return (
        source.replace(call.func, "field_validator"),
        source.insert_after(call, f"\n{indent}@classmethod"),
        source.replace(alias, "field_validator"),
    )


def _import(source: Source) -> ast.alias | None:
    """Where the file imports `validator`, unless it imports its successor as well."""
    aliases = [one for node in source.nodes(ast.ImportFrom) for one in node.names]
    names = {one.name for one in aliases}
    found = [one for one in aliases if one.name == "validator" and one.asname is None]
    return found[0] if len(found) == 1 and "field_validator" not in names else None


def _is_only_plain(source: Source) -> bool:
    """Whether every use of `validator` can be mended, so that its import can go."""
    uses = [one for one in source.nodes(ast.Name) if one.id == "validator"]
    plain = [
        call
        for node in source.nodes(ast.FunctionDef)
        for call in node.decorator_list
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "validator"
        and not call.keywords
        and len(node.args.args) == 2
        and len(node.decorator_list) == 1
    ]
    return len(uses) == len(plain)

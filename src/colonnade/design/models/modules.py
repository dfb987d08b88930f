"""The modules of `app/models`, put together from their parts."""

import ast

from sqlalchemy import Table

from colonnade.data.naming import NAMING_CONVENTION
from colonnade.design.design import Files
from colonnade.design.models.code import docstring, imports_for, mapping, text
from colonnade.design.models.columns import declaration
from colonnade.design.models.constraints import table_arguments
from colonnade.design.models.context import Context
from colonnade.design.models.enums import own_enums, shared_enums, shared_names
from colonnade.design.models.keyless import keyless_source, variable
from colonnade.design.models.relationships import relationship
from colonnade.design.models.schemas import schema_classes
from colonnade.design.models.traits import mixins_of

FOLDER = "app/models"
BASE64 = '''
def _decoded(value: object) -> object:
    return b64decode(value, validate=True) if isinstance(value, str) else value


def _encoded(value: bytes) -> str:
    return b64encode(value).decode()


Base64 = Annotated[
    bytes,
    BeforeValidator(_decoded),
    PlainSerializer(_encoded, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
"""Bytes, which are base64 in JSON."""
'''
BASE64_IMPORTS = [
    "from base64 import b64decode, b64encode",
    "from typing import Annotated",
    "from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema",
]


def modules(context: Context) -> Files:
    """Every module of the models, not yet formatted."""
    files = {f"{FOLDER}/base.py": _base(context)}
    tables = {table: table_source(table, context) for table in context.tables}
    types = _types(context, "\n".join(tables.values()))
    if types:
        files[f"{FOLDER}/types.py"] = types
    if enums := shared_enums(context):
        files[f"{FOLDER}/enums.py"] = _module("Enums that several tables share.", enums, context)
    for table, source in tables.items():
        files[f"{FOLDER}/{context.names.module(table)}.py"] = source
    if context.keyless:
        parts = [keyless_source(table, context) for table in context.keyless]
        files[f"{FOLDER}/keyless.py"] = _module(
            "Tables without a primary key: no class can be mapped to them, so they are for reading.",
            parts,
            context,
        )
    files[f"{FOLDER}/__init__.py"] = _package(context)
    return files


def table_source(table: Table, context: Context) -> str:
    """The module of one table."""
    name = context.names.class_name(table)
    parts = [*own_enums(table, context), _class(table, context), *schema_classes(table, context)]
    return _module(f"The table `{table.name}`.", parts, context, own=name, table=table)


def _class(table: Table, context: Context) -> str:
    mixins = mixins_of(table, context)
    name = context.names.class_name(table)
    in_place = [column for column in table.columns if column.name not in mixins.columns]
    arguments = table_arguments(table, context, {column.name for column in in_place})
    lines = [f"__tablename__ = {text(table.name)}"]
    lines += [f"__table_args__ = {arguments}", ""] if arguments else [""]
    lines += [declaration(column, context) for column in in_place]
    relationships = [relationship(r, context) for r in context.names.relationships_of(table)]
    lines += ["", *relationships] if relationships else []
    head = f"class {name}({', '.join([*mixins.bases, 'Base'])}, table=True):"
    words = docstring(table.comment) if table.comment else docstring(f"A row of `{table.name}`")
    return "\n".join([head, f"    {words}", "", *(f"    {line}" for line in lines)])


def _module(
    words: str, parts: list[str], context: Context, own: str = "", table: Table | None = None
) -> str:
    """A module: its docstring, its imports, its parts."""
    body = "\n\n\n".join(parts)
    read = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    checked = _checked_imports(table, context, read) if table is not None else []
    imports = imports_for("\n".join([*checked, body]))
    imports += [
        f"from app.models.{module} import {name}"
        for name, module in _homes(context).items()
        if name in read and name != own
    ]
    return "\n".join([docstring(words), "", *imports, "", *checked, "", "", body, ""])


def _homes(context: Context) -> dict[str, str]:
    """The modules of the names that the models define for each other."""
    homes = {context.names.class_name(t): context.names.module(t) for t in context.tables}
    homes |= dict.fromkeys(context.named_types.names, "types") | {"Base64": "types"}
    homes |= dict.fromkeys(shared_names(context), "enums")
    return homes | {"Base": "base", "metadata": "base"}


def _checked_imports(table: Table, context: Context, read: set[str]) -> list[str]:
    """Imports that only a type checker follows, so that modules may refer to each other."""
    targets = {r.link.target for r in context.names.relationships_of(table)} - {table}
    wanted = {context.names.class_name(t): context.names.module(t) for t in targets}
    lines = [f"    from app.models.{wanted[n]} import {n}" for n in sorted(wanted) if n not in read]
    return ["if TYPE_CHECKING:", *lines] if lines else []


def _base(context: Context) -> str:
    usual = context.convention == NAMING_CONVENTION
    convention = "NAMING_CONVENTION" if usual else "CONVENTION"
    parts = [f"metadata = MetaData(naming_convention={convention})"]
    if not usual:
        parts.insert(0, f"CONVENTION = {mapping({k: text(v) for k, v in context.convention.items()})}")
    parts.append(
        "class Base(Model, registry=registry(metadata=metadata)):\n"
        '    """The base of every table and schema of this application."""'
    )
    body = "\n\n".join(parts)
    words = docstring("The base of all models: one `MetaData`, one naming convention.")
    return "\n".join([words, "", *imports_for(body), "", body, ""])


def _types(context: Context, sources: str) -> str:
    parts = [context.named_types.source(context.dialect)] if context.named_types.names else []
    needs_base64 = "Base64" in sources
    if needs_base64:
        parts.append(BASE64)
    if not parts:
        return ""
    body = "\n\n".join(parts)
    imports = imports_for(body) + (BASE64_IMPORTS if needs_base64 else [])
    imports += [
        f"from app.models.{module} import {name}"
        for name, module in _homes(context).items()
        if module == "enums" and name in body
    ]
    return "\n".join([docstring("Column types that the tables share."), "", *imports, "", body, ""])


def _package(context: Context) -> str:
    """`app.models` itself: every model and the `MetaData`, so that importing it registers all tables."""
    names = {"Base": "base", "metadata": "base"}
    for table in context.tables:
        module, name = context.names.module(table), context.names.class_name(table)
        names |= dict.fromkeys([*_defined(own_enums(table, context)), name], module)
        names |= dict.fromkeys(_defined(schema_classes(table, context)), module)
    names |= dict.fromkeys(sorted(shared_names(context)), "enums")
    names |= dict.fromkeys((variable(table, context) for table in context.keyless), "keyless")
    imports = [f"from app.models.{module} import {name}" for name, module in names.items()]
    everything = ",\n".join(f"    {text(name)}" for name in sorted(names))
    words = docstring("The models of this application; importing them registers every table")
    return "\n".join([words, "", *imports, "", f"__all__ = [\n{everything},\n]", ""])


def _defined(sources: list[str]) -> list[str]:
    """The names of the classes in the sources."""
    return [source.removeprefix("class ").split("(")[0] for source in sources]

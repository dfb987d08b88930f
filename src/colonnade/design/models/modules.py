"""The modules of `app/models`, put together from their parts."""

import ast

from sqlalchemy import Table

from colonnade.data.models.naming import NAMING_CONVENTION
from colonnade.design.design import Files
from colonnade.design.models.code import docstring, imports_for, mapping, text
from colonnade.design.models.columns import declaration
from colonnade.design.models.constraints import table_arguments
from colonnade.design.models.context import Context
from colonnade.design.models.enums import own_enums, shared_enums, shared_names
from colonnade.design.models.helpers import HELPERS, helper_sources
from colonnade.design.models.keyless import keyless_source, variable
from colonnade.design.models.partials import PartialMixin, partials_of
from colonnade.design.models.relationships import relationship
from colonnade.design.models.schemas import schema_classes
from colonnade.design.models.traits import mixins_of

FOLDER = "app/models"


def modules(context: Context) -> Files:
    """Every module of the models, not yet formatted."""
    files = {f"{FOLDER}/base.py": _base(context)}
    partials = partials_of(context)
    tables = {table: table_source(table, context, partials) for table in context.tables}
    if partials:
        parts = [partial.source for partial in partials]
        files[f"{FOLDER}/mixins.py"] = _module("Columns that tables share.", parts, context)
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
    types = _types(context, "\n".join(files.values()))
    if types:
        files[f"{FOLDER}/types.py"] = types
    files[f"{FOLDER}/__init__.py"] = _package(context)
    return files


def table_source(table: Table, context: Context, partials: list[PartialMixin]) -> str:
    """The module of one table."""
    own = [partial for partial in partials if table.key in partial.tables]
    parts = [
        *own_enums(table, context),
        _class(table, context, own),
        *schema_classes(table, context),
    ]
    homes = {partial.class_name: "mixins" for partial in own}
    return _module(f"The table `{table.name}`.", parts, context, homes, table)


def _class(table: Table, context: Context, partials: list[PartialMixin]) -> str:
    """The table's class."""
    traits = mixins_of(table, context)
    inherited = {name for partial in partials for name in partial.lines}
    here = [column for column in table.columns if column.name not in traits.columns]
    arguments = table_arguments(table, context, {column.name for column in here})
    lines = [f"__tablename__ = {text(table.name)}"]
    lines += [f"__table_args__ = {arguments}", ""] if arguments else [""]
    lines += [declaration(column, context) for column in here if column.name not in inherited]
    relationships = [relationship(r, context) for r in context.names.relationships_of(table)]
    lines += ["", *relationships] if relationships else []
    bases = [*traits.bases, *(partial.class_name for partial in partials), "Base"]
    head = f"class {context.names.class_name(table)}({', '.join(bases)}, table=True):"
    words = docstring(table.comment or f"A row of `{table.name}`")
    return "\n".join([head, f"    {words}", "", *(f"    {line}" for line in lines)])


def _module(
    words: str,
    parts: list[str],
    context: Context,
    homes: dict[str, str] | None = None,
    table: Table | None = None,
) -> str:
    """A module: its docstring, its imports, its parts."""
    body = "\n\n\n".join(parts)
    read = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    checked = _checked_imports(table, context, read) if table is not None else []
    imports = imports_for("\n".join([*checked, body]))
    imports += [
        f"from app.models.{module} import {name}"
        for name, module in (_homes(context) | (homes or {})).items()
        if name in read and name not in _defined(parts)
    ]
    return "\n".join([docstring(words), "", *imports, "", *checked, "", "", body, ""])


def _homes(context: Context) -> dict[str, str]:
    """The modules of the names that the models define for each other."""
    homes = {context.names.class_name(t): context.names.module(t) for t in context.tables}
    homes |= dict.fromkeys((*context.named_types.definitions, *HELPERS), "types")
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
        parts.insert(
            0, f"CONVENTION = {mapping({k: text(v) for k, v in context.convention.items()})}"
        )
    parts.append(
        "class Base(Model, registry=registry(metadata=metadata)):\n"
        '    """The base of every table and schema of this application."""'
    )
    body = "\n\n".join(parts)
    words = docstring("The base of all models: one `MetaData`, one naming convention.")
    return "\n".join([words, "", *imports_for(body), "", body, ""])


def _types(context: Context, sources: str) -> str:
    """The module of the types that the models share; empty when there are none."""
    named = list(context.named_types.definitions.values())
    helpers = helper_sources("\n".join([sources, *named]), context.dialect)
    body = "\n\n".join([*helpers.values(), *named])
    if not body:
        return ""
    return "\n".join(
        [docstring("Column types that the tables share."), "", *imports_for(body), "", body, ""]
    )


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

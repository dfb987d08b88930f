"""A class `Config` inside a model is the way of Pydantic 1.

Pydantic 2 warns of it with every class, and its next major version does not read it any more. Several of its settings have
other names now.

Bad:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

        class Config:
            json_schema_extra = {"example": {"id": 1}}

Good:

    from pydantic import ConfigDict
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

        model_config = ConfigDict(json_schema_extra={"example": {"id": 1}})

Bad:

    from sqlmodel import SQLModel

    class TaskPublic(SQLModel):
        id: int

        class Config:
            orm_mode = True
            json_schema_extra = {
                "example": {"id": 1},
            }

Good:

    from pydantic import ConfigDict
    from sqlmodel import SQLModel

    class TaskPublic(SQLModel):
        id: int

        model_config = ConfigDict(from_attributes=True, json_schema_extra={
            "example": {"id": 1},
        })

Bad:

    from pydantic_settings import BaseSettings

    class Settings(BaseSettings):
        database_url: str

        class Config:
            env_file = ".env"

Good:

    from pydantic_settings import BaseSettings, SettingsConfigDict

    class Settings(BaseSettings):
        database_url: str

        model_config = SettingsConfigDict(env_file=".env")

Fine:

    class Importer:
        class Config:
            folder = "data"
"""

import ast
from collections.abc import Iterator

from colonnade.check.project import MODEL_BASES
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit, Severity

CODE = "COL103"
VERSIONS = {"pydantic": ">=2"}
SEVERITY = Severity.WARNING
NEEDS = ("Config",)
_SETTINGS = "pydantic_settings.BaseSettings"
_BASES = MODEL_BASES | {"pydantic.BaseModel", _SETTINGS}
_RENAMED = {
    "orm_mode": "from_attributes",
    "schema_extra": "json_schema_extra",
    "allow_population_by_field_name": "populate_by_name",
    "anystr_strip_whitespace": "str_strip_whitespace",
    "validate_all": "validate_default",
}
_GONE = frozenset(
    {
        "allow_mutation",
        "fields",
        "getter_dict",
        "smart_union",
        "error_msg_templates",
        "copy_on_model_validation",
    }
)


def check(node: ast.ClassDef, source: Source) -> Iterator[Problem]:
    """Report classes `Config` in models and settings."""
    parent = source.parent(node)
    if node.name != "Config" or not isinstance(parent, ast.ClassDef):
        return
    if any(isinstance(one, ast.FunctionDef) for one in node.body):
        return  # a function there is another mistake
    if any(
        isinstance(one, ast.If) and "PYDANTIC" in ast.unparse(one.test).upper()
        for one in source.ancestors(node)
    ):
        return  # written for both versions
    cls = source.project.classes.get(f"{source.module}.{parent.name}")
    ancestry = source.project.ancestry(cls) if cls else set()
    if not ancestry & _BASES:
        return
    name = "SettingsConfigDict" if _SETTINGS in ancestry else "ConfigDict"
    yield Problem(
        node,
        f"`{parent.name}` has a class `Config`, which Pydantic 2 deprecates.",
        f"Write `model_config = {name}(...)`.",
        _edits(node, name, source),
    )


def _edits(node: ast.ClassDef, name: str, source: Source) -> tuple[Edit, ...]:
    """The mended form, where the class holds plain settings that are still known."""
    settings = []
    for one in node.body:
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
            continue
        target = one.targets[0] if isinstance(one, ast.Assign) else None
        if (
            not isinstance(one, ast.Assign)
            or not isinstance(target, ast.Name)
            or target.id in _GONE
        ):
            return ()
        value = _dedented(source.segment(one.value), one.col_offset - node.col_offset)
        settings.append(f"{_RENAMED.get(target.id, target.id)}={value}")
    if node.bases or "#" in source.segment(node):
        return ()
    home = "pydantic_settings" if name == "SettingsConfigDict" else "pydantic"
    written = source.replace(node, f"model_config = {name}({', '.join(settings)})")
    return (written, *source.imports(home, name))


def _dedented(text: str, columns: int) -> str:
    """A value whose later lines move to the left with its first one; a text of several lines stays as it is."""
    if '"""' in text or "'''" in text:
        return text
    return text.replace("\n" + " " * columns, "\n")

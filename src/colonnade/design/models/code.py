"""Python source as text: calls, literals, and the imports that a module's body needs."""

import ast
from collections.abc import Iterable, Mapping

IMPORTS = {
    "Any": "from typing import Any",
    "Annotated": "from typing import Annotated",
    "Decimal": "from decimal import Decimal",
    "Field": "from sqlmodel import Field",
    "JsonValue": "from pydantic import JsonValue",
    "Literal": "from typing import Literal",
    "MetaData": "from sqlalchemy import MetaData",
    "NAMING_CONVENTION": "from colonnade import NAMING_CONVENTION",
    "Model": "from colonnade import Model",
    "NaiveDatetime": "from pydantic import NaiveDatetime",
    "Optional": "from typing import Optional",
    "Owned": "from colonnade import Owned",
    "Owner": "from colonnade import Owner",
    "PasswordHash": "from colonnade import PasswordHash",
    "Relationship": "from sqlmodel import Relationship",
    "Shared": "from colonnade import Shared",
    "SoftDeleted": "from colonnade import SoftDeleted",
    "StrEnum": "from enum import StrEnum",
    "Timestamped": "from colonnade import Timestamped",
    "TypeEngine": "from sqlalchemy.types import TypeEngine",
    "TYPE_CHECKING": "from typing import TYPE_CHECKING",
    "UTCDateTime": "from sqlmodel import UTCDateTime",
    "UUID": "from uuid import UUID",
    "Versioned": "from colonnade import Versioned",
    "BeforeValidator": "from pydantic import BeforeValidator",
    "PlainSerializer": "from pydantic import PlainSerializer",
    "SQLCompiler": "from sqlalchemy.sql.compiler import SQLCompiler",
    "WithJsonSchema": "from pydantic import WithJsonSchema",
    "b64decode": "from base64 import b64decode",
    "b64encode": "from base64 import b64encode",
    "compiles": "from sqlalchemy.ext.compiler import compiles",
    "conv": "from sqlalchemy.schema import conv",
    "date": "from datetime import date",
    "datetime": "from datetime import datetime",
    "dt": "import datetime as dt",
    "mysql": "from sqlalchemy.dialects import mysql",
    "postgresql": "from sqlalchemy.dialects import postgresql",
    "registry": "from sqlalchemy.orm import registry",
    "sa": "import sqlalchemy as sa",
    "sqlite": "from sqlalchemy.dialects import sqlite",
    "stored_by_value": "from colonnade import stored_by_value",
    "time": "from datetime import time",
    "timedelta": "from datetime import timedelta",
    "uuid4": "from uuid import uuid4",
}
"""What each name that the writers use is imported from."""


def call(function: str, *arguments: str, **keywords: str | None) -> str:
    """A call; keywords whose value is None are left out.

    Args:
        function: what is called.
        arguments: source of the positional arguments.
        keywords: source of the keyword arguments.
    """
    named = [f"{name}={value}" for name, value in keywords.items() if value is not None]
    return f"{function}({', '.join([*arguments, *named])})"


def text(value: object) -> str:
    """A literal, with double quotes; a value that is no literal, as `conv`, is spelt as a call."""
    if type(value).__name__ == "conv":
        return call("conv", text(str(value)))
    if isinstance(value, str):
        plain = repr(str(value))
        return f'"{plain[1:-1]}"' if plain[0] == "'" and '"' not in plain else plain
    return repr(value)


def listing(values: Iterable[str]) -> str:
    """A list of sources."""
    return f"[{', '.join(values)}]"


def mapping(values: Mapping[str, str]) -> str:
    """A dictionary from names to sources."""
    return "{" + ", ".join(f"{text(key)}: {value}" for key, value in values.items()) + "}"


def docstring(words: str) -> str:
    """A docstring of one or more lines, whatever the words hold."""
    plain = words.strip().replace("\\", "\\\\").replace('"""', "'''")
    plain = plain if plain.endswith((".", "!", "?")) else f"{plain}."
    closing = " " if plain.endswith('"') else ""
    return f'"""{plain}{closing}"""'


def imports_for(body: str) -> list[str]:
    """The import lines for the known names that a module's body reads."""
    read = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    return sorted({IMPORTS[name] for name in read & IMPORTS.keys()})

"""The classes that `app/models/types.py` may need: each is written only when a model uses it."""

import re

from colonnade.design.models.code import text

AS_TEXT = '''
class AsText(sa.types.TypeDecorator[str]):
    """A type that only {title} has: text in Python, and TEXT on other databases."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, exact: TypeEngine[Any]) -> None:
        super().__init__()
        self.exact = exact

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        return self.exact if dialect.name in {dialects} else sa.Text()

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else str(value)
'''
EXACT = '''
class Exact(sa.types.UserDefinedType[Any]):
    """A type under the name that {title} gives it; its values are those of the plain type."""

    cache_ok = True

    def __init__(self, name: str, plain: TypeEngine[Any]) -> None:
        self.name = name
        self.plain = plain

    def get_col_spec(self, **options: Any) -> str:
        return self.name

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        return self.plain.dialect_impl(dialect).bind_processor(dialect)

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:
        return self.plain.dialect_impl(dialect).result_processor(dialect, coltype)
'''
DOMAIN = '''
class Domain(postgresql.DOMAIN):
    """A domain, which only PostgreSQL has; other databases take the plain type."""

    def create(self, bind: Any, checkfirst: bool = True, **options: Any) -> None:
        if bind.dialect.name == "postgresql":
            super().create(bind, checkfirst, **options)

    def drop(self, bind: Any, checkfirst: bool = True, **options: Any) -> None:
        if bind.dialect.name == "postgresql":
            super().drop(bind, checkfirst, **options)
'''
ONLY = '''
class {only}(sa.ColumnElement[Any]):
    """SQL that only {title} understands; on other databases the column is NULL by default."""

    inherit_cache = False

    def __init__(self, sql: str) -> None:
        self.sql = sql


@compiles({only})
def _nothing(element: {only}, compiler: SQLCompiler, **options: Any) -> str:
    return "NULL"


@compiles({only}, {names})
def _expression(element: {only}, compiler: SQLCompiler, **options: Any) -> str:
    return element.sql
'''
ON_MARIADB = '''
def on_mariadb(*arguments: Any, **options: Any) -> bool:
    """Whether a constraint or an index is made on MariaDB or MySQL."""
    return options["dialect"].name in ("mysql", "mariadb")
'''
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
DIALECTS = {
    "postgresql": ("PostgreSQL", ("postgresql",)),
    "sqlite": ("SQLite", ("sqlite",)),
    "mysql": ("MariaDB", ("mysql", "mariadb")),
}
HELPERS = (
    "AsText",
    "Base64",
    "Domain",
    "Exact",
    "OnMariaDB",
    "OnPostgreSQL",
    "OnSQLite",
    "on_mariadb",
)


def only_on(dialect: str | None) -> str:
    """The name of the class for SQL that one database understands."""
    return f"On{DIALECTS[dialect or 'postgresql'][0]}"


def helper_sources(sources: str, dialect: str | None) -> dict[str, str]:
    """The helpers that the sources use, by name.

    Args:
        sources: the models and the named types.
        dialect: the database that the schema was read from.
    """
    title, names = DIALECTS[dialect or "postgresql"]
    only = only_on(dialect)
    texts = {"AsText": AS_TEXT, "Base64": BASE64, "Domain": DOMAIN, "Exact": EXACT, only: ONLY}
    texts["on_mariadb"] = ON_MARIADB
    values = {
        "{title}": title,
        "{only}": only,
        "{names}": ", ".join(map(text, names)),
        "{dialects}": f"({', '.join(map(text, names))},)",
    }
    pattern = re.compile("|".join(map(re.escape, values)))
    return {
        name: pattern.sub(lambda match: values[match[0]], source)
        for name, source in texts.items()
        if re.search(rf"\b{name}\b", sources)
    }

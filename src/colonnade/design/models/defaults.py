"""What a column holds when nobody says: the server's default, and the same for Python where it is a plain value."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Computed, DefaultClause, Identity
from sqlalchemy.sql.elements import ClauseElement

from colonnade.design.models.checks import unwrapped
from colonnade.design.models.code import call, text
from colonnade.design.models.ddl import DIALECTS, ddl
from colonnade.design.models.helpers import only_on
from colonnade.design.models.standard import is_standard

LITERAL = re.compile(r"'((?:[^']|'')*)'(?:::([\w\s\".\[\]]+(?:\([\d, ]+\))?[\w\s]*))?")
NUMBER = re.compile(r"\(?(-?\d+(?:\.\d+)?)\)?(?:::[\w\s]+)?")
TRUTH = {"true": True, "1": True, "t": True, "false": False, "0": False, "f": False}
NOTHING = {"default": "None"}
NOW = {"now()", "current_timestamp", "current_timestamp()"}
RANDOM = {"gen_random_uuid()", "uuid_generate_v4()", "uuid()"}
NEXTVAL = re.compile(r"nextval\('(?P<name>[^']+)'(::regclass)?\)")


@dataclass(frozen=True)
class Default:
    """A column's default, as source.

    Attributes:
        python: keywords of `Field`: `default` or `default_factory`; empty when a value must be given.
        column: keywords of the `Column`.
        arguments: further arguments of the `Column`, as `sa.Computed(...)`.
        literal: the text between the quotes, if the server's default is one.
    """

    python: dict[str, str] = field(default_factory=dict)
    column: dict[str, str] = field(default_factory=dict)
    arguments: list[str] = field(default_factory=list)
    literal: str | None = None

    @property
    def is_generated(self) -> bool:
        """Whether the database alone sets the value."""
        return any(
            argument.startswith(("sa.Computed", "sa.Identity(always"))
            for argument in self.arguments
        )


def default_of(column: Column[Any], annotation: str, dialect: str | None) -> Default:
    """The default of a column.

    Args:
        column: the column.
        annotation: its Python type, without `None`.
        dialect: the database that the schema was read from.
    """
    if column.computed is not None:
        return Default(NOTHING, arguments=[_computed(column.computed, dialect)])
    if column.identity is not None:
        return Default(NOTHING, arguments=[_identity(column.identity)])
    if dialect == "postgresql" and is_counted_part(column):
        name = f"{column.table.name}_{column.name}_seq"
        schema = f"{column.table.schema}." if column.table.schema else ""
        return _sequence(f"{schema}{name}", f"nextval('{schema}{name}')", column)
    if not isinstance(column.server_default, DefaultClause):
        return _of_models(column, annotation)
    expression = expression_of(column.server_default, dialect)
    sequence = NEXTVAL.search(expression)
    if sequence is not None:
        is_serial = column.table.autoincrement_column is column
        return Default(NOTHING) if is_serial else _sequence(sequence["name"], expression)
    server, python = _known(column, expression, annotation, dialect)
    literal = LITERAL.fullmatch(expression)
    return Default(
        python or NOTHING,
        {"server_default": server},
        literal=None if literal is None else literal[1].replace("''", "'"),
    )


def _of_models(column: Column[Any], annotation: str) -> Default:
    """The default that existing models have and their database has not, where it is a plain value."""
    value = getattr(column.default, "arg", None)
    code = {"default": str(value)} if isinstance(value, bool) else _plain(str(value), annotation)
    python = {} if value is None else code
    literal = value if isinstance(value, str) else None
    return Default(python or (NOTHING if column.nullable else {}), literal=literal)


def expression_of(default: DefaultClause, dialect: str | None) -> str:
    """A server default as the database has it."""
    arg = default.arg
    if isinstance(arg, str):
        return "'" + arg.replace("'", "''") + "'"
    if isinstance(arg, sa.TextClause):
        return arg.text if dialect else unwrapped(arg.text)
    return _compiled(arg, dialect)


def _compiled(clause: ClauseElement, dialect: str | None) -> str:
    compiled = clause.compile(
        dialect=DIALECTS[dialect or "postgresql"], compile_kwargs={"literal_binds": True}
    )
    return str(compiled)


def _known(
    column: Column[Any], expression: str, annotation: str, dialect: str | None
) -> tuple[str, dict[str, str]]:
    """The server default, and the Python default when it is a plain value."""
    if annotation == "bool":
        return _truth(expression, dialect)
    literal = LITERAL.fullmatch(expression)
    if literal is not None and _is_own_cast(column, literal[2], dialect):
        value = literal[1].replace("''", "'")
        return text(value), _plain(value, annotation)
    number = NUMBER.fullmatch(expression)
    if number is not None and annotation in {"int", "float", "Decimal"}:
        return call("sa.text", text(expression)), _plain(number[1], annotation)
    if expression.lower() in NOW and _makes_now(expression, dialect):
        return "sa.func.now()", {}
    python = {"default_factory": "uuid4"} if expression.lower() in RANDOM else {}
    return expression_source(expression, dialect), python if annotation == "UUID" else {}


def expression_source(expression: str, dialect: str | None) -> str:
    """SQL as source: for every database when all understand it, else for the one it comes from."""
    function = "sa.text" if is_standard(expression) else only_on(dialect)
    return call(function, text(expression))


def _truth(expression: str, dialect: str | None) -> tuple[str, dict[str, str]]:
    """A default of a column that is true or false."""
    word = expression.lower().strip("'()b")
    exact = call("sa.text", text(expression))
    if word not in TRUTH:
        return exact, {}
    # SQLAlchemy writes 1 and 0 on SQLite; what is spelt otherwise there, or quoted, is kept as it is.
    plain = expression in {"1", "0"} if dialect == "sqlite" else word == expression.lower()
    code = "sa.true()" if TRUTH[word] else "sa.false()"
    return code if plain else exact, {"default": str(TRUTH[word])}


def _plain(value: str, annotation: str) -> dict[str, str]:
    """The value as a Python default; nothing when it is not one of the type."""
    match annotation:
        case "str":
            return {"default": text(value)}
        case "int" if re.fullmatch(r"-?\d+", value):
            return {"default": value}
        case "float" if re.fullmatch(r"-?\d+(\.\d+)?", value):
            return {"default": repr(float(value))}
        case "Decimal" if re.fullmatch(r"-?\d+(\.\d+)?", value):
            return {"default": f'Decimal("{Decimal(value)}")'}
        case _ if value in {"{}", "[]"} and annotation.startswith(("Json", "list", "dict", "set")):
            is_list = annotation.startswith("list") or value == "[]"
            return {"default_factory": "list" if is_list else "dict"}
    return {}


def _is_own_cast(column: Column[Any], cast: str | None, dialect: str | None) -> bool:
    """Whether a literal is cast to the column's own type, which PostgreSQL adds by itself."""
    if cast is None:
        return True
    wanted = ddl(column.type, dialect or "postgresql") or ""
    plain = re.sub(r"\(.*?\)", "", cast).replace('"', "").lower().strip()
    names = {"varchar": "character varying", "char": "bpchar"}
    own = re.sub(r"\(.*?\)", "", wanted).replace('"', "").lower().strip()
    return plain in {own, names.get(own, own), own.split(".")[-1]}


def _makes_now(expression: str, dialect: str | None) -> bool:
    """Whether `sa.func.now()` gives the very expression."""
    made = {"postgresql": "now()", "sqlite": "CURRENT_TIMESTAMP", "mysql": "current_timestamp()"}
    return dialect is None or expression == made[dialect]


def _computed(computed: Computed, dialect: str | None) -> str:
    persisted = "True" if computed.persisted else None
    expression = str(computed.sqltext)
    source = text(expression)
    if not is_standard(expression):
        source = expression_source(expression, dialect)
    return call("sa.Computed", source, persisted=persisted)


def _identity(identity: Identity) -> str:
    """The identity with what is not usual about it."""
    usual = {"start": 1, "increment": 1, "minvalue": 1, "cache": 1, "cycle": False}
    largest = {2**15 - 1, 2**31 - 1, 2**63 - 1}
    options = {name: getattr(identity, name, None) for name in ("start", "increment", "minvalue")}
    options |= {name: getattr(identity, name, None) for name in ("maxvalue", "cache", "cycle")}
    said = {
        name: repr(value)
        for name, value in options.items()
        if value is not None and value != usual.get(name) and value not in largest
    }
    return call("sa.Identity", always="True" if identity.always else None, **said)


def is_counted_part(column: Column[Any]) -> bool:
    """Whether the database counts a column that is only a part of its table's key."""
    is_part = column.primary_key and len(column.table.primary_key) > 1
    return is_part and column.identity is None and column is column.table.autoincrement_column


def _sequence(name: str, expression: str, counted: Column[Any] | None = None) -> Default:
    """A default that takes the next number of a sequence; that of a counted column has its type."""
    schema, _, plain = name.replace('"', "").rpartition(".")
    schema = schema if schema and schema != "public" else ""
    is_small = counted is not None and not isinstance(counted.type, sa.BigInteger)
    sequence = call(
        "sa.Sequence",
        text(plain),
        schema=text(schema) if schema else None,
        data_type="sa.Integer" if is_small else None,
    )
    server = {"server_default": call(only_on("postgresql"), text(expression))}
    return Default(NOTHING, server, [sequence])

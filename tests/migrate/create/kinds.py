"""Kinds of changes to a table, each with a table of its own, so that one revision makes all of them."""

from dataclasses import dataclass, field

ALL = ("sqlite", "postgresql", "mariadb")
SERVERS = ("postgresql", "mariadb")
PG = ("postgresql",)

HEAD = """\
from sqlalchemy import *
from sqlalchemy.dialects.postgresql import ARRAY, INTERVAL, JSONB, ExcludeConstraint

metadata = MetaData()
"""


@dataclass(frozen=True)
class Kind:
    """A change.

    Attributes:
        what: the change in words.
        before, after: the table's columns and constraints behind its key, or whole tables where they hold `Table`; `{t}` is
            the name of the table.
        row: the values of a row before, as SQL; its key is 1.
        only: the databases that it is for.
        fill: SQL for the rows that are there, by column.
        reported: the databases on which nobody can write it, so that it is reported.
    """

    what: str
    before: str
    after: str
    row: str = ""
    only: tuple[str, ...] = ALL
    fill: dict[str, str] = field(default_factory=dict)
    reported: tuple[str, ...] = ()


def _c(name: str, type_: str, more: str = "") -> str:
    return f'Column("{name}", {type_}{", " + more if more else ""})'


A, T = _c("a", "Integer"), _c("s", "String(50)")
PARENT = 'Table("{t}_p", metadata, Column("id", Integer, primary_key=True)); '
OTHER = 'Table("{t}_q", metadata, Column("id", Integer, primary_key=True)); '


def _table(*parts: str, key: str = 'Column("id", Integer, primary_key=True)') -> str:
    return 'Table("{t}", metadata, ' + ", ".join((key, *parts)) + ")"


KINDS = {
    1: Kind("nullable column added", A, f"{A}, {T}", "a = 1"),
    2: Kind(
        "NOT NULL column added",
        A,
        f"{A}, {_c('s', 'String(50)', 'nullable=False')}",
        "a = 1",
        fill={"s": "'x'"},
    ),
    3: Kind(
        "NOT NULL column with a server default added",
        A,
        A + ', Column("s", String(50), nullable=False, server_default="x")',
        "a = 1",
    ),
    4: Kind("nullable column dropped", f"{A}, {T}", A, "a = 1, s = 'x'"),
    5: Kind(
        "NOT NULL column dropped",
        f"{A}, {_c('s', 'String(50)', 'nullable=False')}",
        A,
        "a = 1, s = 'x'",
    ),
    8: Kind("integer becomes big integer", A, _c("a", "BigInteger"), "a = 1"),
    9: Kind("string gets longer", T, _c("s", "String(200)"), "s = 'x'"),
    10: Kind("string gets shorter", T, _c("s", "String(20)"), "s = 'x'"),
    11: Kind("string loses its length", T, _c("s", "Text"), "s = 'x'"),
    12: Kind("string becomes integer", T, _c("s", "Integer"), "s = '12'"),
    13: Kind("integer becomes string", A, _c("a", "String(50)"), "a = 12"),
    14: Kind(
        "nullable becomes NOT NULL",
        A,
        _c("a", "Integer", "nullable=False"),
        "a = NULL",
        fill={"a": "0"},
    ),
    15: Kind("NOT NULL becomes nullable", _c("a", "Integer", "nullable=False"), A, "a = 1"),
    16: Kind("server default added", T, _c("s", "String(50)", 'server_default="x"'), "s = 'y'"),
    17: Kind(
        "server default changed",
        _c("s", "String(50)", 'server_default="x"'),
        _c("s", "String(50)", 'server_default="z"'),
        "s = 'y'",
    ),
    18: Kind("server default removed", _c("s", "String(50)", 'server_default="x"'), T, "s = 'y'"),
    19: Kind(
        "server default now() added",
        _c("d", "DateTime"),
        _c("d", "DateTime", "server_default=func.now()"),
        "d = '2024-01-01 00:00:00'",
    ),
    20: Kind("unique=True added", A, _c("a", "Integer", "unique=True"), "a = 1"),
    21: Kind("unique=True removed", _c("a", "Integer", "unique=True"), A, "a = 1"),
    22: Kind(
        "named unique constraint added", A, A + ', UniqueConstraint("a", name="uq_{t}_a")', "a = 1"
    ),
    23: Kind("unique index added", A, _c("a", "Integer", "index=True, unique=True"), "a = 1"),
    24: Kind("named check added", A, A + ', CheckConstraint("a > 0", name="ck_{t}")', "a = 1"),
    25: Kind(
        "named check changed",
        A + ', CheckConstraint("a > 0", name="ck_{t}")',
        A + ', CheckConstraint("a > -5", name="ck_{t}")',
        "a = 1",
    ),
    26: Kind("named check removed", A + ', CheckConstraint("a > 0", name="ck_{t}")', A, "a = 1"),
    28: Kind(
        "foreign key added",
        PARENT + _table(A),
        PARENT + _table(_c("a", "Integer", 'ForeignKey("{t}_p.id")')),
        "a = NULL",
    ),
    29: Kind(
        "foreign key's ON DELETE changed",
        PARENT + _table(_c("a", "Integer", 'ForeignKey("{t}_p.id")')),
        PARENT + _table(_c("a", "Integer", 'ForeignKey("{t}_p.id", ondelete="CASCADE")')),
        "a = NULL",
    ),
    30: Kind(
        "foreign key dropped",
        PARENT + _table(_c("a", "Integer", 'ForeignKey("{t}_p.id")')),
        PARENT + _table(A),
        "a = NULL",
    ),
    31: Kind(
        "foreign key's target changed",
        PARENT + OTHER + _table(_c("a", "Integer", 'ForeignKey("{t}_p.id")')),
        PARENT + OTHER + _table(_c("a", "Integer", 'ForeignKey("{t}_q.id")')),
        "a = NULL",
    ),
    32: Kind(
        "foreign key made deferrable",
        PARENT + _table(_c("a", "Integer", 'ForeignKey("{t}_p.id")')),
        PARENT
        + _table(
            _c("a", "Integer", 'ForeignKey("{t}_p.id", deferrable=True, initially="DEFERRED")')
        ),
        "a = NULL",
        ("sqlite", "postgresql"),
    ),
    33: Kind("index added", A, _c("a", "Integer", "index=True"), "a = 1"),
    34: Kind("index removed", _c("a", "Integer", "index=True"), A, "a = 1"),
    35: Kind(
        "expression index added",
        T,
        T + ', Index("ix_{t}", text("lower(s)"))',
        "s = 'x'",
        ("sqlite", "postgresql"),
    ),
    36: Kind(
        "expression of an index changed",
        T + ', Index("ix_{t}", text("lower(s)"))',
        T + ', Index("ix_{t}", text("upper(s)"))',
        "s = 'x'",
        ("sqlite", "postgresql"),
    ),
    37: Kind(
        "partial index added",
        A,
        A + ', Index("ix_{t}", "a", postgresql_where=text("a > 0"), sqlite_where=text("a > 0"))',
        "a = 1",
        ("sqlite", "postgresql"),
    ),
    38: Kind(
        "predicate of a partial index changed",
        A + ', Index("ix_{t}", "a", postgresql_where=text("a > 0"), sqlite_where=text("a > 0"))',
        A + ', Index("ix_{t}", "a", postgresql_where=text("a > 5"), sqlite_where=text("a > 5"))',
        "a = 1",
        ("sqlite", "postgresql"),
    ),
    39: Kind(
        "partial index becomes a full one",
        A + ', Index("ix_{t}", "a", postgresql_where=text("a > 0"), sqlite_where=text("a > 0"))',
        A + ', Index("ix_{t}", "a")',
        "a = 1",
        ("sqlite", "postgresql"),
    ),
    40: Kind("descending index added", A, A + ', Index("ix_{t}", text("a DESC"))', "a = 1"),
    41: Kind(
        "index becomes descending",
        A + ', Index("ix_{t}", "a")',
        A + ', Index("ix_{t}", text("a DESC"))',
        "a = 1",
    ),
    42: Kind(
        "order of an index's columns changed",
        f'{A}, {T}, Index("ix_{{t}}", "a", "s")',
        f'{A}, {T}, Index("ix_{{t}}", "s", "a")',
        "a = 1",
    ),
    43: Kind(
        "index made unique",
        A + ', Index("ix_{t}", "a")',
        A + ', Index("ix_{t}", "a", unique=True)',
        "a = 1",
    ),
    44: Kind(
        "method of an index changed",
        A + ', Index("ix_{t}", "a")',
        A + ', Index("ix_{t}", "a", postgresql_using="hash")',
        "a = 1",
        PG,
    ),
    45: Kind(
        "INCLUDE of an index changed",
        f'{A}, {T}, Index("ix_{{t}}", "a")',
        f'{A}, {T}, Index("ix_{{t}}", "a", postgresql_include=["s"])',
        "a = 1",
        PG,
    ),
    46: Kind(
        "operator class of an index changed",
        T + ', Index("ix_{t}", "s")',
        T + ', Index("ix_{t}", "s", postgresql_ops={{"s": "varchar_pattern_ops"}})',
        "s = 'x'",
        PG,
    ),
    47: Kind(
        "index renamed", A + ', Index("ix_{t}", "a")', A + ', Index("ix_{t}_new", "a")', "a = 1"
    ),
    48: Kind(
        "UNIQUE NULLS NOT DISTINCT",
        A + ', UniqueConstraint("a", name="uq_{t}")',
        A + ', UniqueConstraint("a", name="uq_{t}", postgresql_nulls_not_distinct=True)',
        "a = 1",
        PG,
    ),
    49: Kind(
        "EXCLUDE constraint added",
        A,
        A + ', ExcludeConstraint((column("a"), "="), name="ex_{t}", using="gist")',
        "a = 1",
        (),
    ),
    50: Kind(
        "enum value added at the end",
        _c("e", 'Enum("a", "b", name="{t}_e")'),
        _c("e", 'Enum("a", "b", "c", name="{t}_e")'),
        "e = 'a'",
    ),
    51: Kind(
        "enum value added in the middle",
        _c("e", 'Enum("a", "b", name="{t}_e")'),
        _c("e", 'Enum("a", "x", "b", name="{t}_e")'),
        "e = 'a'",
    ),
    52: Kind(
        "enum value removed",
        _c("e", 'Enum("a", "b", "c", name="{t}_e")'),
        _c("e", 'Enum("a", "b", name="{t}_e")'),
        "e = 'a'",
    ),
    55: Kind(
        "enum values in another order",
        _c("e", 'Enum("a", "b", name="{t}_e")'),
        _c("e", 'Enum("b", "a", name="{t}_e")'),
        "e = 'a'",
    ),
    56: Kind("enum column added", A, A + ', Column("e", Enum("a", "b", name="{t}_e"))', "a = 1"),
    57: Kind(
        "enum column dropped",
        A + ', Column("e", Enum("a", "b", name="{t}_e"))',
        A,
        "a = 1, e = 'a'",
    ),
    58: Kind("string becomes enum", T, _c("s", 'Enum("a", "b", name="{t}_e")'), "s = 'a'"),
    59: Kind("comment of a column added", A, _c("a", "Integer", 'comment="It\'s: what"'), "a = 1"),
    60: Kind("comment of a table added", A, A + ', comment="What"', "a = 1"),
    61: Kind(
        "column added to the primary key",
        _table(
            _c("a", "Integer", "nullable=False"),
            key='Column("id", Integer, primary_key=True, autoincrement=False)',
        ),
        _table(
            _c("a", "Integer", "primary_key=True"),
            key='Column("id", Integer, primary_key=True, autoincrement=False)',
        ),
        "a = 1",
    ),
    63: Kind(
        "primary key becomes big integer",
        _table(A),
        _table(A, key='Column("id", BigInteger, primary_key=True)'),
        "a = 1",
        SERVERS,
    ),
    64: Kind(
        "computed column added",
        A,
        A + ', Column("c", Integer, Computed("a + 1", persisted=True))',
        "a = 1",
    ),
    65: Kind(
        "expression of a computed column changed",
        A + ', Column("c", Integer, Computed("a + 1", persisted=True))',
        A + ', Column("c", Integer, Computed("a + 2", persisted=True))',
        "a = 1",
    ),
    66: Kind(
        "serial becomes identity",
        _table(A),
        _table(A, key='Column("id", Integer, Identity(), primary_key=True)'),
        "a = 1",
        PG,
    ),
    67: Kind(
        "identity becomes ALWAYS",
        _table(A, key='Column("id", Integer, Identity(), primary_key=True)'),
        _table(A, key='Column("id", Integer, Identity(always=True), primary_key=True)'),
        "",
        PG,
    ),
    68: Kind(
        "sequence added", A, _table(A) + '; Sequence("{t}_numbers", metadata=metadata)', "a = 1", PG
    ),
    69: Kind(
        "table in a new schema",
        A,
        _table(A)
        + '; Table("x", metadata, Column("id", Integer, primary_key=True), schema="{t}_new")',
        "a = 1",
        PG,
    ),
    71: Kind("JSON becomes JSONB", _c("j", "JSON"), _c("j", "JSONB"), "j = '{{}}'", PG),
    72: Kind(
        "timestamp gets a time zone",
        _c("d", "DateTime"),
        _c("d", "DateTime(timezone=True)"),
        "d = '2024-01-01 00:00:00'",
    ),
    73: Kind("float becomes numeric", _c("n", "Float"), _c("n", "Numeric(10, 2)"), "n = 1.5"),
    74: Kind("numeric gets wider", _c("n", "Numeric(10, 2)"), _c("n", "Numeric(12, 4)"), "n = 1.5"),
    75: Kind("collation changed", T, _c("s", 'String(50, collation="C")'), "s = 'x'", PG),
    76: Kind(
        "array of integers becomes array of texts",
        _c("x", "ARRAY(Integer)"),
        _c("x", "ARRAY(Text)"),
        "x = '{{1,2}}'",
        PG,
    ),
    77: Kind("boolean becomes integer", _c("b", "Boolean"), _c("b", "Integer"), "b = true"),
    78: Kind(
        "view added by an event",
        _table(A),
        _table(A)
        + '; event.listen(metadata, "after_create", DDL("CREATE VIEW {t}_v AS SELECT id FROM {t}"))',
        "a = 1",
        reported=("mariadb",),
    ),
    82: Kind(
        "table and link table added",
        A,
        _table(A)
        + '; Table("{t}_b", metadata, Column("id", Integer, primary_key=True)); Table("{t}_l", metadata, Column("x", ForeignKey("{t}.id"), primary_key=True), Column("y", ForeignKey("{t}_b.id"), primary_key=True))',
        "a = 1",
    ),
    83: Kind(
        "two tables that refer to each other",
        A,
        _table(A)
        + '; Table("{t}_b", metadata, Column("id", Integer, primary_key=True), Column("c", ForeignKey("{t}_c.id", name="fk_{t}_b"))); Table("{t}_c", metadata, Column("id", Integer, primary_key=True), Column("b", ForeignKey("{t}_b.id", name="fk_{t}_c")))',
        "a = 1",
    ),
    86: Kind("table dropped", PARENT + _table(A), _table(A), "a = 1"),
    87: Kind("table made unlogged", _table(A), _table(A, 'prefixes=["UNLOGGED"]'), "a = 1", PG),
    89: Kind("text becomes date", T, _c("s", "Date"), "s = '2024-01-31'", SERVERS),
    90: Kind("bytes become text", _c("s", "LargeBinary"), _c("s", "Text"), "s = 'x'"),
    91: Kind(
        "UUID becomes string",
        _c("u", "Uuid"),
        _c("u", "String(36)"),
        "u = '11111111222233334444555555555555'",
    ),
    93: Kind(
        "index becomes unique constraint",
        _c("a", "Integer", "index=True"),
        _c("a", "Integer", "unique=True"),
        "a = 1",
    ),
    96: Kind(
        "foreign key's ON UPDATE added",
        PARENT + _table(_c("a", "Integer", 'ForeignKey("{t}_p.id")')),
        PARENT + _table(_c("a", "Integer", 'ForeignKey("{t}_p.id", onupdate="CASCADE")')),
        "a = NULL",
    ),
}


def models(dialect: str, side: str, kinds: dict[int, Kind] = KINDS) -> str:
    """The text of a module with the tables of all kinds that are for a database, before or after."""
    lines = [HEAD]
    for number, kind in kinds.items():
        if dialect in kind.only:
            text = getattr(kind, side)
            whole = text if "Table(" in text else _table(text)
            lines.append(whole.format(t=f"k{number:02}"))
    return "\n".join([*lines, "first = next(iter(metadata.tables.values()))"])

"""Changes of what hangs together: renames of what is indexed or counted, checks in columns, and what a copy of SQLite forgets."""

from tests.migrate.create.combined_kinds import (
    CHILD,
    ENUM,
    ID,
    LESS,
    MARIADB,
    REFERS,
    RENAMED,
    B,
)
from tests.migrate.create.kind import NOT_MARIADB, OTHER, PARENT, PG, A, Kind, column, table

INSIDE = 'Column("a", Integer, CheckConstraint("a > {}"))'
COLLATED = column("s", "String(50, collation=COLLATION)")
LINK = '; Table("{t}_l", metadata, Column("p", ForeignKey("{t}_p.id"), primary_key=True), '
LINKED = 'Column("%s", ForeignKey("{t}_q.id"), primary_key=True, index=True))'
COUNTED = ", sqlite_autoincrement=True"
IDENTITY = column("n", "Integer", "Identity(always=True), nullable=False")
KEYLESS = '; Table("{t}_l", metadata, Column("p", Integer, nullable=False, %sautoincrement=False))'


def child(of: str) -> str:
    return CHILD + f'Column("x", Integer, {REFERS.replace("{t}.id", f"{of}.id")}, index=True))'


def made_of(*parts: str) -> str:
    """A table beside the one of the kind."""
    return f'; Table("{{t}}_m", metadata, {ID}, {", ".join(parts)})'


FURTHER_KINDS = {
    301: Kind("table renamed with a reference, an index and a child",
        PARENT + table(column("p", 'Integer, ForeignKey("{t}_p.id"), index=True')) + child("{t}"),
        PARENT + table(column("p", 'Integer, ForeignKey("{t}_p.id"), index=True')).replace('"{t}"', '"{t}_new"') + child("{t}_new"),
        renames=("{t}={t}_new",), table="{t}_new"),
    309: Kind("source of a computed column renamed", f'{A}, Column("c", Integer, Computed("a + 1", persisted=True))',
        f'{B}, Column("c", Integer, Computed("b + 1", persisted=True))', "a = 1", renames=RENAMED),
    310: Kind("column of a partial unique index renamed",
        A + ', Index("uq_{t}", "a", unique=True, postgresql_where=text("a > 5"), sqlite_where=text("a > 5"))',
        B + ', Index("uq_{t}", "b", unique=True, postgresql_where=text("b > 5"), sqlite_where=text("b > 5"))', "a = 1", NOT_MARIADB, renames=RENAMED),
    320: Kind("case-sensitive names", 'Column("userName", Integer, index=True)', 'Column("UserName", BigInteger, index=True)',
        renames=("{t}.userName=UserName",)),
    321: Kind("reserved words", 'Column("order", Integer, index=True), Column("select", String(50))',
        'Column("order", BigInteger, nullable=False, index=True), Column("group", String(50))', renames=("{t}.select=group",), fill={"order": "1"}),
    322: Kind("quotes in names", '''Column("it's", Integer), Column('a"b', Integer)''',
        '''Column("it's 5%", Integer), Column('a"b', BigInteger, nullable=False)''', renames=("{t}.it's=it's 5%",), fill={'a"b': "1"}),
    323: Kind("quotes in a default", column("s", "String(50)", '''server_default="it's"'''),
        column("s", "String(50)", """server_default='say "hi" 100% :x'"""), "s = 'x'"),
    324: Kind("default of a function removed", column("s", "String(90)", """server_default=text("(concat('a:b', uuid()))")"""), column("s", "String(90)"), "s = 'x'", MARIADB),
    325: Kind("column with a default of a function changed", column("a", "Integer", 'server_default=text("(floor(rand() * 10))")'), column("a", "BigInteger", 'server_default=text("(floor(rand() * 10))")'), "a = 1", MARIADB),
    326: Kind("backslash in an enum", column("e", r'Enum("a\\b", "c", name="{t}_e")'), column("e", r'Enum("x\\y", "c", name="{t}_e")'), r"e = 'a\\b'", MARIADB,
        renames=(r"{t}_e.a\b={t}_e.x\y",)),
    329: Kind("identity of a second column", A + ", " + column("n", "Integer", "nullable=False"), f"{A}, {IDENTITY}", "a = 1, n = 7", PG),
    331: Kind("JSON with a default becomes JSONB", column("j", "JSON", 'server_default="[]"'), column("j", "JSONB", 'server_default="[]"'), "j = '[1]'", PG),
    341: Kind("column of a link table renamed", PARENT + OTHER + table(A) + LINK + LINKED % "q", PARENT + OTHER + table(A) + LINK + LINKED % "r",
        "a = 1", renames=("{t}_l.q=r",)),
    353: Kind("column changed beside AUTOINCREMENT", A + ', Column("s", String(9), unique=True)' + COUNTED, A + ', Column("s", String(9), nullable=False)' + COUNTED,
        "s = 'x'"),
    355: Kind("column changed beside a collation", f"{A}, {COLLATED}", column("a", "BigInteger", "nullable=False") + f", {COLLATED}", "a = 1"),
    360: Kind("key renamed to which another table refers",
        PARENT + table(column("a", 'Integer, ForeignKey("{t}_p.id"), index=True')),
        PARENT.replace('"id"', '"key"') + table(column("a", 'Integer, ForeignKey("{t}_p.key"), index=True')), renames=("{t}_p.id=key",)),
    358: Kind("table renamed with its key and a column, all case-sensitive", table(A) + '; Table("{t}_Old", metadata, Column("Id", Integer, primary_key=True), Column("theX", Integer, index=True))',
        table(A) + '; Table("{t}_New", metadata, Column("NewId", Integer, primary_key=True), Column("theY", Integer, index=True))',
        "a = 1", renames=("{t}_Old={t}_New", "{t}_Old.Id=NewId", "{t}_New.theX=theY")),
    361: Kind("check inside of a column added", A, INSIDE.format(0), "a = 1"),
    362: Kind("check inside of a column changed", INSIDE.format(0), INSIDE.format(-1), "a = 1"),
    363: Kind("check inside of a column removed", INSIDE.format(0), A, "a = 1"),
    364: Kind("column with a check inside added", A, A + ', Column("b", Integer, CheckConstraint("b > 0"))', "a = 1"),
    366: Kind("enum of numbers becomes a number", column("e", 'Enum("2", "1", name="{t}_e")'), column("e", "Integer"), "e = '1'"),
    367: Kind("number becomes an enum", column("e", "Integer"), column("e", 'Enum("2", "1", name="{t}_e")'), "e = 1", ("sqlite", *MARIADB)),
    370: Kind("text becomes UUID", column("n", "String(36)"), column("n", "Uuid"), "n = '12345678-1234-5678-1234-567812345678'"),
    380: Kind("key dropped", table(A) + KEYLESS % "primary_key=True, ", table(A) + KEYLESS % "", "a = 1", ("postgresql", "mariadb")),
    385: Kind("table with an enum and a child dropped", table(A) + made_of(column("e", ENUM)) + '; Table("{t}_n", metadata, Column("m", ForeignKey("{t}_m.id"), primary_key=True))',
        table(A), "a = 1"),
    386: Kind("table with all kinds of columns added", table(A),
        table(A) + made_of(column("e", LESS), 'Column("up", ForeignKey("{t}_m.id"))', 'Column("x", Integer, CheckConstraint("x > 0"))', column("j", "JSON", 'server_default="[]"')),
        "a = 1"),
    392: Kind("boolean with a check added", A, A + ', Column("b", Boolean(create_constraint=True, name="ck_{t}_b"))', "a = 1"),
    420: Kind("bytes get longer", column("s", "LargeBinary(9)"), column("s", "LargeBinary(20)"), "s = 'x'"),
    430: Kind("table with checks dropped", table(A) + made_of('Column("x", Integer, CheckConstraint("x > 0"))', 'CheckConstraint("x < 9", name="ck_{t}")'), table(A), "a = 1"),
    432: Kind("table with a domain dropped", table(A) + made_of('Column("x", DOMAIN("{t}_d", Integer))'), table(A), "a = 1", PG),
    434: Kind("check dropped beside a collation", f'{COLLATED}, CheckConstraint("id > 0", name="ck_{{t}}")', f'{COLLATED}, Column("z", Integer)', "s = 'x'", NOT_MARIADB),
    435: Kind("table with a collation dropped", table(A) + made_of(COLLATED), table(A), "a = 1"),
    436: Kind("column with a collation dropped", f"{A}, {COLLATED}", A, "a = 1", loses=True),
}  # fmt: skip
"""Made in one revision with the others."""

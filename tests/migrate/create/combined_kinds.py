"""Several changes at once, and changes of what something else hangs on: every one is made right, where it is not refused."""

from tests.migrate.create.kind import (
    ALL,
    NOT_MARIADB,
    OTHER,
    PARENT,
    PG,
    SERVERS,
    A,
    Kind,
    T,
    column,
    on,
    table,
)

ID = 'Column("id", Integer, primary_key=True)'
NOT_COUNTED = ID.replace("True)", "True, autoincrement=False)")
CHILD = '; Table("{t}_c", metadata, ' + ID + ", "
REFERS = 'ForeignKey("{t}.id", name="fk_{t}")'
ENUM = 'Enum("a", "b", "c", name="{t}_e")'
LESS = 'Enum("a", "b", name="{t}_e")'
SUM = 'Column("c", Integer, Computed("a + 1", persisted=True))'
OTHER_SUM = 'Column("c", Integer, Computed("a + 2", persisted=True), index=True)'
LOWER = 'Index("ix_{t}", text("lower(s)"))'
WHERE = 'Index("ix_{t}", "id", postgresql_where=text("%s"), sqlite_where=text("%s"))'
IS_A, LIKE = WHERE % ("e = 'a'", "e = 'a'"), WHERE % ("s LIKE '%x'", "s LIKE '%x'")
NOT_B = """CheckConstraint("e <> 'b'", name="ck_{t}")"""
STRANGE = 'Column("100%", Integer{0}), Column("x:y", Integer{0}), Column("sp ace", Integer{0})'
RENAMED = ("{t}.a={t}.b",)
B = column("b", "Integer")
HISTORY = '; audited("{t}")'
NUMBERS = '; Sequence("{t}_n", metadata=metadata)'
NUMBERED = column("a", "Integer", """server_default=text("nextval('{t}_n')")""")
SEARCH = ', search_index("s")'
TOUCHED = 'TIMESTAMP, server_default=text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP")'
LATIN = 'MyString(20, charset="latin1")'
MARIADB = ("mariadb",)


def domain(more: str) -> str:
    return column("a", f'DOMAIN("{{t}}_d", Integer{more})')


def link(of_key: str, more: str = "") -> str:
    columns = (f'Column("{one}", ForeignKey("{{t}}_{one}.id"), {of_key})' for one in "pq")
    return PARENT + OTHER + f'Table("{{t}}_l", metadata, {", ".join(columns)}{more}); '


def view(name: str, of: str = "{t}") -> str:
    made = f"CREATE VIEW {{t}}_v AS SELECT id, {name} FROM {of}"
    return "".join(on(dialect, made) for dialect in ALL)


def trigger(name: str) -> str:
    body = f"BEGIN NEW.{name} := 1; RETURN NEW; END"
    function = f"CREATE FUNCTION {{t}}_f() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
    event = f"BEFORE UPDATE OF {name} ON {{t}} FOR EACH ROW"
    return (
        on("postgresql", function)
        + on("postgresql", f"CREATE TRIGGER {{t}}_g {event} EXECUTE FUNCTION {{t}}_f()")
        + on(
            "mariadb",
            f"CREATE TRIGGER {{t}}_g BEFORE UPDATE ON {{t}} FOR EACH ROW SET NEW.{name} = 1",
        )
        + on(
            "sqlite",
            f"CREATE TRIGGER {{t}}_g AFTER UPDATE OF {name} ON {{t}} BEGIN UPDATE {{t}} SET {name} = 1; END",
        )
    )


def cycle(more: str = "") -> str:
    return (
        '; Table("{t}_b", metadata, ' + ID + ', Column("c", ForeignKey("{t}_c.id", name="fk_{t}_b"' + more + ")))"
        '; Table("{t}_c", metadata, ' + ID + ', Column("b", ForeignKey("{t}_b.id", name="fk_{t}_c"' + more + ")))"
    )  # fmt: skip


def new_name(before: str) -> str:
    return before.replace('"{t}"', '"{t}_new"')


COMBINED_KINDS = {
    201: Kind("renamed, with another type", A, column("b", "BigInteger"), "a = 1", renames=RENAMED),
    202: Kind(
        "table renamed to which another refers, whose name begins like it",
        table(A) + CHILD + f'Column("x", {REFERS}, index=True))',
        new_name(table(A)) + CHILD + f'Column("x", {REFERS}, index=True))'.replace(".id", "_new.id"),
        "a = 1",
        renames=("{t}={t}_new",),
        table="{t}_new",
    ),
    203: Kind("value added to an enum in an array", column("x", f"ARRAY({LESS})"), column("x", f"ARRAY({ENUM})"), "x = '{{a}}'", PG),
    204: Kind("value of an enum in an array removed", column("x", f"ARRAY({ENUM})"), column("x", f"ARRAY({LESS})"), "x = '{{a}}'", PG),
    205: Kind(
        "enum value renamed that is the default",
        column("e", f'{LESS}, server_default="a"'),
        column("e", 'Enum("z", "b", name="{t}_e"), server_default="z"'),
        "e = 'a'",
        renames=("{t}_e.a={t}_e.z",),
    ),
    206: Kind("ON DELETE changed in a cycle", table(A) + cycle(), table(A) + cycle(', ondelete="CASCADE"'), "a = 1"),
    207: Kind("cycle dropped", table(A) + cycle(), table(A), "a = 1"),
    208: Kind(
        "reference to its own table dropped with its column",
        A + ", " + column("p", "Integer", 'ForeignKey("{t}.id"), index=True'),
        A,
        "a = 1",
        loses=True,
    ),
    209: Kind(
        "ON DELETE changed and an index added",
        PARENT + table(column("a", "Integer", 'ForeignKey("{t}_p.id", ondelete="CASCADE")')),
        PARENT + table(column("a", "Integer", 'ForeignKey("{t}_p.id", ondelete="RESTRICT"), index=True')),
        "a = NULL",
    ),
    210: Kind("percent sign in a predicate", T, f"{T}, {LIKE}", "s = 'x'", NOT_MARIADB),
    211: Kind("percent sign in a check", T, T + """, CheckConstraint("s LIKE '%x%'", name="ck_{t}")""", "s = 'x'"),
    212: Kind("indexed computed column changed", f"{A}, {SUM[:-1]}, index=True)", f"{A}, {OTHER_SUM}", "a = 1"),
    213: Kind("type changed that a computed column uses", f"{A}, {SUM}", f'{column("a", "BigInteger")}, {SUM}', "a = 1"),
    214: Kind("enum value removed with a check, an index and a default",
        column("e", f'{ENUM}, server_default="a"') + f", {NOT_B}, {IS_A}",
        column("e", f'{LESS}, server_default="a"') + f", {NOT_B}, {IS_A}",
        "e = 'a'", NOT_MARIADB),
    215: Kind("value added to an enum and made its default",
        column("e", f'{LESS}, server_default="a"'), column("e", f'{ENUM}, server_default="c"'), "e = 'a'"),
    216: Kind("enum becomes string", column("e", LESS), column("e", "String(9)"), "e = 'a'"),
    217: Kind("column renamed that a trigger uses", table(A) + trigger("a"), table(B) + trigger("b"), "a = 1", renames=RENAMED),
    218: Kind("column renamed that a view uses", table(A) + view("a"), table(B) + view("b"), "a = 1", renames=RENAMED),
    219: Kind("table renamed that a view uses", table(A) + view("a"), new_name(table(A)) + view("a", "{t}_new"),
        "a = 1", renames=("{t}={t}_new",), table="{t}_new"),
    220: Kind("column renamed whose name is a value in a check",
        column("a", "String(9)") + """, CheckConstraint("a <> 'a'", name="ck_{t}")""",
        column("b", "String(9)") + """, CheckConstraint("b <> 'a'", name="ck_{t}")""",
        "a = 'x'", renames=RENAMED),
    221: Kind("column renamed that is searched", T + ', search_index("s")', 'Column("z", String(50)), search_index("z")',
        "s = 'x'", renames=("{t}.s={t}.z",)),
    222: Kind("strange names made required", f"{A}, {STRANGE.format('')}", f"{A}, {STRANGE.format(', nullable=False')}",
        "a = 1", fill={"100%": "1", "x:y": "2", "sp ace": "3"}),
    223: Kind("key made of two columns, to which another table refers",
        table(column("a", "Integer", "nullable=False"), key=NOT_COUNTED) + CHILD + 'Column("x", Integer), Column("y", Integer))',
        table(column("a", "Integer", "primary_key=True"), key=NOT_COUNTED) + CHILD
        + 'Column("x", Integer), Column("y", Integer), ForeignKeyConstraint(["x", "y"], ["{t}.id", "{t}.a"], name="fk_{t}"))',
        "a = 1"),
    224: Kind("column of a check dropped", f'{A}, {B}, CheckConstraint("a > b", name="ck_{{t}}")', A, "a = 1", loses=True),
    225: Kind("column of an unnamed check dropped", f'{A}, {B}, CheckConstraint("a > b")', A, "a = 1", loses=True),
    226: Kind("table dropped to which a column referred", PARENT + table(column("a", "Integer", 'ForeignKey("{t}_p.id")')), table(A)),
    227: Kind("key and what refers to it get wider",
        table(A) + CHILD + f'Column("x", Integer, {REFERS}, index=True))',
        table(A, key=ID.replace("Integer", "BigInteger")) + CHILD + f'Column("x", BigInteger, {REFERS}, index=True))',
        "a = 1", SERVERS),
    228: Kind("type changed with an index over an expression", f"{T}, {LOWER}", f'{column("s", "String(90)")}, {LOWER}', "s = 'x'", NOT_MARIADB),
    229: Kind("column of an index over an expression dropped", f'{T}, {A}, {LOWER}', A, "s = 'x'", NOT_MARIADB, loses=True),
    230: Kind("timedelta added", A, A + ', Column("n", Interval)', "a = 1"),
    231: Kind("JSON that is JSONB elsewhere added", A, A + ', Column("v", JSON().with_variant(JSONB(), "postgresql"))', "a = 1"),
    232: Kind("table with updated_at renamed",
        table(column("updated_at", "DateTime", 'info={{"colonnade.touched": True}}')),
        new_name(table(column("updated_at", "DateTime", 'info={{"colonnade.touched": True}}'))),
        "updated_at = '2024-01-01 00:00:00'", renames=("{t}={t}_new",), table="{t}_new"),
    233: Kind("list of values in a check changed",
        T + """, CheckConstraint("s IN ('a', 'x')", name="ck_{t}")""", T + """, CheckConstraint("s IN ('b', 'x')", name="ck_{t}")""", "s = 'x'"),
    234: Kind("string with a default becomes enum",
        column("s", 'String(9), server_default="a"'), column("s", f'{LESS}, server_default="b"'), "s = 'a'"),
    235: Kind("enum gets another name", column("e", LESS), column("e", 'Enum("a", "b", name="{t}_f")'), "e = 'a'"),
    236: Kind("default of a domain changed", domain(", default=text('1')"), domain(", default=text('2')"), "a = 1", PG),
    237: Kind("domain made NOT NULL", domain(""), domain(", not_null=True"), "a = 1", PG),
    238: Kind("JSON becomes text", column("j", "JSON"), column("j", "Text"), "j = '[1]'"),
    239: Kind("JSON renamed", column("j", "JSON"), column("k", "JSON"), "j = '[1]'", renames=("{t}.j={t}.k",)),
    240: Kind("JSON made required", column("j", "JSON"), column("j", "JSON", "nullable=False"), "j = '[1]'"),
    241: Kind("ON UPDATE added", column("j", "TIMESTAMP"), column("j", TOUCHED), "j = '2024-01-01 00:00:00'", MARIADB),
    242: Kind("column with ON UPDATE made required", column("j", TOUCHED), column("j", TOUCHED, "nullable=False"), "j = '2024-01-01 00:00:00'", MARIADB),
    243: Kind("charset changed", column("s", "MyString(20)"), column("s", LATIN), "s = 'x'", MARIADB),
    244: Kind("column with a charset made required", column("s", LATIN), column("s", LATIN, "nullable=False"), "s = 'x'", MARIADB),
    245: Kind("link table given a key of its own", link("primary_key=True") + table(A), link("nullable=False", f", {ID}") + table(A), "a = 1"),
    246: Kind("searched column gets another type", T + SEARCH, column("s", "Text") + SEARCH, "s = 'x'"),
    247: Kind("searched column renamed, with another type", T + SEARCH, 'Column("z", Text), search_index("z")', "s = 'x'", renames=("{t}.s={t}.z",)),
    248: Kind("key no longer counted", table(A), table(A, key=NOT_COUNTED), "a = 1", SERVERS),
    249: Kind("key counted from now on", table(A, key=NOT_COUNTED), table(A), "a = 1", SERVERS),
    260: Kind("default from a sequence dropped", table(NUMBERED) + NUMBERS, table(A) + NUMBERS, "a = 1", PG),
    261: Kind("history begun", table(A), table(A) + HISTORY, "a = 1"),
    262: Kind("history ended", table(A) + HISTORY, table(A), "a = 1"),
    263: Kind("column added to a table with a history", table(A) + HISTORY, table(A, B) + HISTORY, "a = 1"),
    264: Kind("column renamed in a table with a history", table(A) + HISTORY, table(B) + HISTORY, "a = 1", renames=RENAMED),
    265: Kind("column dropped from a table with a history", table(A, B) + HISTORY, table(A) + HISTORY, "a = 1", loses=True),
}  # fmt: skip
"""Made in one revision with the others."""

NO_FIT = "values do not fit"
REFUSED_KINDS = {
    251: Kind("text becomes integer with letters", T, column("s", "Integer"), "s = 'abc'", refused=dict.fromkeys(ALL, NO_FIT)),
    252: Kind("fraction cut", column("n", "Numeric(10, 2)"), column("n", "Integer"), "n = 1.5", refused=dict.fromkeys(ALL, NO_FIT)),
    257: Kind("fraction of a float cut", column("n", "Float"), column("n", "Integer"), "n = 1.5", refused=dict.fromkeys(ALL, NO_FIT)),
    253: Kind("number too large", column("n", "BigInteger"), column("n", "Integer"), "n = 5000000000", SERVERS, refused=dict.fromkeys(SERVERS, NO_FIT)),
    254: Kind("time of day cut", column("n", "DateTime"), column("n", "Date"), "n = '2024-01-01 10:00:00'", SERVERS, refused=dict.fromkeys(SERVERS, NO_FIT)),
    255: Kind("column becomes computed", A + ', Column("c", Integer)', f"{A}, {SUM}", "a = 1", refused=dict.fromkeys(ALL, "cannot become a computed column")),
    258: Kind("interval becomes integer", column("n", "Interval"), column("n", "Integer"), "n = '1 day'", PG, refused={"postgresql": "no conversion"}),
    266: Kind("enum of words becomes a number", column("e", LESS), column("e", "Integer"), "e = 'a'", refused=dict.fromkeys(ALL, NO_FIT)),
    267: Kind("text becomes an enum without it", T, column("s", LESS), "s = 'x'", SERVERS, refused=dict.fromkeys(SERVERS, NO_FIT)),
    250: Kind("date becomes moment", column("n", "Date"), column("n", "DateTime"), "n = '2024-01-01'", ("sqlite",), refused={"sqlite": "would make numbers"}),
    259: Kind("key of a link table dropped", table(A) + f'; Table("{{t}}_l", metadata, {ID})', table(A) + '; Table("{t}_l", metadata, Column("id", Integer, nullable=False))',
        "a = 1", ("sqlite",), refused={"sqlite": "first primary key"}),
    256: Kind("AUTOINCREMENT added", table(A), table(A, "sqlite_autoincrement=True"), "a = 1", ("sqlite",), refused={"sqlite": "no revision"}),
}  # fmt: skip
"""Refused, because values would be lost or no revision can say it."""

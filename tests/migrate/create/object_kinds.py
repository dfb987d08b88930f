"""Kinds of changes to what stands beside tables: views, triggers, policies, sequences, domains, schemas, storage."""

from tests.migrate.create.kind import PG, SERVERS, A, Kind, T, column, on, table

VIEW = "CREATE VIEW {t}_v AS SELECT id FROM {t}"
VIEWS = "".join(on(dialect, VIEW) for dialect in ("sqlite", "postgresql", "mariadb"))
OTHER_VIEWS = VIEWS.replace("SELECT id", "SELECT id, a")
FUNCTION = "CREATE FUNCTION {t}_f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := 1; RETURN NEW; END $$"
TRIGGER = "CREATE TRIGGER {t}_g BEFORE UPDATE ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_f()"
TRIGGERS = (
    on("postgresql", FUNCTION)
    + on("postgresql", TRIGGER)
    + on("mariadb", "CREATE TRIGGER {t}_g BEFORE UPDATE ON {t} FOR EACH ROW SET NEW.a = 1")
    + on("sqlite", "CREATE TRIGGER {t}_g AFTER DELETE ON {t} BEGIN UPDATE {t} SET a = 1; END")
)
OTHER_TRIGGERS = TRIGGERS.replace("NEW.a := 1", "NEW.a := 2").replace("a = 1", "a = 2")
POLICY = on("postgresql", "CREATE POLICY p ON {t} USING (a > 0)")
SECURED = on("postgresql", "ALTER TABLE {t} ENABLE ROW LEVEL SECURITY") + POLICY


OBJECT_KINDS = {
    68: Kind(
        "sequence added",
        A,
        table(A) + '; Sequence("{t}_numbers", metadata=metadata)',
        "a = 1",
        SERVERS,
    ),
    69: Kind(
        "table in a new schema",
        A,
        table(A)
        + '; Table("x", metadata, Column("id", Integer, primary_key=True), schema="{t}_new")',
        "a = 1",
        PG,
    ),
    70: Kind(
        "table moved to another schema",
        table(A),
        table(A, 'schema="{t}_s"'),
        "a = 1",
        PG,
        renames=("{t}={t}_s.{t}",),
        table="{t}_s.{t}",
    ),
    78: Kind("view added by an event", table(A), table(A) + VIEWS, "a = 1"),
    79: Kind("trigger added by an event", table(A), table(A) + TRIGGERS, "a = 1"),
    80: Kind("row security added by an event", table(A), table(A) + SECURED, "a = 1", PG),
    87: Kind("table made unlogged", table(A), table(A, 'prefixes=["UNLOGGED"]'), "a = 1", PG),
    88: Kind(
        "partitions added",
        table(A),
        table(A, 'postgresql_partition_by="RANGE (id)", mysql_partition_by="HASH (id)"'),
        "a = 1",
        SERVERS,
        refused=dict.fromkeys(SERVERS, "partitions of"),
    ),
    94: Kind(
        "type of a domain changed",
        column("a", 'DOMAIN("{t}_d", Integer)'),
        column("a", 'DOMAIN("{t}_d", BigInteger)'),
        "a = 1",
        PG,
    ),
    95: Kind(
        "storage parameter changed",
        table(A),
        table(A, 'postgresql_with={{"fillfactor": 70}}'),
        "a = 1",
        PG,
    ),
    98: Kind("view changed", table(A) + VIEWS, table(A) + OTHER_VIEWS, "a = 1"),
    99: Kind("trigger changed", table(A) + TRIGGERS, table(A) + OTHER_TRIGGERS, "a = 1"),
    100: Kind(
        "type changed of a column that views and triggers use",
        table(A) + OTHER_VIEWS + TRIGGERS,
        table(column("a", "BigInteger")) + OTHER_VIEWS + TRIGGERS,
        "a = 1",
    ),
    101: Kind(
        "unique constraint made deferrable",
        A + ', UniqueConstraint("a", name="uq_{t}")',
        A + ', UniqueConstraint("a", name="uq_{t}", deferrable=True)',
        "a = 1",
        PG,
    ),
    102: Kind(
        "sequence counts in other steps",
        table(A) + '; Sequence("{t}_n", metadata=metadata)',
        table(A) + '; Sequence("{t}_n", metadata=metadata, increment=5)',
        "a = 1",
        PG,
    ),
    103: Kind(
        "check of a domain changed",
        column("a", 'DOMAIN("{t}_d", Integer, check="VALUE > 0", constraint_name="c")'),
        column("a", 'DOMAIN("{t}_d", Integer, check="VALUE > -9", constraint_name="c")'),
        "a = 1",
        PG,
    ),
    104: Kind("full-text search added", T, T + ', search_index("s")', "s = 'x'"),
    105: Kind("search for beginnings added", T, T + ', prefix_index("s")', "s = 'x'"),
    106: Kind(
        "updated_at moved by a trigger",
        column("updated_at", "DateTime"),
        column("updated_at", "DateTime", 'info={{"colonnade.touched": True}}'),
        "updated_at = '2024-01-01 00:00:00'",
    ),
}

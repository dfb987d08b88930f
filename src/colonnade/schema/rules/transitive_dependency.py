"""In the rows that are there, a column's values follow from those of another column that is no key.

Each fact is then kept many times, and a change has to reach all of them (third normal form). Rows are evidence and no
proof: it may be an accident of these rows, or a copy that is meant, as on an order. It shows in rows alone: `colonnade
check --url URL --data` looks at the first 20,000 of each table.

Bad:

    CREATE TABLE cities (
        id INTEGER PRIMARY KEY,
        region VARCHAR(40) NOT NULL,
        continent VARCHAR(40) NOT NULL
    );
    WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 59)
    INSERT INTO cities SELECT n, 'region ' || (n % 6), 'continent ' || (n % 3) FROM numbers;

Good:

    CREATE TABLE regions (
        id INTEGER PRIMARY KEY,
        continent VARCHAR(40) NOT NULL
    );
    CREATE TABLE cities (
        id INTEGER PRIMARY KEY,
        region_id INTEGER NOT NULL REFERENCES regions (id)
    );
    CREATE INDEX ix_cities_region_id ON cities (region_id);
    INSERT INTO regions VALUES (0, 'a'), (1, 'b'), (2, 'c'), (3, 'a'), (4, 'b'), (5, 'c');
    WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 59)
    INSERT INTO cities SELECT n, n % 6 FROM numbers;

Fine:

    CREATE TABLE cities (
        id INTEGER PRIMARY KEY,
        region VARCHAR(40) NOT NULL,
        climate VARCHAR(40) NOT NULL
    );
    WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 59)
    INSERT INTO cities SELECT n, 'region ' || (n % 6), 'climate ' || (n % 7) FROM numbers;
"""

from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import quoted, suspicion
from colonnade.schema.info import Dependency, table_info
from colonnade.schema.relations import relations_of

CODE = "COLS205"


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report what `note_dependencies` has seen in the rows of a table."""
    for one in table_info(table).dependencies:
        yield suspicion(
            CODE,
            table.columns[one.determinant],
            f"In {one.rows} rows of `{table.key}` each of the {one.values} values of `{one.determinant}` comes with one "
            f"value of {quoted(list(one.dependents))} (third normal form).",
            f"If that is no accident, {_home(table, one)}; or keep it as a copy of what was true on the day.",
            Severity.ADVICE,
        )


def _home(table: Table, one: Dependency) -> str:
    """Where what is decided belongs."""
    for relation in relations_of(table):
        if [column.name for column in relation.columns] == [one.determinant]:
            return f"keep it in `{relation.parent.key}`, to which `{one.determinant}` leads"
    return f"give `{one.determinant}` a table of its own"

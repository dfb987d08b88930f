"""A unique constraint builds its index while nobody can read or write the table.

PostgreSQL reads and sorts the whole table under its strongest lock. An index that was built concurrently becomes a constraint
at once.

Bad:

    def upgrade() -> None:
        op.create_unique_constraint("uq_task_title", "task", ["title"])

Good:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.create_index("uq_task_title", "task", ["title"], unique=True, postgresql_concurrently=True)
        op.execute("ALTER TABLE task ADD CONSTRAINT uq_task_title UNIQUE USING INDEX uq_task_title")
"""

from collections.abc import Iterator

from colonnade.findings import Edit
from colonnade.migrate.check.changes import ConstraintAdded
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rewriting import argument, execute, operations, quoted, replaced
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM105"
DATABASES = POSTGRESQL
_KNOWN = frozenset({"constraint_name", "table_name", "columns", "schema"})


def check(node: ConstraintAdded, revision: Revision) -> Iterator[Problem]:
    """Report unique constraints on tables that were there, without an index made before."""
    if node.constraint.kind != "unique" or node.statement.says(r"\busing index\b"):
        return
    table, name = node.table.name, node.constraint.name
    yield Problem(
        node.statement.line,
        f"Nobody can read or write {table} while the index of {name} is built,"
        " which takes the longer the more rows there are.",
        "Build it before: with op.get_context().autocommit_block():"
        f' op.create_index("{name}", "{table}", [...], unique=True, postgresql_concurrently=True);'
        f' then op.execute("ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}")',
        _fix(node, revision),
    )


def _fix(node: ConstraintAdded, revision: Revision) -> tuple[Edit, ...]:
    source = revision.source
    call = revision.call(node.statement.line, "create_unique_constraint")
    columns = None if call is None else argument(call, 2, "columns")
    if call is None or columns is None or {one.arg for one in call.keywords} - _KNOWN:
        return ()
    table, name = node.table.name, node.constraint.name
    schema = argument(call, 3, "schema")
    said = [f'"{name}"', f'"{table.rpartition(".")[2]}"', source.segment(columns), "unique=True"]
    said += [f"schema={source.segment(schema)}"] if schema is not None else []
    index = (
        f"{operations(source, call)}.create_index({', '.join(said)}, postgresql_concurrently=True)"
    )
    add = f"ALTER TABLE {quoted(table)} ADD CONSTRAINT {quoted(name)} UNIQUE USING INDEX {quoted(name)}"
    return (replaced(source, call, outside=[index], after=[execute(source, call, add)]),)

"""A column becomes NOT NULL and all rows are looked at, while nobody can read or write the table.

Where a validated check says that the column is not NULL, PostgreSQL believes it and looks at nothing. The check is added without a
look at the rows and validated beside readers and writers.

Bad:

    def upgrade() -> None:
        op.alter_column("task", "points", nullable=False)

Good:

    def upgrade() -> None:
        op.create_check_constraint("ck_task_points_not_null", "task", "points IS NOT NULL", postgresql_not_valid=True)
        with op.get_context().autocommit_block():
            op.execute("ALTER TABLE task VALIDATE CONSTRAINT ck_task_points_not_null")
        op.alter_column("task", "points", nullable=False)
        op.drop_constraint("ck_task_points_not_null", "task")
"""

import ast
import re
from collections.abc import Iterator

from colonnade.findings import Edit
from colonnade.migrate.check.changes import ColumnChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rewriting import execute, literal, operations, quoted, replaced
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM110"
DATABASES = POSTGRESQL
_KNOWN = frozenset({"table_name", "column_name", "nullable", "existing_type"})
_KNOWN_TOO = frozenset({"existing_server_default", "existing_nullable", "existing_comment"})


def check(node: ColumnChanged, revision: Revision) -> Iterator[Problem]:
    """Report columns that become NOT NULL without a check that says so already."""
    if not node.old.nullable or node.new.nullable or _is_known(node):
        return
    if node.statement.says(r"\bprimary key\b"):
        return
    table, column = node.table.name, node.new.name
    yield Problem(
        node.statement.line,
        f"Nobody can read or write {table} while every row is looked at for a NULL in {column}.",
        f'op.create_check_constraint("...", "{table}", "{column} IS NOT NULL", postgresql_not_valid=True);'
        " validate it in op.get_context().autocommit_block(); set NOT NULL; drop the check.",
        _fix(node, revision),
    )


def _is_known(node: ColumnChanged) -> bool:
    """Whether a validated check says that the column is not NULL."""
    said = re.compile(rf'\(\(*"?{re.escape(node.old.name)}"? IS NOT NULL\)*', re.IGNORECASE)
    checks = [one for one in node.table.constraints.values() if one.kind == "check" and one.valid]
    return any(said.search(one.definition) and " OR " not in one.definition for one in checks)


def _fix(node: ColumnChanged, revision: Revision) -> tuple[Edit, ...]:
    source, call = revision.source, revision.call(node.statement.line, "alter_column")
    if call is None or "." in node.table.name or not _says_only_that(call):
        return ()
    table, column = node.table.name, node.new.name
    name = f"ck_{table}_{column}_not_null"[:63]
    op = operations(source, call)
    said = literal(f"{quoted(column)} IS NOT NULL")
    check = f'"{name}", "{table}", {said}, postgresql_not_valid=True'
    validate = f"ALTER TABLE {quoted(table)} VALIDATE CONSTRAINT {quoted(name)}"
    return (
        replaced(
            source,
            call,
            before=[f"{op}.create_check_constraint({check})"],
            outside=[execute(source, call, validate)],
            after=[source.segment(call), f'{op}.drop_constraint("{name}", "{table}")'],
        ),
    )


def _says_only_that(call: ast.Call) -> bool:
    """Whether an operation does nothing else to the column."""
    return {one.arg for one in call.keywords} <= _KNOWN | _KNOWN_TOO

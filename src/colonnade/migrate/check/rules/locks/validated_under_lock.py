"""A constraint is validated in the transaction that has locked its table.

VALIDATE by itself lets others read and write. Behind an ALTER TABLE in the same transaction it does not: the lock of that
statement is held until the end, while all rows are looked at.

Bad:

    def upgrade() -> None:
        op.create_check_constraint("ck_task_points", "task", "points >= 0", postgresql_not_valid=True)
        op.execute("ALTER TABLE task VALIDATE CONSTRAINT ck_task_points")

Good:

    def upgrade() -> None:
        op.create_check_constraint("ck_task_points", "task", "points >= 0", postgresql_not_valid=True)
        with op.get_context().autocommit_block():
            op.execute("ALTER TABLE task VALIDATE CONSTRAINT ck_task_points")
"""

from collections.abc import Iterator

from colonnade.findings import Edit
from colonnade.migrate.check.changes import ConstraintValidated
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rewriting import replaced
from colonnade.migrate.check.rule import POSTGRESQL, Problem
from colonnade.migrate.check.statement import EXCLUSIVE

CODE = "COLM109"
DATABASES = POSTGRESQL
_BLOCKS_WRITES = (EXCLUSIVE, "ShareRowExclusiveLock")


def check(node: ConstraintValidated, revision: Revision) -> Iterator[Problem]:
    """Report validations behind a statement that keeps writers out of the table."""
    earlier = revision.beside(node.statement)
    if any(node.key in one.locked(mode) for one in earlier for mode in _BLOCKS_WRITES):
        yield Problem(
            node.statement.line,
            f"{node.table.name} stays locked while {node.constraint.name} looks at every row:"
            " an earlier statement of the transaction holds the lock.",
            "with op.get_context().autocommit_block(): ...",
            _fix(node, revision),
        )


def _fix(node: ConstraintValidated, revision: Revision) -> tuple[Edit, ...]:
    source, call = revision.source, revision.call(node.statement.line, "execute")
    return () if call is None else (replaced(source, call, outside=[source.segment(call)]),)

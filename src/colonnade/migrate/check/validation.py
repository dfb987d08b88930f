"""Constraints that are added without a look at the rows, which comes later and beside readers and writers."""

from colonnade.findings import Edit
from colonnade.migrate.check.changes import ConstraintAdded
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rewriting import execute, quoted, replaced, with_keyword


def validated_later(node: ConstraintAdded, revision: Revision, operation: str) -> tuple[Edit, ...]:
    """The edits that make a constraint NOT VALID and validate it outside of the transaction.

    Args:
        node: the constraint.
        revision: what was run.
        operation: the operation that adds such constraints.
    """
    source, call = revision.source, revision.call(node.statement.line, operation)
    if call is None:
        return ()
    said = with_keyword(source, call, "postgresql_not_valid=True")
    table, name = quoted(node.table.name), quoted(node.constraint.name)
    validate = f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}"
    return (replaced(source, call, before=[said], outside=[execute(source, call, validate)]),)

"""`op.grant_sequences` and `op.revoke_sequences`."""

from alembic.operations import MigrateOperation, Operations

from colonnade.data.isolation.row_security import statements
from colonnade.migrate.operations.row_security.tables import Difference


class SequenceOperation(MigrateOperation):
    """An operation with the right to number new rows of a schema."""

    def __init__(self, role: str, schema: str) -> None:
        self.role = role
        self.schema = schema

    def arguments(self) -> list[str]:
        """Its arguments as Python code."""
        return [repr(self.role), f"schema={self.schema!r}"]

    def to_diff_tuple(self) -> Difference:
        """The difference that it removes, for `alembic check`."""
        return (type(self).__name__, self.schema, self.role)


@Operations.register_operation("grant_sequences")
class GrantSequences(SequenceOperation):
    """Let the application number rows."""

    @classmethod
    def grant_sequences(cls, operations: Operations, role: str, *, schema: str) -> None:
        """Let the application's role, and the one for `EVERYONE`, use a schema and its sequences, later ones as well."""
        operations.invoke(cls(role, schema))

    def reverse(self) -> "RevokeSequences":
        return RevokeSequences(self.role, self.schema)


@Operations.register_operation("revoke_sequences")
class RevokeSequences(SequenceOperation):
    """Let the application number rows no longer."""

    @classmethod
    def revoke_sequences(cls, operations: Operations, role: str, *, schema: str) -> None:
        """Take the right from the application's role, and from the one for `EVERYONE`."""
        operations.invoke(cls(role, schema))

    def reverse(self) -> GrantSequences:
        return GrantSequences(self.role, self.schema)


@Operations.implementation_for(GrantSequences)
def _grant_sequences(operations: Operations, operation: GrantSequences) -> None:
    for statement in statements.sequence_rights([operation.schema], operation.role):
        operations.execute(statement)


@Operations.implementation_for(RevokeSequences)
def _revoke_sequences(operations: Operations, operation: RevokeSequences) -> None:
    for statement in statements.without_sequence_rights(operation.schema, operation.role):
        operations.execute(statement)

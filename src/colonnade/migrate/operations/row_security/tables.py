"""`op.enable_row_security` and `op.disable_row_security`; what operations on a table have in common."""

from alembic.operations import MigrateOperation, Operations

from colonnade.data.isolation.row_security import statements
from colonnade.data.isolation.row_security.expressions import qualified

Difference = tuple[str, ...]


class TableOperation(MigrateOperation):
    """An operation on one table.

    Args:
        table: its name.
        schema: its schema; None for the default one.
    """

    def __init__(self, table: str, schema: str | None = None) -> None:
        self.table = table
        self.schema = schema

    @property
    def target(self) -> str:
        """The table's name as SQL."""
        return qualified(self.schema, self.table)

    def statement(self) -> str:
        """What it does, as SQL."""
        raise NotImplementedError

    def arguments(self) -> list[str]:
        """Its arguments as Python code."""
        schema = [f"schema={self.schema!r}"] if self.schema else []
        return [repr(self.table), *schema]

    def to_diff_tuple(self) -> Difference:
        """The difference that it removes, for `alembic check`."""
        return (type(self).__name__, self.target)


def run(operations: Operations, operation: TableOperation) -> None:
    """Execute what an operation says as SQL."""
    operations.execute(operation.statement())


@Operations.register_operation("enable_row_security")
class EnableRowSecurity(TableOperation):
    """Turn row security on for a table, for its owner as well."""

    @classmethod
    def enable_row_security(
        cls, operations: Operations, table: str, *, schema: str | None = None
    ) -> None:
        """Let policies decide about the rows of a table: ENABLE and FORCE ROW LEVEL SECURITY."""
        operations.invoke(cls(table, schema))

    def statement(self) -> str:
        return statements.enable(self.target)

    def reverse(self) -> "DisableRowSecurity":
        return DisableRowSecurity(self.table, self.schema)


@Operations.register_operation("disable_row_security")
class DisableRowSecurity(TableOperation):
    """Turn row security off for a table."""

    @classmethod
    def disable_row_security(
        cls, operations: Operations, table: str, *, schema: str | None = None
    ) -> None:
        """Let everybody who may read a table read all its rows."""
        operations.invoke(cls(table, schema))

    def statement(self) -> str:
        return statements.disable(self.target)

    def reverse(self) -> EnableRowSecurity:
        return EnableRowSecurity(self.table, self.schema)


for _kind in (EnableRowSecurity, DisableRowSecurity):
    Operations.implementation_for(_kind)(run)

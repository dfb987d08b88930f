"""`op.grant` and `op.revoke`."""

from collections.abc import Sequence

from alembic.operations import Operations

from colonnade.data.isolation.row_security import statements
from colonnade.migrate.operations.row_security.tables import Difference, TableOperation, run


class PrivilegeOperation(TableOperation):
    """An operation with what a role may do with a table."""

    def __init__(
        self, table: str, role: str, privileges: Sequence[str], schema: str | None = None
    ) -> None:
        super().__init__(table, schema)
        self.role = role
        self.privileges = tuple(privileges)

    def arguments(self) -> list[str]:
        table, *schema = super().arguments()
        return [table, repr(self.role), repr(list(self.privileges)), *schema]

    def to_diff_tuple(self) -> Difference:
        return (*super().to_diff_tuple(), self.role, *self.privileges)


@Operations.register_operation("grant")
class Grant(PrivilegeOperation):
    """Give a role privileges on a table."""

    @classmethod
    def grant(
        cls,
        operations: Operations,
        table: str,
        role: str,
        privileges: Sequence[str],
        *,
        schema: str | None = None,
    ) -> None:
        """Give a role privileges on a table, as `["SELECT", "UPDATE"]`."""
        operations.invoke(cls(table, role, privileges, schema))

    def statement(self) -> str:
        return statements.grant(self.target, self.role, self.privileges)

    def reverse(self) -> "Revoke":
        return Revoke(self.table, self.role, self.privileges, self.schema)


@Operations.register_operation("revoke")
class Revoke(PrivilegeOperation):
    """Take privileges on a table from a role."""

    @classmethod
    def revoke(
        cls,
        operations: Operations,
        table: str,
        role: str,
        privileges: Sequence[str],
        *,
        schema: str | None = None,
    ) -> None:
        """Take privileges on a table from a role."""
        operations.invoke(cls(table, role, privileges, schema))

    def statement(self) -> str:
        return statements.revoke(self.target, self.role, self.privileges)

    def reverse(self) -> Grant:
        return Grant(self.table, self.role, self.privileges, self.schema)


for _kind in (Grant, Revoke):
    Operations.implementation_for(_kind)(run)

"""`op.create_policy` and `op.drop_policy`."""

from alembic.operations import Operations

from colonnade.data.isolation.row_security import statements
from colonnade.data.isolation.row_security.protection import Policy
from colonnade.migrate.operations.row_security.tables import Difference, TableOperation, run


class PolicyOperation(TableOperation):
    """An operation with a policy.

    Args:
        policy: the policy, whole, so that the operation can be reversed.
        table: the table's name.
        schema: its schema.
    """

    def __init__(self, policy: Policy, table: str, schema: str | None = None) -> None:
        super().__init__(table, schema)
        self.policy = policy

    def arguments(self) -> list[str]:
        table, *schema = super().arguments()
        role = [] if self.policy.role == "public" else [f"role={self.policy.role!r}"]
        check = [] if self.policy.check is None else [f"check={self.policy.check!r}"]
        command = [] if self.policy.command == "ALL" else [f"command={self.policy.command!r}"]
        using = f"using={self.policy.using!r}"
        return [repr(self.policy.name), table, *role, *command, using, *check, *schema]

    def to_diff_tuple(self) -> Difference:
        return (*super().to_diff_tuple(), self.policy.name)


@Operations.register_operation("create_policy")
class CreatePolicy(PolicyOperation):
    """Create a policy."""

    @classmethod
    def create_policy(
        cls,
        operations: Operations,
        name: str,
        table: str,
        *,
        using: str,
        check: str | None = None,
        role: str = "public",
        command: str = "ALL",
        schema: str | None = None,
    ) -> None:
        """Create a policy.

        Args:
            operations: given by Alembic.
            name: its name.
            table: the table's name.
            using: which rows are seen and changed, as SQL.
            check: which rows may be written; those that are seen without it.
            role: whom it is for.
            command: for which statements it is.
            schema: the table's schema.
        """
        operations.invoke(cls(Policy(name, role, using, check, command), table, schema))

    def statement(self) -> str:
        return statements.create(self.target, self.policy)

    def reverse(self) -> "DropPolicy":
        return DropPolicy(self.policy, self.table, self.schema)


@Operations.register_operation("drop_policy")
class DropPolicy(PolicyOperation):
    """Drop a policy."""

    @classmethod
    def drop_policy(
        cls,
        operations: Operations,
        name: str,
        table: str,
        *,
        using: str = "",
        check: str | None = None,
        role: str = "public",
        command: str = "ALL",
        schema: str | None = None,
    ) -> None:
        """Drop a policy. All but names is there for whoever reads the revision."""
        operations.invoke(cls(Policy(name, role, using, check, command), table, schema))

    def statement(self) -> str:
        return statements.drop(self.target, self.policy.name)

    def reverse(self) -> CreatePolicy:
        return CreatePolicy(self.policy, self.table, self.schema)


for _kind in (CreatePolicy, DropPolicy):
    Operations.implementation_for(_kind)(run)

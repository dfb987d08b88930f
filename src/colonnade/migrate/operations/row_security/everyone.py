"""Data steps on the rows of all owners: `op.execute_for_everyone`, and `refuse_filtering` against those that see none."""

from alembic.operations import MigrateOperation, Operations
from sqlalchemy import Connection

from colonnade.data.isolation.row_security.expressions import quoted
from colonnade.data.isolation.row_security.protection import everyone_role


@Operations.register_operation("execute_for_everyone")
class ExecuteForEveryone(MigrateOperation):
    """Run a statement on the rows of all owners."""

    def __init__(self, statement: str, role: str) -> None:
        self.statement = statement
        self.role = role

    @classmethod
    def execute_for_everyone(cls, operations: Operations, statement: str, *, role: str) -> None:
        """Run a data step on the rows of all owners, which the owner of the tables does not see.

        Whoever migrates takes the role for `EVERYONE` for this statement, and must be a member of it.

        Args:
            operations: given by Alembic.
            statement: an UPDATE, INSERT or DELETE.
            role: the application's role.
        """
        operations.invoke(cls(statement, role))


@Operations.implementation_for(ExecuteForEveryone)
def _run_for_everyone(operations: Operations, operation: ExecuteForEveryone) -> None:
    operations.execute("SET LOCAL row_security = on")
    operations.execute(f"SET LOCAL ROLE {quoted(everyone_role(operation.role))}")
    operations.execute(operation.statement)
    operations.execute("RESET ROLE")
    operations.execute("SET LOCAL row_security = off")


def refuse_filtering(connection: Connection) -> None:
    """Let a migration fail where a policy would hide rows from it; without this, it silently changes none of them.

    `migrations/env.py` says it before `context.configure`. Steps for all rows use `op.execute_for_everyone`.

    Args:
        connection: the one that migrates. Elsewhere than on PostgreSQL nothing happens.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET row_security = off")
        connection.commit()

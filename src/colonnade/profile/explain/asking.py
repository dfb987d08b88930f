"""The plan of a statement as it is sent: with its parameters, on the connection that would run it.

The rule here: what is explained is what would run. The statement passes its session, with the owner's scope and all, up
to the driver's cursor; there the question takes its place.
"""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, Executable, event
from sqlalchemy.orm import Session

from colonnade.errors import ConfigurationError, UsageError
from colonnade.profile.explain import mysql, postgresql, sqlite
from colonnade.profile.explain.plan import Plan

_DATABASES: dict[str, ModuleType] = {
    "sqlite": sqlite,
    "postgresql": postgresql,
    "mysql": mysql,
    "mariadb": mysql,
}


class _Answered(Exception):
    """Carries the plan past everything that handles errors of statements."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan


def explain(
    statement: Executable, bind: Session | Connection | Engine, *, analyze: bool = False
) -> Plan:
    """How the database answers a statement.

    Sends `EXPLAIN` and the statement, after the flush that the statement itself would cause. Only `analyze` runs the
    statement, and then only one that reads.

    Args:
        statement: a select, or a change, with its parameters in it.
        bind: the session, connection or engine that would run it. The owner of a session is part of the plan.
        analyze: run it and measure each step. SQLite cannot measure.

    Returns:
        The plan. `str()` of it is a text with the costly step marked.

    Raises:
        UsageError: a change is to be analyzed, or SQLite is to measure.
        ConfigurationError: the database is not one of ours.
    """
    if isinstance(bind, Engine):
        with bind.connect() as connection:
            return explain(statement, connection, analyze=analyze)
    # Not the session's own method, by which Colonnade's learns that somebody may write.
    connection = bind if isinstance(bind, Connection) else Session.connection(bind)
    if analyze:
        _check_measurable(statement, connection.dialect.name)

    def ask(conn: Any, cursor: Any, text: str, parameters: Any, context: Any, many: bool) -> None:
        if context.compiled is None:
            return  # BEGIN, which the first statement of a transaction brings along
        raise _Answered(plan_of(cursor, context.dialect, text, parameters, analyze, context))

    event.listen(connection, "before_cursor_execute", ask)
    try:
        bind.execute(statement)
    except _Answered as answer:
        return answer.plan
    finally:
        event.remove(connection, "before_cursor_execute", ask)
    raise UsageError("The statement is answered without asking the database.")


async def async_explain(statement: Executable, bind: Any, *, analyze: bool = False) -> Plan:
    """As `explain`, on an `AsyncSession` or `AsyncConnection`."""
    plan: Plan = await bind.run_sync(lambda inner: explain(statement, inner, analyze=analyze))
    return plan


def plan_of(
    cursor: Any,
    dialect: Any,
    text: str,
    parameters: Any,
    analyze: bool = False,
    context: Any = None,
) -> Plan:
    """The plan of a statement as a driver takes it.

    Args:
        cursor: of the connection; it is closed.
        dialect: the connection's.
        text: the statement.
        parameters: in the driver's form.
        analyze: whether it is run and measured.
        context: of the execution whose place the question takes; row security of SQLite asks for it.

    Raises:
        ConfigurationError: the database is not one of ours.
    """
    database = _DATABASES.get(dialect.name)
    if database is None:
        raise ConfigurationError(f"Databases of the kind {dialect.name!r} are not supported.")
    try:
        dialect.do_execute(cursor, database.prefix(analyze) + text, parameters, context)
        rows: Sequence[Any] = cursor.fetchall()
    finally:
        cursor.close()
    plan: Plan = database.plan(rows)
    return plan


def _check_measurable(statement: Executable, dialect: str) -> None:
    if not statement.is_select:
        raise UsageError(
            "Only a statement that reads can be analyzed: analyzing runs it.",
            "Leave `analyze` out to see the plan of a change.",
        )
    if dialect == "sqlite":
        raise UsageError(
            "SQLite cannot measure the steps of a plan.", "Leave `analyze` out on SQLite."
        )

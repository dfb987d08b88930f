"""A revision that was run on the scratch database, as rules see it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from colonnade.check.source import Source
from colonnade.migrate.check.changes import Change, EnumChanged, ObjectChanged
from colonnade.migrate.check.comparison import changes
from colonnade.migrate.check.snapshot import Snapshot, Table
from colonnade.migrate.check.statement import Statement


@dataclass(frozen=True)
class Failed:
    """The statement at which a revision failed.

    Attributes:
        line: the line of the revision's file.
        said: what the database said, in one line.
        state: its SQLSTATE, on PostgreSQL.
    """

    line: int
    said: str
    state: str = ""


@dataclass(frozen=True)
class Revision:
    """A revision and what it did.

    Attributes:
        source: its file.
        dialect: of the database, in SQLAlchemy's words.
        start: what the database had before it.
        statements: what it has executed, in order.
        failed: where it failed; None when it did not.
        shares_transaction: whether the revisions behind it run in the same transaction.
        number: its number; empty where nobody asks.
        earlier: the revisions that are deployed with it, and before it.
    """

    source: Source
    dialect: str
    start: Snapshot
    statements: list[Statement]
    failed: Failed | None = None
    shares_transaction: bool = False
    number: str = ""
    earlier: tuple["Revision", ...] = ()

    @property
    def end(self) -> Snapshot:
        """What the database has behind it."""
        return self.statements[-1].after if self.statements else self.start

    @cached_property
    def changes(self) -> list[Change | EnumChanged | ObjectChanged]:
        """What it did to what was there before it: a new table is nobody's yet.

        What happens to a table happens to its partitions, and counts once.
        """
        found = [
            change
            for statement in self.statements
            for change in changes(statement)
            if not isinstance(change, Change) or change.key in self.start.tables
        ]
        wholes = {_about(one, one.table.name) for one in found if isinstance(one, Change)}
        return [
            one
            for one in found
            if not isinstance(one, Change) or _about(one, one.table.partition_of) not in wholes
        ]

    def named(self, name: str) -> Table | None:
        """A table that was there before the revision, by its name."""
        return self.start.table(name)

    def named_in(self, statement: Statement) -> list[Table]:
        """The tables that a statement names and that were there before the revision."""
        if statement.parsed is None:
            return []
        names = [
            f"{one.db}.{one.name}" if one.db not in ("", "public") else one.name
            for one in statement.parsed.find_all(exp.Table)
        ]
        return [table for name in names if (table := self.named(name)) is not None]

    def beside(self, statement: Statement) -> Iterator[Statement]:
        """The statements of the same transaction that come before a statement."""
        for other in self.statements:
            if other is statement:
                return
            if statement.transaction and other.transaction == statement.transaction:
                yield other

    def call(self, line: int, *names: str) -> ast.Call | None:
        """The call of an operation that stands alone at a line, as `op.create_index(...)`.

        Args:
            line: the line that has sent a statement.
            names: the operations.
        """
        for call in self.source.nodes(ast.Call):
            parent = self.source.parent(call)
            is_op = isinstance(call.func, ast.Attribute) and self.source.resolve(call.func) in {
                f"alembic.op.{name}" for name in names
            }
            if call.lineno == line and is_op and isinstance(parent, ast.Expr):
                return call
        return None


def _about(change: Change, table: str) -> tuple[int, type, str]:
    return id(change.statement), type(change), table

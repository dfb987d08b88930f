"""Operations that Alembic does not have or cannot reverse by itself."""

from typing import Any

from alembic.operations.ops import (
    AlterColumnOp,
    CreatePrimaryKeyOp,
    MigrateOperation,
    ModifyTableOps,
    RenameTableOp,
)

from colonnade.migrate.create.names import Name


class RenameTable(RenameTableOp):
    """Gives a table another name."""

    def reverse(self) -> "RenameTable":
        return RenameTable(self.new_table_name, self.table_name, schema=self.schema)

    def to_diff_tuple(self) -> Any:
        return ("rename_table", self.schema, self.table_name, self.new_table_name)


class RenameColumn(AlterColumnOp):
    """Gives a column another name; what is known of it goes along, as MariaDB writes a column anew."""

    def reverse(self) -> "RenameColumn":
        assert self.modify_name is not None
        known = {key: vars(self)[key] for key in vars(self) if key.startswith("existing_")}
        known |= {"schema": self.schema, **self.kw}
        return RenameColumn(
            self.table_name, self.modify_name, modify_name=self.column_name, **known
        )


class AlterType(AlterColumnOp):
    """Gives a column another type, and says how PostgreSQL converts its values.

    Attributes:
        using: the expression that gives the new value.
        back_using: the one that gives the old value again.
    """

    using = ""
    back_using = ""

    def reverse(self) -> "AlterType":
        reversed_ = super().reverse()
        reversed_.__class__ = AlterType
        assert isinstance(reversed_, AlterType)
        reversed_.using, reversed_.back_using = self.back_using, self.using
        return reversed_


class CreatePrimaryKey(CreatePrimaryKeyOp):
    """Makes a primary key; Alembic cannot write it."""


class Batch(ModifyTableOps):
    """Changes a table of SQLite, and says what SQLAlchemy does not see of it.

    Attributes:
        names: whether constraints that have no name get one, by which they can be dropped.
        counts: whether the copy gets AUTOINCREMENT as well.
    """

    names = False
    counts = False

    def reverse(self) -> "Batch":
        back = super().reverse()
        back.__class__ = Batch
        assert isinstance(back, Batch)
        back.counts = self.counts
        return back


class Statement(MigrateOperation):
    """SQL for the upgrade, and SQL that takes it back.

    Args:
        sql: what the upgrade executes; nothing when empty.
        back: what the downgrade executes; nothing when empty.
        of: the table that it changes, when it changes one.
        alone: whether it has to run outside a transaction.
        back_alone: the same for what takes it back.
    """

    def __init__(
        self,
        sql: str,
        back: str = "",
        of: Name | None = None,
        *,
        alone: bool = False,
        back_alone: bool = False,
    ) -> None:
        self.sql, self.back, self.of = sql, back, of
        self.alone, self.back_alone = alone, back_alone

    def reverse(self) -> "Statement":
        return Statement(self.back, self.sql, self.of, alone=self.back_alone, back_alone=self.alone)

    def to_diff_tuple(self) -> Any:
        return ("execute", self.sql)


def both_ways(forth: list[str], back: list[str], of: Name | None = None) -> list[Statement]:
    """Statements for the upgrade in their order, and statements for the downgrade in theirs."""
    ups = [Statement(sql, of=of) for sql in forth]
    return ups + [Statement("", sql, of) for sql in reversed(back)]


class OneWay(MigrateOperation):
    """An operation of the upgrade that has none in the downgrade, or the other way.

    Args:
        forth: what the upgrade does; nothing when None.
        back: what the downgrade does; nothing when None.
    """

    def __init__(
        self, forth: MigrateOperation | None, back: MigrateOperation | None = None
    ) -> None:
        self.forth, self.back = forth, back

    def reverse(self) -> "OneWay":
        return OneWay(self.back, self.forth)

    def to_diff_tuple(self) -> Any:
        return ("one way", self.forth)

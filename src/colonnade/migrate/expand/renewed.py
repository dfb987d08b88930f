"""Columns that MariaDB renews with each change of a row: a fill is no change of what a row says, and leaves them as they are."""

from typing import Any

import sqlalchemy as sa


def renewed(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns with `ON UPDATE current_timestamp()`, which keep their values only where a statement sets them.

    Args:
        table: the table, reflected.
    """
    defaults = {one: getattr(one.server_default, "arg", "") for one in table.columns}
    return [one for one, default in defaults.items() if " on update " in f" {default}".lower()]

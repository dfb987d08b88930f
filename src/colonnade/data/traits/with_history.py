"""`WithHistory`: the database writes down who changed which values of a row, and when."""

from typing import Any, ClassVar

from sqlalchemy import Table, event
from sqlalchemy.orm import Mapper

from colonnade.data.history.table import add_history, history_of
from colonnade.data.history.triggers import keep_history
from colonnade.data.isolation.marks import HISTORY
from colonnade.data.models.model import Model
from colonnade.data.models.sensitive import is_sensitive


class WithHistory(Model):
    """Keeps an entry for every INSERT, UPDATE and DELETE of a row, in the table `row_history`.

    Triggers write the entries, so that bulk statements, text and other programs are seen as well. `create_all` makes
    them with the table; a migration takes them from `history_triggers`. `Crud.history` reads them. Fields that are
    secrets are left out.
    """

    __history__: ClassVar[bool] = True


@event.listens_for(Mapper, "after_mapper_constructed")
def _keep(mapper: Mapper[Any], cls: Any) -> None:
    table = mapper.local_table
    if not getattr(cls, "__history__", False) or not isinstance(table, Table):
        return
    secret = {c.name for name, c in mapper.columns.items() if is_sensitive(cls, name)}
    if HISTORY in table.info:  # a class in its parent's table, which may have columns of its own
        table.info[HISTORY] |= secret
        return
    table.info[HISTORY] = secret
    if history_of(table.metadata) is None:
        keep_history(add_history(table.metadata))
    keep_history(table)

"""`Transfers[M]`: rows that go to another owner."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Table, inspect
from sqlmodel import SQLModel

from colonnade.data.crud.bound import Bound
from colonnade.data.isolation.classification import classification_of
from colonnade.data.isolation.engine import scope_of
from colonnade.data.isolation.parameters import python_type
from colonnade.data.isolation.row_security.transport import INSTALLED
from colonnade.data.isolation.rules import Kind
from colonnade.data.isolation.scope import OwnerKey, Owners, Scope, scope_for
from colonnade.data.queries import statements
from colonnade.errors import InvalidQuery, InvalidValue, OutOfScope, ScopeRequired

if TYPE_CHECKING:
    from colonnade.data.isolation.transfer.rows import Transfer

M = TypeVar("M", bound=SQLModel)


class Transfers(Bound[M], Generic[M]):
    """The part of `Crud` that changes whose a row is."""

    def transfer(self, key: Any, to: OwnerKey | Owners) -> None:
        """Give a row to another owner, with everything that points at it, soft-deleted rows included.

        Nothing that goes along may point at a row that stays. So a project goes with its tasks and their comments, and a
        task of a project that stays does not go. A foreign key that holds the owner beside other columns must say
        `onupdate="CASCADE"`.

        It takes one SELECT ... FOR UPDATE for each foreign key below the row and one UPDATE for each table, for 500 rows
        each. The rows are no longer in the session; who sees them now reads them anew.

        Args:
            key: the primary key; a tuple when it is composite.
            to: the key of the new owner; where there are several kinds of owners, the keys of those that change, by their
                models, as `{Organisation: 1, User: 7}`. A row of an organisation and one of its users goes to a user
                of its organisation, so name both or one that this session sees.

        Raises:
            NotFound: there is no such row that this session may see.
            OutOfScope: a row that would go along points at one that stays; the message names both tables. Or the new
                owners do not belong together. Or a session
                for one owner with PostgreSQL's row security, which lets `EVERYONE` do it only.
            ForeignKeyViolation: there is no such owner.
            InvalidValue: `to` is not of the type of the owner's key.
            InvalidQuery: the model has no column for the owner.
            ScopeRequired: owners of several kinds are not named by their models.
        """
        # Rows seldom change hands, and every application waits for its imports.
        from colonnade.data.isolation.transfer.new_owners import NewOwners
        from colonnade.data.isolation.transfer.rows import Transfer

        table = self._owned_table()
        new = self._new_owners(table, to)
        connection = self._connection_for_transfers()
        where = statements.by_key(self.model, key)
        if not self.session.scalars(statements.checking(self.model, where)).one():
            raise self._not_found()
        transfer = Transfer(connection, table, NewOwners(new))
        transfer.collect(statements.key_parts(self.model, key))
        transfer.judge()
        transfer.hand_over()
        self._forget(transfer)

    def _owned_table(self) -> Table:
        table = inspect(self.model).base_mapper.local_table
        assert isinstance(table, Table)
        rule = classification_of(table.metadata).rule(table)
        if rule.kind is not Kind.OWNED:
            raise InvalidQuery(
                f"{self.model.__name__} has no column for its owner: transfer the row that it belongs to."
            )
        return table

    def _new_owners(self, table: Table, to: OwnerKey | Owners) -> Scope:
        """The new owners, each with a column of the table and of its type."""
        if isinstance(to, bool) or not isinstance(to, int | str | UUID | Mapping):
            raise InvalidValue("The new owner is not of the type of the owner's key.", "to")
        new = scope_for(to)
        rule = classification_of(table.metadata).rule(table)
        if rule.several and new.owner is not None:
            raise ScopeRequired(
                "The new owner is named by its key alone, and there are several kinds of owners.",
                "Name it by its model: transfer(key, {User: 7}).",
            )
        for of, key in new.keys:
            owner = next((o for o in rule.owners if of is None or o.of is of), None)
            if owner is None:
                raise InvalidQuery(
                    f"{self.model.__name__} has no column for an owner of this kind."
                )
            if not isinstance(key, python_type(owner.column.type)):
                raise InvalidValue("The new owner is not of the type of the owner's key.", "to")
        return new

    def _connection_for_transfers(self) -> Any:
        engine: Any = self.session.get_bind()
        if scope_of(engine) is not None and engine.get_execution_options().get(INSTALLED):
            raise OutOfScope(
                "PostgreSQL's row security lets no session for one owner give rows away.",
                "Do it in a session that says so: db.session(owner=EVERYONE).",
            )
        self.session.flush()
        return self.session.connection()

    def _forget(self, transfer: "Transfer") -> None:
        """Take the rows out of the session, which may not see them any more."""
        for instance in list(self.session.identity_map.values()):
            state = inspect(instance)
            table = state.mapper.base_mapper.local_table
            if state.identity in transfer.rows.get(table, {}):
                self.session.expunge(instance)

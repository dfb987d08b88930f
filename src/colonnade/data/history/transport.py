"""Who acts in a session, and for which request: told to the database when a transaction begins.

PostgreSQL hears it in the message of BEGIN, as a setting of the transaction. MariaDB hears it in a statement of its
own, which costs a round trip. SQLite asks a function of its connection, which costs nothing.
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, MetaData, event

from colonnade.data.history.acting import NOBODY, Acting
from colonnade.data.history.signing import sign_entries
from colonnade.data.isolation.classification import metadata_of
from colonnade.data.isolation.engine import ScopedEngine
from colonnade.data.isolation.marks import HISTORY
from colonnade.data.isolation.row_security.transport import TellingConnection
from colonnade.data.isolation.scope import Everyone, OwnerKey, Owners
from colonnade.data.sessions.reading import OPTION as READ_ONLY

_TOLD = "colonnade.acting"
_UNTOLD = (None, None, None)


def acting(engine: Engine, who: Acting) -> Engine:
    """The engine of one session, whose transactions say who acts.

    Args:
        engine: the session's engine, with its scope.
        who: who acts.
    """
    made: Any = engine
    if not isinstance(engine, ScopedEngine):
        made = engine.execution_options()
    made.acting = who
    if engine.dialect.name == "postgresql":
        made._connection_cls = TellingConnection
    return made  # type: ignore[no-any-return]


def is_kept(metadata: MetaData | None) -> bool:
    """Whether any table has a history.

    Args:
        metadata: the tables of the application; None for those of all models that are imported.
    """
    return any(HISTORY in known.info for known in metadata_of(metadata))


def acting_for(
    owner: OwnerKey | Owners | Everyone | None, actor: object, request_id: str | None
) -> Acting:
    """Who acts in a session: the actor, without one the owner, the last one of several."""
    last = [*owner.values()][-1] if isinstance(owner, Mapping) else owner
    named = last if actor is None else actor
    nobody = named is None or isinstance(named, Everyone)
    return Acting(None if nobody else str(named), request_id)


def acting_of(engine: object) -> Acting:
    """Who acts on an engine."""
    found: Acting = getattr(engine, "acting", NOBODY)
    return found


def install(engine: Engine, metadata: MetaData | None) -> None:
    """Let the transactions of a SQLite or MariaDB engine, and of all that are derived from it, say who acts.

    Args:
        engine: an engine that has not connected yet.
        metadata: the tables of the application; where none of them has a history, nobody is told anything.
    """
    if not is_kept(metadata):
        return
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _answer_on_sqlite)
        event.listen(engine, "checkout", sign_entries)
        event.listen(engine, "begin", _begin_on_sqlite)
    elif engine.dialect.name in {"mysql", "mariadb"}:
        event.listen(engine, "begin", _begin_on_mariadb)


def _answer_on_sqlite(connection: Any, record: Any) -> None:
    """The functions that triggers ask; they look into the notes of their connection."""
    for place, name in enumerate(("actor", "request_id", "transaction_id")):
        connection.create_function(
            f"colonnade_{name}", 0, lambda place=place: record.info.get(_TOLD, _UNTOLD)[place]
        )


def _begin_on_sqlite(connection: Connection) -> None:
    who = acting_of(connection.engine)
    if not hasattr(connection.engine, "acting"):
        connection.info.pop(_TOLD, None)
        return
    connection.info[_TOLD] = (who.actor, who.request_id, uuid4().hex)


def _begin_on_mariadb(connection: Connection) -> None:
    """User variables outlive the transaction, so nobody after a session inherits them either."""
    acts = hasattr(connection.engine, "acting")
    if connection.get_execution_options().get(READ_ONLY) or not (
        acts or connection.info.get(_TOLD)
    ):
        return
    who = acting_of(connection.engine)
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(
            "SET @colonnade_actor = %s, @colonnade_request_id = %s, @colonnade_transaction_id = %s",
            (who.actor, who.request_id, uuid4().hex if acts else None),
        )
    finally:
        cursor.close()
    connection.info[_TOLD] = acts

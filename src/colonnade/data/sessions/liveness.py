"""Connections that died in the pool: found before they are used, without a round trip for each use.

SQLAlchemy's `pool_pre_ping` asks the server at every check-out, which doubles the time of a short request. A connection
that was in use a moment ago is alive unless the server went away in that moment; so only one that has rested for
longer than `RESTED` is asked. A dead one is replaced, and with it all that are as old. A server that goes away between
two uses within `RESTED` seconds is noticed by the statement: a read outside a transaction is repeated
(`compiled.bracket`), anything else raises `ConnectionLost`, and the pool is new afterwards.
"""

import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

RESTED = 1.0
"""Seconds after which a connection is asked whether it is alive."""

_LAST = "colonnade.last_use"


def install(engine: Engine) -> None:
    """Look after the connections of an engine's pool."""

    @event.listens_for(engine, "checkin")
    def on_checkin(connection: Any, record: Any) -> None:
        record.info[_LAST] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def on_checkout(connection: Any, record: Any, proxy: object) -> None:
        last = record.info.get(_LAST)
        if (
            last is not None
            and time.monotonic() - last >= RESTED
            and not _answers(engine, connection)
        ):
            raise InvalidatePoolError


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(connection) is not False)
    except engine.dialect.loaded_dbapi.Error:
        return False

"""`DatabaseSettings`: how the database is reached, read from the environment and `.env`."""

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from colonnade.data.watch.lazy import LazyLoads


class DatabaseSettings(BaseSettings):
    """The settings of a `Database`; an application adds its own fields in a subclass.

    Each is read from the environment variable named after it (`DATABASE_URL`, `DATABASE_POOL_SIZE`, ...), from `.env`
    in the working directory, or given by name.

    Attributes:
        database_url: where the database is; a secret, because it holds the password.
        echo: log every statement, without the values of its parameters.
        pool_size: connections that stay open once they were needed. Ignored by SQLite in memory.
        max_overflow: further connections under load, each closed when it is given back. To open one takes longer than
            most requests do, so it is better to let more of them stay.
        pool_timeout: seconds to wait for a connection before `PoolTimeout`.
        pool_recycle: seconds after which a connection is replaced.
        poolclass: `QueuePool` keeps connections open; `NullPool` opens one for each unit, for use behind a pool such as
            PgBouncer, or where a process lives for one request.
        pool_pre_ping: test a connection that has rested for a second before it is used.
        connect_timeout: seconds to wait for the server before `ConnectionLost`.
        statement_timeout: seconds a statement may take before `StatementTimeout`; None for no limit.
            SQLite has none.
        lock_timeout: seconds a statement may wait for a lock before `LockTimeout`; None for the server's own limit.
        row_security: whether the database enforces owners as well; see `Database`.
        encryption_keys: the keys of encrypted columns (`ENCRYPTION_KEYS`), `id:base64` for each, newest first, with
            commas between them.
        blind_index_key: the key of blind indexes (`BLIND_INDEX_KEY`), as base64.
        replica_lag: for how many seconds after a write its owner reads from the primary and not from a replica.
        lazy_loads: what reading a relationship does that was not loaded along: "siblings" loads it for all instances of
            the same result, "single" for the one, and "refused" raises `LazyLoadRefused`, for tests.
        warn_n_plus_one: whether a unit of work logs a warning for each N+1 that it sent, with its line; for development.
    """

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )

    database_url: SecretStr = SecretStr("sqlite:///app.db")
    echo: bool = Field(default=False, validation_alias="DATABASE_ECHO")
    pool_size: int = Field(default=15, ge=1, validation_alias="DATABASE_POOL_SIZE")
    max_overflow: int = Field(default=0, ge=0, validation_alias="DATABASE_MAX_OVERFLOW")
    pool_timeout: float = Field(default=30, gt=0, validation_alias="DATABASE_POOL_TIMEOUT")
    pool_recycle: int = Field(default=1800, validation_alias="DATABASE_POOL_RECYCLE")
    pool_pre_ping: bool = Field(default=True, validation_alias="DATABASE_POOL_PRE_PING")
    poolclass: Literal["QueuePool", "NullPool"] = Field(
        default="QueuePool", validation_alias="DATABASE_POOLCLASS"
    )
    connect_timeout: int = Field(default=10, ge=1, validation_alias="DATABASE_CONNECT_TIMEOUT")
    statement_timeout: float | None = Field(
        default=None, gt=0, validation_alias="DATABASE_STATEMENT_TIMEOUT"
    )
    lock_timeout: float | None = Field(default=None, gt=0, validation_alias="DATABASE_LOCK_TIMEOUT")
    row_security: bool = Field(default=False, validation_alias="DATABASE_ROW_SECURITY")
    encryption_keys: SecretStr | None = Field(default=None, validation_alias="ENCRYPTION_KEYS")
    blind_index_key: SecretStr | None = Field(default=None, validation_alias="BLIND_INDEX_KEY")
    replica_lag: float = Field(default=5, ge=0, validation_alias="DATABASE_REPLICA_LAG")
    lazy_loads: LazyLoads = Field(default="siblings", validation_alias="DATABASE_LAZY_LOADS")
    warn_n_plus_one: bool = Field(default=False, validation_alias="DATABASE_WARN_N_PLUS_ONE")

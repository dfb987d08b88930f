"""Colonnade: from a schema to a running, tested, reviewed database layer.

The names everybody needs are here. They are loaded on first use, so that a command that needs no database does not
pay for SQLAlchemy.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from colonnade.data.api.problems import problem_handlers as problem_handlers
    from colonnade.data.api.router import crud_router as crud_router
    from colonnade.data.crud.aio import AsyncCrud as AsyncCrud
    from colonnade.data.crud.crud import Crud as Crud
    from colonnade.data.encryption.blind_index import blind_index as blind_index
    from colonnade.data.encryption.column import Encrypted as Encrypted
    from colonnade.data.history.entries import HistoryEntry as HistoryEntry
    from colonnade.data.history.triggers import drop_history_triggers as drop_history_triggers
    from colonnade.data.history.triggers import history_triggers as history_triggers
    from colonnade.data.isolation.scope import EVERYONE as EVERYONE
    from colonnade.data.isolation.trusted import trusted as trusted
    from colonnade.data.models.indexes import prefix_index as prefix_index
    from colonnade.data.models.indexes import search_index as search_index
    from colonnade.data.models.indexes import trigram_index as trigram_index
    from colonnade.data.models.model import Model as Model
    from colonnade.data.models.naming import NAMING_CONVENTION as NAMING_CONVENTION
    from colonnade.data.models.sensitive import Sensitive as Sensitive
    from colonnade.data.models.triggers import keep_updated_at as keep_updated_at
    from colonnade.data.models.triggers import updated_at_triggers as updated_at_triggers
    from colonnade.data.queries.aggregates import count as count
    from colonnade.data.queries.page import Page as Page
    from colonnade.data.queries.plan import load_for as load_for
    from colonnade.data.sessions.database import Database as Database
    from colonnade.data.sessions.settings import DatabaseSettings as DatabaseSettings
    from colonnade.data.traits.audited import Audited as Audited
    from colonnade.data.traits.owned import Owned as Owned
    from colonnade.data.traits.owned import Owner as Owner
    from colonnade.data.traits.owned import Shared as Shared
    from colonnade.data.traits.owned import SharedWritable as SharedWritable
    from colonnade.data.traits.soft_deleted import SoftDeleted as SoftDeleted
    from colonnade.data.traits.timestamped import Timestamped as Timestamped
    from colonnade.data.traits.unique_alive import unique_alive as unique_alive
    from colonnade.data.traits.versioned import Versioned as Versioned
    from colonnade.data.traits.with_history import WithHistory as WithHistory
    from colonnade.data.types.password_hash import PasswordHash as PasswordHash
    from colonnade.data.types.passwords import async_hash_password as async_hash_password
    from colonnade.data.types.passwords import async_verify_password as async_verify_password
    from colonnade.data.types.passwords import hash_password as hash_password
    from colonnade.data.types.passwords import verify_password as verify_password
    from colonnade.data.types.stored_by_value import stored_by_value as stored_by_value
    from colonnade.data.types.uuid7 import uuid7 as uuid7
    from colonnade.data.watch.budget import assert_max_queries as assert_max_queries
    from colonnade.data.watch.lazy import refuse_lazy_loads as refuse_lazy_loads
    from colonnade.data.watch.queries import count_queries as count_queries
    from colonnade.data.watch.telemetry import trace_queries as trace_queries
    from colonnade.errors import CheckViolation as CheckViolation
    from colonnade.errors import ColonnadeError as ColonnadeError
    from colonnade.errors import ConfigurationError as ConfigurationError
    from colonnade.errors import Conflict as Conflict
    from colonnade.errors import ConnectionLost as ConnectionLost
    from colonnade.errors import DataError as DataError
    from colonnade.errors import Deadlock as Deadlock
    from colonnade.errors import ForeignKeyViolation as ForeignKeyViolation
    from colonnade.errors import InvalidQuery as InvalidQuery
    from colonnade.errors import InvalidSource as InvalidSource
    from colonnade.errors import InvalidValue as InvalidValue
    from colonnade.errors import IsolationError as IsolationError
    from colonnade.errors import LazyLoadRefused as LazyLoadRefused
    from colonnade.errors import LockTimeout as LockTimeout
    from colonnade.errors import MigrationError as MigrationError
    from colonnade.errors import ModelError as ModelError
    from colonnade.errors import NotFound as NotFound
    from colonnade.errors import NotNullViolation as NotNullViolation
    from colonnade.errors import NotProtected as NotProtected
    from colonnade.errors import OutOfScope as OutOfScope
    from colonnade.errors import PoolTimeout as PoolTimeout
    from colonnade.errors import RawSQLRefused as RawSQLRefused
    from colonnade.errors import ReadOnly as ReadOnly
    from colonnade.errors import ScopeRequired as ScopeRequired
    from colonnade.errors import SerializationFailure as SerializationFailure
    from colonnade.errors import SourceError as SourceError
    from colonnade.errors import StaleUpdate as StaleUpdate
    from colonnade.errors import StatementTimeout as StatementTimeout
    from colonnade.errors import TargetError as TargetError
    from colonnade.errors import Unavailable as Unavailable
    from colonnade.errors import UnclassifiedTable as UnclassifiedTable
    from colonnade.errors import UniqueViolation as UniqueViolation
    from colonnade.errors import UsageError as UsageError
    from colonnade.errors import ValueOutOfRange as ValueOutOfRange
    from colonnade.errors import ValueTooLong as ValueTooLong
    from colonnade.profile.explain.asking import async_explain as async_explain
    from colonnade.profile.explain.asking import explain as explain
    from colonnade.profile.explain.plan import Plan as Plan
    from colonnade.profile.recording.middleware import ProfileMiddleware as ProfileMiddleware

__version__ = "0.1.0"

_HOMES = {
    "Audited": "colonnade.data.traits.audited",
    "AsyncCrud": "colonnade.data.crud.aio",
    "Crud": "colonnade.data.crud.crud",
    "Database": "colonnade.data.sessions.database",
    "DatabaseSettings": "colonnade.data.sessions.settings",
    "Encrypted": "colonnade.data.encryption.column",
    "EVERYONE": "colonnade.data.isolation.scope",
    "HistoryEntry": "colonnade.data.history.entries",
    "Model": "colonnade.data.models.model",
    "WithHistory": "colonnade.data.traits.with_history",
    "drop_history_triggers": "colonnade.data.history.triggers",
    "history_triggers": "colonnade.data.history.triggers",
    "NAMING_CONVENTION": "colonnade.data.models.naming",
    "Owned": "colonnade.data.traits.owned",
    "Owner": "colonnade.data.traits.owned",
    "Page": "colonnade.data.queries.page",
    "PasswordHash": "colonnade.data.types.password_hash",
    "Sensitive": "colonnade.data.models.sensitive",
    "Shared": "colonnade.data.traits.owned",
    "SharedWritable": "colonnade.data.traits.owned",
    "SoftDeleted": "colonnade.data.traits.soft_deleted",
    "Timestamped": "colonnade.data.traits.timestamped",
    "Versioned": "colonnade.data.traits.versioned",
    "async_hash_password": "colonnade.data.types.passwords",
    "async_verify_password": "colonnade.data.types.passwords",
    "blind_index": "colonnade.data.encryption.blind_index",
    "count": "colonnade.data.queries.aggregates",
    "crud_router": "colonnade.data.api.router",
    "hash_password": "colonnade.data.types.passwords",
    "prefix_index": "colonnade.data.models.indexes",
    "problem_handlers": "colonnade.data.api.problems",
    "search_index": "colonnade.data.models.indexes",
    "stored_by_value": "colonnade.data.types.stored_by_value",
    "trigram_index": "colonnade.data.models.indexes",
    "trusted": "colonnade.data.isolation.trusted",
    "unique_alive": "colonnade.data.traits.unique_alive",
    "keep_updated_at": "colonnade.data.models.triggers",
    "updated_at_triggers": "colonnade.data.models.triggers",
    "uuid7": "colonnade.data.types.uuid7",
    "verify_password": "colonnade.data.types.passwords",
    "assert_max_queries": "colonnade.data.watch.budget",
    "count_queries": "colonnade.data.watch.queries",
    "load_for": "colonnade.data.queries.plan",
    "refuse_lazy_loads": "colonnade.data.watch.lazy",
    "trace_queries": "colonnade.data.watch.telemetry",
    "Plan": "colonnade.profile.explain.plan",
    "ProfileMiddleware": "colonnade.profile.recording.middleware",
    "async_explain": "colonnade.profile.explain.asking",
    "explain": "colonnade.profile.explain.asking",
    "CheckViolation": "colonnade.errors",
    "ColonnadeError": "colonnade.errors",
    "ConfigurationError": "colonnade.errors",
    "Conflict": "colonnade.errors",
    "ConnectionLost": "colonnade.errors",
    "DataError": "colonnade.errors",
    "Deadlock": "colonnade.errors",
    "ForeignKeyViolation": "colonnade.errors",
    "InvalidQuery": "colonnade.errors",
    "InvalidSource": "colonnade.errors",
    "InvalidValue": "colonnade.errors",
    "IsolationError": "colonnade.errors",
    "LazyLoadRefused": "colonnade.errors",
    "LockTimeout": "colonnade.errors",
    "MigrationError": "colonnade.errors",
    "ModelError": "colonnade.errors",
    "NotFound": "colonnade.errors",
    "NotNullViolation": "colonnade.errors",
    "NotProtected": "colonnade.errors",
    "OutOfScope": "colonnade.errors",
    "PoolTimeout": "colonnade.errors",
    "RawSQLRefused": "colonnade.errors",
    "ReadOnly": "colonnade.errors",
    "ScopeRequired": "colonnade.errors",
    "SerializationFailure": "colonnade.errors",
    "SourceError": "colonnade.errors",
    "StaleUpdate": "colonnade.errors",
    "StatementTimeout": "colonnade.errors",
    "TargetError": "colonnade.errors",
    "Unavailable": "colonnade.errors",
    "UnclassifiedTable": "colonnade.errors",
    "UniqueViolation": "colonnade.errors",
    "UsageError": "colonnade.errors",
    "ValueOutOfRange": "colonnade.errors",
    "ValueTooLong": "colonnade.errors",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'colonnade' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

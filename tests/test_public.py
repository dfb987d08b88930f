"""`import colonnade` is one door: a fixed list of names, each loaded on first use."""

import subprocess
import sys
from pathlib import Path

import pytest

import colonnade

NAMES = [
    "AsyncCrud",
    "Audited",
    "CheckViolation",
    "ColonnadeError",
    "ConfigurationError",
    "Conflict",
    "ConnectionLost",
    "Crud",
    "DataError",
    "Database",
    "DatabaseSettings",
    "Deadlock",
    "EVERYONE",
    "Encrypted",
    "ForeignKeyViolation",
    "HistoryEntry",
    "InvalidQuery",
    "InvalidSource",
    "InvalidValue",
    "IsolationError",
    "LazyLoadRefused",
    "LockTimeout",
    "Model",
    "MigrationError",
    "ModelError",
    "NAMING_CONVENTION",
    "NotFound",
    "NotNullViolation",
    "NotProtected",
    "OutOfScope",
    "Owned",
    "Owner",
    "Page",
    "PasswordHash",
    "PoolTimeout",
    "RawSQLRefused",
    "ReadOnly",
    "ScopeRequired",
    "SerializationFailure",
    "Sensitive",
    "Shared",
    "SharedWritable",
    "SoftDeleted",
    "SourceError",
    "StaleUpdate",
    "StatementTimeout",
    "TargetError",
    "Timestamped",
    "Unavailable",
    "UnclassifiedTable",
    "UniqueViolation",
    "UsageError",
    "ValueOutOfRange",
    "ValueTooLong",
    "Versioned",
    "assert_max_queries",
    "async_hash_password",
    "async_verify_password",
    "blind_index",
    "WithHistory",
    "count",
    "count_queries",
    "drop_history_triggers",
    "history_triggers",
    "crud_router",
    "hash_password",
    "load_for",
    "prefix_index",
    "problem_handlers",
    "refuse_lazy_loads",
    "search_index",
    "stored_by_value",
    "trace_queries",
    "trigram_index",
    "keep_updated_at",
    "trusted",
    "unique_alive",
    "updated_at_triggers",
    "uuid7",
    "Plan",
    "ProfileMiddleware",
    "async_explain",
    "explain",
    "verify_password",
]


def test_the_list_of_names_is_what_we_promised() -> None:
    assert sorted(NAMES) == colonnade.__all__


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_there(name: str) -> None:
    assert getattr(colonnade, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Databse'"):
        colonnade.Databse  # noqa: B018


def test_importing_loads_neither_sqlalchemy_nor_fastapi() -> None:
    code = "import sys, colonnade; print({'sqlalchemy', 'sqlmodel', 'fastapi'} & set(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"


def test_type_checkers_see_the_same_names() -> None:
    source = Path(colonnade.__file__).read_text(encoding="utf-8")
    assert all(f" as {name}\n" in source for name in NAMES)

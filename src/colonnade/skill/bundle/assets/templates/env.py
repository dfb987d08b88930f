"""What Alembic runs for every command: it connects, and compares or migrates `app.models`."""

import os
import re
from importlib import import_module
from logging.config import fileConfig
from pkgutil import walk_packages
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.util import CommandError

MODELS = ("app.models",)


def metadata_of_models() -> list[sa.MetaData]:
    """What the models in MODELS, and in all modules below them, say."""
    modules = [import_module(name) for name in MODELS]
    for package in tuple(modules):
        below = walk_packages(getattr(package, "__path__", ()), f"{package.__name__}.")
        modules += [import_module(found.name) for found in below]
    values = [value for module in modules for value in vars(module).values()]
    tables = [value for value in values if isinstance(value, sa.Table)]
    classes = [value for value in values if isinstance(value, type)]
    tables += [vars(cls)["__table__"] for cls in classes if "__table__" in vars(cls)]
    return list({id(table.metadata): table.metadata for table in tables}.values())


# Migrations run in one plain connection, so an async driver gives way to the sync one of its database.
SYNC_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}


def sync_url() -> sa.URL:
    """DATABASE_URL, never written to alembic.ini, where a `%` would need escaping."""
    url = sa.make_url(os.environ["DATABASE_URL"])
    return url.set(drivername=SYNC_DRIVERS.get(url.get_backend_name(), url.drivername))


def render_item(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write the types of SQLModel and of this application as the plain types they stand for."""
    if kind != "type" or not isinstance(item, sa.TypeDecorator):
        return False
    if type(item).__module__.startswith("sqlalchemy."):
        return False  # as a timedelta, which is an INTERVAL on PostgreSQL
    plain = item.impl_instance
    if isinstance(plain, sa.String | sa.DateTime) and autogen.dialect is not None:
        # MariaDB wants a length, and digits of a second.
        own = item.load_dialect_impl(autogen.dialect)
        plain = plain if type(own).__name__.startswith("_") else own
    if getattr(sa, type(plain).__name__, None) is not type(plain):
        home = type(plain).__module__.split(".")[2]  # sqlalchemy.dialects.postgresql
        autogen.imports.add(f"from sqlalchemy.dialects import {home}")
        return f"{home}.{plain!r}"
    return f"sa.{plain!r}"


def default_differs(_: object, column: sa.Column[Any], __: object, existing: str | None) -> bool:
    """Compare a server default with what CREATE TABLE would say; Alembic stumbles over quotes, `%` and now()."""
    dialect = context.get_context().dialect
    compiler = dialect.ddl_compiler(dialect, sa.schema.CreateColumn(column))  # type: ignore[arg-type]
    wanted = compiler.get_column_default_string(column)
    return simplified(existing) != simplified(wanted)


def simplified(default: str | None) -> str | None:
    """A default without casts, brackets, quotes, zeros at its end and the many names of "now"."""
    bare = re.sub(r"::[\w\". ]+(\[\])*|[\s()'\\]|%(?=%)", "", default or "")
    if re.fullmatch(r"-?\d+\.\d+", bare):
        bare = bare.rstrip("0").rstrip(".")  # MariaDB fills up the digits of a DECIMAL
    same = {"now": "current_timestamp", "false": "0", "true": "1"}
    return same.get(bare.lower(), bare.lower() if bare.isupper() else bare)


def include_object(item: Any, name: str | None, kind: str, reflected: bool, there: Any) -> bool:
    """Compare indexes that this database gets, and tables that a model can describe."""
    connection = context.get_bind()
    if kind == "table" and reflected and connection.dialect.name == "sqlite":
        virtual = "SELECT name FROM pragma_table_list WHERE type IN ('virtual', 'shadow')"
        return name not in connection.exec_driver_sql(virtual).scalars().all()
    if kind != "index" or reflected:
        return True
    if there is not None and "to_tsvector" in str(item.expressions[0]):
        return False  # PostgreSQL writes the expression in words of its own
    condition = item._ddl_if
    return condition is None or condition._should_execute(item, item, connection)


def migrate(connection: sa.Connection | None) -> None:
    """Run the command: on a connection, or as SQL text without one."""
    if connection is not None and connection.dialect.name == "postgresql":
        # A step on rows that a policy hides fails; otherwise it would change none of them, silently.
        connection.exec_driver_sql("SET row_security = off")
        connection.commit()
    schemas = {
        table.schema
        for table in [table for one in models_metadata for table in one.tables.values()]
    }
    url = sync_url() if connection is None else connection.engine.url
    sqlite = url.get_backend_name() == "sqlite"
    context.configure(
        connection=connection,
        url=url,
        target_metadata=models_metadata[0] if len(models_metadata) == 1 else models_metadata,
        compare_type=True,
        compare_server_default=True,
        render_as_batch=sqlite,
        render_item=render_item,
        include_object=include_object,
        include_schemas=schemas != {None},
        include_name=lambda name, kind, _: kind != "schema" or name in schemas,
        transaction_per_migration=True,
        transactional_ddl=True if sqlite else None,
        literal_binds=connection is None,
        dialect_opts={"paramstyle": "named"},
    )
    # Not an option of configure(), which passes generated columns as well and fails over them.
    context.get_context().impl.compare_server_default = default_differs  # type: ignore[method-assign]
    with context.begin_transaction():
        context.run_migrations()


def connect() -> sa.Engine:
    """An engine of its own: SQLite's foreign keys stay off while batch mode copies tables."""
    engine = sa.create_engine(sync_url(), poolclass=sa.NullPool, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        # The driver begins no transaction before DDL, so a failed revision would stay half done.
        sa.event.listen(engine, "connect", lambda dbapi, _: setattr(dbapi, "isolation_level", None))
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


models_metadata = metadata_of_models()
if not models_metadata:
    raise CommandError(f"There are no tables in {MODELS}: name the modules of the models.")
if "DATABASE_URL" not in os.environ:
    raise CommandError("DATABASE_URL is not set: it names the database to migrate.")
if context.config.config_file_name is not None:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)
if context.is_offline_mode():
    migrate(None)
elif (given := context.config.attributes.get("connection")) is not None:
    migrate(given)
else:
    with connect().connect() as connection:
        migrate(connection)

"""The database for the test: its own, and gone afterwards."""

import pytest
import sqlalchemy as sa

from colonnade.errors import SourceError
from colonnade.schema.database.scratch import scratch as scratch_of


def databases(url: sa.URL) -> set[str]:
    words = (
        "SELECT datname FROM pg_database" if "postgresql" in url.drivername else "SHOW DATABASES"
    )
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        return set(connection.exec_driver_sql(words).scalars())


@pytest.mark.only("postgresql", "mariadb")
def test_a_database_on_a_server_is_gone_afterwards(scratch):
    home = sa.make_url(scratch)
    with scratch_of(home) as made:
        assert made.url.database in databases(home)
    assert made.url.database not in databases(home)


@pytest.mark.only("postgresql", "mariadb")
def test_a_user_who_may_not_make_databases_is_told_what_to_grant(scratch, request):
    home = sa.make_url(scratch)
    postgresql = home.get_backend_name() == "postgresql"
    name = f"colonnade_{home.database[-8:]}"
    create = f"CREATE ROLE {name} LOGIN" if postgresql else f"CREATE USER {name}@'%%'"
    grant = "SELECT 1" if postgresql else f"GRANT ALL ON `{home.database}`.* TO {name}@'%%'"
    drop = f"DROP ROLE {name}" if postgresql else f"DROP USER {name}@'%%'"
    with sa.create_engine(home, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(create)
        try:
            connection.exec_driver_sql(grant)
            with pytest.raises(SourceError, match=r"ALTER ROLE|GRANT ALL ON"):
                scratch_of(home.set(username=name)).__enter__()
        finally:
            connection.exec_driver_sql(drop)

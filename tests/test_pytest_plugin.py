"""What the plugin says when a fixture of the application is missing."""

import pytest

from colonnade import Database
from colonnade.data.watch import lazy


def test_without_clients_it_says_what_to_write(request: pytest.FixtureRequest) -> None:
    with pytest.raises(pytest.fail.Exception, match="`owner_clients`"):
        request.getfixturevalue("two_owners")


def test_a_budget_fails_with_the_statements_alone(max_queries, sqlite_url):
    db = Database(sqlite_url)
    with pytest.raises(pytest.fail.Exception, match="sent: 1, allowed: 0") as error, max_queries(0):
        db.check()
    assert not error.value.pytrace
    db.dispose()


def test_an_assertion_of_the_block_is_its_own(max_queries):
    with pytest.raises(AssertionError, match="mine"), max_queries(0):
        raise AssertionError("mine")


def test_lazy_loads_are_refused(no_lazy_loads):
    assert lazy.is_refused()

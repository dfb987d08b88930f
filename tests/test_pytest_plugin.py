"""What the plugin says when a fixture of the application is missing."""

import pytest


def test_without_clients_it_says_what_to_write(request: pytest.FixtureRequest) -> None:
    with pytest.raises(pytest.fail.Exception, match="`owner_clients`"):
        request.getfixturevalue("two_owners")

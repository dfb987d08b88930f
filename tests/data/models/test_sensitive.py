"""What a field's name says about its values."""

import pytest

from colonnade import Model, PasswordHash
from colonnade.data.models.sensitive import is_guarded, is_privileged, is_secret


@pytest.mark.parametrize(
    "name", ["passwordHash", "hashed_password", "pwd", "pin_hash", "apiKey", "accessToken"]
)
def test_a_secret_is_known_however_it_is_spelled(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", ["tokens_used", "passed", "pin_code_length", "hashtag"])
def test_other_words_are_no_secrets(name: str) -> None:
    assert not is_secret(name)


@pytest.mark.parametrize("name", ["isAdmin", "userRole", "emailVerified"])
def test_a_privilege_is_known_however_it_is_spelled(name: str) -> None:
    assert is_privileged(name)


def test_no_client_says_who_is_let_in_beside_a_hash() -> None:
    class WithHash(Model):
        is_active: bool = False
        key: PasswordHash

    class Product(Model):
        is_active: bool = False

    assert is_guarded(WithHash, "is_active")
    assert not is_guarded(Product, "is_active")

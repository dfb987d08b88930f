"""The keys come from the settings; what is wrong with them is said without repeating them."""

from importlib.util import find_spec

import pytest
from pydantic import SecretStr

from colonnade import ConfigurationError, DatabaseSettings, DataError
from colonnade.data.encryption import tokens
from colonnade.data.encryption.keys import Keys
from colonnade.data.types import security
from tests.data.encryption.customers import BLIND, NEW, OLD


def ring(text: str | None, index: str | None = None) -> Keys:
    return Keys(*(None if said is None else SecretStr(said) for said in (text, index)))


def test_the_first_key_seals() -> None:
    token = tokens.seal(ring(f"new:{NEW}, old:{OLD}"), "t.c", "1", b"x", "")
    assert token.startswith("1::new:")


def test_every_key_opens() -> None:
    token = tokens.seal(ring(f"old:{OLD}"), "t.c", "1", b"x", "")
    assert tokens.opened(ring(f"new:{NEW},old:{OLD}"), "t.c", "1", token) == b"x"


@pytest.mark.parametrize("other", [("t.d", "1"), ("u.c", "1"), ("t.c", "2")])
def test_a_value_opens_in_its_place_only(other: tuple[str, str]) -> None:
    token = tokens.seal(ring(f"old:{OLD}"), "t.c", "1", b"x", "")
    with pytest.raises(DataError, match="was not encrypted for its row"):
        tokens.opened(ring(f"old:{OLD}"), *other, token)


def test_a_key_that_is_gone_is_named() -> None:
    token = tokens.seal(ring(f"old:{OLD}"), "t.c", "1", b"x", "")
    with pytest.raises(ConfigurationError, match="has no key 'old'"):
        tokens.opened(ring(f"new:{NEW}"), "t.c", "1", token)


@pytest.mark.parametrize(
    "text",
    [None, "", OLD, f"Old:{OLD}", f"a:{OLD},a:{NEW}", f"a_b:{OLD}", "a:short", f"a:{OLD}!"],
)
def test_a_ring_that_is_none_is_refused_without_its_keys(text: str | None) -> None:
    with pytest.raises(ConfigurationError, match="ENCRYPTION_KEYS") as caught:
        tokens.seal(ring(text), "t.c", "1", b"x", "")
    assert OLD not in str(caught.value)


@pytest.mark.parametrize("plain", ["030 1234", "a:b:c:d"])
def test_a_value_that_was_never_encrypted_is_called_so(plain: str) -> None:
    with pytest.raises(DataError, match=r"A value of t\.c is not encrypted"):
        tokens.opened(ring(f"old:{OLD}"), "t.c", "1", plain)


def test_a_blind_index_has_a_key_of_its_own() -> None:
    one, other = ring(None, BLIND).blind("t.c")(b"x"), ring(None, NEW).blind("t.c")(b"x")
    assert len(one) == 32
    assert one != other
    with pytest.raises(ConfigurationError, match="Set BLIND_INDEX_KEY"):
        ring(f"old:{OLD}").blind("t.c")


def test_the_environment_gives_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCRYPTION_KEYS", f"old:{OLD}")
    monkeypatch.setenv("BLIND_INDEX_KEY", BLIND)
    settings = DatabaseSettings()
    assert Keys(settings.encryption_keys, settings.blind_index_key).newest == "old"
    assert OLD not in repr(settings)


def test_it_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        security, "find_spec", lambda name: None if name == "cryptography" else find_spec(name)
    )
    with pytest.raises(ConfigurationError, match=r"colonnade\[security\]"):
        ring(None, BLIND).blind("t.c")

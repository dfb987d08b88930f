"""No response, no log at DEBUG and no document of a running application holds a secret, and no object keeps one."""

import os
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import make_url

ROOT = Path(__file__).parents[3]
PASSWORD, SSN, TOKEN = "Tr0ub4dor-and-3", "987-65-4329-ssn", "tok-5e-5e-5e"
DATABASE_PASSWORD = "database-pass-word"
KEY = b64encode(b"k" * 32).decode()
SECRETS = [PASSWORD, SSN, TOKEN, DATABASE_PASSWORD, KEY, "argon2id$"]
ANN = {"email": "ann@example.org", "password": PASSWORD, "ssn": SSN, "api_token": TOKEN}


@dataclass
class Vault:
    """A running application, and everything that it has said.

    Attributes:
        client: sends requests to it.
        log: the file of its log.
        said: its responses.
    """

    client: httpx.Client
    log: Path
    said: list[str] = field(default_factory=list)

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        response = self.client.request(method, path, **options)
        self.said.append(f"{response.headers}\n{response.text}")
        return response


def running(url: str, folder: Path) -> Iterator[Vault]:
    """An application that has served a registration, a login and everything that can go wrong with them."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "ENCRYPTION_KEYS": f"one:{KEY}",
        "PYTHONPATH": str(ROOT),
    }
    log = folder / "log"
    with log.open("wb") as stream:
        command = [sys.executable, "-m", "tests.data.api.vault", str(port)]
        process = subprocess.Popen(command, env=environment, stderr=stream, stdout=stream)
    transport = httpx.HTTPTransport(retries=20)  # until it listens
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}",
        timeout=60,
        transport=transport,
        headers={"Connection": "close"},
    ) as client:
        yield exercised(Vault(client, log))
    process.terminate()
    process.wait()


def exercised(vault: Vault) -> Vault:
    requests = [
        ("/register", ANN, 201),
        ("/register", ANN, 409),
        ("/register", {**ANN, "email": "x" * 50}, 422),
        ("/register", {**ANN, "ssn": [SSN]}, 422),
        ("/register", {**ANN, "pin": "5" * 200}, 422),
        ("/login", {"email": ANN["email"], "password": PASSWORD}, 200),
        ("/login", {"email": ANN["email"], "password": f"{PASSWORD}!"}, 401),
        ("/login", {"email": "nobody", "password": PASSWORD}, 401),
        ("/broken", ANN, 500),
        ("/accounts", {"email": "eve", "api_token": TOKEN}, 422),
    ]
    for path, body, status in requests:
        assert vault.send("POST", path, json=body).status_code == status
    vault.send("GET", "/accounts")
    vault.send("GET", "/accounts", params={"ssn": "1"})
    return vault


@pytest.fixture(scope="module")
def vaults(tmp_path_factory, postgresql, mariadb) -> Iterator[dict[str, Vault]]:
    """The application on each database; with a password where the server lets anybody in."""
    urls = [postgresql.create(), mariadb.create()]
    with_password = make_url(urls[0]).set(password=DATABASE_PASSWORD)
    places = {
        "sqlite": f"sqlite:///{tmp_path_factory.mktemp('vault') / 'vault.sqlite'}",
        "postgresql": with_password.render_as_string(hide_password=False),
        "mariadb": urls[1],
    }
    running_ = {n: running(u, tmp_path_factory.mktemp(n)) for n, u in places.items()}
    yield {name: next(one) for name, one in running_.items()}
    for one in running_.values():
        next(one, None)
    postgresql.drop(urls[0])
    mariadb.drop(urls[1])


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def vault(request: pytest.FixtureRequest, vaults: dict[str, Vault]) -> Vault:
    return vaults[request.param]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_response_holds_a_secret(vault: Vault, secret: str) -> None:
    assert not [said for said in vault.said if secret in said]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_log_at_debug_holds_a_secret(vault: Vault, secret: str) -> None:
    log = vault.log.read_text()
    assert "INSERT INTO vault_accounts" in log
    assert "RuntimeError" in log
    assert secret not in log


def test_the_document_names_no_secret_that_is_answered(vault: Vault) -> None:
    document = vault.client.get("/openapi.json").json()
    shown = document["components"]["schemas"]["AccountPublic"]["properties"]
    assert shown.keys() == {"id", "email", "pin"}
    assert not [secret for secret in SECRETS if secret in str(document)]


@pytest.mark.parametrize("secret", [PASSWORD, SSN, TOKEN])
def test_no_object_keeps_a_secret_when_its_request_is_over(vault: Vault, secret: str) -> None:
    assert vault.client.get("/held", params={"reversed": secret[::-1]}).json() == 0

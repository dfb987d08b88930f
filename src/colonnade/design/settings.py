"""The writer of `app/settings.py`."""

from colonnade.design.design import Design, Files
from colonnade.schema.traits import ownership

WITH_KEY = '''\
"""The settings of the application, from the environment and from `.env`."""

import secrets

from pydantic import Field, SecretStr

from colonnade import DatabaseSettings


def passing_key() -> SecretStr:
    """A key for this process alone: without SECRET_KEY every access token ends with it."""
    return SecretStr(secrets.token_urlsafe(32))


class Settings(DatabaseSettings):
    """What differs between a laptop and production; `.env.example` lists it."""

    secret_key: SecretStr = Field(default_factory=passing_key, min_length=32)


settings = Settings()
'''

PLAIN = '''\
"""The settings of the application, from the environment and from `.env`."""

from colonnade import DatabaseSettings


class Settings(DatabaseSettings):
    """What differs between a laptop and production; `.env.example` lists it."""


settings = Settings()
'''


def write(design: Design) -> Files:
    """The settings; with a key for access tokens where the service has owners to tell apart."""
    return {"app/settings.py": WITH_KEY if has_tokens(design) else PLAIN}


def has_tokens(design: Design) -> bool:
    """Whether the service tells its callers apart by access tokens."""
    return design.fastapi and bool(ownership(design.metadata))

"""The settings of the application, from the environment and from `.env`."""

import secrets

from colonnade import DatabaseSettings
from pydantic import Field, SecretStr


def passing_key() -> SecretStr:
    """A key for this process alone: without SECRET_KEY every access token ends with it."""
    return SecretStr(secrets.token_urlsafe(32))


class Settings(DatabaseSettings):
    """What differs between a laptop and production; `.env.example` lists it."""

    secret_key: SecretStr = Field(default_factory=passing_key, min_length=32)


settings = Settings()

"""A table with encrypted columns, and keys for it."""

from base64 import b64encode
from uuid import UUID

from pydantic import BaseModel, SecretStr
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import (
    Database,
    DatabaseSettings,
    Encrypted,
    Model,
    Owned,
    Owner,
    SharedWritable,
    blind_index,
    uuid7,
)

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    pass


class Address(BaseModel):
    street: str
    town: str


class Clerk(Owner, Base, table=True):
    __tablename__ = "clerks"
    id: UUID = Field(default_factory=uuid7, primary_key=True)


class Customer(Owned, Base, table=True):
    __tablename__ = "customers"
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    clerk_id: UUID = Owned.by("clerks.id")
    name: str = Field(max_length=50)
    ssn: Encrypted[str] | None = None
    ssn_index: str | None = blind_index("ssn")
    address: Encrypted[Address] | None = None
    notes: Encrypted[dict[str, list[int]]] | None = None
    token: Encrypted[SecretStr] | None = None


class Seat(SharedWritable, Base, table=True):
    __tablename__ = "seats"
    room: str = Field(primary_key=True, max_length=20)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    code: Encrypted[str]


class CustomerShown(Model):
    id: UUID
    name: str
    ssn: str | None
    address: Address | None


OLD, NEW, BLIND = (b64encode(bytes([n]) * 32).decode() for n in (1, 2, 3))


def database(url: str, ring: str = f"old:{OLD}") -> Database:
    settings = DatabaseSettings(encryption_keys=SecretStr(ring), blind_index_key=SecretStr(BLIND))
    return Database(url, settings=settings, metadata=metadata)

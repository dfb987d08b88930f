"""Domains as the catalogue has them: their base type with its length, their own collation, their exact check."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Numeric, String, text
from sqlalchemy.dialects.postgresql import BIT, DOMAIN

from colonnade.schema.database.postgresql.relations import (
    USER_SCHEMA,
    Relations,
    not_of_extension,
)
from colonnade.schema.sql import verbatim

DOMAINS = f"""
    select n.nspname as schema, t.typname as name, format_type(t.typbasetype, t.typtypmod) as base,
        case when t.typcollation <> b.typcollation then co.collname end as collation,
        c.conname as check_name, pg_get_expr(c.conbin, 0) as check
    from pg_type t
    join pg_namespace n on n.oid = t.typnamespace
    join pg_type b on b.oid = t.typbasetype
    left join pg_collation co on co.oid = t.typcollation
    left join lateral (
        select conname, conbin from pg_constraint where contypid = t.oid and contype = 'c' order by conname limit 1
    ) c on true
    where t.typtype = 'd' and {USER_SCHEMA} and {not_of_extension("t.oid")}
"""


@dataclass(frozen=True, slots=True)
class ServerDomain:
    """A row of pg_type for a domain, with the first of its checks."""

    schema: str
    name: str
    base: str
    collation: str | None
    check_name: str | None
    check: str | None


class Domains:
    """The domains of a database."""

    def __init__(self, connection: Connection, found: Relations) -> None:
        rows = connection.execute(text(DOMAINS)).mappings()
        self._domains = {
            (found.schema(row["schema"]), row["name"]): ServerDomain(**row) for row in rows
        }

    def correct(self, domain: DOMAIN) -> None:
        """Make a reflected domain one that CREATE DOMAIN makes again; one of an extension stays as it is."""
        server = self._domains.get((domain.schema, str(domain.name)))
        if server is None:
            return
        domain.create_type = True
        domain.collation = server.collation
        domain.collation_schema = None
        domain.constraint_name = server.check_name
        domain.check = None if server.check is None else verbatim(server.check)
        _with_arguments(domain.data_type, server.base)


def _with_arguments(kind: Any, declared: str) -> None:
    """Give a reflected base type its arguments and take the collation that reflection puts on it."""
    if isinstance(kind, String):
        kind.collation = None
    match = re.search(r"\((\d+)(?:,(-?\d+))?\)", declared)
    if match is None:
        return
    if isinstance(kind, String | BIT):
        kind.length = int(match[1])
    else:
        kind.precision = int(match[1])
    if isinstance(kind, Numeric):
        kind.scale = int(match[2])

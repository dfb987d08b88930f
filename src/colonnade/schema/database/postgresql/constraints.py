"""Constraints as the catalogue has them: exact checks, deferrable keys, exclusions, what is not yet validated."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKeyConstraint,
    MetaData,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from colonnade.schema.database import dangling
from colonnade.schema.database.postgresql.relations import Relations
from colonnade.schema.info import Omission, schema_info
from colonnade.schema.sql import verbatim

CONSTRAINTS = """
    select c.conrelid as table_oid, c.conname as name, c.contype::text as kind, c.condeferrable as deferrable,
        c.condeferred as deferred, c.convalidated as validated, c.confrelid as target_oid,
        c.conparentid <> 0 as of_partition, c.connoinherit and c.contype = 'c' as only_here,
        pg_get_expr(c.conbin, c.conrelid) as expression
    from pg_constraint c
    where c.conrelid = any (:oids) and c.contype in ('p', 'u', 'c', 'f')
"""
EXCLUSIONS = """
    select c.conrelid as table_oid, c.conname as name, c.condeferrable as deferrable, c.condeferred as deferred,
        m.amname as method, pg_get_expr(i.indpred, i.indrelid) as predicate,
        obj_description(c.oid, 'pg_constraint') as comment,
        array(select pg_get_indexdef(i.indexrelid, k, false) from generate_series(1, i.indnkeyatts) k) as keys,
        array(
            select o.oprname from unnest(c.conexclop) with ordinality as x (oid, n)
            join pg_operator o on o.oid = x.oid order by x.n
        ) as operators
    from pg_constraint c
    join pg_index i on i.indexrelid = c.conindid
    join pg_class x on x.oid = i.indexrelid
    join pg_am m on m.oid = x.relam
    where c.conrelid = any (:oids) and c.contype = 'x'
"""
ONE_OF = re.compile(
    r"\((?P<left>\((?P<cast>\w+|\"[^\"]+\")\)::text|\w+|\"[^\"]+\") = ANY \("
    r"(?P<open>\()?ARRAY\[(?P<values>'(?:[^']|'')*'::[\w\s]+?(?:, '(?:[^']|'')*'::[\w\s]+?)*)\](?(open)\)::text\[\])\)\)"
)
VALUE = re.compile(r"('(?:[^']|'')*')::(text|character varying)")


@dataclass(frozen=True, slots=True)
class ServerConstraint:
    """A row of pg_constraint."""

    table_oid: int
    name: str
    kind: str
    deferrable: bool
    deferred: bool
    validated: bool
    target_oid: int
    of_partition: bool
    only_here: bool
    expression: str | None


def correct(connection: Connection, metadata: MetaData, found: Relations) -> None:
    """Bring the reflected constraints in line with the catalogue and add the exclusions."""
    oids = {"oids": found.table_oids()}
    for row in connection.execute(text(CONSTRAINTS), oids).mappings():
        constraint = ServerConstraint(**row)
        table = metadata.tables[found.key_of(constraint.table_oid)]
        _correct_one(metadata, found, table, constraint)
    for row in connection.execute(text(EXCLUSIONS), oids).mappings():
        metadata.tables[found.key_of(row["table_oid"])].append_constraint(_exclusion(dict(row)))


def readable(expression: str) -> str:
    """A list of values as a person writes it: `status IN ('new', 'done')`.

    PostgreSQL stores it as `(status)::text = ANY ((ARRAY['new'::character varying, ...])::text[])` and, given that back,
    stores something else again; the short form is stored as before.
    """
    return ONE_OF.sub(_in_list, expression)


def _in_list(match: re.Match[str]) -> str:
    typed = VALUE.findall(match["values"])
    kinds = {kind for _, kind in typed}
    written = ", ".join(value for value, _ in typed)
    whole = ", ".join(f"{value}::{kind}" for value, kind in typed) == match["values"]
    wanted = {"character varying"} if match["open"] else {"text"}
    if not whole or kinds != wanted or bool(match["open"]) != bool(match["cast"]):
        return match[0]
    return f"({match['cast'] or match['left']} IN ({written}))"


def _correct_one(
    metadata: MetaData, found: Relations, table: Table, server: ServerConstraint
) -> None:
    constraint = next((one for one in table.constraints if one.name == server.name), None)
    if constraint is None:
        return
    if isinstance(constraint, ForeignKeyConstraint) and _leads_nowhere(found, server):
        dangling.remove(table, constraint)
        if not server.of_partition:
            target = found.by_oid.get(server.target_oid)
            dangling.note(table, server.name, target.name if target else "a table of an extension")
        return
    constraint.deferrable = server.deferrable or None
    constraint.initially = "DEFERRED" if server.deferred else None
    if isinstance(constraint, CheckConstraint) and server.expression:
        constraint.sqltext = verbatim(_bare(readable(server.expression)))
    if not server.validated:
        constraint.dialect_options["postgresql"]["not_valid"] = False
        _note(
            metadata, "not valid", table, server, "it is made for all rows; old rows may break it"
        )
    if server.only_here:
        _note(metadata, "no inherit", table, server, "it is made for the table and its children")


def _leads_nowhere(found: Relations, server: ServerConstraint) -> bool:
    """The foreign key refers to a partition or to a table of an extension, which `MetaData` does not hold."""
    target = found.by_oid.get(server.target_oid)
    return target is None or not target.is_table


def _note(
    metadata: MetaData, kind: str, table: Table, server: ServerConstraint, reason: str
) -> None:
    omission = Omission(kind, f"{table.key}.{server.name}", reason)
    schema_info(metadata).omissions.append(omission)


def _exclusion(row: dict[str, Any]) -> ExcludeConstraint:
    elements = list(zip(map(verbatim, row["keys"]), row["operators"], strict=True))
    return ExcludeConstraint(
        *elements,
        name=row["name"],
        using=row["method"],
        where=verbatim(row["predicate"]) if row["predicate"] else None,
        deferrable=row["deferrable"] or None,
        initially="DEFERRED" if row["deferred"] else None,
    )


def _bare(expression: str) -> str:
    """The expression without the parentheses around the whole of it."""
    if not (expression.startswith("(") and expression.endswith(")")):
        return expression
    depth = 0
    for position, character in enumerate(re.sub(r"'(?:[^']|'')*'|\"[^\"]*\"", _blank, expression)):
        depth += (character == "(") - (character == ")")
        if depth == 0 and position < len(expression) - 1:
            return expression
    return expression[1:-1]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])

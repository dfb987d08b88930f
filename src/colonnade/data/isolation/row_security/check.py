"""Does row security hold? The first connection of a database asks, and refuses to go on when it does not."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, MetaData, event

from colonnade.data.isolation.classification import metadata_of
from colonnade.data.isolation.marks import has_owners, rules_of
from colonnade.data.isolation.row_security import advice, catalog
from colonnade.data.isolation.row_security.catalog import Catalog, Name, Relation, Run
from colonnade.data.isolation.row_security.problem import Problem
from colonnade.data.isolation.row_security.protection import Protection, everyone_role, protections
from colonnade.data.isolation.scope import logger
from colonnade.errors import NotProtected

_VIEW, _MATERIALISED = "v", "m"


def at_first_connection(engine: Engine, metadata: MetaData | None) -> None:
    """Have an engine look at its database before its first statement.

    Raises:
        NotProtected: (then) row security does not hold.
    """

    @event.listens_for(engine, "first_connect")
    def on_first_connect(connection: Any, record: object) -> None:
        cursor = connection.cursor()

        def run(statement: str) -> Any:
            cursor.execute(statement)
            return cursor.fetchall()

        try:
            verify(run, metadata)
        finally:
            cursor.close()
            connection.rollback()


def verify(run: Run, metadata: MetaData | None) -> None:
    """Look at everything by which row security could be passed by, and log what makes it slow or talkative.

    Args:
        run: runs a query with the application's role.
        metadata: the tables with their marks; None for those of all models that are imported.

    Raises:
        NotProtected: with every problem and its remedy.
    """
    found, known = catalog.read(run), metadata_of(metadata)
    problems = [problem for one in known for problem in problems_of(found, one)]
    problems = list(dict.fromkeys(problems))
    if problems:
        raise NotProtected(
            f"Row security does not protect this database ({len(problems)} problems).",
            "\n".join(f"{p.code}: {p.message} {p.remedy}" for p in problems),
        )
    for one in known:
        for said in advice.of(found, one):
            logger.info("%s: %s %s", said.code, said.message, said.remedy)


def problems_of(found: Catalog, metadata: MetaData) -> list[Problem]:
    """All ways past the policies of the tables.

    Args:
        found: what the database says.
        metadata: the tables with their marks.
    """
    if not has_owners(rules_of(metadata)):
        return []
    declared = protections(metadata, found.role.name, found.role.schema)
    return [
        *_of_role(found),
        *(problem for one in declared for problem in _of_table(found, one)),
        *_of_views(found),
        *_of_functions(found),
    ]


def _of_role(found: Catalog) -> Iterator[Problem]:
    role, everyone = found.role, everyone_role(found.role.name)
    create = "Connect with a role of its own: row_security.role_statements(...) has the statements."
    if role.superuser:
        yield Problem(
            "ROLE_SUPERUSER",
            f"The role {role.name!r} is a superuser, for whom no policy holds.",
            create,
        )
    elif role.bypasses:
        yield Problem("ROLE_BYPASSRLS", f"The role {role.name!r} has BYPASSRLS.", create)
    elif not role.may_be_everyone:
        grant = f"Create the role and say GRANT {everyone} TO {role.name}."
        yield Problem(
            "NO_EVERYONE_ROLE", f"The role {role.name!r} is no member of {everyone!r}.", grant
        )
    elif role.is_everyone:
        revoke = f"Say ALTER ROLE {role.name} NOINHERIT, REVOKE {everyone} FROM {role.name}, and GRANT it again."
        yield Problem(
            "ROLE_IS_EVERYONE",
            f"The role {role.name!r} inherits the rights of {everyone!r}.",
            revoke,
        )


def _of_table(found: Catalog, declared: Protection) -> Iterator[Problem]:
    key = (declared.table.schema or found.role.schema, declared.table.name)
    live = found.relations.get(key)
    if live is None:
        return
    name = declared.table.fullname
    if declared.policies and not live.enabled:
        remedy = f"Say ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, in a migration."
        yield Problem("ROW_SECURITY_OFF", f"Row security is off for table {name!r}.", remedy)
    if declared.policies and not live.forced:
        remedy = f"Say ALTER TABLE {name} FORCE ROW LEVEL SECURITY, in a migration."
        yield Problem(
            "ROW_SECURITY_NOT_FORCED",
            f"Row security does not hold for the owner of table {name!r}.",
            remedy,
        )
    if live.owned and not found.role.superuser:
        remedy = "Let another role own it, of which the application is no member."
        yield Problem(
            "ROLE_OWNS_TABLE",
            f"The role {found.role.name!r} owns table {name!r} and could turn row security off.",
            remedy,
        )
    yield from _of_policies(found, declared, key)
    yield from _of_privileges(found, declared, live)


def _of_policies(found: Catalog, declared: Protection, key: Name) -> Iterator[Problem]:
    if not declared.policies:
        return
    name = declared.table.fullname
    live = {policy.name: policy for policy in found.policies.get(key, [])}
    for policy in declared.policies:
        there = live.pop(policy.name, None)
        if there is None:
            yield Problem(
                "NO_POLICY",
                f"Table {name!r} has no policy {policy.name!r}.",
                "Create it in a migration.",
            )
        elif there.normal != policy.normal:
            remedy = "Replace it in a migration; autogenerate writes it."
            yield Problem(
                "POLICY_DIFFERS",
                f"Policy {policy.name!r} of table {name!r} is not what its model says.",
                remedy,
            )
    for other in live:
        remedy = "Drop it in a migration: one policy more lets more rows through."
        yield Problem(
            "POLICY_UNDECLARED",
            f"Table {name!r} has a policy {other!r} that its model does not know.",
            remedy,
        )


def _of_privileges(found: Catalog, declared: Protection, live: Relation) -> Iterator[Problem]:
    if live.owned:
        return
    mine = dict(declared.grants).get(found.role.name, ())
    for privilege in sorted(live.privileges - {*mine, "TRIGGER"}):
        name = declared.table.fullname
        remedy = f"Say REVOKE {privilege} ON {name} FROM {found.role.name}, or from PUBLIC."
        yield Problem(
            f"{privilege}_GRANTED", f"The application has {privilege} on table {name!r}.", remedy
        )


def _of_views(found: Catalog) -> Iterator[Problem]:
    for live in found.relations.values():
        name = ".".join(live.name)
        if "SELECT" not in live.privileges or found.role.superuser:
            continue
        if live.kind == _VIEW and not live.invoker:
            remedy = f"Say ALTER VIEW {name} SET (security_invoker = true); PostgreSQL 15 or later."
            yield Problem(
                "VIEW_NOT_SECURITY_INVOKER",
                f"View {name!r} is read with the rights of its owner.",
                remedy,
            )
        if live.kind == _MATERIALISED:
            remedy = f"Say REVOKE SELECT ON {name} FROM {found.role.name}."
            yield Problem(
                "MATERIALISED_VIEW", f"Materialised view {name!r} holds rows of all owners.", remedy
            )


def _of_functions(found: Catalog) -> Iterator[Problem]:
    for pair in found.functions:
        if not found.role.superuser:
            name = ".".join(pair)
            remedy = (
                f"Make it SECURITY INVOKER, or say REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC."
            )
            yield Problem(
                "SECURITY_DEFINER",
                f"Function {name!r} runs with the rights of a role that sees all rows.",
                remedy,
            )

"""What PostgreSQL is told about each table: its policies, and what the application's roles may do with it.

The rule here: it follows from the marks of the tables alone. A table whose rows have owners gets two policies, `owner`
for everybody and `everyone` for the role of `EVERYONE`; a shared table gets none, and the application may only read it;
a table that nobody classified is given to nobody but `EVERYONE`.
"""

from dataclasses import dataclass

from sqlalchemy import MetaData, Table

from colonnade.data.isolation.marks import rules_of
from colonnade.data.isolation.row_security.expressions import is_own, may_be_written
from colonnade.data.isolation.rules import Kind, Rule

READ, WRITE = ("SELECT",), ("DELETE", "INSERT", "SELECT", "UPDATE")

_PRIVILEGES = {
    Kind.OWNER: ("DELETE", "SELECT", "UPDATE"),
    Kind.OWNED: WRITE,
    Kind.THROUGH: WRITE,
    Kind.SHARED: READ,
    Kind.SHARED_WRITABLE: WRITE,
}


@dataclass(frozen=True, order=True)
class Policy:
    """A policy of a table.

    Attributes:
        name: its name.
        role: whom it is for.
        using: which rows are seen and changed.
        check: which rows may be written; None for those that are seen.
        command: for which statements it is.
    """

    name: str
    role: str
    using: str
    check: str | None = None
    command: str = "ALL"

    @property
    def normal(self) -> tuple[str | None, ...]:
        """What is compared: without white space and quotes, which PostgreSQL sets as it likes."""
        check = None if self.check is None else _bare(self.check)
        return (self.name, self.role, _bare(self.using), check, self.command)


@dataclass(frozen=True)
class Protection:
    """What PostgreSQL is told about one table.

    Attributes:
        table: the table.
        policies: its policies, by name; none where its rows have no owners.
        grants: for each role its privileges, in the order of the alphabet.
    """

    table: Table
    policies: tuple[Policy, ...]
    grants: tuple[tuple[str, tuple[str, ...]], ...]


def everyone_role(role: str) -> str:
    """The role that a session for `EVERYONE` takes, by the name of the application's role."""
    return f"{role}_everyone"


def protections(
    metadata: MetaData, role: str, default_schema: str | None = None
) -> list[Protection]:
    """What PostgreSQL is told about the tables, parents first.

    Args:
        metadata: the tables, with their marks.
        role: the role with which the application connects.
        default_schema: the schema to write where a table names none; None to write none.
    """
    rules = rules_of(metadata)
    return [
        _protection(table, rules.get((table.schema, table.name)), role, default_schema)
        for table in metadata.sorted_tables
    ]


def _protection(
    table: Table, rule: Rule | None, role: str, default_schema: str | None
) -> Protection:
    given = _PRIVILEGES[rule.kind] if rule else ()
    everyone = everyone_role(role)
    grants = (((role, given),) if given else ()) + ((everyone, WRITE),)
    if rule is None or not rule.private:
        return Protection(table, (), grants)
    using = is_own(rule, table, default_schema)
    check = may_be_written(rule, table, default_schema)
    policies = (
        Policy("everyone", everyone, "true"),
        Policy("owner", "public", using, check if check != using else None),
    )
    return Protection(table, policies, grants)


def _bare(text: str) -> str:
    return "".join(text.replace('"', "").split())

"""Models and a database, compared: what one of them has and the other does not.

The models' tables are made in an empty database of the same kind, and the two catalogues are compared fact by fact. So
whatever the database makes of a type, a default or a name, it makes of both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import MetaData, text
from sqlalchemy.exc import SQLAlchemyError

from colonnade.errors import SourceError
from colonnade.findings import Finding, Place, Severity
from colonnade.schema.catalog import Catalog, Fact, catalog
from colonnade.schema.compare import BEYOND_MODELS, compare
from colonnade.schema.database.connect import connected, redacted
from colonnade.schema.database.scratch import Scratch, make_tables, scratch
from colonnade.schema.evidence import place_of
from colonnade.schema.rules.drift import CODE

OF_COLUMNS = frozenset(
    {"column", "type", "not null", "default", "automatic", "generated", "column comment"}
)
_LEFT_OUT = BEYOND_MODELS | {"collation"}
_BOOKKEEPING = ("alembic_version", "colonnade_")
"""Tables that migrations keep for themselves."""


@dataclass(frozen=True)
class _Subject:
    """What a fact is about: a kind of thing, of a table, perhaps of one of its columns."""

    kind: str
    table: str
    column: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}" if self.column else self.table


_Facts = dict[_Subject, list[str]]


def drift(models: MetaData, url: str, server: str | None = None) -> list[Finding]:
    """What models and a database do not have in common.

    Views, triggers, functions, policies and collations that only the database has are no drift: models have no words for
    them. Nothing is written to the database; the tables of the models are made in a database of their own, and dropped.

    Args:
        models: the tables of the models.
        url: the database.
        server: where the tables of the models are made; on the server of the database when None.

    Raises:
        ConfigurationError: a URL or its driver is wrong.
        SourceError: a server cannot be reached, or refuses to make a database or one of the tables.
    """
    database = catalog(url)
    with connected(url) as connection:
        kind = connection.dialect.name
        query = "SELECT extname FROM pg_extension"
        extensions = connection.scalars(text(query)).all() if kind == "postgresql" else []
    with scratch(server or url) as made:
        _make(made, models, list(extensions))
        wanted = catalog(made.engine)
    found = compare(wanted, database)
    more = _facts(database, found.invented)
    return list(_findings(_facts(wanted, found.lost), more, models, redacted(url)))


def _make(made: Scratch, models: MetaData, extensions: list[str]) -> None:
    """Make the tables of the models, with the schemas and extensions that they need."""
    try:
        with made.engine.begin() as connection:
            make_tables(connection, [models], extensions)
    except SQLAlchemyError as error:
        words = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise SourceError(
            f"The tables of the models cannot be made: {words}",
            "Name a server of the same kind that can make them: --server URL.",
        ) from error


def _facts(of: Catalog, kinds: Mapping[str, frozenset[Fact]]) -> _Facts:
    """Facts by what they are about, without those that follow from a table or a column that is missing."""
    found: _Facts = {}
    for kind in sorted(kinds.keys() - _LEFT_OUT):
        for fact in sorted(kinds[kind]):
            subject, said = _split(of.dialect, kind, fact)
            if not subject.table.rpartition(".")[2].startswith(_BOOKKEEPING):
                found.setdefault(subject, []).append(said)
    return {subject: said for subject, said in found.items() if not _follows(subject, found)}


def _split(dialect: str, kind: str, fact: Fact) -> tuple[_Subject, str]:
    if kind not in OF_COLUMNS:
        return _Subject(kind, fact[0].removeprefix("public.")), ", ".join(fact[1:])
    name, rest = fact[0].removeprefix("public."), fact[1:]
    if dialect == "postgresql":
        table, _, column = name.rpartition(".")
    else:
        table, column, rest = name, fact[1], fact[2:]
    return _Subject(kind, table, column), ", ".join(rest)


def _follows(subject: _Subject, found: _Facts) -> bool:
    kind, table = subject.kind, subject.table
    if kind != "table" and _Subject("table", table) in found:
        return True
    if kind != "column" and _Subject("column", table, subject.column) in found:
        return True
    # A constraint that differs as a whole is not named a second time for its name.
    return kind.endswith(" name") and _Subject(kind.removesuffix(" name"), table) in found


def _findings(wanted: _Facts, there: _Facts, models: MetaData, url: str) -> Iterator[Finding]:
    for subject in sorted({*wanted, *there}, key=lambda one: (one.table, one.column, one.kind)):
        yield Finding(
            CODE,
            _place(subject, models, url),
            _message(subject, wanted.get(subject), there.get(subject)),
            "Write the revision that is missing, `colonnade migrate create`, or say it in the models.",
            Severity.WARNING,
        )


def _message(subject: _Subject, wanted: list[str] | None, there: list[str] | None) -> str:
    what = f"`{subject.name}`" if subject.kind in ("table", "column") else f"of `{subject.name}`"
    if wanted and there:
        here, other = "; ".join(wanted), "; ".join(there)
        return f"The {subject.kind} {what} is {here} in the models and {other} in the database."
    said = "; ".join(filter(None, wanted or there or ()))
    where = "models" if wanted else "database"
    return f"Only in the {where}: the {subject.kind} {what}{f' ({said})' if said else ''}."


def _place(subject: _Subject, models: MetaData, url: str) -> Place:
    table = models.tables.get(subject.table)
    if table is None:
        return Place(f"{url}: {subject.name}")
    column = table.columns.get(subject.column)
    return place_of(table if column is None else column)

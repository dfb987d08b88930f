"""All kinds of changes, and the module of models before or after them."""

from tests.migrate.create.combined_kinds import COMBINED_KINDS, REFUSED_KINDS
from tests.migrate.create.further_kinds import FURTHER_KINDS
from tests.migrate.create.kind import Kind
from tests.migrate.create.object_kinds import OBJECT_KINDS
from tests.migrate.create.table_kinds import TABLE_KINDS

KINDS = dict(sorted({**TABLE_KINDS, **OBJECT_KINDS}.items()))
"""Those of docs/reference/changes.json."""

ALL_KINDS = {**KINDS, **COMBINED_KINDS, **FURTHER_KINDS, **REFUSED_KINDS}

HEAD = """\
from sqlalchemy import *
from sqlalchemy.dialects.mysql import VARCHAR as MyString
from sqlalchemy.dialects.postgresql import ARRAY, DOMAIN, INT4RANGE, JSONB, ExcludeConstraint

from colonnade import prefix_index, search_index
from colonnade.data.history.table import add_history, history_of
from colonnade.data.history.triggers import keep_history
from colonnade.data.isolation.marks import HISTORY
from colonnade.data.models.triggers import keep_updated_at

COLLATION = "{collation}"
metadata = MetaData()
keep_updated_at(metadata)


def audited(name):
    # What `WithHistory` does for a table.
    if history_of(metadata) is None:
        keep_history(add_history(metadata))
    metadata.tables[name].info[HISTORY] = set()
    keep_history(metadata.tables[name])


class One(TypeDecorator):
    impl = String(50)
    cache_ok = True


class Two(TypeDecorator):
    impl = String(50)
    cache_ok = True


"""
COLLATIONS = {"sqlite": "NOCASE", "postgresql": "C", "mariadb": "utf8mb4_bin"}


def name_of(number: int) -> str:
    """The table of a kind."""
    return f"k{number:03}"


def made(dialect: str) -> dict[int, Kind]:
    """The kinds that one revision makes on a database."""
    return {
        number: kind
        for number, kind in KINDS.items()
        if dialect in kind.only and dialect not in kind.refused
    }


def combined(dialect: str) -> dict[int, Kind]:
    """The kinds of several changes that one revision makes on a database."""
    several = {**COMBINED_KINDS, **FURTHER_KINDS}
    return {number: kind for number, kind in several.items() if dialect in kind.only}


def refused(dialect: str) -> dict[int, Kind]:
    """The kinds that are refused on a database."""
    return {number: kind for number, kind in KINDS.items() if dialect in kind.refused}


def models(dialect: str, sides: dict[int, str]) -> str:
    """The text of a module with the tables of kinds.

    Args:
        dialect: the database.
        sides: `before` or `after` for each kind by its number.
    """
    lines = [HEAD.format(collation=COLLATIONS[dialect])]
    for number, side in sides.items():
        text = getattr(ALL_KINDS[number], side)
        whole = (
            text
            if "Table(" in text
            else f'Table("{{t}}", metadata, Column("id", Integer, primary_key=True), {text})'
        )
        lines.append(whole.format(t=name_of(number)))
    return "\n".join([*lines, "first = next(iter(metadata.tables.values()))"])

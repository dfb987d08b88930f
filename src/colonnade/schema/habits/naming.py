"""How constraints and indexes are named, told from the names that are there.

A name such as `album_artist_id_fkey` is turned back into SQLAlchemy's template `%(table_name)s_%(column_0_N_name)s_fkey`;
the template that most names of a kind give is the habit.
"""

import re
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.schema import conv

DEFAULTS = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
"""What is taken where a schema shows no habit; the same as `colonnade.NAMING_CONVENTION`."""

KINDS: dict[str, type[Constraint | Index]] = {
    "pk": PrimaryKeyConstraint,
    "fk": ForeignKeyConstraint,
    "uq": UniqueConstraint,
    "ck": CheckConstraint,
    "ix": Index,
}
CHECK = re.compile(r"(?P<before>(ck|chk|check)_)?%\(table_name\)s_(?P<short>.+?)(?P<after>_check)?")


def convention_of(metadata: MetaData) -> dict[str, str]:
    """The `naming_convention` that makes most names of a schema: a template each for pk, fk, uq, ck and ix.

    A kind without names, or without one template for more than half of them, gets the template that the `MetaData` was
    given, else the one of `DEFAULTS`.
    """
    named = [item for table in metadata.tables.values() for item in _items(table) if item.name]
    return {kind: _habit(kind, named) or _given(kind, metadata) for kind in KINDS}


def name_to_write(item: Constraint | Index, convention: dict[str, str]) -> str | None:
    """The `name=` that has to be written so that the convention gives the item the name it has.

    None when the convention makes the name by itself; the short name of a check; a `conv` where a check's name is to be
    taken as it stands.
    """
    if item.name is None:
        return None
    kind = kind_of(item)
    template = convention[kind]
    if kind == "ck":
        return _short_name(item, template) or conv(str(item.name))
    return None if made_by(template, item) == item.name else str(item.name)


def kind_of(item: Constraint | Index) -> str:
    """The key of a `naming_convention` under which an item falls."""
    return next(key for key, kind in KINDS.items() if isinstance(item, kind))


def made_by(template: str, item: Constraint | Index) -> str | None:
    """The name that a template gives to a constraint or an index; None where it cannot give one."""
    tokens = {token: value for value, token in _tokens(item)}
    try:
        return template % tokens
    except KeyError:
        return None


def _items(table: Table) -> Iterator[Constraint | Index]:
    """The constraints that a convention can name, and the indexes."""
    kinds = tuple(KINDS.values())
    yield from (constraint for constraint in table.constraints if isinstance(constraint, kinds))
    yield from table.indexes


def _habit(kind: str, named: list[Constraint | Index]) -> str | None:
    items = [item for item in named if isinstance(item, KINDS[kind])]
    votes = Counter(template for item in items if (template := _template(item)) is not None)
    best, count = next(iter(votes.most_common(1)), (None, 0))
    return best if count * 2 > len(items) else None


def _given(kind: str, metadata: MetaData) -> str:
    """The template of the `MetaData`, unless it is only what SQLAlchemy gives to every one."""
    given = {str(key): value for key, value in metadata.naming_convention.items()}
    template = given.get(kind)
    own = isinstance(template, str) and template != MetaData().naming_convention.get(kind)
    return str(template) if own else DEFAULTS[kind]


def _template(item: Constraint | Index) -> str | None:
    """The template behind one name; None where the name shows none."""
    name = str(item.name)
    if "%" in name:
        return None
    if isinstance(item, CheckConstraint):
        return _check_template(item)
    for value, token in _tokens(item):
        whole = rf"(?<![^_]){re.escape(value)}(?![^_])"
        name = re.sub(whole, f"%({token})s", name, count=1)
    return name if "%(" in name and made_by(name, item) == item.name else None


def _check_template(item: CheckConstraint) -> str | None:
    """A check has no name of its own but the one a person gave it; around it stand the table's and a mark."""
    name = re.sub(
        rf"(?<![^_]){re.escape(item.table.name)}_", "%(table_name)s_", str(item.name), count=1
    )
    match = CHECK.fullmatch(name)
    if match is None or not (match["before"] or match["after"]):
        return None
    return f"{match['before'] or ''}%(table_name)s_%(constraint_name)s{match['after'] or ''}"


def _short_name(item: Constraint | Index, template: str) -> str | None:
    """The part of a check's name that stands for `%(constraint_name)s` in the template."""
    table = getattr(item, "table", None)
    if table is None:
        return None
    before, _, after = template.replace("%(table_name)s", table.name).partition(
        "%(constraint_name)s"
    )
    name = str(item.name)
    fits = name.startswith(before) and name.endswith(after) and len(name) > len(before) + len(after)
    return name[len(before) : len(name) - len(after)] if fits else None


def _tokens(item: Constraint | Index) -> Iterator[tuple[str, str]]:
    """The parts that a name may be made of, and SQLAlchemy's words for them; the longer ones first."""
    columns = _columns(item)
    if columns:
        yield "_".join(column.name for column in columns), "column_0_N_name"
    if isinstance(item, ForeignKeyConstraint):
        yield item.referred_table.name, "referred_table_name"
    if item.table is not None:
        yield item.table.name, "table_name"


def _columns(item: Constraint | Index) -> list[Column[object]]:
    """The columns of a constraint or index; none where an index holds an expression."""
    if isinstance(item, Index):
        plain = [one for one in item.expressions if isinstance(one, Column)]
        return plain if len(plain) == len(item.expressions) else []
    if isinstance(item, ForeignKeyConstraint):
        return [element.parent for element in item.elements]
    return list(getattr(item, "columns", ()))

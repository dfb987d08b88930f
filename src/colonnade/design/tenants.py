"""What has to be said of tables that everybody reads although they seem to be somebody's."""

from collections.abc import Iterator, Mapping

from sqlalchemy import MetaData

from colonnade.schema.relations import relations_of
from colonnade.schema.traits import OwnershipKind, owned_otherwise, ownership, says_whose


def warnings(metadata: MetaData) -> list[str]:
    """Which tables everybody reads although a column leads to an owner or to owned rows, and what to do, by its reason."""
    others = owned_otherwise(metadata)
    below = {key: name for key, name in _below_owned(metadata) if key not in others}
    return [words(columns) for columns, words in ((others, _others), (below, _below)) if columns]


def _others(columns: Mapping[str, str]) -> str:
    return (
        f"Everybody reads the rows of these tables, because the owner they name is of another kind: {_names(columns)}. "
        "A project begins with one kind of owner. Set `owner: 'true'` on the columns that lead to it; rows that go with "
        "an owned row (`delete: cascade`) are owned through it. The library knows several kinds: derive each from "
        "`Owner`, and name them with `Owned.by`."
    )


def _below(columns: Mapping[str, str]) -> str:
    return (
        f"Everybody reads the rows of these tables, although they refer to an owner or to its rows: {_names(columns)}. "
        "With NOT NULL and ON DELETE CASCADE on these columns (`not null`, `delete: cascade`) the rows are owned through "
        "the ones they refer to; a column for the owner does it as well."
    )


def _names(columns: Mapping[str, str]) -> str:
    return ", ".join(f"`{key}.{column}`" for key, column in sorted(columns.items()))


def _below_owned(metadata: MetaData) -> Iterator[tuple[str, str]]:
    """The shared tables with a column that seems to say whose their rows are, and that column."""
    kinds = {key: one.kind for key, one in ownership(metadata).items()}
    for table in metadata.tables.values():
        if kinds.get(table.key) is OwnershipKind.SHARED:
            for relation in relations_of(table):
                if says_whose(relation, kinds[relation.parent.key]):
                    yield table.key, relation.columns[0].name
                    break

"""Answers to a schema, written as DBML."""

from collections.abc import Sequence
from dataclasses import replace

from colonnade.schema.dbml import read_dbml, write_dbml
from colonnade.schema.dbml.strings import quoted_name
from colonnade.schema.info import schema_info
from colonnade.schema.questions.asked import QUESTIONS, Answers, answer, listed, misunderstood
from colonnade.schema.questions.entities import KNOWN, Known, entities_of
from colonnade.schema.questions.keys import OWNERS, Key, Link, keys_of, links_of, owned
from colonnade.schema.questions.relationships import relationships_of
from colonnade.schema.questions.rules import mark_searched, set_rules

_PARTIALS = {
    "timestamps": [
        "created_at timestamptz [not null, default: `now()`]",
        "updated_at timestamptz [not null, default: `now()`]",
    ],
    "soft_delete": [
        "deleted_at timestamptz [note: 'Set when the row is deleted; the row itself stays']"
    ],
}


def answers_to_dbml(answers: Answers) -> str:
    """The DBML text of the schema that the answers describe.

    Args:
        answers: key of a question -> the answer as typed; what is missing or empty takes the default.

    Raises:
        UsageError: an answer cannot be understood; it names the answer and shows the form expected.
    """
    for question in QUESTIONS:
        answer(answers, question.key)
    entities = entities_of(listed(answers, "entities"))
    relationships = relationships_of(listed(answers, "relationships"), entities)
    owners = answer(answers, "owners")
    if owners == "yes" and not set(OWNERS) & set(entities):
        raise misunderstood("owners", "there is no entity `users` to own rows")
    keys = owned(entities, keys_of(relationships), owners)
    partials = [name for name in _PARTIALS if answer(answers, name) == "yes"]
    text = _text(entities, keys, links_of(relationships), partials)
    metadata = read_dbml(text, "answers")
    schema_info(metadata).project = answer(answers, "project")
    set_rules(metadata, listed(answers, "validation"))
    mark_searched(metadata, listed(answers, "search"))
    return write_dbml(metadata)


def _text(
    entities: Sequence[str], keys: Sequence[Key], links: Sequence[Link], partials: Sequence[str]
) -> str:
    blocks = [_block(f"TablePartial {name}", _PARTIALS[name]) for name in partials]
    for entity in entities:
        own = [key for key in keys if key.table == entity]
        blocks.append(_block(f"Table {quoted_name(entity)}", _table(entity, own, partials)))
    blocks += [_reference(key) for key in keys]
    blocks += [_link(link) for link in links]
    return "\n".join(blocks)


def _table(entity: str, keys: Sequence[Key], partials: Sequence[str]) -> list[str]:
    """The lines of an entity: key, own columns, foreign keys, partials, indexes and checks."""
    columns = KNOWN.get(entity, (Known("name", "varchar(200)"),))
    owner = next((key.column for key in keys if key.target in OWNERS and key.cascade), None)
    indexes = [f"{key.column}{' [unique]' if key.unique else ''}" for key in keys]
    if owner and entity not in OWNERS:
        indexes += [
            f"({owner}, {column.name}) [unique]" for column in columns if _is_unique(column)
        ]
        columns = tuple(_once_per_owner(column) for column in columns)
    checks = [f"`{c.check}` [name: '{c.name}_valid']" for c in columns if c.check]
    return [
        "id integer [pk, increment]",
        *(_column(column.name, column.type, column.settings) for column in columns),
        *(_column(key.column, "integer", key.settings) for key in keys),
        *(f"~{name}" for name in partials),
        *([_block("indexes", indexes)] if indexes else []),
        *([_block("checks", checks)] if checks else []),
    ]


def _is_unique(column: Known) -> bool:
    return column.settings.endswith("unique")


def _once_per_owner(column: Known) -> Known:
    """Two owners may use the same name."""
    return replace(column, settings=column.settings.removesuffix("unique").rstrip(", "))


def _column(name: str, type_: str, settings: str) -> str:
    return f"{name} {type_} [{settings}]" if settings else f"{name} {type_}"


def _reference(key: Key) -> str:
    action = " [delete: cascade]" if key.cascade else ""
    return f"Ref: {quoted_name(key.table)}.{key.column} > {quoted_name(key.target)}.id{action}"


def _link(link: Link) -> str:
    """A row of a link table goes when one of its two sides goes."""
    first, second = link.columns
    lines = [f"{first} integer", f"{second} integer"]
    lines.append(_block("indexes", [f"({first}, {second}) [pk]", second]))
    sides = zip(link.columns, link.targets, strict=True)
    refs = [
        f"Ref: {link.name}.{column} > {quoted_name(target)}.id [delete: cascade]"
        for column, target in sides
    ]
    return "\n".join([_block(f"Table {link.name}", lines), *refs])


def _block(head: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{head} {{", *lines, "}"])

"""`MetaData` to DBML, as a careful person would type it.

What DBML has no word for stands in custom settings (`computed`, `persisted`, `identity`, `autoincrement`,
`collation`), which `read_dbml` understands, or, where there is no such place, in a comment.
"""

from collections.abc import Iterator

import sqlalchemy as sa

from colonnade.schema.dbml.strings import quoted, quoted_name
from colonnade.schema.dbml.type_names import type_name
from colonnade.schema.dbml.written_constraints import references
from colonnade.schema.dbml.written_partials import WrittenPartials
from colonnade.schema.dbml.written_tables import aligned, indented, table_name, written_table
from colonnade.schema.info import schema_info


def write_dbml(metadata: sa.MetaData) -> str:
    """The DBML text of a schema, whichever source it came from."""
    partials = WrittenPartials(metadata)
    blocks = [
        *_project(metadata),
        *_enums(metadata),
        *partials.blocks(),
        *(written_table(table, partials) for table in metadata.tables.values()),
    ]
    if refs := "\n".join(ref for table in metadata.tables.values() for ref in references(table)):
        blocks.append(refs)
    blocks += _groups(metadata)
    blocks += _omitted(metadata)
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _project(metadata: sa.MetaData) -> Iterator[str]:
    info = schema_info(metadata)
    if info.project or info.note:
        name = quoted_name(info.project) + " " if info.project else ""
        note = [f"Note: {quoted(info.note)}"] if info.note else []
        yield "\n".join([f"Project {name}{{", *indented(note), "}"])


def _enums(metadata: sa.MetaData) -> Iterator[str]:
    enums = {type_name(enum): enum for enum in _enum_types(metadata) if enum.name}
    for name, enum in enums.items():
        yield "\n".join([f"Enum {name} {{", *indented(map(quoted_name, enum.enums)), "}"])


def _enum_types(metadata: sa.MetaData) -> Iterator[sa.Enum]:
    yield from metadata.get_schema_objects(sa.Enum)
    for table in metadata.tables.values():
        for column in table.columns:
            type_ = column.type
            item = type_.item_type if isinstance(type_, sa.ARRAY) else type_
            if isinstance(item, sa.Enum):
                yield item


def _groups(metadata: sa.MetaData) -> Iterator[str]:
    for name, tables in schema_info(metadata).groups.items():
        members = [table_name(metadata.tables[key]) for key in tables if key in metadata.tables]
        yield "\n".join([f"TableGroup {quoted_name(name)} {{", *indented(members), "}"])


def _omitted(metadata: sa.MetaData) -> Iterator[str]:
    rows = [[f"// {item.kind}", item.name] for item in schema_info(metadata).omissions]
    if rows:
        yield "\n".join(["// Not in this file:", *aligned(rows)]).replace("\n\n", "\n")

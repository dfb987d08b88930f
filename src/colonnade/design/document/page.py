"""What every section of the document is made from."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import MetaData, Table

from colonnade.design.design import Backend, Design
from colonnade.design.document.markdown import anchors, code
from colonnade.design.names import Names, names_of
from colonnade.schema.info import schema_info
from colonnade.schema.relations import Relation, relations


@dataclass(frozen=True)
class Page:
    """A design, with what the sections share."""

    design: Design

    @property
    def metadata(self) -> MetaData:
        return self.design.metadata

    @cached_property
    def tables(self) -> list[Table]:
        """The tables in the order of the document."""
        return sorted(self.metadata.tables.values(), key=lambda table: table.key)

    @cached_property
    def relations(self) -> list[Relation]:
        """Every foreign key, by table and then by column."""
        return relations(self.metadata)

    def children(self, table: Table) -> list[Relation]:
        """The foreign keys of other tables that refer to a table."""
        return self._children.get(table.key, [])

    @cached_property
    def _children(self) -> dict[str, list[Relation]]:
        found: dict[str, list[Relation]] = {}
        for relation in self.relations:
            if relation.child is not relation.parent:
                found.setdefault(relation.parent.key, []).append(relation)
        return found

    @cached_property
    def names(self) -> Names:
        """The names in the models."""
        return names_of(self.design)

    @cached_property
    def _anchors(self) -> dict[str, str]:
        return anchors((table.key for table in self.tables), "table-")

    @property
    def backend(self) -> Backend:
        """The database that the advice is for: the source's, else the one the project starts with."""
        dialect = schema_info(self.metadata).dialect
        return Backend(dialect) if dialect else self.design.backend

    def anchor(self, table: Table) -> str:
        """The address of a table's section."""
        return self._anchors[table.key]

    def link(self, table: Table) -> str:
        """A table's name that leads to its section."""
        return f"[{code(table.key)}](#{self.anchor(table)})"

    def links(self, tables: list[Table]) -> str:
        """Several of them, separated by commas."""
        return ", ".join(self.link(table) for table in tables)

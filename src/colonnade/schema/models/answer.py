"""What the process that imports models answers."""

from dataclasses import dataclass, field

from sqlalchemy import MetaData

from colonnade.findings import Finding
from colonnade.schema.info import SchemaInfo


@dataclass
class Answer:
    """The tables, or the mistakes.

    Attributes:
        metadata: the tables.
        info: the side information of the schema, which a pickled `MetaData` leaves behind.
        findings: why there are no tables.
    """

    metadata: MetaData = field(default_factory=MetaData)
    info: SchemaInfo = field(default_factory=SchemaInfo)
    findings: list[Finding] = field(default_factory=list)

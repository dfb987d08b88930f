"""An index with `text_pattern_ops` finds prefixes for `LIKE`, not for `ILIKE`.

PostgreSQL reads the whole table for `ILIKE 'ab%'`, whatever the index. An index on `lower(name)` serves
`lower(name) LIKE lower(...)`, and one of trigrams serves `ILIKE`. Reported where the project uses `ilike` and never `like`.

Bad:

    from sqlmodel import Field, Index, SQLModel, col, select

    class Tag(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=50)

    Index("ix_tag_name_pattern", Tag.name, postgresql_ops={"name": "text_pattern_ops"})
    statement = select(Tag).where(col(Tag.name).ilike("a%"))

Good:

    from sqlmodel import Field, Index, SQLModel, col, func, select

    class Tag(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=50)

    Index("ix_tag_name_pattern", func.lower(Tag.name).label("name"), postgresql_ops={"name": "text_pattern_ops"})
    statement = select(Tag).where(func.lower(col(Tag.name)).like("a%"))
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import keyword
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL148"
SEVERITY = Severity.WARNING
CALLS = frozenset({"Index"})
NEEDS = ("postgresql_ops",)
IMPORTS = frozenset({"Index"})
_INDEXES = ("sqlmodel.Index", "sqlalchemy.Index", "sqlalchemy.schema.Index")


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report indexes for patterns on a plain column, in a project that never says `like`."""
    if source.resolve(node.func) not in _INDEXES:
        return
    ops = keyword(node, "postgresql_ops")
    if ops is None or "_pattern_ops" not in ast.unparse(ops.value):
        return
    plain = all(isinstance(one, ast.Attribute | ast.Constant) for one in node.args)
    if plain and source.project.says(".ilike(") and not source.project.says(".like("):
        yield Problem(
            node,
            "`ILIKE` does not use this index.",
            "Index `func.lower(...)` and compare with `func.lower(...).like(...)`, or use `gin_trgm_ops`.",
        )

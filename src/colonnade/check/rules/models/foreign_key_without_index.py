"""A foreign key has an index.

Databases other than MySQL and MariaDB make none. Without it every deletion of the row that is referred to, and every query for the
rows of one parent, reads the whole table. The columns of a composite key are found by its index from the first one only.

Bad:

    from sqlmodel import Field, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id")

Good:

    from sqlmodel import Field, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True)

Fine:

    from sqlalchemy import Index
    from sqlmodel import Field, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Hero(SQLModel, table=True):
        __table_args__ = (Index("ix_hero_team_id_name", "team_id", "name"),)
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id")
        name: str = Field(max_length=100)

Fine:

    from sqlmodel import Field, SQLModel, create_engine

    engine = create_engine("mysql+pymysql://localhost/app")

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id")
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, heirs, is_true, keyword, keywords, model_around
from colonnade.check.engines import is_for_mysql_alone
from colonnade.check.indexes import leads_an_index
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL140"
SEVERITY = Severity.ADVICE


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report foreign keys of tables that no index begins with."""
    call = field_call(node, source)
    key = keyword(call, "foreign_key")
    if call is None or key is None or keywords(call) & {"sa_column", "sa_column_kwargs", "**"}:
        return
    if is_true(call, "index") or is_true(call, "unique") or is_for_mysql_alone(source):
        return
    model = model_around(node, source)
    tables = [] if model is None else [model] if model.is_table else heirs(model)
    name = ast.unparse(node.target)
    if tables and not any(leads_an_index(name, one, source) for one in tables):
        yield Problem(
            node,
            f"No index begins with the foreign key `{tables[0].name}.{name}`.",
            "Say `index=True`.",
            (source.add_argument(call.keywords[-1], "index=True"),),
            safe=False,
        )

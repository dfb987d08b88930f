"""A table's name is no word of SQL.

SQLAlchemy quotes `user` and `order`; SQL that is written by hand, in a migration or a trigger, is a syntax error, or reads
something else: `SELECT * FROM user` is the name of the role on PostgreSQL, and a table like any other on MySQL. `User` alone
is left its default name.

Bad:

    from sqlmodel import Field, SQLModel

    class Order(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

Good:

    from sqlmodel import Field, SQLModel

    class Order(SQLModel, table=True):
        __tablename__ = "orders"

        id: int | None = Field(default=None, primary_key=True)

Fine:

    from sqlmodel import SQLModel

    class Order(SQLModel):
        id: int

Fine:

    from sqlmodel import Field, SQLModel, create_engine

    engine = create_engine("mysql+pymysql://localhost/shop")

    class User(SQLModel, table=True):
        __tablename__ = "user"

        id: int | None = Field(default=None, primary_key=True)
"""

from collections.abc import Iterator

from colonnade.check.engines import is_for_mysql_alone
from colonnade.check.project import Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL134"
SEVERITY = Severity.ADVICE
_WORDS = frozenset(
    (
        *("user", "order", "group", "table", "column", "check", "default", "grant", "index"),
        *("references", "select", "session_user", "union", "where", "limit", "offset", "all"),
        *("case", "cast", "constraint", "primary", "foreign", "unique", "from", "to", "into"),
    )
)


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report tables whose name has to be quoted everywhere."""
    if not node.is_table or node.table_name not in _WORDS or not _is_chosen(node):
        return
    if node.table_name != "user" or not is_for_mysql_alone(source):
        yield Problem(
            node,
            f"`{node.table_name}` is a word of SQL, so it has to be quoted wherever it is written.",
            f'Say `__tablename__ = "{node.table_name}s"`, or another name.',
        )


def _is_chosen(model: Model) -> bool:
    """Whether the name is written out, or is no `user`; a function may give any name."""
    lineage = list(model.project.lineage(model.cls))
    if any("__tablename__" in cls.methods for cls in lineage):
        return False
    written = any(
        "__tablename__" in cls.assigned or "__tablename__" in cls.fields for cls in lineage
    )
    return written or model.table_name != "user"

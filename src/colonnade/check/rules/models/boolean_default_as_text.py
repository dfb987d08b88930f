"""The database's default of a boolean is `sa.true()` or `sa.false()`, not a text.

SQLite stores the text `'false'`, which is read as `True`; MariaDB refuses the table; only PostgreSQL reads the word. A
`True` or `False` of Python is refused before that. `sa.false()` is what each database calls it.

Bad:

    import sqlalchemy as sa
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})

Good:

    import sqlalchemy as sa
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})

Fine:

    import sqlalchemy as sa
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        state: str = Field(default="false", sa_column_kwargs={"server_default": "false"}, max_length=9)
        done: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})

Fine:

    from sqlmodel import Field, SQLModel, create_engine

    engine = create_engine("postgresql+psycopg:///app")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, given, only_type, table_around
from colonnade.check.engines import is_for_postgresql_alone
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL145"
SEVERITY = Severity.WARNING


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report boolean columns whose default in the database is a word or a value of Python."""
    call = field_call(node, source)
    if is_for_postgresql_alone(source):
        return
    if call is None or only_type(node, source) != "bool" or table_around(node, source) is None:
        return
    for value in given(call, "server_default"):
        word = str(value.value).lower() if isinstance(value, ast.Constant) else ""
        if word in ("true", "false"):
            imported = source.names.get("sa") == "sqlalchemy"
            yield Problem(
                value,
                f"The default `{ast.unparse(value)}` of `{ast.unparse(node.target)}` is no boolean to every database.",
                f"Say `sa.{word}()`.",
                (source.replace(value, f"sa.{word}()"),) if imported else (),
            )

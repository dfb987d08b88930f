"""A field that is called `updated_at` changes when its row does.

`default_factory` runs for a new row only. `onupdate` runs with every UPDATE that the session or a statement of SQLAlchemy
makes; SQL that is written by hand needs a trigger.

Bad:

    from datetime import UTC, datetime
    from sqlmodel import Field, SQLModel

    def now() -> datetime:
        return datetime.now(UTC)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        updated_at: datetime = Field(default_factory=now)

Good:

    from datetime import UTC, datetime
    from sqlmodel import Field, SQLModel

    def now() -> datetime:
        return datetime.now(UTC)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        updated_at: datetime = Field(default_factory=now, sa_column_kwargs={"onupdate": now})

Fine:

    from datetime import datetime
    from sqlmodel import SQLModel

    class TaskPublic(SQLModel):
        updated_at: datetime
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, keyword, keywords, table_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import TIMES_OF_CHANGE
from colonnade.findings import Edit, Severity

CODE = "COL204"
SEVERITY = Severity.WARNING


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report fields of tables that tell when the row changed, and that nothing changes."""
    if not isinstance(node.target, ast.Name) or node.target.id not in TIMES_OF_CHANGE:
        return
    call = field_call(node, source)
    if node.value is not None and call is not node.value:
        return
    text = ast.unparse(node)
    if "**" in keywords(call) or "onupdate" in text or "default" not in text:
        return
    column = keyword(call, "sa_column")
    if column is not None and not isinstance(column.value, ast.Call):
        return
    model = table_around(node, source)
    if model is not None and not _is_changed(node.target.id, source):
        yield Problem(
            node,
            f"`{model.name}.{node.target.id}` keeps the time at which the row was made.",
            'Say `sa_column_kwargs={"onupdate": ...}`.',
            _edits(call, source),
            safe=False,
        )


def _is_changed(name: str, source: Source) -> bool:
    """Whether the project changes the field itself, or listens to updates."""
    words = (f".{name} =", f"values({name}=", "before_update")
    return any(source.project.says(word) for word in words)


def _edits(call: ast.Call | None, source: Source) -> tuple[Edit, ...]:
    """The factory of new rows is the factory of changed ones, unless it has no name."""
    factory = keyword(call, "default_factory")
    if call is None or factory is None or keywords(call) & {"sa_column", "sa_column_kwargs"}:
        return ()
    value = source.segment(factory.value)
    new = f'sa_column_kwargs={{"onupdate": {value}}}'
    return (source.add_argument(call.keywords[-1], new),)

"""Many rows are written, and the server plans by what it knew before.

Autovacuum looks again within minutes; until then a query on a column that was NULL everywhere is planned as if it still were. ANALYZE
takes a second and blocks nobody. The rule has to be selected.

Bad:

    def upgrade() -> None:
        op.execute("INSERT INTO step (task_id) SELECT id FROM task")

Good:

    def upgrade() -> None:
        op.execute("INSERT INTO step (task_id) SELECT id FROM task")
        op.execute("ANALYZE step")
"""

import re
from collections.abc import Iterator

from sqlglot import exp

from colonnade.findings import Severity
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM708"
SEVERITY = Severity.ADVICE
DATABASES = POSTGRESQL
OPT_IN = True


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report INSERT ... SELECT and UPDATE without a condition, where no ANALYZE comes behind."""
    for place, statement in enumerate(node.statements):
        said = statement.parsed
        is_copy = isinstance(said, exp.Insert) and said.find(exp.Select) is not None
        is_fill = isinstance(said, exp.Update) and said.args.get("where") is None
        tables = node.named_in(statement)[:1] if is_copy or is_fill else []
        later = [
            one for one in node.statements[place + 1 :] if one.says(r"^\s*(vacuum )?analyze\b")
        ]
        for table in tables:
            word = rf"\b{re.escape(table.name)}\b|analyze\s*;?\s*$"
            if not any(one.says(word) for one in later):
                yield Problem(
                    statement.line,
                    f"The server plans queries of {table.name} by what it knew before.",
                    f'op.execute("ANALYZE {table.name}") behind it.',
                )

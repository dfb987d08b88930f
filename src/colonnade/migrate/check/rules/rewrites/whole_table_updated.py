"""All rows of a table are changed by one statement.

Each row that was changed stays locked until the transaction ends, so every write to one of them waits, and the table grows to twice
its size. In batches of a thousand rows, each committed by itself, a writer waits for some milliseconds. A condition such as
`note IS NULL` on the column that is filled is no bound: at first it holds for all rows.

Bad:

    def upgrade() -> None:
        op.execute("UPDATE task SET points = 0 WHERE points IS NULL")

Good:

    def upgrade() -> None:
        # by itself, beside the application: colonnade migrate backfill task --set points=0 --where "points IS NULL"
        find = "SELECT max(id) FROM (SELECT id FROM task WHERE id > :last ORDER BY id LIMIT 1000) AS batch"
        change = "UPDATE task SET points = 0 WHERE id > :last AND id <= :top AND points IS NULL"
        with op.get_context().autocommit_block():
            last = -1
            while (top := op.get_bind().scalar(sa.text(find), {"last": last})) is not None:
                op.get_bind().execute(sa.text(change), {"last": last, "top": top})
                last = top

Fine:

    def upgrade() -> None:
        op.execute("UPDATE task SET points = 0 WHERE id = 7")
"""

from collections.abc import Iterator

from sqlglot import exp

from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM206"
DATABASES = SERVERS


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report UPDATE without a bound, on tables that were there."""
    update = node.parsed
    if not isinstance(update, exp.Update) or not _is_unbounded(update):
        return
    tables = revision.named_in(node)
    if tables:
        table = tables[0].name
        yield Problem(
            node.line,
            f"Every row of {table} stays locked until all of them are changed, and whoever writes to one waits.",
            f"Change them in batches, each committed by itself: {_command(table, update)}",
        )


def _command(table: str, update: exp.Update) -> str:
    """The command that does the same in batches."""
    said = [
        f'--set "{one.this.name}={_sql(one.expression)}"'
        for one in update.expressions
        if isinstance(one, exp.EQ)
    ]
    where = update.args.get("where")
    said += [f'--where "{_sql(where.this)}"'] if where is not None else []
    return " ".join(["colonnade migrate backfill", table, *said])


def _sql(expression: exp.Expression) -> str:
    """An expression as SQL, without parameters and without texts, which may be anybody's."""
    texts = (one for one in expression.find_all(exp.Literal) if one.is_string)
    return "..." if expression.find(exp.Placeholder) or any(texts) else expression.sql()


def _is_unbounded(update: exp.Update) -> bool:
    """Whether nothing but what is set decides which rows are changed."""
    where = update.args.get("where")
    if where is None:
        return True
    written = {one.this.name for one in update.expressions if isinstance(one, exp.EQ)}
    is_null = isinstance(where.this, exp.Is) and where.this.this.name in written
    return is_null and isinstance(where.this.expression, exp.Null)

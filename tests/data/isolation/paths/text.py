"""Text, and what becomes text."""

from sqlalchemy import (
    DDL,
    Integer,
    String,
    cast,
    extract,
    func,
    literal,
    literal_column,
    select,
    text,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import quoted_name
from sqlalchemy.sql.expression import ColumnElement, column
from sqlalchemy.types import UserDefinedType

from tests.data.isolation.models import Country, Task, metadata
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS
tasks = metadata.tables["tasks"]


@paths.add("execute(text)", REFUSED)
def _(s):
    return rows(s, text("SELECT title FROM tasks"))


@paths.add("text().columns() in from_statement", REFUSED)
def _(s):
    statement = text("SELECT * FROM tasks").columns(*tasks.columns)
    return [t.title for t in s.scalars(select(Task).from_statement(statement))]


@paths.add("select_from(text)", REFUSED)
def _(s):
    return rows(s, select(column("title")).select_from(text("tasks")))


@paths.add("where(text with OR)", REFUSED)
def _(s):
    return rows(s, select(Task.title).where(text("1 = 1 OR EXISTS (SELECT 1 FROM tasks)")))


@paths.add("where(text subselect)", REFUSED)
def _(s):
    oracle = text("EXISTS (SELECT 1 FROM tasks WHERE title = 'BOB1')")
    return rows(s, select(Country.name).where(oracle))


@paths.add("order_by(text subselect)", REFUSED, leaks=False)
def _(s):
    return rows(s, select(Country.name).order_by(text("(SELECT title FROM tasks WHERE id = 9200)")))


@paths.add("literal_column with a subselect", REFUSED)
def _(s):
    return rows(s, select(literal_column("(SELECT title FROM tasks WHERE id = 9200)")))


@paths.add("literal_column at the end of a list", REFUSED)
def _(s):
    return rows(s, select(literal_column("title FROM tasks --")))


@paths.add("words that make a UNION", REFUSED)
def _(s):
    statement = select(literal("x"))
    for word in ("union", "select", "title", "from", "tasks"):
        statement = statement.suffix_with(word)
    return rows(s, statement)


@paths.add("words as names", HARMLESS, leaks=False)
def _(s):
    return rows(s, select(text("title"), text("from"), text("tasks")))


@paths.add("suffix_with", REFUSED)
def _(s):
    return rows(s, select(literal("x")).suffix_with("UNION SELECT title FROM tasks"))


@paths.add("prefix_with", REFUSED, "sqlite", "postgresql")
def _(s):
    return rows(s, select(Country.name).prefix_with("(SELECT title FROM tasks WHERE id = 9200) ||"))


@paths.add("statement hint", REFUSED)
def _(s):
    return rows(s, select(Country.name).with_statement_hint("UNION SELECT title FROM tasks"))


@paths.add("table hint", REFUSED, "mysql")
def _(s):
    return rows(
        s,
        select(Country.name).with_hint(Country, ", tasks", "*"),
    )


@paths.add("custom operator", REFUSED)
def _(s):
    smuggled = literal(1).op("= 2 OR EXISTS (SELECT 1 FROM tasks WHERE user_id = 9002) AND 1 =")(1)
    return rows(s, select(Country.name).where(smuggled))


@paths.add("operator that opens a comment", REFUSED, "sqlite", "mysql")
def _(s):
    s.execute(tasks.update().values(title="changed").where(tasks.c.id.op("--")(tasks.c.id)))


@paths.add("operator that opens a comment on MariaDB", REFUSED, "mysql")
def _(s):
    s.execute(tasks.update().values(title="changed").where(tasks.c.id.op("#")(tasks.c.id)))


@paths.add("prefix operator", REFUSED, "sqlite", "postgresql")
def _(s):
    from sqlalchemy.sql.elements import UnaryExpression
    from sqlalchemy.sql.operators import custom_op

    smuggled = UnaryExpression(
        literal("!"),
        operator=custom_op("(SELECT title FROM tasks WHERE id = 9200) ||"),
        type_=String(),
    )
    return rows(s, select(smuggled))


@paths.add("function that runs SQL", REFUSED, "postgresql")
def _(s):
    query = "select title from tasks"
    return rows(s, select(cast(func.query_to_xml(query, True, False, ""), String)))


@paths.add("function that somebody made", REFUSED, "postgresql")
def _(s):
    return rows(s, select(func.all_titles()))


@paths.add("function that somebody made, in FROM", REFUSED, "postgresql")
def _(s):
    return rows(s, select(func.all_titles().column_valued("title")))


@paths.add("function of a schema", REFUSED, "postgresql")
def _(s):
    return rows(s, select(func.public.all_titles()))


@paths.add("function that looks into the database", REFUSED, "postgresql", leaks=False)
def _(s):
    return rows(s, select(func.pg_read_file("PG_VERSION")))


@paths.add("set_config", REFUSED, "postgresql", leaks=False)
def _(s):
    return rows(s, select(func.set_config("app.user_id", "2", True)))


@paths.add("field of extract()", REFUSED, "postgresql")
def _(s):
    field = "year FROM now()), (SELECT title FROM tasks WHERE id = 9200), EXTRACT(year"
    return rows(s, select(extract(field, func.now())))


@paths.add("type of a cast", REFUSED, "sqlite", "postgresql")
def _(s):
    class Smuggled(UserDefinedType):
        cache_ok = True

        def get_col_spec(self, **kw):
            return "TEXT), (SELECT title FROM tasks WHERE id = 9200"

    return rows(s, select(cast(literal("1"), Smuggled())))


@paths.add("name without quotes", REFUSED)
def _(s):
    name = quoted_name("(SELECT title FROM tasks WHERE id = 9200)", quote=False)
    return rows(s, select(column(name)))


@paths.add("table without quotes", REFUSED)
def _(s):
    alias = metadata.tables["countries"].alias(quoted_name("c, tasks", quote=False))
    return rows(s, select(func.count()).select_from(alias))


@paths.add("label without quotes", REFUSED)
def _(s):
    name = quoted_name("x, (SELECT title FROM tasks WHERE id = 9200) AS y", quote=False)
    return rows(s, select(literal(1).label(name)))


@paths.add("construct that renders itself", REFUSED)
def _(s):
    return rows(s, select(Smuggler()))


@paths.add("DDL", REFUSED, leaks=False)
def _(s):
    s.execute(DDL("SELECT 1"))


@paths.add("CREATE TABLE AS", REFUSED, "sqlite", "postgresql", leaks=False)
def _(s):
    s.execute(select(Task.title).into("copied"))


@paths.add("metadata.drop_all", REFUSED, leaks=False)
def _(s):
    metadata.drop_all(s.connection(), checkfirst=False)


@paths.add("reflection", HARMLESS, leaks=False)
def _(s):
    from sqlalchemy import inspect

    inspect(s.connection()).get_table_names()


@paths.add("exec_driver_sql", REFUSED)
def _(s):
    return list(map(tuple, s.connection().exec_driver_sql("SELECT title FROM tasks")))


@paths.add("exec_driver_sql that begins", REFUSED)
def _(s):
    return s.connection().exec_driver_sql("UPDATE tasks SET title = 'BEGIN'").rowcount


@paths.add("text update", REFUSED)
def _(s):
    s.execute(text("UPDATE tasks SET title = 'changed'"))


@paths.add("text insert with a foreign key", REFUSED)
def _(s):
    s.execute(text("INSERT INTO comments (body, task_id) VALUES ('x', 9200)"))


@paths.add("text that truncates", REFUSED, "postgresql", leaks=False)
def _(s):
    s.execute(text("TRUNCATE tasks CASCADE"))


@paths.add("type_coerce", SAME)
def _(s):
    return rows(s, select(type_coerce(Task.title, String), cast(Task.id, Integer)))


class Smuggler(ColumnElement[str]):
    """An application's own construct."""

    _traverse_internals = []
    inherit_cache = True
    type = String()


@compiles(Smuggler)
def _(element, compiler, **kw):
    return "(SELECT title FROM tasks WHERE id = 9200)"

"""What SQLAlchemy writes into the text of a statement by itself: values, names, signs and rows."""

from contextlib import suppress

from sqlalchemy import (
    ColumnDefault,
    Date,
    Float,
    Integer,
    MetaData,
    Numeric,
    Sequence,
    String,
    Table,
    bindparam,
    cast,
    collate,
    column,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    text,
    tuple_,
    type_coerce,
    update,
    values,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, ReleaseSavepointClause, SavepointClause

from tests.data.isolation.models import metadata
from tests.data.isolation.paths.core_writes import upsert
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.paths.text import Smuggler
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS
tasks, countries, users = (metadata.tables[n] for n in ("tasks", "countries", "users"))
STOLEN = "(SELECT title FROM tasks WHERE id = 9200)"


def quote(s):
    return "`" if s.bind.dialect.name == "mysql" else '"'


def as_text(value, kind, name="x"):
    return bindparam(name, value, kind, literal_execute=True)


class Says(str):
    """A text that says what it likes where it is asked for its letters."""

    def replace(self, *args):
        return f"x', {STOLEN}, '"


class Day:
    """Is written as a date."""

    def isoformat(self):
        return f"x' || {STOLEN.replace('T', 't')} || '"


class Name(str):
    """A name that says what it likes."""

    def replace(self, *args):
        return f"x`, {STOLEN} AS `y"

    def lower(self):
        return "select"


@paths.add("minus before a minus", HARMLESS, "postgresql")
def _(s):
    name = f"a\n1, {STOLEN} --"
    return rows(s, select(-literal_column("-5"), literal(1).label(name)))


@paths.add("minus before a negative value", HARMLESS, "sqlite", "postgresql")
def _(s):
    hidden = as_text(f"\n1, {STOLEN} --", String)
    found = s.execute(select(-as_text(-5, Integer, "n"), hidden)).one()
    return "BOB1" if found[1] == "BOB1" else len(found)


@paths.add("number that is a text", HARMLESS, leaks=False)
def _(s):
    return rows(s, select(as_text(STOLEN, Numeric)))


@paths.add("fraction that is a text", HARMLESS, leaks=False)
def _(s):
    return rows(s, select(as_text(STOLEN, Float)))


@paths.add("number that is a text in VALUES", HARMLESS, "sqlite", "postgresql", leaks=False)
def _(s):
    made = values(column("x", Numeric), name="v", literal_binds=True).data([(STOLEN,)])
    return rows(s, select(made.c.x))


@paths.add("text that says other letters", REFUSED)
def _(s):
    return rows(s, select(as_text(Says("q"), String)))


@paths.add("text in a list that says other letters", REFUSED, leaks=False)
def _(s):
    listed = bindparam("x", [Says("q")], String, expanding=True, literal_execute=True)
    return rows(s, select(countries.c.name).where(countries.c.name.in_(listed)))


@paths.add("date that is a text", REFUSED, "postgresql", leaks=False)
def _(s):
    return rows(s, select(as_text(Day(), Date)))


@paths.add("label that a value replaces", REFUSED)
def _(s):
    q = quote(s)
    value = as_text(f"{q}, {STOLEN} AS {q}y", String)
    return rows(s, select(literal(1).label("__[POSTCOMPILE_x]"), value))


@paths.add("alias that a value replaces", REFUSED, "sqlite")
def _(s):
    other = countries.alias("__[POSTCOMPILE_x]")
    where = as_text('", tasks AS "', String) != "x"
    return rows(s, select(column("title")).select_from(other).where(where))


@paths.add("column that a value replaces", REFUSED, leaks=False)
def _(s):
    value = as_text(f"{quote(s)}, {STOLEN}", String)
    return rows(s, select(column("__[POSTCOMPILE_x]"), value))


@paths.add("literal that a value replaces", REFUSED)
def _(s):
    value = as_text(f" || {STOLEN} || ", String)
    return rows(s, select(literal_column("'__[POSTCOMPILE_x]'"), value))


@paths.add("text of a value that a value replaces", REFUSED, leaks=False)
def _(s):
    first, second = as_text("__[POSTCOMPILE_y]", String), as_text(f"|| {STOLEN} ||", String, "y")
    return rows(s, select(first, second))


@paths.add("escape that a value replaces", HARMLESS, leaks=False)
def _(s):
    escaped = countries.c.name.like("x", escape="__[POSTCOMPILE_z]")
    value = as_text(f" OR EXISTS {STOLEN} OR 'x' = ", String, "z")
    return rows(s, select(countries.c.name).where(escaped, value != "q"))


@paths.add("label that the rows of an INSERT replace", REFUSED, "sqlite", leaks=False)
def _(s):
    title = func.lower(column(f" , {STOLEN} AS "))
    statement = insert(tasks).values(title=title).returning(literal(1).label("__EXECMANY_TOKEN__"))
    return list(map(tuple, s.execute(statement, [{"priority": 0}, {"priority": 1}])))


@paths.add("label that says other letters", HARMLESS, "mysql")
def _(s):
    return [tuple(row) for row in s.execute(select(literal(1).label(Name("lies"))))]


@paths.add("name after IN", REFUSED, "sqlite")
def _(s):
    pair = tuple_(literal(9002), literal("BOB"))
    return s.scalar(select(func.count()).where(pair.op("in")(literal_column("users"))))


@paths.add("column after IN", REFUSED, "sqlite")
def _(s):
    pair = tuple_(literal(9002), literal("BOB"))
    return s.scalar(select(func.count()).where(pair.op("in")(column("users"))))


@paths.add("name after NOT IN", REFUSED, "sqlite")
def _(s):
    pair = tuple_(literal(9002), literal("BOB"))
    return s.scalar(select(func.count()).where(pair.op("not in")(column("users"))))


@paths.add("column after the operator IN", REFUSED, "sqlite")
def _(s):
    pair = tuple_(literal(9002), literal("BOB"))
    found = BinaryExpression(pair, column("users"), operators.in_op)
    return s.scalar(select(func.count()).where(found))


@paths.add("coerced column after the operator NOT IN", REFUSED, "sqlite")
def _(s):
    pair, name = tuple_(literal(9002), literal("BOB")), type_coerce(column("users"), String)
    found = BinaryExpression(pair, name, operators.not_in_op)
    return s.scalar(select(func.count()).where(found))


@paths.add("whole row after IN", HARMLESS, "sqlite", leaks=False)
def _(s):
    pair = tuple_(literal(9002), literal("BOB"))
    return s.scalar(select(func.count()).where(pair.op("in")(users.table_valued())))


@paths.add("sequence that is executed", REFUSED, "postgresql", leaks=False)
def _(s):
    return s.scalar(Sequence("tasks_id_seq"))


@paths.add("next value of a sequence", REFUSED, "postgresql", leaks=False)
def _(s):
    return s.scalar(select(Sequence("tasks_id_seq").next_value()))


@paths.add("name of a sequence", REFUSED, "postgresql", leaks=False)
def _(s):
    return s.scalar(Sequence(f"' || {STOLEN} || '"))


@paths.add("default that is executed", REFUSED)
def _(s):
    return s.connection().scalar(ColumnDefault(select(func.count(tasks.c.id)).scalar_subquery()))


@paths.add("default of text that is executed", REFUSED, leaks=False)
def _(s):
    return s.connection().scalar(ColumnDefault(text(STOLEN)))


@paths.add("default of a construct that is executed", REFUSED)
def _(s):
    return s.connection().scalar(ColumnDefault(Smuggler()))


@paths.add("name of a savepoint", HARMLESS, leaks=False)
def _(s):
    s.connection().execute(SavepointClause("x; UPDATE tasks SET title = 'BOB'"))


@paths.add("name of a savepoint that is released", HARMLESS, leaks=False)
def _(s):
    s.connection().execute(ReleaseSavepointClause('x"; UPDATE tasks SET title = 1; --'))


@paths.add("flags of a regular expression", HARMLESS, leaks=False)
def _(s):
    flags = f"i') OR EXISTS {STOLEN} OR ('x' ~ '"
    return rows(s, select(countries.c.name).where(countries.c.name.regexp_match("x", flags=flags)))


@paths.add("language of a search", HARMLESS, "postgresql", leaks=False)
def _(s):
    language = f"english', 'x') OR EXISTS {STOLEN} OR to_tsvector('x"
    found = countries.c.name.match("x", postgresql_regconfig=language)
    return rows(s, select(countries.c.name).where(found))


@paths.add("name of a collation", HARMLESS, leaks=False)
def _(s):
    return rows(s, select(collate(countries.c.name, f'C" , {STOLEN} AS "y')))


@paths.add("name of a parameter", HARMLESS, leaks=False)
def _(s):
    return rows(s, select(bindparam(f"x) , {STOLEN} -- %s %(a)s", "v")))


@paths.add("limit of an UPDATE", HARMLESS, "mysql", leaks=False)
def _(s):
    limited = update(tasks).with_dialect_options(mysql_limit="1; DELETE FROM tasks")
    with suppress(ValueError):
        s.execute(limited.values(title="x"))


@paths.add("name of a constraint", HARMLESS, "postgresql", leaks=False)
def _(s):
    statement = postgresql.insert(tasks).values(id=100, title="x", priority=0, user_id=1)
    name = 'x" DO UPDATE SET title = (SELECT 1) --'
    s.execute(statement.on_conflict_do_update(constraint=name, set_={"title": "x"}))


@paths.add("text as a target of a conflict", REFUSED, "sqlite", "postgresql", leaks=False)
def _(s):
    statement = upsert(s).values(id=9200, title="x", priority=0, user_id=1)
    target = text("id) DO UPDATE SET title = 'x' --")
    s.execute(statement.on_conflict_do_update(index_elements=[target], set_={"title": "x"}))


class Other(str):
    """A name that calls itself another."""

    def __eq__(self, other):
        return other == "countries"

    def __hash__(self):
        return hash("countries")


@paths.add("table that calls itself another", REFUSED)
def _(s):
    return rows(s, select(table(Other("tasks"), column("title")).c.title))


@paths.add("model's table under another name of the database", HARMLESS, "postgresql", leaks=False)
def _(s):
    twin = Table("tasks", MetaData(schema="pg_catalog"))
    return rows(s, select(column("title")).select_from(twin))


@paths.add("compiled statement", HARMLESS, leaks=False)
def _(s):
    compiled = select(tasks.c.title).compile(dialect=s.get_bind().dialect)
    compiled.string = "SELECT title FROM tasks"
    return [tuple(row) for row in s.connection().execute(compiled)]


@paths.add("statement compiled with values in it", HARMLESS, leaks=False)
def _(s):
    compiled = select(tasks.c.title).compile(
        dialect=s.get_bind().dialect, compile_kwargs={"literal_binds": True}
    )
    return str(compiled)


@paths.add("type of a cast with a line in it", REFUSED, "sqlite", "postgresql", leaks=False)
def _(s):
    return rows(s, select(cast(literal("1"), String(collation=f'C", {STOLEN} AS "y'))))

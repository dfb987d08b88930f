"""What says one thing and writes another: twins of tables, types, names and values of an application's own."""

import warnings

from sqlalchemy import (
    JSON,
    Column,
    ColumnDefault,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    type_coerce,
    update,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.types import TypeDecorator, UserDefinedType

from tests.data.isolation.models import Task, metadata
from tests.data.isolation.paths.core_writes import upsert
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS
tasks = metadata.tables["tasks"]
STOLEN = "(SELECT title FROM tasks WHERE id = 9200)"


class Shifted(TypeDecorator):
    """Sends another number than the statement says."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return {1: 9002, 10: 9020}.get(value, value)


class Spelled(UserDefinedType):
    """Is whatever text it is given."""

    cache_ok = True

    def __init__(self, spelling):
        self.spelling = spelling

    def get_col_spec(self, **kw):
        return self.spelling

    def literal_processor(self, dialect):
        return lambda value: value


class SpelledCast(Spelled):
    """Is written behind a parameter."""

    cache_ok = True
    render_bind_cast = True


class Smuggler(ColumnElement[str]):
    """Renders itself."""

    inherit_cache = True
    type = String()


@compiles(Smuggler)
def _(element, compiler, **kw):
    return STOLEN


class Wrapped(TypeDecorator):
    """Reads another column than the statement says."""

    impl = String
    cache_ok = True

    def column_expression(self, column):
        return Smuggler()

    def bind_expression(self, bindparam):
        return Smuggler()


def twin(*columns):
    """The table of tasks, as somebody else describes it."""
    return Table(
        "tasks",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("title", String),
        Column("priority", Integer),
        *columns,
    )


@paths.add("parameter of the scope's name and of another type", REFUSED)
def _(s):
    mine = bindparam("colonnade_owner_integer", 1, type_=Shifted())
    return rows(s, select(tasks.c.title, mine))


@paths.add("parameter of the scope's name at the end", REFUSED, leaks=False)
def _(s):
    mine = bindparam("colonnade_owner_integer", 1, type_=Shifted())
    return rows(s, select(tasks.c.title).order_by(mine))


@paths.add("parameter of the stamp's name", REFUSED, leaks=False)
def _(s):
    mine = bindparam("colonnade_stamp_integer", 1, type_=Shifted())
    s.execute(insert(tasks).values(title="x", priority=mine, user_id=1))


@paths.add("type that sends another owner", REFUSED)
def _(s):
    s.execute(insert(tasks).values(title="x", priority=0, user_id=literal(1, Shifted())))


@paths.add("type that sends another foreign key", REFUSED)
def _(s):
    statement = tasks.update().where(tasks.c.id == 100)
    s.execute(statement.values(project_id=literal(10, Shifted())))


@paths.add("type of a twin's owner", REFUSED)
def _(s):
    s.execute(insert(twin(Column("user_id", Shifted))).values(title="x", priority=0, user_id=1))


@paths.add("type of a twin's foreign key", REFUSED)
def _(s):
    other = twin(Column("user_id", Integer), Column("project_id", Shifted))
    s.execute(insert(other).values(title="x", priority=0, project_id=10, user_id=1))


@paths.add("default of a twin's owner", HARMLESS)
def _(s):
    other = twin(Column("user_id", Integer, default=9002))
    s.execute(insert(other).values(title="x", priority=0))


@paths.add("computed default of a twin's owner", HARMLESS)
def _(s):
    other = twin(Column("user_id", Integer, default=literal(9002) + 0))
    s.execute(insert(other).values(title="x", priority=0))


@paths.add("default of a twin's foreign key", REFUSED)
def _(s):
    other = twin(Column("user_id", Integer), Column("project_id", Integer, default=lambda: 9020))
    s.execute(insert(other).values(title="x", priority=0, user_id=1))


@paths.add("computed default of a twin's foreign key", REFUSED)
def _(s):
    other = twin(
        Column("user_id", Integer), Column("project_id", Integer, default=literal(9020) + 0)
    )
    s.execute(insert(other).values(title="x", priority=0, user_id=1))


@paths.add("onupdate of a twin's owner", REFUSED)
def _(s):
    other = twin(Column("user_id", Integer, onupdate=literal(9002) + 0))
    s.execute(update(other).where(other.c.id == 100).values(title="x"))


@paths.add("onupdate of a twin's foreign key", REFUSED)
def _(s):
    other = twin(
        Column("user_id", Integer), Column("project_id", Integer, onupdate=literal(9020) + 0)
    )
    s.execute(update(other).where(other.c.id == 100).values(title="x"))


@paths.add("default of a twin's foreign key beside a SELECT", REFUSED)
def _(s):
    other = twin(Column("user_id", Integer), Column("project_id", Integer, default=9020))
    s.execute(
        insert(other).from_select(
            ["title", "priority", "user_id"], select(literal("x"), literal(0), literal(1))
        )
    )


@paths.add("default that renders itself", REFUSED)
def _(s):
    other = twin(Column("user_id", Integer))
    other.c.title.default = ColumnDefault(Smuggler())
    s.execute(insert(other).values(priority=0, user_id=1))
    return rows(s, select(tasks.c.title))


@paths.add("owner's column in other letters", REFUSED, "sqlite", "mysql")
def _(s):
    other = table("tasks", column("id"), column("USER_ID"))
    s.execute(update(other).where(other.c.id == 100).values(USER_ID=9002))


@paths.add("foreign key in other letters", REFUSED, "sqlite", "mysql")
def _(s):
    other = table("tasks", column("id"), column("Project_Id"))
    s.execute(update(other).where(other.c.id == 100).values(Project_Id=9020))


@paths.add("foreign key in other letters, inserted", REFUSED, "sqlite", "mysql")
def _(s):
    names = ("title", "priority", "user_id", "PROJECT_ID")
    other = table("tasks", *map(column, names))
    s.execute(insert(other).values(title="x", priority=0, user_id=1, PROJECT_ID=9020))


@paths.add("owner's row by its number", REFUSED, "sqlite", leaks=False)
def _(s):
    other = table("users", column("rowid"), column("id"))
    s.execute(update(other).values(rowid=3))


@paths.add("owner's column as an expression", REFUSED)
def _(s):
    statement = tasks.update().where(tasks.c.id == 100)
    s.execute(statement.values({type_coerce(tasks.c.user_id, Integer): 9002}))


@paths.add("foreign key as an expression", REFUSED)
def _(s):
    statement = tasks.update().where(tasks.c.id == 100)
    s.execute(statement.values({type_coerce(tasks.c.project_id, Integer): 9020}))


def conflict(s, set_):
    statement = upsert(s).values(id=100, title="x", priority=0, user_id=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        s.execute(statement.on_conflict_do_update(index_elements=["id"], set_=set_))


@paths.add("upsert's SET as a literal column", REFUSED, "sqlite", "postgresql")
def _(s):
    conflict(s, {literal_column('"user_id"'): 9002})


@paths.add("upsert's SET of a foreign key as a literal column", REFUSED, "sqlite", "postgresql")
def _(s):
    conflict(s, {literal_column('"project_id"'): 9020})


@paths.add("upsert's SET in other letters", REFUSED, "sqlite")
def _(s):
    conflict(s, {"PROJECT_ID": 9020})


@paths.add("upsert's SET of an expression", REFUSED, "sqlite", "postgresql", leaks=False)
def _(s):
    conflict(s, {type_coerce(tasks.c.project_id, Integer): 9020})


@paths.add("literal of a type that spells", REFUSED)
def _(s):
    return rows(s, select(bindparam("x", STOLEN, Spelled("TEXT"), literal_execute=True)))


@paths.add("parameter's type that spells", REFUSED, "postgresql")
def _(s):
    return rows(s, select(literal("x", SpelledCast("TEXT UNION SELECT title FROM tasks"))))


@paths.add("derived column's type that spells", REFUSED, "postgresql", leaks=False)
def _(s):
    found = func.json_to_recordset(cast([], JSON)).table_valued(
        column("x", Spelled("text), (SELECT title FROM tasks) AS y(z"))
    )
    named = found.render_derived(name="n", with_types=True)
    return rows(s, select(literal_column("y.z")).select_from(named))


@paths.add("type that reads another column", REFUSED)
def _(s):
    return rows(s, select(type_coerce(tasks.c.title, Wrapped())))


@paths.add("type that sends another value", REFUSED)
def _(s):
    return rows(s, select(literal("x", Wrapped())))


class Equal(int):
    """Is equal to everything."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = int.__hash__


@paths.add("value that is equal to every owner", HARMLESS)
def _(s):
    s.execute(tasks.insert().values(title="x", priority=0, user_id=Equal(9002)))


@paths.add("value that is equal to NULL", HARMLESS)
def _(s):
    s.execute(tasks.update().where(tasks.c.id == 100).values(project_id=Equal(9020)))


@paths.add("foreign key by a callable parameter", REFUSED)
def _(s):
    value = bindparam("x", callable_=lambda: 9020, type_=Integer())
    s.execute(update(Task).where(Task.id == 100).values(project_id=value))


@paths.add("twin whose column points at a parent", REFUSED)
def _(s):
    fake = MetaData()
    Table("projects", fake, Column("id", Integer, primary_key=True))
    labels = Table("labels", fake, Column("id", Integer, ForeignKey("projects.id")))
    s.execute(metadata.tables["labels"].insert().values(id=9020, name="x"))
    key = select(labels.c.id).where(labels.c.id == 9020).scalar_subquery()
    s.execute(tasks.update().where(tasks.c.id == 100).values(project_id=key))

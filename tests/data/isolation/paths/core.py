"""Core statements, connections and everything beside the session."""

from sqlalchemy import (
    MetaData,
    Table,
    bindparam,
    column,
    exists,
    func,
    insert,
    literal,
    select,
    table,
    tablesample,
    update,
)
from sqlalchemy.sql import quoted_name
from sqlmodel import Session, col

from colonnade.data.isolation.scope import Scope
from tests.data.isolation.models import Country, Task, metadata
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.world import BOB, Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS
tasks, countries = metadata.tables["tasks"], metadata.tables["countries"]
light = table("tasks", column("title"), column("country_id"), column("user_id"))


@paths.add("select(table)", SAME)
def _(s):
    return rows(s, select(tasks.c.title))


@paths.add("select(alias of a table)", SAME)
def _(s):
    return rows(s, select(tasks.alias("x").c.title))


@paths.add("alias of an alias", SAME)
def _(s):
    return rows(s, select(tasks.alias("x").alias("y").c.title))


@paths.add("core join and outer join", SAME)
def _(s):
    joined = countries.outerjoin(tasks, tasks.c.country_id == countries.c.id)
    return rows(s, select(countries.c.name, tasks.c.title).select_from(joined))


@paths.add("nested core join", SAME)
def _(s):
    comments = metadata.tables["comments"]
    inner = tasks.join(comments, comments.c.task_id == tasks.c.id)
    joined = countries.outerjoin(inner, tasks.c.country_id == countries.c.id)
    return rows(s, select(countries.c.name, comments.c.body).select_from(joined))


@paths.add("core EXISTS", SAME)
def _(s):
    return rows(s, select(countries.c.name).where(exists().where(tasks.c.title == "BOB1")))


@paths.add("core CTE", SAME)
def _(s):
    cte = select(tasks).cte()
    return rows(s, select(cte.c.title))


@paths.add("core link and child tables", SAME)
def _(s):
    links, comments = metadata.tables["task_tags"], metadata.tables["comments"]
    return rows(s, select(links)), rows(s, select(comments))


@paths.add("entity and table of another entity", SAME)
def _(s):
    on = Country.id == tasks.c.country_id
    return rows(s, select(Country.name, tasks.c.title).where(on))


@paths.add("reflected twin", SAME)
def _(s):
    engine = s.bind.engine
    twin = Table("tasks", MetaData(), autoload_with=getattr(engine, "_proxied", engine))
    return rows(s, select(twin.c.title))


@paths.add("twin with a schema", HARMLESS, "sqlite", "postgresql")
def _(s):
    schema = {"sqlite": "main", "postgresql": "public"}[s.bind.dialect.name]
    twin = table("tasks", column("title"), schema=schema)
    return rows(s, select(twin.c.title))


@paths.add("lightweight table", SAME)
def _(s):
    return rows(s, select(light.c.title))


@paths.add("lightweight table in EXISTS", SAME)
def _(s):
    return rows(s, select(Country.name).where(exists().where(light.c.title == "BOB1")))


@paths.add("lightweight table in other letters", REFUSED, "sqlite")
def _(s):
    return rows(s, select(table("TASKS", column("title")).c.title))


@paths.add("lightweight table in quotes", SAME)
def _(s):
    return rows(s, select(table(quoted_name("tasks", True), column("title")).c.title))


@paths.add("table sample", REFUSED, "postgresql")
def _(s):
    return rows(s, select(tablesample(tasks, func.bernoulli(100)).c.title))


@paths.add("view", REFUSED)
def _(s):
    return rows(s, select(table("v_tasks", column("title")).c.title))


@paths.add("system tables", REFUSED, leaks=False)
def _(s):
    name, schema = {
        "sqlite": ("sqlite_master", None),
        "postgresql": ("pg_stats", "pg_catalog"),
        "mysql": ("tables", "information_schema"),
    }[s.bind.dialect.name]
    return rows(s, select(func.count()).select_from(table(name, schema=schema)))


@paths.add("session.connection()", SAME)
def _(s):
    return rows(s.connection(), select(tasks.c.title)), rows(s.connection(), select(Task.title))


@paths.add("a connection of the session's engine", SAME)
def _(s):
    with s.get_bind().connect() as connection:
        return rows(connection, select(tasks.c.title))


@paths.add("a second session on the connection", SAME)
def _(s):
    with Session(s.connection()) as other:
        return rows(other, select(Task.title))


@paths.add("an engine derived from the session's", SAME)
def _(s):
    with s.get_bind().execution_options(owner=BOB, stream_results=True).connect() as connection:
        return rows(connection, select(tasks.c.title))


@paths.add("options that name a scope", SAME)
def _(s):
    options = {"scope": Scope(BOB), "owner": BOB, "colonnade_scope": Scope(BOB)}
    statement = select(tasks.c.title).execution_options(**options)
    return rows(s.connection(execution_options=options), statement)


@paths.add("schema_translate_map", HARMLESS, "postgresql")
def _(s):
    options = {"schema_translate_map": {None: "public"}}
    return rows(s.connection(execution_options=options), select(tasks.c.title))


@paths.add("parameters that are called as the scope's", SAME)
def _(s):
    names = ("owner", "colonnade_owner_integer", "colonnade_stamp_integer", "user_id")
    return sorted(r.title for r in s.execute(select(tasks.c.title), dict.fromkeys(names, BOB)))


@paths.add("a bindparam that is called as the scope's", HARMLESS)
def _(s):
    mine = bindparam("colonnade_owner_integer", value=BOB, type_=tasks.c.user_id.type)
    return rows(s, select(tasks.c.title, mine > 9000).where(tasks.c.user_id == mine))


@paths.add("insert into a shared table", REFUSED, leaks=False)
def _(s):
    s.execute(insert(Country).values(id=2, name="x"))


@paths.add("update of a shared table", REFUSED, leaks=False)
def _(s):
    s.execute(update(Country).values(name="x"))


@paths.add("flush of a shared object", REFUSED, leaks=False)
def _(s):
    s.get(Country, 1).name = "x"
    s.flush()


@paths.add("statement prepared for everybody, run by one", SAME)
def _(s):
    statement = select(Task.title).where(col(Task.id) == 9200)
    engine = s.bind.engine
    with Session(getattr(engine, "_proxied", engine)) as everybody:
        everybody.execute(statement).all()
    return rows(s, statement)


@paths.add("CTE in place of a parent", REFUSED, leaks=False)
def _(s):
    fake = select(literal(9200).label("id"), literal(1).label("user_id")).cte("tasks")
    return rows(s, select(metadata.tables["comments"].c.body).add_cte(fake))

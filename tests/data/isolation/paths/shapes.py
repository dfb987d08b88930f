"""Less common forms of SELECT and of loading, which must work as if Alice were alone."""

from sqlalchemy import (
    Integer,
    String,
    all_,
    any_,
    bindparam,
    case,
    column,
    exists,
    extract,
    func,
    lambda_stmt,
    lateral,
    literal,
    literal_column,
    select,
    table,
    text,
    true,
    tuple_,
    type_coerce,
    union,
    values,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Query as LegacyQuery
from sqlalchemy.orm import (
    aliased,
    contains_eager,
    defaultload,
    joinedload,
    object_session,
    raiseload,
    selectinload,
    subqueryload,
    undefer_group,
)
from sqlmodel import col

from tests.data.isolation.mapped import Land, Thing, UrgentThing, Work
from tests.data.isolation.models import Comment, Country, Project, Tag, Task, metadata
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.paths.loading import of
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS
tasks, countries, comments = (metadata.tables[n] for n in ("tasks", "countries", "comments"))


@paths.add("DISTINCT ON", SAME, "postgresql")
def _(s):
    first = select(Task.title).distinct(Task.country_id).order_by(Task.country_id, col(Task.id))
    return rows(s, first), rows(s, select(Task.title).ext(postgresql.distinct_on(Task.priority)))


@paths.add("GROUPING SETS", SAME, "postgresql")
def _(s):
    sets = func.grouping_sets(tuple_(Task.priority), tuple_())
    return rows(s, select(Task.priority, func.count()).group_by(sets))


@paths.add("ROLLUP and CUBE", SAME, "postgresql")
def _(s):
    count = select(Task.priority, func.count())
    return rows(s, count.group_by(func.rollup(Task.priority))), rows(
        s, count.group_by(func.cube(Task.priority))
    )


@paths.add("LATERAL of a subquery", SAME, "postgresql")
def _(s):
    mine = (
        select(Task.title)
        .where(Task.country_id == Country.id)
        .order_by(col(Task.id).desc())
        .limit(2)
        .lateral("mine")
    )
    return rows(s, select(Country.name, mine.c.title).join(mine, true()))


@paths.add("LATERAL of an entity", SAME, "postgresql")
def _(s):
    near = aliased(Task, lateral(select(Task).where(Task.country_id == Country.id)))
    return rows(s, select(Country.name, near.title).outerjoin(near, true()))


@paths.add("WITHIN GROUP", SAME, "postgresql")
def _(s):
    return rows(s, select(func.percentile_cont(1.0).within_group(col(Task.priority))))


@paths.add("array_agg in order", SAME, "postgresql")
def _(s):
    titles = func.array_agg(tasks.c.title).aggregate_order_by(tasks.c.title.desc())
    return rows(s, select(titles))


@paths.add("array of a subquery", SAME, "postgresql")
def _(s):
    return rows(s, select(func.array(select(Task.title).order_by(Task.title).scalar_subquery())))


@paths.add("array_agg of whole rows", SAME, "postgresql")
def _(s):
    return rows(s, select(func.to_json(func.array_agg(tasks.table_valued()))))


@paths.add("row_to_json of a table", SAME, "postgresql")
def _(s):
    return sorted(map(str, s.scalars(select(func.row_to_json(tasks.table_valued())))))


@paths.add("whole row by its name", SAME, "postgresql")
def _(s):
    return sorted(map(str, s.scalars(select(func.to_json(column("tasks"))).select_from(tasks))))


@paths.add("unnest beside the table", SAME, "postgresql")
def _(s):
    asked = func.unnest(postgresql.array([100, 9200])).table_valued("id").render_derived()
    return rows(s, select(Task.title).join(asked, asked.c.id == Task.id))


@paths.add("ANY and ALL of a subquery", SAME, "postgresql", "mysql")
def _(s):
    ids = select(Task.id).scalar_subquery()
    return rows(s, select(Task.title).where(Task.id == any_(ids))), rows(
        s, select(Country.name).where(literal(9200) >= all_(ids))
    )


@paths.add("json_each beside the table", SAME, "sqlite")
def _(s):
    asked = func.json_each("[100, 9200]").table_valued("value")
    return rows(s, select(Task.title).join(asked, asked.c.value == Task.id))


@paths.add("JSON of all titles", SAME)
def _(s):
    name = {"sqlite": "json_group_array", "postgresql": "json_agg", "mysql": "json_arrayagg"}
    function = getattr(func, name[s.bind.dialect.name])
    return len(str(s.scalar(select(function(Task.title)))))


@paths.add("aggregated strings", SAME)
def _(s):
    return len(s.scalar(select(func.aggregate_strings(Task.title, ","))))


@paths.add("lag over all", SAME)
def _(s):
    before = func.lag(Task.title).over(order_by=col(Task.id))
    return rows(s, select(Task.title, before))


@paths.add("window with a frame", SAME)
def _(s):
    total = func.sum(Task.priority).over(order_by=col(Task.id), rows=(None, 0))
    return rows(s, select(Task.title, total))


@paths.add("lambda statement", SAME)
def _(s):
    key = 9200
    statement = lambda_stmt(lambda: select(Task.title).where(col(Task.id) <= key))
    return rows(s, statement), rows(s, statement + (lambda q: q.where(Task.priority >= 0)))


@paths.add("with_only_columns", SAME)
def _(s):
    return rows(s, select(Country.name).with_only_columns(Task.title, Task.slug))


@paths.add("with_only_columns that keeps its source", SAME)
def _(s):
    joined = select(Country).join(Country.tasks)
    return rows(s, joined.with_only_columns(func.count(), maintain_column_froms=True))


@paths.add("columns and order added later", SAME)
def _(s):
    later = select(Country.name).add_columns(Task.title).join(Country.tasks)
    return rows(s, later.order_by(Task.slug).order_by(None))


@paths.add("exists().select_from()", SAME)
def _(s):
    asked = exists().select_from(tasks).where(tasks.c.title == "BOB1")
    return rows(s, select(asked, ~asked))


@paths.add("table.select()", SAME)
def _(s):
    return rows(
        s,
        tasks.select().where(
            tasks.c.country_id.in_(countries.select().with_only_columns(countries.c.id))
        ),
    )


@paths.add("LIMIT by a subquery", SAME, "sqlite", "postgresql")
def _(s):
    many = select(func.count()).select_from(Task).scalar_subquery()
    return len(rows(s, select(literal(1)).select_from(countries.join(tasks, true())).limit(many)))


@paths.add("GROUP BY a subquery", SAME)
def _(s):
    has = select(func.count()).where(Task.title == "BOB1").scalar_subquery().label("has")
    return rows(s, select(has).select_from(Country).group_by(has).having(has >= 0))


@paths.add("subquery in CASE", SAME)
def _(s):
    asked = select(literal(1)).where(Task.title == "BOB1").exists()
    return rows(s, select(case((asked, "yes"), else_="no")))


@paths.add("subquery within a subquery within EXISTS", SAME, leaks=False)
def _(s):
    inner = select(func.max(Task.id)).where(Task.country_id == Country.id).scalar_subquery()
    asked = select(Comment.id).where(Comment.task_id == inner).exists()
    return rows(s, select(Country.name, asked))


@paths.add("CTE that is nested", SAME)
def _(s):
    inner = select(Task.id, Task.title).cte("inner_", nesting=True)
    return rows(s, select(select(inner.c.title).cte("outer_").c.title))


@paths.add("CTE used twice", SAME)
def _(s):
    mine = select(Task.id, Task.title, Task.country_id).cte("mine")
    other = mine.alias("other")
    return rows(
        s, select(mine.c.title, other.c.title).join(other, other.c.country_id == mine.c.country_id)
    )


@paths.add("recursive CTE with two arms", SAME, "sqlite")
def _(s):
    tree = select(Task.id, Task.country_id).where(Task.priority == 1).cte("tree", recursive=True)
    arm = select(Task.id, Task.country_id).join(tree, tree.c.country_id == Task.country_id)
    return rows(s, select(tree.union(arm, arm.where(Task.priority > 1))))


@paths.add("materialized CTE", REFUSED, "postgresql", leaks=False)
def _(s):
    return rows(s, select(select(Task.title).cte("m").prefix_with("MATERIALIZED /* x */")))


@paths.add("VALUES with the table's columns", SAME, "postgresql")
def _(s):
    asked = values(column("id", Integer), name="asked").data([(100,), (9200,)]).cte()
    return rows(s, select(Task.title).join(asked, asked.c.id == Task.id))


@paths.add("IN with expanding parameters", SAME)
def _(s):
    asked = col(Task.id).in_(bindparam("ids", expanding=True))
    return sorted(s.scalars(select(Task.title).where(asked), {"ids": [100, 9200]}))


@paths.add("parameters in the text", SAME)
def _(s):
    asked = col(Task.id).in_(bindparam("ids", [100, 9200], expanding=True, literal_execute=True))
    return rows(
        s, select(Task.title).where(asked, Task.title != literal("'x--", literal_execute=True))
    )


@paths.add("plain text in ORDER BY and GROUP BY", SAME)
def _(s):
    return rows(
        s,
        select(Task.priority, func.count())
        .group_by(text("priority"))
        .order_by(text("priority DESC")),
    )


@paths.add("literal columns", SAME)
def _(s):
    return rows(s, select(literal_column("tasks.title"), literal_column("1")).select_from(tasks))


@paths.add("join with text", REFUSED)
def _(s):
    return rows(
        s, select(literal_column("tasks.title")).select_from(countries.join(text("tasks"), true()))
    )


@paths.add("TextualSelect as a subquery", REFUSED)
def _(s):
    part = text("SELECT title FROM tasks").columns(column("title")).subquery()
    return rows(s, select(part.c.title))


@paths.add("TextualSelect as a CTE", REFUSED)
def _(s):
    part = text("SELECT title FROM tasks").columns(column("title")).cte("x")
    return rows(s, select(part.c.title))


@paths.add("lightweight table with an alias of another", SAME)
def _(s):
    light = table("tasks", column("title"), column("country_id")).alias("countries")
    return rows(s, select(light.c.title))


@paths.add("alias of a shared table with an owned one's name", SAME, leaks=False)
def _(s):
    hiding = countries.alias("tasks")
    return rows(s, select(hiding.c.name))


@paths.add("type_coerce and extract of what others wrote", SAME)
def _(s):
    coerced = type_coerce(Task.title, String)
    return rows(s, select(func.upper(coerced), extract("year", func.now()) > 0))


@paths.add("streamed partitions", SAME)
def _(s):
    found = s.scalars(select(Task).execution_options(yield_per=1))
    return of(task for part in found.partitions() for task in part)


@paths.add("contains_eager with a criterion", SAME)
def _(s):
    joined = select(Country).join(Country.tasks.and_(Task.priority > 0))
    loaded = joined.options(contains_eager(Country.tasks)).execution_options(populate_existing=True)
    return of(t for country in s.scalars(loaded).unique() for t in country.tasks)


@paths.add("contains_eager of an alias", SAME)
def _(s):
    other = aliased(Task)
    joined = select(Country).outerjoin(Country.tasks.of_type(other))
    loaded = joined.options(contains_eager(Country.tasks.of_type(other)))
    return of(t for country in s.scalars(loaded).unique() for t in country.tasks)


@paths.add("selectinload down to children", SAME)
def _(s):
    load = selectinload(Country.tasks.and_(col(Task.id) > 0)).selectinload(Task.comments)
    found = s.scalars(select(Country).options(load, raiseload("*"))).one()
    return sorted(c.body for t in found.tasks for c in t.comments)


@paths.add("subqueryload of a chain", SAME)
def _(s):
    load = subqueryload(Country.tasks).subqueryload(Task.tags)
    return sorted(
        g.name for t in s.scalars(select(Country).options(load)).one().tasks for g in t.tags
    )


@paths.add("joinedload through a link with an order", SAME)
def _(s):
    load = joinedload(Tag.tasks).joinedload(Task.country)
    found = s.scalars(select(Tag).options(load).order_by(Tag.name)).unique()
    return of(t for tag in found for t in tag.tasks)


@paths.add("defaultload and undefer_group", SAME)
def _(s):
    load = defaultload(Country.tasks).selectinload(Task.project), undefer_group("x")
    return of(s.scalars(select(Country).options(*load)).one().tasks)


@paths.add("legacy Query with join and subquery", SAME)
def _(s):
    part = s.query(Task.country_id, func.count("*").label("n")).group_by(Task.country_id).subquery()
    found = LegacyQuery([Country.name, part.c.n], session=s).outerjoin(
        part, part.c.country_id == Country.id
    )
    return sorted(map(tuple, found))


@paths.add("legacy Query with union and from_statement", SAME)
def _(s):
    both = s.query(Task).union_all(s.query(Task).filter(Task.user_id == 9002))
    return of(both), of(s.query(Task).from_statement(select(Task)))


@paths.add("the session of an object", SAME)
def _(s):
    country = s.get(Country, 1)
    return of(object_session(country).scalars(select(Task)))


@paths.add("hybrid of an alias", SAME)
def _(s):
    other = aliased(Work)
    return rows(s, select(other.id, other.siblings))


@paths.add("association proxy in any()", SAME, leaks=False)
def _(s):
    return rows(s, select(Land.id).where(Land.authors.any()))


@paths.add("subclass within EXISTS", SAME)
def _(s):
    return rows(s, select(Country.name).where(select(UrgentThing).exists()))


@paths.add("polymorphic alias joined", SAME)
def _(s):
    other = aliased(Thing, flat=True)
    return rows(s, select(other.title, Country.name).outerjoin(Country, true()))


@paths.add("nested savepoints", SAME)
def _(s):
    with s.begin_nested(), s.begin_nested() as inner:
        s.execute(tasks.update().where(tasks.c.user_id == 1).values(title="x"))
        inner.rollback()
    return of(s.scalars(select(Task)))


@paths.add("engine derived with a map of schemas", REFUSED, leaks=False)
def _(s):
    engine = s.get_bind().execution_options(schema_translate_map={None: "public"})
    with engine.connect() as connection:
        return rows(connection, select(tasks.c.title))


@paths.add("union of three, in order", SAME)
def _(s):
    parts = [select(m.name) for m in (Project, Tag, Country)]
    return rows(s, union(*parts).order_by("name").limit(5))

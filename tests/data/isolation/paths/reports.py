"""What a real application asks for its reports: work that must not be hindered, and gives what Alice would see alone."""

from sqlalchemy import (
    Integer,
    String,
    and_,
    case,
    cast,
    distinct,
    exists,
    func,
    lateral,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased, selectinload

from tests.data.isolation.models import Comment, Country, Project, Tag, Task, TaskTag, metadata
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME = Outcome.SAME
comments, countries, links, projects, tasks = (
    metadata.tables[n] for n in ("comments", "countries", "task_tags", "projects", "tasks")
)


@paths.add("share of the whole", SAME)
def _(s):
    share = 100 * tasks.c.priority / func.sum(tasks.c.priority).over()
    return rows(s, select(tasks.c.title, func.round(share)))


@paths.add("running total", SAME)
def _(s):
    total = func.sum(Task.priority).over(order_by=Task.id, rows=(None, 0))
    return rows(s, select(Task.title, cast(total, Integer)))


@paths.add("latest of each group", SAME)
def _(s):
    place = func.row_number().over(partition_by=Task.country_id, order_by=Task.priority.desc())
    ranked = select(Task.title, place.label("place")).subquery()
    return rows(s, select(ranked.c.title).where(ranked.c.place == 1))


@paths.add("rank and quartile", SAME)
def _(s):
    by = {"order_by": tasks.c.priority.desc()}
    return rows(s, select(tasks.c.title, func.rank().over(**by), func.ntile(4).over(**by)))


@paths.add("difference from the row before", SAME)
def _(s):
    before = func.coalesce(func.lag(tasks.c.priority).over(order_by=tasks.c.id), 0)
    return rows(s, select(tasks.c.title, tasks.c.priority - before))


@paths.add("first and last of a window", SAME)
def _(s):
    over = {"order_by": tasks.c.id}
    first = func.first_value(tasks.c.title).over(**over)
    last = func.last_value(tasks.c.title).over(**over, rows=(0, None))
    return rows(s, select(tasks.c.id, first, last))


@paths.add("pivot", SAME)
def _(s):
    urgent = func.sum(case((Task.priority > 1, 1), else_=0))
    rest = func.sum(case((Task.priority <= 1, 1), else_=0))
    return rows(
        s,
        select(Country.name, cast(urgent, Integer), cast(rest, Integer))
        .join(Task)
        .group_by(Country.name),
    )


@paths.add("counts of three levels", SAME)
def _(s):
    counted = select(Project.name, func.count(distinct(Task.id)), func.count(distinct(Comment.id)))
    joined = counted.select_from(Project).outerjoin(Task).outerjoin(Comment)
    return rows(s, joined.group_by(Project.name))


@paths.add("groups with a subtotal", SAME, "postgresql")
def _(s):
    sets = func.grouping_sets(tuple_(tasks.c.country_id), tuple_())
    level = func.grouping(tasks.c.country_id)
    return rows(s, select(level, func.count()).group_by(sets))


@paths.add("subtotals by WITH ROLLUP", SAME, "mysql", "postgresql")
def _(s):
    grouped = func.rollup(tasks.c.country_id)
    return rows(s, select(tasks.c.country_id, func.count()).group_by(grouped))


@paths.add("top rows of each parent by LATERAL", SAME, "postgresql")
def _(s):
    top = select(tasks.c.title).where(tasks.c.country_id == countries.c.id)
    top = lateral(top.order_by(tasks.c.priority.desc()).limit(1))
    return rows(s, select(countries.c.name, top.c.title).outerjoin(top, true()))


@paths.add("top comment of each task by LATERAL", SAME, "postgresql")
def _(s):
    top = select(Comment.body).where(Comment.task_id == Task.id).limit(1).lateral()
    return rows(s, select(Task.title, top.c.body).select_from(Task).outerjoin(top, true()))


@paths.add("steps by CTEs", SAME)
def _(s):
    counted = select(tasks.c.country_id, func.count().label("n")).group_by(tasks.c.country_id)
    counted = counted.cte("counted")
    most = select(func.max(counted.c.n).label("n")).cte("most")
    found = select(counted.c.country_id, counted.c.n).join(most, most.c.n == counted.c.n)
    return rows(s, found)


@paths.add("tree by a recursive CTE", SAME, leaks=False)
def _(s):
    s.get(Task, 101).parent_id = 100
    s.flush()
    tree = select(Task.id, literal(0).label("depth")).where(Task.parent_id.is_(None))
    tree = tree.where(Task.id < 9000).cte("tree", recursive=True)
    below = select(Task.id, tree.c.depth + 1).join(tree, Task.parent_id == tree.c.id)
    return rows(s, select(tree.union_all(below)))


@paths.add("numbers without gaps", SAME)
def _(s):
    numbers = select(literal(0).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < 3))
    counted = select(numbers.c.n, func.count(tasks.c.id)).select_from(
        numbers.outerjoin(tasks, tasks.c.priority == numbers.c.n)
    )
    return rows(s, counted.group_by(numbers.c.n))


@paths.add("stream of events of several tables", SAME)
def _(s):
    events = union_all(
        select(literal("task").label("kind"), tasks.c.id, tasks.c.title.label("said")),
        select(literal("comment"), comments.c.id, comments.c.body),
        select(literal("project"), projects.c.id, projects.c.name),
    ).subquery()
    return rows(s, select(events).order_by(events.c.kind, events.c.id).limit(10))


@paths.add("those without", SAME)
def _(s):
    return rows(s, select(Task.title).where(not_(exists().where(Comment.task_id == Task.id))))


@paths.add("those without, by an outer join", SAME)
def _(s):
    statement = select(Task.title).outerjoin(Comment).where(Comment.id.is_(None))
    return rows(s, statement)


@paths.add("those with all of several", SAME)
def _(s):
    found = select(TaskTag.task_id).where(TaskTag.tag_id.in_([30, 9040]))
    return rows(s, found.group_by(TaskTag.task_id).having(func.count() == 1))


@paths.add("above the average", SAME)
def _(s):
    average = select(func.avg(Task.priority)).scalar_subquery()
    return rows(s, select(Task.title).where(Task.priority >= average))


@paths.add("above the average of the group", SAME)
def _(s):
    other = aliased(Task)
    average = select(func.avg(other.priority)).where(other.country_id == Task.country_id)
    return rows(s, select(Task.title).where(Task.priority > average.scalar_subquery()))


@paths.add("pairs", SAME)
def _(s):
    one, two = aliased(Task), aliased(Task)
    return rows(s, select(one.title, two.title).join(two, one.id < two.id))


@paths.add("duplicates", SAME, leaks=False)
def _(s):
    groups = select(tasks.c.country_id, func.min(tasks.c.id)).group_by(tasks.c.country_id)
    return rows(s, groups.having(func.count() > 1))


@paths.add("median", SAME, "postgresql", leaks=False)
def _(s):
    middle = func.percentile_cont(0.5).within_group(tasks.c.priority)
    return rows(s, select(middle, func.mode().within_group(tasks.c.country_id)))


@paths.add("counts under conditions", SAME, "sqlite", "postgresql")
def _(s):
    urgent = func.count().filter(Task.priority > 1)
    return rows(s, select(func.count(), urgent).select_from(Task))


@paths.add("documents of rows", SAME, "postgresql")
def _(s):
    document = func.jsonb_build_object("title", tasks.c.title, "slug", tasks.c.slug)
    listed = func.jsonb_agg(aggregate_order_by(document, tasks.c.id))
    return rows(s, select(countries.c.name, listed).join(tasks).group_by(countries.c.name))


@paths.add("list of names in one text", SAME)
def _(s):
    names = func.aggregate_strings(Task.title, ", ")
    return rows(s, select(func.length(names)))


@paths.add("text by parts", SAME)
def _(s):
    first = func.upper(func.substr(Task.title, 1, 1))
    return rows(s, select(first, func.count()).group_by(first))


@paths.add("text as a number of a child", SAME, leaks=False)
def _(s):
    number = case((Comment.body.like("a%"), func.length(Comment.body)), else_=0)
    return rows(s, select(Task.title).join(Comment).where(number + 1 > 2))


@paths.add("either of two criteria", SAME)
def _(s):
    either = or_(Task.priority > 1, Task.comments.any(Comment.body == "alice"))
    return rows(s, select(Task.title).where(either))


@paths.add("filter by two relationships", SAME)
def _(s):
    both = and_(Task.project.has(Project.name != ""), Task.tags.any(Tag.name != ""))
    return rows(s, select(Task.title).where(both))


@paths.add("page with its total in one statement", SAME)
def _(s):
    total = func.count().over().label("total")
    return rows(s, select(Task.title, total).order_by(Task.id.desc()).limit(1))


@paths.add("page after a key of two columns", SAME)
def _(s):
    after = tuple_(Task.priority, Task.id) > tuple_(literal(1), literal(100))
    return rows(s, select(Task.title).where(after))


@paths.add("union with a label of its own, sorted", SAME)
def _(s):
    arms = select(Task.title.label("name")), select(Project.name), select(Tag.name)
    return [tuple(row) for row in s.execute(union_all(*arms).order_by(literal_column("name")))]


@paths.add("columns that are missing in one arm", SAME)
def _(s):
    arms = select(tasks.c.id, tasks.c.slug), select(projects.c.id, cast(null(), String))
    return rows(s, union_all(*arms))


@paths.add("tree of entities", SAME)
def _(s):
    load = selectinload(Project.tasks).options(selectinload(Task.tags), selectinload(Task.comments))
    found = s.scalars(select(Project).options(load)).all()
    return [
        (
            p.name,
            [(t.title, [g.name for g in t.tags], [c.body for c in t.comments]) for t in p.tasks],
        )
        for p in found
    ]


@paths.add("entity and what is counted of it", SAME)
def _(s):
    statement = select(Task, func.count(Comment.id)).outerjoin(Comment).group_by(Task)
    return sorted((task.title, count) for task, count in s.execute(statement))

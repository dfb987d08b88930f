"""Conditions that fail on a row of Bob's: an error would tell that there is one, and PostgreSQL's what is in it.

A database tries conditions in the order that it likes. Each path fails on titles and texts that begin with a B.
"""

from sqlalchemy import (
    JSON,
    Integer,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    lambda_stmt,
    literal,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import contains_eager, joinedload, selectinload, with_loader_criteria

from tests.data.isolation.models import Comment, Task, metadata
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME = Outcome.SAME
comments, countries, labels, links, tasks, users = (
    metadata.tables[n] for n in ("comments", "countries", "labels", "task_tags", "tasks", "users")
)
BS = comments.c.body.like("B%")


def add(name, *only, leaks=True):
    """A path whose result may be the error of a database."""

    def decorator(run):
        def asked(s):
            try:
                return run(s)
            except DBAPIError as error:
                s.rollback()
                return repr(error.orig)

        paths.add(name, SAME, *only, leaks=leaks)(asked)
        return run

    return decorator


def fails(s, condition):
    """A condition that is an error where the other one holds, and true elsewhere."""
    dialect = s.bind.dialect.name
    if dialect == "postgresql":
        return cast(case((condition, "x"), else_="1"), Integer) > 0
    if dialect == "sqlite":
        return func.json_extract(case((condition, "x"), else_="[]"), "$") == "[]"
    return func.exp(case((condition, 7000), else_=0)) > 0


@add("in WHERE")
def _(s):
    return rows(s, select(comments.c.id).where(fails(s, BS)))


@add("in WHERE beside a key")
def _(s):
    return rows(s, select(comments.c.id).where(comments.c.id == 9100, fails(s, BS)))


@add("in WHERE, with the value in the error", "postgresql")
def _(s):
    number = cast(comments.c.body, Integer) > 0
    return rows(s, select(comments.c.id).where(comments.c.id > 9000, number))


@add("in WHERE of a link table")
def _(s):
    return rows(s, select(links).where(fails(s, links.c.tag_id > 9000)))


@add("in WHERE of a table with an owner")
def _(s):
    return rows(s, select(tasks.c.id).where(fails(s, tasks.c.title.like("B%"))))


@add("in WHERE of owners")
def _(s):
    return rows(s, select(users.c.id).where(fails(s, users.c.email.like("B%"))))


@add("in WHERE of owners that are joined")
def _(s):
    joined = select(users.c.id).join_from(tasks, users)
    return rows(s, joined.where(fails(s, users.c.email.like("B%"))))


@add("division", "postgresql")
def _(s):
    return rows(s, select(tasks.c.id).where(1 / (tasks.c.priority - 9) < 100))


@add("subquery of several rows")
def _(s):
    two = union_all(select(literal(1)), select(literal(2))).scalar_subquery()
    return rows(s, select(comments.c.id).where(case((BS, two), else_=1) > 0))


@add("subquery of as many rows as its LIMIT says")
def _(s):
    def chosen(most):
        some = select(tasks.c.id).limit(most).scalar_subquery()
        return select(comments.c.id).where(case((BS, some), else_=1) > 0)

    return rows(s, chosen(1)), rows(s, chosen(2))


@add("subquery of a window")
def _(s):
    place = select(func.count().over()).select_from(tasks).scalar_subquery()
    return rows(s, select(comments.c.id).where(case((BS, place), else_=1) > 0))


@add("sum that is too great", "sqlite")
def _(s):
    great = func.sum(literal(2**63 - 1))
    total = select(great).select_from(tasks).scalar_subquery()
    return rows(s, select(comments.c.id).where(case((BS, total), else_=1) > 0))


@add("escape that is none", "sqlite")
def _(s):
    wrong = comments.c.body.like("x", escape="ab")
    return rows(s, select(comments.c.id).where(BS, wrong))


@add("regular expression that is wrong", "sqlite")
def _(s):
    return rows(s, select(comments.c.id).where(BS, comments.c.body.regexp_match("((")))


@add("pattern that is none", "postgresql")
def _(s):
    pattern = case((BS, "\\"), else_="%")
    return rows(s, select(comments.c.id).where(literal("x").like(pattern)))


@add("regular expression that is none", "postgresql")
def _(s):
    pattern = case((BS, "(("), else_="x")
    return rows(s, select(comments.c.id).where(literal("x").regexp_match(pattern)))


@add("regular expression among others", "postgresql")
def _(s):
    pattern = case((tasks.c.slug.like("B%"), "(("), else_="x")
    found = literal("x").op("~")(postgresql.array([pattern]).any_())
    return rows(s, select(tasks.c.id).where(found))


@add("in a join")
def _(s):
    return rows(s, select(comments.c.id).join_from(tasks, comments).where(fails(s, BS)))


@add("in ON")
def _(s):
    on = and_(comments.c.task_id == tasks.c.id, fails(s, BS))
    return rows(s, select(tasks.c.id).join_from(tasks, comments, on))


@add("in ON of an outer join")
def _(s):
    joined = tasks.outerjoin(comments, fails(s, BS))
    return rows(s, select(tasks.c.id).select_from(joined))


@add("over a full join", "sqlite", "postgresql")
def _(s):
    joined = tasks.join(comments, comments.c.task_id == tasks.c.id, full=True)
    return rows(s, select(comments.c.id).select_from(joined).where(fails(s, BS)))


@add("in HAVING")
def _(s):
    grouped = select(comments.c.task_id).group_by(comments.c.task_id)
    return rows(s, grouped.having(fails(s, func.max(comments.c.body).like("B%"))))


@add("in FILTER", "sqlite", "postgresql")
def _(s):
    return rows(s, select(func.count(comments.c.id).filter(fails(s, BS))))


@add("in columns")
def _(s):
    return rows(s, select(func.sum(case((fails(s, BS), 1), else_=0))).select_from(comments))


@add("in ORDER BY")
def _(s):
    return rows(s, select(comments.c.id).order_by(fails(s, BS)))


@add("in GROUP BY")
def _(s):
    return rows(s, select(func.count()).select_from(comments).group_by(fails(s, BS)))


@add("in DISTINCT")
def _(s):
    return rows(s, select(fails(s, BS)).select_from(comments).distinct())


@add("over a CTE")
def _(s):
    found = select(comments).cte("found")
    return rows(s, select(found.c.id).where(fails(s, found.c.body.like("B%"))))


@add("over a CTE that is used twice")
def _(s):
    found = select(comments).cte("found")
    again = found.alias("again")
    some = exists().where(again.c.id > 0)
    return rows(s, select(found.c.id).where(some, fails(s, found.c.body.like("B%"))))


@add("in a recursive CTE")
def _(s):
    found = select(comments.c.id).where(fails(s, BS)).cte("found", recursive=True)
    found = found.union_all(select(comments.c.id).where(comments.c.id == found.c.id + 1))
    return rows(s, select(found.c.id))


@add("in a column of a subquery")
def _(s):
    found = select(comments.c.id, fails(s, BS).label("told")).subquery()
    return rows(s, select(found.c.id).where(found.c.told))


@add("over a union")
def _(s):
    arms = select(comments.c.id, comments.c.body), select(labels.c.id, labels.c.name)
    found = union_all(*arms).subquery()
    return rows(s, select(found.c.id).where(fails(s, found.c.body.like("B%"))))


@add("in both arms of a union")
def _(s):
    titles = select(tasks.c.id).where(fails(s, tasks.c.title.like("B%")))
    return rows(s, titles.union(select(comments.c.id).where(fails(s, BS))))


@add("over a window")
def _(s):
    number = func.row_number().over(order_by=comments.c.id).label("n")
    found = select(comments.c.id, comments.c.body, number).subquery()
    return rows(s, select(found.c.id).where(fails(s, found.c.body.like("B%"))))


@add("in a correlated EXISTS")
def _(s):
    told = exists(select(literal(1)).where(fails(s, BS))).correlate(comments)
    return rows(s, select(comments.c.id).where(told))


@add("in a correlated IN")
def _(s):
    told = select(case((fails(s, BS), 1), else_=1)).correlate(comments)
    return rows(s, select(comments.c.id).where(literal(1).in_(told)))


@add("in EXISTS over a shared row")
def _(s):
    title = fails(s, tasks.c.title.like("B%"))
    some = exists().where(tasks.c.country_id == countries.c.id, tasks.c.priority > 5, title)
    return rows(s, select(countries.c.name).where(some))


@add("in a subquery in columns")
def _(s):
    count = select(func.count()).select_from(comments).where(fails(s, BS)).scalar_subquery()
    return rows(s, select(countries.c.name, count))


@add("function beside the table", "sqlite")
def _(s):
    each = func.json_each(case((BS, "x"), else_="[1]")).table_valued("value")
    return rows(s, select(comments.c.id, each.c.value))


@add("lateral function", "postgresql")
def _(s):
    listed = cast(case((BS, "x"), else_="[1]"), JSON)
    each = func.json_array_elements(listed).table_valued("value").lateral()
    return rows(s, select(comments.c.id).join(each, true()))


@add("with FOR UPDATE", "postgresql", "mysql")
def _(s):
    return rows(s, select(comments.c.id).where(fails(s, BS)).with_for_update())


@add("of an entity")
def _(s):
    return [c.body for c in s.scalars(select(Comment).where(fails(s, Comment.body.like("B%"))))]


@add("of a legacy Query")
def _(s):
    return [c.body for c in s.query(Comment).filter(fails(s, Comment.body.like("B%")))]


@add("in the criteria of a loader")
def _(s):
    told = with_loader_criteria(Comment, fails(s, Comment.body.like("B%")))
    return [comment.body for comment in s.scalars(select(Comment).options(told))]


@add("in relationship.any()")
def _(s):
    some = Task.comments.any(fails(s, Comment.body.like("B%")))
    return [task.title for task in s.scalars(select(Task).where(some))]


def loaded(s, option, statement=None):
    statement = select(Task) if statement is None else statement
    found = s.scalars(statement.order_by(Task.id).options(option)).unique()
    return [[comment.body for comment in task.comments] for task in found]


@add("in selectinload")
def _(s):
    return loaded(s, selectinload(Task.comments.and_(fails(s, Comment.body.like("B%")))))


@add("in joinedload")
def _(s):
    return loaded(s, joinedload(Task.comments.and_(fails(s, Comment.body.like("B%")))))


@add("beside contains_eager")
def _(s):
    told = fails(s, Comment.body.like("B%"))
    joined = select(Task).join(Task.comments).where(told)
    return loaded(s, contains_eager(Task.comments), joined)


@add("in UPDATE")
def _(s):
    s.execute(update(comments).where(fails(s, BS)).values(body="told"))
    return rows(s, select(comments.c.body))


@add("in UPDATE of a table with an owner")
def _(s):
    told = fails(s, tasks.c.title.like("B%"))
    s.execute(update(tasks).where(told).values(priority=7))
    return rows(s, select(tasks.c.priority))


@add("in UPDATE that looks at another table", "postgresql", "mysql")
def _(s):
    mine = tasks.c.id == comments.c.task_id
    s.execute(update(tasks).where(mine, fails(s, BS)).values(priority=7))
    return rows(s, select(tasks.c.priority))


@add("in DELETE")
def _(s):
    s.execute(delete(links).where(fails(s, links.c.tag_id > 9000)))
    return rows(s, select(links))


@add("in DELETE of entities")
def _(s):
    told = fails(s, Comment.body.like("B%"))
    s.execute(delete(Comment).where(told).execution_options(synchronize_session="fetch"))
    return rows(s, select(comments.c.body))


@add("conditions that cannot fail", leaks=False)
def _(s):
    plain = func.lower(comments.c.body) == "alice", comments.c.id.in_(select(comments.c.id))
    return rows(s, select(comments.c.id).where(*plain, comments.c.body.startswith("a")))


@add("in a lambda")
def _(s):
    told = fails(s, BS)
    return rows(s, lambda_stmt(lambda: select(comments.c.id).where(told)))


@add("in a criterion's lambda of UPDATE", "postgresql")
def _(s):
    last = comments.c.id > 9000
    told = update(comments).where(lambda: cast(comments.c.body, Integer) > 0).where(last)
    s.execute(told.values(body="told"))

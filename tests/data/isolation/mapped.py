"""Other classes on the same tables: what a mapper can do that the application's models do not."""

from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import aliased, column_property, composite, registry, relationship

from tests.data.isolation.models import metadata

mapped = registry(metadata=metadata)
tables = metadata.tables


class Work:
    """A task."""

    title: Any
    id: Any

    @hybrid_property
    def siblings(self) -> Any:
        """How many tasks its country has."""
        return len(self.country.work)

    @siblings.expression
    def siblings(cls) -> Any:
        other = tables["tasks"].alias()
        return (
            select(func.count())
            .select_from(other)
            .where(other.c.country_id == cls.country_id)
            .scalar_subquery()
        )


class Land:
    """A country, with its tasks in every way."""

    work: Any
    titles = association_proxy("work", "title")
    authors = association_proxy("work", "author")


class Account:
    """A user."""


class Pair:
    """Two values of a task in one."""

    def __init__(self, title: str, priority: int) -> None:
        self.title, self.priority = title, priority

    def __composite_values__(self) -> tuple[str, int]:
        return self.title, self.priority


class CommentedWork:
    """A task joined with its comments: a mapper on two tables."""

    body: Any
    title: Any


class Highest:
    """A mapper on a subquery."""

    title: Any


class Thing:
    """A task whose priority says of which class it is."""

    title: Any


class UrgentThing(Thing):
    """One with the priority of a task of Bob's."""


class MinorThing(Thing):
    """One with the priority of a task of Alice's."""


tasks, countries, comments = tables["tasks"], tables["countries"], tables["comments"]
_numbered = select(
    *tasks.columns,
    func.row_number().over(order_by=tasks.c.priority.desc()).label("place"),
).subquery("numbered")

mapped.map_imperatively(Account, tables["users"])
mapped.map_imperatively(
    Work,
    tasks,
    properties={
        "author": relationship(Account, viewonly=True, foreign_keys=[tasks.c.user_id]),
        "country": relationship(Land, viewonly=True),
        "both": composite(Pair, tasks.c.title, tasks.c.priority),
        "remarks": column_property(
            select(func.count(comments.c.id))
            .where(comments.c.task_id == tasks.c.id)
            .correlate_except(comments)
            .scalar_subquery(),
        ),
    },
)
mapped.map_imperatively(
    Land,
    countries,
    properties={
        "work": relationship(Work, viewonly=True),
        "urgent": relationship(
            Work,
            primaryjoin=and_(tasks.c.country_id == countries.c.id, tasks.c.priority > 0),
            viewonly=True,
        ),
        "dynamic_work": relationship(Work, lazy="dynamic", viewonly=True),
        "written_work": relationship(
            Work, lazy="write_only", overlaps="country,tasks", passive_deletes=True
        ),
        "first_work": relationship(
            lambda: aliased(Work, _numbered),
            primaryjoin=and_(
                _numbered.c.country_id == countries.c.id,
                _numbered.c.place <= 3,
            ),
            foreign_keys=[_numbered.c.country_id],
            viewonly=True,
        ),
        "work_count": column_property(
            select(func.count(tasks.c.id))
            .where(tasks.c.country_id == countries.c.id)
            .scalar_subquery(),
            deferred=True,
        ),
    },
)
mapped.map_imperatively(
    CommentedWork,
    tasks.join(comments, comments.c.task_id == tasks.c.id),
    properties={"id": [tasks.c.id, comments.c.task_id], "comment_id": comments.c.id},
)
mapped.map_imperatively(Highest, _numbered, primary_key=[_numbered.c.id])
mapped.map_imperatively(
    Thing,
    tasks,
    polymorphic_on=tasks.c.priority,
    polymorphic_identity=1,
)
mapped.map_imperatively(UrgentThing, inherits=Thing, polymorphic_identity=9)
mapped.map_imperatively(MinorThing, inherits=Thing, polymorphic_identity=2)
mapped.configure()

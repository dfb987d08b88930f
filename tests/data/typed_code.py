"""What an application writes. mypy and pyright must accept it in strict mode and reveal what `test_typing` expects."""

from typing import TYPE_CHECKING

from sqlmodel import Field, Relationship

from colonnade import (
    EVERYONE,
    AsyncCrud,
    Crud,
    Database,
    Model,
    Owned,
    Owner,
    SoftDeleted,
    Timestamped,
    count,
    crud_router,
)
from colonnade.data.queries.filters import criteria

if not TYPE_CHECKING:

    def reveal_type(value: object) -> object:
        return value


class Hero(Owned, Timestamped, SoftDeleted, Model, table=True):
    __tablename__ = "hero"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)
    owner_id: int = Owned.by("person.id", ondelete="CASCADE", index=True)
    owner: "Person" = Relationship(back_populates="heroes")


class Person(Owner, Model, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list[Hero] = Relationship(back_populates="owner")


class HeroCreate(Model):
    name: str


class HeroPublic(Model):
    id: int
    name: str


class HeroStats(Model):
    total: int


def use(db: Database, after: str | None) -> None:
    hero = Hero(name="a")
    reveal_type(hero.owner_id)
    reveal_type(hero.created_at)
    reveal_type(hero.owner)
    reveal_type(hero.owner.heroes)
    reveal_type(db)
    with db.session(owner=1) as session:
        reveal_type(session)
        heroes = Crud(Hero, session)
        reveal_type(heroes)
        reveal_type(heroes.get(1))
        reveal_type(heroes.get_or_none(1))
        reveal_type(heroes.list(Hero.name == "a", sort="-name", limit=3))
        page = heroes.page(Hero.name == "a", size=50, after=after, load=[Hero.owner])
        reveal_type(page)
        reveal_type(page.items)
        reveal_type(page.items[0].owner)
        reveal_type(page.next)
        reveal_type(page.total)
        filters = criteria(Hero, {"name__contains": "a"})
        reveal_type(filters)
        reveal_type(heroes.list(*filters, load=[Hero.owner]))
        reveal_type(heroes.create(HeroCreate(name="a")))
        reveal_type(heroes.update(1, {"name": "b"}))
        reveal_type(heroes.count())
        reveal_type(heroes.stream(Hero.name == "a"))
        reveal_type(heroes.upsert({"id": 1}, on=[Hero.id]))
        reveal_type(heroes.bulk_create([HeroCreate(name="a")]))
        reveal_type(heroes.aggregate(Hero.name == "a", into=HeroStats, total=count()))
        reveal_type(heroes.aggregate_by(Hero.name, into=HeroStats, total=count()))
        reveal_type(heroes.get(1, into=HeroPublic))
        reveal_type(heroes.get_or_none(1, into=HeroPublic))
        reveal_type(heroes.list(Hero.name == "a", into=HeroPublic))
        reveal_type(heroes.page(sort="-name", total=True, into=HeroPublic))
        reveal_type(heroes.create({"name": "a"}, into=HeroPublic))


async def use_async(db: Database) -> None:
    async with db.async_session(owner=EVERYONE) as session:
        reveal_type(session)
        heroes = AsyncCrud(Hero, session)
        reveal_type(heroes)
        reveal_type(await heroes.get(1))
        reveal_type(await heroes.get_or_none((1, 2)))
        reveal_type(await heroes.list(Hero.name == "a"))
        reveal_type(await heroes.page(size=2, load=[Hero.owner]))
        reveal_type(await heroes.create({"name": "a"}))
        reveal_type(await heroes.exists(Hero.name == "a"))
        reveal_type(heroes.stream(Hero.name == "a"))
        reveal_type(await heroes.upsert({"id": 1}, on=[Hero.id]))
        reveal_type(await heroes.update_many(True, values={"name": "b"}))
        reveal_type(await heroes.aggregate(into=HeroStats, total=count(Hero.name == "a")))
        reveal_type(await heroes.aggregate_by([Hero.name], into=HeroStats, total=count()))
        reveal_type(await heroes.get(1, into=HeroPublic))
        reveal_type(await heroes.page(sort="-name", total=True, into=HeroPublic))
        reveal_type(await heroes.update(1, {"name": "a"}, into=HeroPublic))


def serve(db: Database) -> None:
    reveal_type(crud_router(Hero, db, public=HeroPublic, owner=lambda: 1, exclude={"bulk_create"}))
    reveal_type(db.run(lambda session: Crud(Hero, session).count(), owner=1))

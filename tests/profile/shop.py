"""The models of the small applications, without Colonnade's sessions, which load siblings by themselves."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import registry
from sqlmodel import Field, MetaData, Relationship, Session, SQLModel

metadata = MetaData()


class Base(SQLModel, registry=registry(metadata=metadata)):
    """The base of these models."""


class Team(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)


class Link(Base, table=True):
    task_id: int = Field(foreign_key="task.id", primary_key=True)
    tag_id: int = Field(foreign_key="tag.id", primary_key=True, index=True)


class Tag(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)


class Person(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)
    team_id: int = Field(foreign_key="team.id", index=True)
    team: Team = Relationship()
    tasks: list["Task"] = Relationship(back_populates="person")

    @property
    def team_name(self) -> str:
        return self.team.name  # fault: COLP101


class Task(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=50)
    done: bool = False
    at: datetime
    person_id: int = Field(foreign_key="person.id", index=True)
    person: Person = Relationship(back_populates="tasks")
    tags: list[Tag] = Relationship(link_model=Link)


START = datetime(2025, 1, 1, tzinfo=UTC)


def fill(engine: Engine) -> None:
    """Five teams, ten people, 600 tasks."""
    metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Team(id=n, name=f"team {n}") for n in range(1, 6)])
        session.add_all([Tag(id=n, name=f"tag {n}") for n in range(1, 6)])
        session.flush()
        session.add_all([Person(id=n, name=f"p {n}", team_id=1 + n % 5) for n in range(1, 11)])
        session.flush()
        session.add_all(
            [
                Task(id=n, title=f"t {n}", at=START + timedelta(minutes=n), person_id=1 + n % 10)
                for n in range(1, 601)
            ]
        )
        session.flush()
        session.add_all([Link(task_id=n, tag_id=1 + n % 5) for n in range(1, 601)])
        session.commit()

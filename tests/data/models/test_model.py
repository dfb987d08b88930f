"""A table validates on construction and on assignment, and trusts the database."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError, field_validator, model_validator
from sqlalchemy import Computed, MetaData, func, inspect, text
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, select

from colonnade import EVERYONE, Database, Model, Owned, Owner, Timestamped
from tests.data.api.schemas import TagPublic
from tests.data.taskboard import Account, Priority, Tag, Task, User


class Local(Model, registry=registry(metadata=MetaData())):
    """The base of the models of this file."""


class Span(Local, table=True):
    id: int | None = Field(default=None, primary_key=True)
    low: int
    high: int
    name: str = ""
    tidy: str = Field(default="", sa_column_kwargs={"server_default": "x"})
    made: str = Field(sa_column_kwargs={"server_default": text("'db'")})
    total: int = Field(sa_column_args=[Computed("low + high")])

    @field_validator("name")
    @classmethod
    def _strip(cls, value: str) -> str:
        return value.strip()

    @model_validator(mode="after")
    def _ordered(self) -> "Span":
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


def span(**changes: Any) -> Span:
    return Span(**{"low": 1, "high": 2, **changes})


def test_construction_validates() -> None:
    with pytest.raises(ValidationError, match="at least 1 character"):
        Task(title="", user_id=1)


def test_construction_converts() -> None:
    assert Task(title="a", priority="high", user_id=1).priority is Priority.HIGH


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        Task(title="", points="many", user_id=1)
    assert [e["loc"] for e in caught.value.errors()] == [("title",), ("points",)]


def test_a_missing_value_is_refused() -> None:
    with pytest.raises(ValidationError, match="Field required"):
        Span(low=1)


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Task(titel="a", user_id=1)


def test_assignment_validates() -> None:
    task = Task(title="a", user_id=1)
    with pytest.raises(ValidationError, match="at most 20 characters"):
        task.title = "a" * 21


def test_a_refused_assignment_changes_nothing(sqlite_db: Database) -> None:
    with sqlite_db.session() as session:
        session.add(user := User(email="a"))
        with pytest.raises(ValidationError):
            user.email = "a" * 51
        assert user.email == "a"
    with sqlite_db.session() as session:
        assert session.exec(select(User.email)).one() == "a"


def test_assignment_converts() -> None:
    task = Task(title="a", user_id=1)
    task.points = "3"  # type: ignore[assignment]
    assert task.points == 3


def test_a_field_validator_runs_on_both() -> None:
    row = span(name=" a ")
    assert row.name == "a"
    row.name = " b "
    assert row.name == "b"


def test_a_model_validator_runs_on_both() -> None:
    with pytest.raises(ValidationError, match="low is above high"):
        span(low=3)
    row = span()
    with pytest.raises(ValidationError, match="low is above high"):
        row.low = 3
    assert row.low == 1


def test_several_changes_are_judged_together() -> None:
    row = span().sqlmodel_update({"low": 5, "high": 6})
    assert (row.low, row.high) == (5, 6)


def test_several_changes_are_all_or_none() -> None:
    task = Task(title="a", user_id=1)
    with pytest.raises(ValidationError) as caught:
        task.sqlmodel_update({"title": "b", "points": "many", "priority": "no"})
    assert task.title == "a"
    assert [e["loc"] for e in caught.value.errors()] == [("points",), ("priority",)]


def test_an_update_of_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        Task(title="a", user_id=1).sqlmodel_update({"titel": "b"})


def test_an_update_from_a_schema_takes_what_was_sent() -> None:
    class Change(BaseModel):
        title: str = "default"
        points: int = 0

    task = Task(title="a", user_id=1)
    assert task.sqlmodel_update(Change(points=2)).title == "a"


def test_rows_from_the_database_are_not_validated(sqlite_db: Database) -> None:
    with sqlite_db.session(owner=EVERYONE) as session:
        session.exec(
            text("INSERT INTO users (email, hashed_password) VALUES ('" + "a" * 60 + "', '')")
        )
        assert len(session.exec(select(User)).one().email) == 60


def test_an_unrelated_change_of_such_a_row_is_possible(sqlite_db: Database) -> None:
    with sqlite_db.session(owner=EVERYONE) as session:
        session.exec(
            text("INSERT INTO users (email, hashed_password) VALUES ('" + "a" * 60 + "', '')")
        )
        user = session.exec(select(User)).one()
        user.hashed_password = "x"
        assert user.hashed_password == "x"


def test_what_the_database_fills_may_be_left_out(tmp_path: Any) -> None:
    db = Database(f"sqlite:///{tmp_path / 'a.db'}")
    db.create_all(Local.metadata)
    with db.session() as session:
        session.add(row := span())
        session.flush()
        assert (row.id, row.made, row.total) == (1, "db", 3)
    db.dispose()


def test_relationships_are_arguments_and_set_their_foreign_keys(sqlite_db: Database) -> None:
    with sqlite_db.session() as session:
        user = User(email="a", tasks=[Task(title="t", tags=[Tag(name="x")])])
        session.add(user)
        session.flush()
        assert user.tasks[0].user_id == user.id


def test_a_foreign_key_without_a_relationship_is_required() -> None:
    from tests.data.taskboard import TaskTag

    with pytest.raises(ValidationError, match="tag_id"):
        TaskTag(task_id=1)


def test_model_validate_builds_a_row_from_a_schema() -> None:
    class Create(BaseModel):
        title: str

    task = Task.model_validate(Create(title="a"), update={"user_id": 7})
    assert (task.title, task.user_id, task.priority) == ("a", 7, Priority.MEDIUM)


def test_rows_compare_and_hash_by_identity() -> None:
    one, other = Tag(name="a"), Tag(name="a")
    assert one != other
    assert len({one, other, one}) == 2


def test_schemas_compare_by_value() -> None:
    class Schema(Model):
        name: str

    assert Schema(name="a") == Schema(name="a")


def test_a_schema_refuses_unknown_arguments() -> None:
    class Schema(Model):
        name: str

    with pytest.raises(ValidationError, match="Extra inputs"):
        Schema(name="a", extra=1)  # type: ignore[call-arg]


def test_repr_shows_no_secrets() -> None:
    assert repr(User(email="a", hashed_password="hunter2")) == "User(id=None, email='a')"


def test_an_error_shows_no_values() -> None:
    with pytest.raises(ValidationError) as caught:
        User(email="a", hashed_password="hunter2" * 20)
    assert "hunter2" not in str(caught.value)


def test_columns_are_ordered_key_own_trait() -> None:
    assert [c.name for c in Task.metadata.tables["tasks"].columns] == [
        "id",
        "title",
        "points",
        "priority",
        "user_id",
        "created_at",
        "updated_at",
        "deleted_at",
    ]


def test_constraints_are_named_by_the_convention() -> None:
    table = Task.metadata.tables["tasks"]
    assert {str(c.name) for c in table.constraints} >= {"pk_tasks", "fk_tasks_user_id"}


def test_a_project_has_its_own_metadata() -> None:
    assert User.metadata is not Local.metadata
    assert not Model.metadata.tables


def test_private_attributes_survive_loading(tmp_path: Any) -> None:
    class Base(Model, registry=registry(metadata=MetaData())): ...

    class Noted(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        _note: str = "none"

    db = Database(f"sqlite:///{tmp_path / 'a.db'}")
    db.create_all(Base.metadata)
    with db.session() as session:
        session.add(Noted())
    with db.session() as session:
        assert session.exec(select(Noted)).one()._note == "none"
    db.dispose()


def test_expired_rows_can_be_assigned(sqlite_db: Database) -> None:
    with Session(sqlite_db.engine) as session:
        session.add(account := Account())
        session.commit()
        account.balance = 3
        assert account.balance == 3


def test_a_row_can_be_pickled_and_copied(sqlite_db: Database) -> None:
    import pickle

    with sqlite_db.session() as session:
        session.add(tag := Tag(name="a"))
        session.flush()
        assert pickle.loads(pickle.dumps(tag)).name == "a"


def test_marks_of_ownership_travel_with_the_tables() -> None:
    class Base(Model, registry=registry(metadata=MetaData())): ...

    class Person(Owner, Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Note(Owned, Timestamped, Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        person_id: int = Owned.by("person.id", ondelete="CASCADE")

    note = Base.metadata.tables["note"]
    assert note.info == {"colonnade.ownership": "owned"}
    assert note.c.person_id.info == {"colonnade.owner": "by"}
    assert Base.metadata.tables["person"].c.id.info == {"colonnade.owner": "key"}
    assert not note.c.person_id.nullable
    assert Note().person_id is None


def test_timestamps_are_set_by_the_database_as_well() -> None:
    created = Task.metadata.tables["tasks"].c.created_at
    assert isinstance(created.server_default.arg, type(func.now()))


def test_schemas_are_made_as_fast_as_pydantic_makes_them_and_tables_are_not() -> None:
    assert TagPublic.__new__ is not Model.__new__
    assert not TagPublic.__pydantic_custom_init__
    assert Task.__new__ is Model.__new__
    assert Task.__pydantic_custom_init__


def test_a_row_within_a_schema_is_known_to_sqlalchemy() -> None:
    class Basket(Model):
        tag: Tag

    assert inspect(Basket.model_validate({"tag": {"name": "x"}}).tag).transient

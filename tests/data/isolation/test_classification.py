"""Whose the rows of every table are is read from marks; what is not marked is refused."""

import subprocess
import sys

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    column,
    create_engine,
    select,
    table,
)
from sqlalchemy.orm import registry

from colonnade.data.isolation.classification import Classification
from colonnade.data.isolation.engine import scoped
from colonnade.data.isolation.rules import Kind
from colonnade.data.models.declaration import OWNER, OWNERSHIP
from colonnade.errors import UnclassifiedTable
from tests.data.isolation.models import metadata


@pytest.fixture
def classification():
    return Classification(metadata)


def kind_of(classification, name):
    return classification.rule(metadata.tables[name]).kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("users", Kind.OWNER),
        ("tasks", Kind.OWNED),
        ("comments", Kind.THROUGH),
        ("task_tags", Kind.THROUGH),
        ("countries", Kind.SHARED),
        ("labels", Kind.SHARED_WRITABLE),
    ],
)
def test_marks_of_models(classification, name, kind):
    assert kind_of(classification, name) is kind


def test_unmarked_table_says_how_to_mark_it(classification):
    with pytest.raises(UnclassifiedTable, match=r"'unclassified'(.|\n)*Owned\.by"):
        kind_of(classification, "unclassified")


def test_lightweight_table_is_known_by_name(classification):
    assert classification.rule(table("tasks", column("title"))).kind is Kind.OWNED


def test_default_schema_counts_as_none(classification):
    twin = table("tasks", schema="public")
    assert classification.rule(twin, "public").kind is Kind.OWNED
    with pytest.raises(UnclassifiedTable):
        classification.rule(twin, "other")


def test_links_leave_out_what_the_database_enforces():
    meta = MetaData()
    Table("users", meta, Column("id", Integer, primary_key=True), info={OWNERSHIP: "owner"})
    key = {"primary_key": True}
    by = {OWNER: "by"}
    Table(
        "projects",
        meta,
        Column("user_id", ForeignKey("users.id"), info=by, **key),
        Column("id", Integer, **key),
    )
    pair = ForeignKeyConstraint(["user_id", "project_id"], ["projects.user_id", "projects.id"])
    columns = Column("user_id", ForeignKey("users.id"), info=by), Column("project_id", Integer)
    tasks = Table("tasks", meta, Column("id", Integer, **key), *columns, pair)
    assert Classification(meta).rule(tasks).links == ()


def documents(*columns: str) -> Table:
    """Documents with two owners, whose foreign key to folders holds these columns and the folder's key."""
    meta = MetaData()
    key = {"primary_key": True}
    Table("teams", meta, Column("id", Integer, **key), info={OWNERSHIP: "owner"})
    Table("users", meta, Column("id", Integer, **key), info={OWNERSHIP: "owner"})
    for name in ("folders", "documents"):
        owners = [
            Column(f"{one}_id", ForeignKey(f"{one}s.id"), info={OWNER: "by"})
            for one in ("team", "user")
        ]
        made = Table(name, meta, Column("id", Integer, **key), *owners, Column("folder", Integer))
    here, there = [*columns, "folder"], [*columns, "id"]
    made.append_constraint(ForeignKeyConstraint(here, [f"folders.{name}" for name in there]))
    return made


@pytest.mark.parametrize(
    ("columns", "links"), [((), 1), (("user_id",), 1), (("team_id", "user_id"), 0)]
)
def test_links_hold_every_owner_or_are_looked_up(columns, links):
    made = documents(*columns)
    rule = Classification(made.metadata).rule(made)
    assert [owner.of.name for owner in rule.owners] == ["teams", "users"]
    assert len(rule.links) == links


def test_two_columns_for_one_kind_of_owner_are_refused():
    meta = MetaData()
    Table("users", meta, Column("id", Integer, primary_key=True), info={OWNERSHIP: "owner"})
    by = [Column(name, ForeignKey("users.id"), info={OWNER: "by"}) for name in ("a", "b")]
    notes = Table("notes", meta, Column("id", Integer, primary_key=True), *by)
    with pytest.raises(UnclassifiedTable, match="2 columns that name its owner"):
        Classification(meta).rule(notes)


def test_owners_that_own_each_other_are_refused():
    meta = MetaData()
    for name, other in (("teams", "users"), ("users", "teams")):
        by = Column("owner", ForeignKey(f"{other}.id"), info={OWNER: "by"})
        key = Column("id", Integer, primary_key=True)
        Table(name, meta, key, by, info={OWNERSHIP: "owner"})
    with pytest.raises(UnclassifiedTable, match="their own owners' owners"):
        Classification(meta).rule(meta.tables["users"])


def test_marked_as_owned_without_a_column_is_not_classified():
    meta = MetaData()
    Table("users", meta, Column("id", Integer, primary_key=True), info={OWNERSHIP: "owner"})
    notes = Table("notes", meta, Column("id", Integer, primary_key=True), info={OWNERSHIP: "owned"})
    with pytest.raises(UnclassifiedTable):
        Classification(meta).rule(notes)


def test_tables_made_later_are_seen():
    meta = MetaData()
    classification = Classification(meta)
    assert not classification.restricts
    Table("users", meta, Column("id", Integer, primary_key=True), info={OWNERSHIP: "owner"})
    assert classification.restricts


def owned(meta: MetaData, name: str, **said: str) -> Table:
    """A table of owners, and one of this name whose rows have owners, or what is said of it."""
    Table("users", meta, Column("id", Integer, primary_key=True), info={OWNERSHIP: "owner"})
    by = Column("user_id", ForeignKey("users.id"), info={} if said else {OWNER: "by"})
    return Table(name, meta, Column("id", Integer, primary_key=True), by, info=said)


def test_foreign_key_that_is_added_later_is_seen():
    notes = owned(MetaData(), "notes")
    classification = Classification(notes.metadata)
    assert classification.rule(notes).links == ()
    parent = Column("parent_id", Integer, ForeignKey("notes.id"))
    Table("notes", notes.metadata, parent, extend_existing=True)
    assert [link.columns for link in classification.rule(notes).links] == [("parent_id",)]


def test_default_schema_that_the_models_name_counts_as_none():
    meta = MetaData(schema="public")
    Table("users", meta, Column("id", Integer, primary_key=True), info={OWNERSHIP: "owner"})
    for twin in (meta.tables["public.users"], table("users"), table("users", schema="public")):
        assert Classification(meta).rule(twin, "public").kind is Kind.OWNER
    with pytest.raises(UnclassifiedTable):
        Classification(meta).rule(table("users"), "other")


@pytest.fixture
def disputed(monkeypatch):
    """Whose the rows are, by two `MetaData`: in one a table is owned, in the other it is shared."""
    both = owned(MetaData(), "disputed"), owned(MetaData(), "disputed", **{OWNERSHIP: "shared"})
    known = [one.metadata for one in both]
    monkeypatch.setattr("colonnade.data.isolation.classification.metadata_of", lambda _: known)
    return both


def test_owned_table_is_shared_by_nobody_else(disputed):
    mine, other = disputed
    assert Classification().rule(mine).kind is Kind.OWNED
    assert Classification().closes(other)
    with pytest.raises(UnclassifiedTable, match=r"in two MetaData(.|\n)*metadata=\.\.\."):
        scoped(create_engine("sqlite://"), 1).connect().execute(select(other))


def test_models_of_which_none_is_owned_do_not_open_an_owned_table(disputed):
    disputed[1].info.clear()
    disputed[1].metadata.tables["users"].info.clear()
    disputed[1].append_column(Column("text", Integer))  # so that the marks are read again
    assert Classification().is_foreign(disputed[1])
    assert Classification().closes(disputed[1])
    assert Classification().rule(disputed[1]).kind is Kind.OWNED


def test_models_are_known_whatever_was_imported_first():
    program = """
from tests.data.isolation.models import Task
import sys
assert "colonnade.data.isolation.classification" not in sys.modules
from colonnade.data.isolation.classification import Classification
print(Classification().restricts, Classification().rule(Task.__table__).kind)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "owned"]


def test_models_of_which_none_is_owned_are_another_application(classification):
    other = registry()

    @other.mapped
    class Note:
        __table__ = Table("notes", other.metadata, Column("id", Integer, primary_key=True))

    assert Classification().is_foreign(Note.__table__)
    assert not Classification().is_foreign(metadata.tables["unclassified"])
    assert not Classification().is_foreign(table("notes"))

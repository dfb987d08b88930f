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
    table,
)
from sqlalchemy.orm import registry

from colonnade.data.declaration import OWNER, OWNERSHIP
from colonnade.data.isolation.classification import Classification, Kind
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

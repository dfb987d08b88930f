"""Tests of what is known about all files together."""

from pathlib import Path

from colonnade.check.project import Project
from colonnade.check.reading import read_content

ROOT = Path("/nowhere")
TASK = b"""\
from sqlmodel import Field, SQLModel

class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
"""


def project(**texts: bytes) -> Project:
    paths = {name.replace("__", "/") + ".py": text for name, text in texts.items()}
    reads = [read_content(ROOT / path, text, ROOT) for path, text in paths.items()]
    return Project([one.source.facts for one in reads if one.source])


def test_a_class_is_found_where_it_is_defined():
    assert project(app__models__task=TASK).model("app.models.task.Task") is not None


def test_a_class_is_found_behind_a_package_that_nobody_read():
    assert project(app__models__task=TASK).model("app.models.Task") is not None


def test_one_of_two_classes_is_not_guessed():
    both = project(app__models__task=TASK, app__models__old=TASK)
    assert both.model("app.models.Task") is None


def test_the_tables_of_a_base_are_known():
    text = TASK + b"\nclass Base(SQLModel):\n    pass\n\nclass Note(Base, table=True):\n    pass\n"
    assert [one.name for one in project(app=text).heirs["app.Base"]] == ["Note"]


def test_a_class_is_found_where_everything_is_imported():
    taken = project(
        app__models__task=TASK, app__routes=b"from app.models.task import *\nsqlmodel = 1\n"
    )
    assert taken.model("app.routes.Task") is not None


def test_a_class_is_found_behind_a_module_that_hands_on_everything():
    hands_on = b"from app.models.task import *  # tables of sqlmodel\n"
    routes = b"from app.tables import *\nsqlmodel = 1\n"
    taken = project(app__models__task=TASK, app__tables=hands_on, app__routes=routes)
    assert taken.model("app.routes.Task") is not None

"""What texts about SQLModel teach and what does not work is found in their own code.

The texts are beside the repository; without them the tests skip.
"""

from functools import cache

import pytest

from colonnade.check.config import Config
from colonnade.check.fixes import write
from colonnade.check.mending import mended
from tests.check.guides import codes, files, guide
from tests.processes import run

FOUND = {
    "000": {
        "app/models/base.py": "COL128 COL201",
        "app/models/user.py": "COL103 COL150",
        "app/models/task.py": "COL103",
        "app/models/tag.py": "COL140 COL153",
        "app/config.py": "COL103",
        "line_195.py": "COL201 COL604",
        "line_330.py": "COL201",
        "line_462.py": "COL133 COL201",
        "line_481.py": "COL101 COL104",
    },
    "001": {
        "models/user.py": "COL103 COL134 COL143 COL201 COL204",
        "models/task.py": "COL102 COL103 COL105 COL125 COL141 COL152 COL201 COL204",
        "models/tag.py": "COL102 COL103 COL141 COL152 COL201",
        "models/task_tag.py": "COL103 COL142",
        "core/database.py": "COL301 COL907 COL908",
        "line_626.py": "COL101 COL104",
        "line_734.py": "COL140",
        "line_746.py": "COL135 COL140 COL153",
        "line_754.py": "COL201",
    },
    "002": {
        "line_107.py": "COL201",
        "line_131.py": "COL140 COL153 COL155",
        "line_165.py": "COL802",
        "line_187.py": "COL604",
        "line_304.py": "COL708",
    },
    "003": {"line_136.py": "COL201", "line_163.py": "COL801 COL905", "line_206.py": "COL143"},
    "004": {
        "line_15.py": "COL143 COL201",
        "line_89.py": "COL136 COL140",
        "line_111.py": "COL135 COL140 COL153 COL201",
        "line_315.py": "COL420",
    },
}
"""The codes by the text's number and the block's file."""

ROWS = [
    (number, path, code)
    for number, blocks in FOUND.items()
    for path, codes in blocks.items()
    for code in codes.split()
]


@cache
def codes_in(number: str) -> dict[str, set[str]]:
    """The codes that are found in each block of a text."""
    return codes(files(guide(number)))


@pytest.mark.parametrize(("number", "path", "code"), ROWS)
def test_a_mistake_is_found_where_it_is_taught(number, path, code):
    assert code in codes_in(number)[path]


@pytest.mark.parametrize("number", FOUND)
def test_every_block_is_read(number):
    assert not any("COL001" in codes for codes in codes_in(number).values())


INSERTS = """\
from models import Task, User
from models.task_tag import TaskTag
from sqlmodel import Session, SQLModel, create_engine

engine = create_engine("sqlite://")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(User(id="one", name="Ann", email="ann@example.com"))
    session.add(Task(user_id="one", title="mended"))
    session.commit()
    print("stored")
"""


def test_models_that_cannot_be_imported_work_when_they_are_mended(tmp_path):
    for path, text in files(guide("001")).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    for one in mended([tmp_path / "models"], Config(tmp_path)):
        write(one)
    assert run(tmp_path, "-c", INSERTS) == "stored\n"

"""What need not be parsed is found out from words, and nothing is found less for it."""

import pytest

from colonnade.check.imports import reaches
from colonnade.check.words import ALIASED, ASYNC_ALIASED, known_words, words_in

ALIASES = {
    "Db = Annotated[Session, Depends(opened)]": {ALIASED},
    "Db = (  # why\n    Annotated[\n        AsyncSession, Depends(opened)]\n)": {
        ALIASED,
        ASYNC_ALIASED,
    },
    "Db = orm.Session | None": {ALIASED},
    "type Db = AsyncSession": {ALIASED, ASYNC_ALIASED},
    '    "Db = Annotated[Session, Depends(opened)]\\n",': {ALIASED},
    "made = Session(engine)": set(),
    "    local = Union[Session, None]": set(),
}


@pytest.mark.parametrize("text", ALIASES)
def test_an_alias_of_a_session_is_seen(text):
    found = words_in(text.encode(), known_words([]))
    assert found & {ALIASED, ASYNC_ALIASED} == ALIASES[text]


def test_an_alias_in_one_file_gives_the_others_a_meaning(tree):
    tree.write("db.py", "from sqlalchemy.ext.asyncio import AsyncSession\n" + ALIAS)
    tree.write(
        "tasks.py", "from db import Db\nsession = 1\n\n\nasync def f(x: Db):\n    x.commit()\n"
    )
    assert tree.codes() == ["COL307"]


ALIAS = "from typing import Annotated\n\nDb = Annotated[AsyncSession, 1]\n"
IDLE = """\
import logging

from sqlalchemy import Column

session = {}


def run(data: dict, db):
    with open("x") as file:
        for one in data["session"]:
            db.execute(one, text=one)
            db.commit(one)
"""


def test_a_file_that_only_speaks_of_sessions_is_not_parsed(tree, monkeypatch):
    monkeypatch.setattr("colonnade.check.worker.read_content", None)
    tree.write("idle.py", IDLE)
    assert tree.check().files == 1


REACHED = (
    "from sqlalchemy import create_engine",
    "from sqlalchemy import (\n    Column,  # of a table\n    create_engine as made,\n)",
    "import sqlalchemy as sa\n\nengine = sa.create_engine(URL)",
    "import sqlalchemy as sa\n\nengine = (\n    sa\n    .create_engine(URL)\n)",
)
NOT_IMPORTED = "engine = sqlalchemy.create_engine(URL)"
NOT_REACHED = (
    "import os\n\n# create_engine(url)",
    "import sqlalchemy as sa\n\nengine = self.create_engine(URL)",
    "from sqlalchemy import Column\n\nengine = made().create_engine(URL)",
)


@pytest.mark.parametrize("text", [*REACHED, NOT_IMPORTED])
def test_what_is_imported_is_reached(text):
    assert reaches(frozenset({"create_engine"}), text.encode())


@pytest.mark.parametrize("text", NOT_REACHED)
def test_what_nothing_imports_is_not_reached(text):
    assert not reaches(frozenset({"create_engine"}), text.encode())


def test_what_may_belong_to_anything_is_reached_by_its_dot():
    assert reaches(frozenset({".exec_driver_sql"}), b"connection.exec_driver_sql(sql)")


def test_a_file_is_not_parsed_for_a_function_in_a_comment(tree, monkeypatch):
    monkeypatch.setattr("colonnade.check.worker.read_content", None)
    tree.write("notes.py", "import sqlalchemy  # create_engine(url, future=True)\n")
    assert tree.check().files == 1


def test_a_file_is_parsed_for_a_function_of_a_module(tree):
    tree.write("db.py", "import sqlalchemy as sa\n\nengine = sa.create_engine(URL, future=True)\n")
    assert tree.codes() == ["COL907"]

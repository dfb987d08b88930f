"""What need not be parsed is found out from words, and nothing is found less for it."""

import pytest

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

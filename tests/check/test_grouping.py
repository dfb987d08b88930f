"""What is one decision is reported once, and the message counts the rest."""

from colonnade.check.config import read_config
from colonnade.check.grouping import and_others, decisions
from colonnade.check.mending import mended
from tests.check.test_rules import RULES, found_in, pairs

ENGINE = 'from sqlmodel import create_engine\n\nengine = create_engine("sqlite:///app.db")\n'
TIMED = """from datetime import datetime
from sqlmodel import DateTime, Field, SQLModel

class {name}(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    due: datetime = Field(sa_type=DateTime(timezone=True))
"""
NAIVE = TIMED.replace("(timezone=True)", "")
ROUTES = """from fastapi import APIRouter
from sqlmodel import Field, Session, SQLModel

router = APIRouter()

class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)

async def first(session: Session) -> Task | None:
    return session.get(Task, 1)

async def second(session: Session) -> Task | None:
    return session.get(Task, 2)
"""


def test_times_that_say_a_zone_are_one_finding_of_a_project():
    files = {f"{name.lower()}.py": TIMED.format(name=name) for name in ("Bill", "Task")}
    once = {code: rule.once for code, rule in RULES.items()}
    found = decisions(found_in({"db.py": ENGINE, **files}), once)
    assert [one.message.partition(",")[2] for one in found if one.code == "COL205"] == [
        " as in 1 more file."
    ]


def test_other_messages_of_a_rule_are_findings_of_their_own():
    found = found_in({"a.py": NAIVE.format(name="Bill"), "b.py": NAIVE.format(name="Task")})
    assert decisions(found, {"COL205": RULES["COL205"].once}) == found


def test_sync_sessions_of_coroutines_are_one_finding_of_a_file():
    (found,) = found_in({"routes.py": ROUTES})
    assert found.message.endswith(", and 1 more function here does so.")


def test_what_is_alone_has_no_others():
    assert and_others(1, "file", "is so", "are so") == "."


def test_several_others_are_in_the_plural():
    assert and_others(3, "file", "is so", "are so") == ", and 2 more files here are so."


def test_a_decision_is_mended_in_every_file(tree):
    tree.write("db.py", ENGINE)
    files = [tree.write(f"{name}.py", TIMED.format(name=name)) for name in ("Bill", "Task")]
    fixed = mended([tree.root], read_config(tree.root), unsafe=True)
    assert {one.path for one in fixed} >= {str(file) for file in files}


def test_the_words_of_a_decision_are_in_the_messages_of_its_rule():
    for rule in (one for one in RULES.values() if one.once):
        found = [one for bad, _ in pairs(rule) for one in found_in(bad.files)]
        assert any(rule.once in one.message for one in found), rule.code

"""How the harm of each safety rule is shown: in which circumstances its examples are rehearsed, and what is looked at."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from colonnade.check.examples import Example, examples_of
from colonnade.migrate.check.rule import Rule

FEW, SOME, MANY, MOST = 5_000, 50_000, 300_000, 1_000_000
"""Rows of each table: enough for losses, for errors, for what is written anew, and for a scan that is seen."""

FORMS = ("bad", "good")


@dataclass(frozen=True)
class Case:
    """How the examples of one rule are rehearsed.

    Attributes:
        shows: what is looked at: `blocked` seconds, `errors` of the version that is running, what is `lost`, why it
            `fails`, why it fails `again`.
        rows: how many each table of the examples has.
        busy: seconds for which a transaction is open that uses the tables.
        alembic: the forms that run as `alembic upgrade` runs them.
        stop: whether the upgrade is stopped in its last statement, and run again.
        back: whether the revision is taken back, and run again.
        role: the forms whose load has a role of its own, as an application has.
        without: columns that the version that is running does not use, by form and table.
        knows: columns that the version that is running knows as the revision makes them, by form and table.
        before: SQL that changes the rows before.
        then: the upgrade of a revision that runs behind it.
        one_transaction: the form whose `env.py` runs all revisions in one transaction.
    """

    shows: tuple[str, ...]
    rows: int = SOME
    busy: float = 0.0
    alembic: tuple[str, ...] = ()
    stop: bool = False
    back: bool = False
    role: tuple[str, ...] = ()
    without: Mapping[str, Mapping[str, set[str]]] = field(default_factory=dict)
    knows: Mapping[str, Mapping[str, set[str]]] = field(default_factory=dict)
    before: str = ""
    then: str = ""
    one_transaction: str = ""

    @property
    def setting(self) -> str:
        """The circumstances, in words; empty when there are none."""
        bad, good = (self._of(form) for form in FORMS)
        shared = [words for words in bad if words in good]
        parts = [", ".join(shared)] if shared else []
        for form, said in zip(FORMS, (bad, good), strict=True):
            if mine := [words for words in said if words not in shared]:
                parts.append(f"the {form} one {', '.join(mine)}")
        return "; ".join(parts)

    def _of(self, form: str) -> list[str]:
        said = {
            f"beside a transaction that is open for {self.busy:.1f} s": self.busy > 0,
            "run by `alembic upgrade`": form in self.alembic,
            "stopped in its last statement and run again": self.stop,
            "taken back and run again": self.back,
            "with a load that has a role of its own": form in self.role,
            f"beside a version that does not use {_listed(self.without, form)}": form
            in self.without,
            f"beside a version that knows {_listed(self.knows, form)} as it will be": form
            in self.knows,
            "and a revision behind it that reads for some seconds": bool(self.then),
        }
        return [words for words, holds in said.items() if holds]


def _listed(columns: Mapping[str, Mapping[str, set[str]]], form: str) -> str:
    named = columns.get(form, {})
    return ", ".join(f"{table}.{name}" for table in sorted(named) for name in sorted(named[table]))


def _both(**tables: set[str]) -> dict[str, dict[str, set[str]]]:
    return dict.fromkeys(FORMS, tables)


BLOCKED, ERRORS, LOST, FAILS = ("blocked",), ("errors",), ("lost",), ("fails",)
QUEUE = Case(BLOCKED, busy=1.5)
"""A statement that is quick, and for which everybody waits as long as it waits itself."""

UNUSED = """
ALTER TABLE visit DETACH PARTITION visit_new;
ALTER TABLE visit DETACH PARTITION visit_old;
ALTER TABLE visit ATTACH PARTITION visit_old FOR VALUES FROM (MINVALUE) TO (2147000000);
ALTER TABLE visit ATTACH PARTITION visit_new FOR VALUES FROM (2147000000) TO (MAXVALUE)"""
"""Gives the newest partition keys that no load uses."""

CASES = {
    "COLM101": Case(BLOCKED, MANY),
    "COLM102": QUEUE,
    "COLM103": Case(FAILS),
    "COLM104": Case(BLOCKED, MANY),
    "COLM105": Case(BLOCKED, MANY),
    "COLM106": Case(BLOCKED, MANY),
    "COLM107": Case(BLOCKED, MANY),
    "COLM108": Case(BLOCKED, MOST),
    "COLM109": Case(BLOCKED, MOST),
    "COLM110": Case(BLOCKED, MOST),
    "COLM111": Case(BLOCKED, MANY),
    "COLM112": Case(BLOCKED, busy=4.0, alembic=("bad",)),
    "COLM113": Case(BLOCKED, MANY),
    "COLM114": Case(BLOCKED, MOST),
    "COLM115": Case(BLOCKED, busy=1.5, before=UNUSED),
    "COLM116": QUEUE,
    "COLM117": Case(ERRORS, without=_both(visit={"seen"}, visit_old={"seen"}, visit_new={"seen"})),
    "COLM118": Case(BLOCKED, busy=4.0, alembic=("bad",)),
    "COLM119": Case(BLOCKED, busy=4.0, alembic=("bad",)),
    "COLM201": Case(BLOCKED, MANY),
    "COLM202": Case(BLOCKED, MANY),
    "COLM203": Case(BLOCKED, MANY),
    "COLM204": Case(BLOCKED, MANY),
    "COLM205": Case(BLOCKED, MANY),
    "COLM206": Case(BLOCKED, before="UPDATE task SET points = NULL"),
    "COLM207": Case(BLOCKED, before="UPDATE task SET points = NULL"),
    "COLM208": Case(BLOCKED, MANY),
    "COLM301": Case(ERRORS),
    "COLM302": Case(ERRORS),
    "COLM303": Case(ERRORS),
    "COLM304": Case(ERRORS),
    "COLM305": Case(FAILS),
    "COLM306": Case(ERRORS, without={"good": {"task": {"points"}}}),
    "COLM307": Case(ERRORS, knows={"good": {"task": {"title"}}}),
    "COLM308": Case(ERRORS),
    "COLM309": Case(ERRORS, knows={"good": {"visit": {"state"}}}),
    "COLM310": Case(ERRORS, knows={"good": {"visit": {"state"}}}),
    "COLM311": Case(ERRORS),
    "COLM312": Case(ERRORS, role=FORMS),
    "COLM313": Case(ERRORS, role=("bad",)),
    "COLM314": Case(ERRORS, role=FORMS),
    "COLM315": Case(ERRORS, without=_both(visit={"seen"}, visit_old={"seen"}, visit_new={"seen"})),
    "COLM402": Case(LOST, FEW),
    "COLM403": Case(LOST),
    "COLM404": Case(LOST),
    "COLM405": Case(("again",), back=True),
    "COLM406": Case(ERRORS, without=_both(team={"name"})),
    "COLM501": Case(LOST, MANY, stop=True, alembic=FORMS),
    "COLM502": Case(("again",), stop=True, alembic=FORMS),
    "COLM503": Case(FAILS, knows={"good": {"visit": {"state"}}}),
    "COLM504": Case(("again",), stop=True, alembic=FORMS),
    "COLM505": Case(
        BLOCKED,
        alembic=FORMS,
        then="CREATE TABLE report AS SELECT count(*) FROM step, generate_series(1, 60) GROUP BY step.id % 7",
        one_transaction="bad",
    ),
}
"""The rules whose harm a rehearsal on PostgreSQL shows, by code."""

REASONS = {
    "COLM701": "the harm is years away, when 2,147,483,647 keys are used up",
    "COLM702": "nothing waits, breaks or is lost while the revision runs; the rule is about what is easy to get wrong later",
    "COLM703": "nothing waits, breaks or is lost while the revision runs; queries of a later version fail",
    "COLM704": "nothing waits, breaks or is lost while the revision runs; values come back longer than they were",
    "COLM705": "nothing waits, breaks or is lost while the revision runs; `colonnade profile --advise` measures indexes",
    "COLM706": "nothing waits, breaks or is lost while the revision runs; the rule is about what a DELETE does later",
    "COLM707": "nothing waits, breaks or is lost while the revision runs; what has the name is found under another one",
    "COLM708": "autovacuum decides for how long plans are bad; `colonnade profile explain` shows a plan",
    "COLM709": "nothing waits, breaks or is lost; the rule is about who may use whose rights",
}
"""Why no rehearsal shows the harm of a rule that holds for PostgreSQL, by code."""


def pair_of(rule: Rule) -> tuple[Example, Example]:
    """The first bad form of a rule's page, and the good one behind it."""
    pairs = pairwise(examples_of(rule.page))
    return next(pair for pair in pairs if [one.kind for one in pair] == ["Bad", "Good"])


def digest(pair: tuple[Example, Example]) -> str:
    """Tells examples that were measured from those that have changed since."""
    text = "".join(one.files["example.py"] for one in pair)
    return hashlib.sha256(text.encode()).hexdigest()[:12]

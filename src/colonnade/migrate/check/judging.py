"""Rules applied to a revision that was run."""

from collections.abc import Iterator, Mapping

from colonnade.check.rules.files.suppression_without_reason import CODE as NO_REASON
from colonnade.check.rules.files.unused_suppression import CODE as UNUSED
from colonnade.check.suppression import without_suppressed
from colonnade.errors import UsageError
from colonnade.findings import Finding, Place
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import Problem, Rule, load_rules
from colonnade.migrate.roundtrip.chain import BROKEN, HEADS
from colonnade.migrate.roundtrip.drift import DRIFT
from colonnade.migrate.roundtrip.judge import UP_FAILS
from colonnade.rules import is_named

WHOLE = (HEADS, BROKEN, UP_FAILS, DRIFT)
"""The codes of what is found about the revisions together, by no rule of this folder."""


def rules_for(
    dialect: str, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()
) -> dict[str, Rule]:
    """The rules that hold for a database, by their codes.

    Args:
        dialect: of the database, in SQLAlchemy's words.
        select: codes, beginnings of codes, families or names; without it all that are not opt-in.
        ignore: the same, for what is left out.

    Raises:
        UsageError: there is no such rule.
    """
    every = load_rules()
    for name in (*select, *ignore):
        known = any(is_named(rule, (name,)) for rule in every.values())
        if not known and not any(code.startswith(name) for code in WHOLE):
            families = ", ".join(sorted({rule.family for rule in every.values()}))
            raise UsageError(
                f"There is no rule {name!r}.",
                f"Name a code, the beginning of codes, or a family: {families}.",
            )
    return {
        code: rule
        for code, rule in every.items()
        if dialect in rule.databases
        and (is_named(rule, select) if select else not rule.opt_in)
        and not is_named(rule, ignore)
    }


def judge(revision: Revision, rules: Mapping[str, Rule]) -> list[Finding]:
    """What is wrong with a revision, by place; what a comment in it says is meant is left out.

    Args:
        revision: what was run.
        rules: the rules to apply.
    """
    source = revision.source
    found = list(findings_in(revision, rules))
    active = frozenset({*rules, NO_REASON, UNUSED})
    kept = without_suppressed(found, source.text, source.path, active)
    return sorted(kept, key=lambda finding: (finding.place, finding.code))


def findings_in(revision: Revision, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """What rules find in a revision, whatever its comments say; one finding for each line and message."""
    seen: set[tuple[str, int, str]] = set()
    for rule in rules.values():
        for node in _nodes_for(rule, revision):
            for problem in rule.check(node, revision):
                about = (rule.code, problem.line, problem.message)
                if about not in seen:
                    seen.add(about)
                    yield _finding(rule, problem, revision)


def _nodes_for(rule: Rule, revision: Revision) -> Iterator[object]:
    failed = [revision.failed] if revision.failed else []
    for node in [*revision.changes, *revision.statements, *failed, revision]:
        if type(node) in rule.nodes:
            yield node


def _finding(rule: Rule, problem: Problem, revision: Revision) -> Finding:
    return Finding(
        code=rule.code,
        place=Place(revision.source.path, problem.line),
        message=problem.message,
        remedy=problem.remedy,
        severity=rule.severity,
        edits=problem.edits,
    )

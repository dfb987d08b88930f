"""Rules applied to files."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from colonnade.check.config import Config
from colonnade.check.imports import reaches
from colonnade.check.notebooks import in_cells
from colonnade.check.project import Model, Project
from colonnade.check.reading import Read, too_deep
from colonnade.check.rule import Problem, Rule
from colonnade.check.source import Source
from colonnade.check.suppression import without_suppressed
from colonnade.check.versions import holds
from colonnade.check.words import MODELS, SHARED, WITH_MODELS, are_met
from colonnade.findings import Finding


def judge(
    read: Read,
    project: Project,
    config: Config,
    rules: Mapping[str, Rule],
    able: Iterable[Rule] | None = None,
) -> list[Finding]:
    """Everything that is wrong with one file, by place.

    Args:
        read: the file.
        project: all files together.
        config: which rules hold where.
        rules: the rules to apply.
        able: those of them that may find something in the project; all without it.
    """
    if read.source is None:
        return list(read.findings)
    read.source.project = project
    wanted = config.holding(read.path, rules)
    words = read.source.words | project.shared
    if able is None:
        able = (rule for rule in rules.values() if holds(rule.versions, project.versions))
    try:
        found = [
            finding
            for rule in able
            if rule.nodes and rule.code in wanted and are_met(rule.needs, words)
            for finding in findings_of(rule, read.source)
        ]
    except RecursionError:
        return list(too_deep(Path(read.path)).findings)
    found = without_suppressed(found, read.source.text, read.path, frozenset(wanted))
    if read.cells is not None:
        found = [in_cells(finding, read.cells) for finding in found]
    return sorted(found, key=lambda finding: (finding.place, finding.code))


def possible(
    rules: Mapping[str, Rule], shared: frozenset[str], versions: Mapping[str, str]
) -> list[Rule]:
    """The rules that may find something in a project.

    Args:
        rules: those that hold there.
        shared: the words that every file has because one of them does.
        versions: the versions of the packages that the project installs.
    """
    absent = SHARED - shared
    if WITH_MODELS in absent:
        absent |= {*MODELS.split("|")}
    return [
        rule
        for rule in rules.values()
        if rule.nodes
        and holds(rule.versions, versions)
        and not any(need <= absent for need in rule.needs)
    ]


def is_worth_parsing(rules: Iterable[Rule], words: frozenset[str], content: bytes) -> bool:
    """Whether one of some rules may find something in a file that says nothing about others.

    Args:
        rules: those that need no models.
        words: the words of the file.
        content: its bytes.
    """
    wanted = [rule for rule in rules if are_met(rule.needs, words) and _matches(rule, content)]
    names = {rule.imports for rule in wanted}
    return frozenset() in names or reaches(frozenset().union(*names), content)


def _matches(rule: Rule, content: bytes) -> bool:
    return rule.pattern is None or rule.pattern.search(content) is not None


def findings_of(rule: Rule, source: Source) -> Iterator[Finding]:
    """What a rule finds in one file, whatever its comments say."""
    for node in _nodes_for(rule, source):
        for problem in rule.check(node, source):
            yield _finding(rule, problem, source)


def _nodes_for(rule: Rule, source: Source) -> Iterator[object]:
    for kind in rule.nodes:
        if kind is ast.Call and rule.calls:
            yield from source.calls(rule.calls)
        else:
            yield from source.models if kind is Model else source.nodes(kind)


def _finding(rule: Rule, problem: Problem, source: Source) -> Finding:
    return Finding(
        code=rule.code,
        place=source.place(problem.node),
        message=problem.message,
        remedy=problem.remedy,
        severity=rule.severity,
        edits=problem.edits,
        safe=problem.safe,
    )

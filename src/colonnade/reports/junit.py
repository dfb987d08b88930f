"""Findings as a JUnit report: a test suite for each file, a failed test for each finding."""

from collections.abc import Iterable
from itertools import groupby
from xml.etree import ElementTree

from colonnade.findings import Finding, printable


def as_junit(findings: Iterable[Finding]) -> str:
    """The report as XML."""
    # XML has no place for most of what cannot be printed, not even escaped.
    found = sorted(findings, key=lambda finding: finding.place)
    root = ElementTree.Element("testsuites", name="colonnade", failures=str(len(found)))
    for path, group in groupby(found, key=lambda finding: finding.place.path):
        _add_suite(root, path, list(group))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")


def _add_suite(root: ElementTree.Element, path: str, findings: list[Finding]) -> None:
    count = str(len(findings))
    path = printable(path)
    suite = ElementTree.SubElement(root, "testsuite", name=path, tests=count, failures=count)
    for finding in findings:
        name = printable(f"{finding.code} at {finding.place}")
        case = ElementTree.SubElement(suite, "testcase", classname=path, name=name)
        failure = ElementTree.SubElement(case, "failure", message=printable(finding.message))
        failure.text = printable(finding.remedy)

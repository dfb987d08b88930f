"""What is found by everything that was asked for."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from colonnade.cli.words import many
from colonnade.findings import Finding

if TYPE_CHECKING:
    from colonnade.check.config import Config
    from colonnade.cli.check.asked import Asked


@dataclass
class Found:
    """What was found.

    Attributes:
        findings: everything, source first.
        looked: what was looked at, in words.
        titles: the first sentence of each rule's page, by code.
        once: the words of messages that are one decision of a project, by code.
    """

    findings: list[Finding]
    looked: str
    titles: dict[str, str]
    once: dict[str, str] = field(default_factory=dict)


def found(asked: "Asked", config: "Config") -> Found:
    """Look at source, at models and at a database, whichever are named.

    Raises:
        UsageError: something that is named cannot be read.
    """
    everything = Found([], "", {})
    looked = []
    if asked.sources:
        looked.append(_in_source(asked, config, everything))
    if asked.models or asked.url:
        looked.append(_in_schema(asked, config, everything))
    everything.looked = " and ".join(looked)
    return everything


def _in_source(asked: "Asked", config: "Config", everything: Found) -> str:
    from colonnade.check.engine import check
    from colonnade.check.rule import load_rules
    from colonnade.cli.progress import counted

    with counted("Checking") as progress:
        report = check(asked.sources, config, use_cache=not asked.no_cache, progress=progress)
    everything.findings += report.findings
    everything.titles |= {code: rule.title for code, rule in load_rules().items()}
    everything.once |= {code: rule.once for code, rule in load_rules().items() if rule.once}
    return many(report.files, "file")


def _in_schema(asked: "Asked", config: "Config", everything: Found) -> str:
    from colonnade.cli.check.schema import Schemas, kept
    from colonnade.schema.review import load_rules

    rules = load_rules()
    schemas = Schemas(asked)
    everything.findings += kept(schemas.findings(config.chosen(rules)), config, rules)
    everything.titles |= {code: rule.title for code, rule in rules.items()}
    return many(schemas.tables, "table")

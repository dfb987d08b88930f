"""The load of a version that was recorded: `colonnade profile --advise --keep FOLDER -- COMMAND`."""

import re
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from colonnade.errors import UsageError
from colonnade.migrate.rehearsal.load.workload import Call, Caller, Operation, Workload
from colonnade.profile.recording.record import Sample, Statement, read

_WIDTH = 60
"""How much of a statement names an operation."""

_NUMBERED = re.compile(r"\$(\d+)")
"""A parameter as asyncpg has it, which the load does not use."""


@dataclass(frozen=True)
class Sampled(Caller):
    """Calls a statement with parameters that were recorded, one set of them or another."""

    parameters: list[Any]

    def __call__(self, random: Random) -> Call:
        return Call(random.choice(self.parameters))


def recorded(folder: Path) -> Workload:
    """What a program has sent, as often as it has, compared with its other statements.

    Args:
        folder: of its records, with values.

    Raises:
        SourceError: a file in it is no record.
        UsageError: there is no record in it, or none with values.
    """
    record = read(folder.glob("*.jsonl"))
    counts = {statement: len(executions) for statement, executions in record.calls().items()}
    found = [
        _operation(statement, samples, counts.get(statement, 1))
        for statement, samples in record.samples.items()
        if statement.kind != "other"
    ]
    if not found:
        raise UsageError(
            f"There are no statements with values in {folder}.",
            "Record them: colonnade profile --advise --keep FOLDER -- COMMAND.",
        )
    return found


def _operation(statement: Statement, samples: list[Sample], count: int) -> Operation:
    name = " ".join(statement.text.split())[:_WIDTH]
    text = (
        _NUMBERED.sub(r"%(p\1)s", samples[0].text) if _is_numbered(samples[0]) else samples[0].text
    )
    called = Sampled([_named(one) for one in samples if one.text == samples[0].text])
    kind = "read" if statement.kind == "select" else "write"
    return Operation(name, kind, "", text, called, float(count))  # type: ignore[arg-type]


def _is_numbered(sample: Sample) -> bool:
    return isinstance(sample.parameters, tuple) and _NUMBERED.search(sample.text) is not None


def _named(sample: Sample) -> Any:
    if not _is_numbered(sample):
        return sample.parameters
    return {f"p{number}": value for number, value in enumerate(sample.parameters, 1)}

"""What a command line costs before it does anything, and what an import of the library adds."""

import sys
from pathlib import Path

from benchmarks.measure import Row, in_turn, python

COLONNADE = str(Path(sys.executable).parent / "colonnade")


def rows() -> list[Row]:
    return in_turn(
        {
            "python": python("pass"),
            "colonnade --help": [COLONNADE, "--help"],
            "import sqlmodel": python("import sqlmodel"),
            "import sqlmodel, all of colonnade": python(
                "import sqlmodel; from colonnade import Model, Database, Crud"
            ),
        },
        rounds=9,
    )

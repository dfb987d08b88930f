"""What texts about SQLModel teach and what does not work is found in their own code.

The texts are beside the repository; without them the tests skip.
"""

from functools import cache
from pathlib import Path

import pytest

from colonnade.check.config import Config
from colonnade.check.fixes import write
from colonnade.check.mending import mended
from tests.check.guides import codes, files, guide
from tests.processes import run

FOUND = {
    "000": {
        "app/models/base.py": "COL128 COL201",
        "app/models/user.py": "COL103 COL150",
        "app/models/task.py": "COL103",
        "app/models/tag.py": "COL133 COL140 COL153",
        "app/config.py": "COL103",
        "line_195.py": "COL201 COL417 COL604",
        "line_330.py": "COL201",
        "line_462.py": "COL133 COL201",
        "line_481.py": "COL101 COL104",
        "line_263.py": "COL405",
    },
    "001": {
        "models/user.py": "COL103 COL134 COL201 COL204",
        "models/task.py": "COL102 COL103 COL105 COL125 COL141 COL152 COL201 COL204",
        "models/tag.py": "COL102 COL103 COL141 COL148 COL152 COL201",
        "models/task_tag.py": "COL103 COL142",
        "core/database.py": "COL301 COL907 COL908",
        "line_626.py": "COL101 COL104",
        "line_734.py": "COL140",
        "line_746.py": "COL135 COL140 COL153",
        "line_754.py": "COL201",
        "line_513.py": "COL405 COL409",
        "line_473.py": "COL607",
        "line_564.py": "COL405",
        "line_704.py": "COL410",
    },
    "002": {
        "line_107.py": "COL201",
        "line_131.py": "COL140 COL153 COL155 COL157",
        "line_165.py": "COL802 COL914",
        "line_187.py": "COL311 COL403 COL604",
        "line_304.py": "COL708",
        "line_233.py": "COL416",
        "line_271.py": "COL701 COL702",
        "line_322.py": "COL156",
    },
    "003": {
        "line_136.py": "COL201",
        "line_163.py": "COL801 COL905",
        "line_206.py": "COL143",
        "line_183.py": "COL704",
    },
    "004": {
        "line_15.py": "COL201",
        "line_89.py": "COL136 COL140",
        "line_111.py": "COL135 COL140 COL153 COL201",
        "line_315.py": "COL420",
        "line_268.py": "COL802",
        "line_280.py": "COL408",
    },
}
"""The codes by the text's number and the block's file."""

ROWS = [
    (number, path, code)
    for number, blocks in FOUND.items()
    for path, codes in blocks.items()
    for code in codes.split()
]


@cache
def codes_in(number: str) -> dict[str, set[str]]:
    """The codes that are found in each block of a text, whichever of its classes of one name are meant."""
    first, last = codes(files(guide(number))), codes(files(guide(number), newest=True))
    return {path: first[path] | last[path] for path in first}


@pytest.mark.parametrize(("number", "path", "code"), ROWS)
def test_a_mistake_is_found_where_it_is_taught(number, path, code):
    assert code in codes_in(number)[path]


@pytest.mark.parametrize("number", FOUND)
def test_every_block_is_read(number):
    assert not any("COL001" in codes for codes in codes_in(number).values())


TABLES = {
    "000": ["app.models.user,app.models.task"],
    "001": ["models"],
    "002": ["line_107"],
    "003": ["item", "line_206"],
    "004": ["line_15", "line_89", "line_111", "line_153"],
}
"""The modules with whole tables; other blocks leave out a class or the fields that an earlier one has."""
ITEM = "from line_136 import BaseModel\n\nclass Item(BaseModel, table=True):\n    name: str\n"
"""A table with the columns of a base that one of the texts teaches."""


@pytest.mark.parametrize("number", TABLES)
def test_tables_are_made_and_rows_stored_once_the_blocks_are_mended(number, tmp_path):
    for path, text in (files(guide(number)) | {"item.py": ITEM}).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    for one in mended([tmp_path], Config(tmp_path)):
        write(one)
    run(tmp_path, Path(__file__).parent / "stored.py", *TABLES[number])

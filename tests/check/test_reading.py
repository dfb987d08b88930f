import json

import pytest

from tests.check.conftest import BAD


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"import sqlmodel\ndef f(:\n", "invalid syntax"),
        (b"import sqlmodel\n\0\1\2", "it is no text"),
        (b"# sqlmodel \xe9\n", "encoding declaration"),
        (b"# -*- coding: klingon -*-\nimport sqlmodel\n", "unknown encoding"),
        (b"# coding: rot13\nimport sqlmodel\n", "unknown encoding: rot13"),
        (b"import sqlmodel\nx = " + b"-" * 50_000 + b"1", "nested too deeply"),
        (b"from sqlmodel import text\nx = text(" + b"'a' + " * 900 + b"b)", "nested too deeply"),
        (b"import sqlmodel\nx = " + b"(" * 300 + b")" * 300, "too many nested parentheses"),
    ],
)
def test_a_file_that_is_no_python_is_reported(tree, content, what):
    tree.write("models.py", content)
    (finding,) = tree.check().findings
    assert finding.code == "COL001"
    assert what in finding.message


def test_a_syntax_error_has_its_line(tree):
    tree.write("models.py", "import sqlmodel\n\nclass A\n    pass\n")
    (finding,) = tree.check().findings
    assert finding.place.line == 3


def test_other_encodings_are_read(tree):
    tree.write("models.py", f"# -*- coding: latin-1 -*-\n# é\n{BAD}".encode("latin-1"))
    assert tree.codes() == ["COL201"]


def test_a_byte_order_mark_is_no_part_of_the_text(tree):
    tree.write("models.py", b"\xef\xbb\xbf" + BAD.encode())
    assert tree.check().findings[0].place.column == 50


def test_columns_count_characters(tree):
    tree.write("models.py", BAD.replace("created_at:", "größe_ü:"))
    assert tree.check().findings[0].place.column == 47


def test_a_notebook_is_read_by_its_cells(tree):
    cells = [
        {"cell_type": "markdown", "source": ["# Models"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "!ls\n"]},
        {"cell_type": "code", "source": BAD.splitlines(keepends=True)},
    ]
    path = tree.write("models.ipynb", json.dumps({"cells": cells}))
    (finding,) = tree.check().findings
    assert str(finding.place) == f"{path}:cell 3:8:50"
    assert finding.edits == ()


def test_a_broken_notebook_is_reported(tree):
    tree.write("models.ipynb", '{"sqlmodel": 1}')
    assert tree.codes() == ["COL001"]


def test_a_cell_of_something_else_than_text_is_reported(tree):
    cells = [{"cell_type": "code", "source": ["import sqlmodel\n", 3]}]
    tree.write("models.ipynb", json.dumps({"cells": cells}))
    assert tree.codes() == ["COL001"]


def test_a_form_feed_in_a_cell_is_no_new_line(tree):
    source = BAD.replace("\n\n\nclass", "\n\nx = 'a\x0cb'\nclass")
    tree.write("models.ipynb", json.dumps({"cells": [{"cell_type": "code", "source": source}]}))
    assert [finding.place.line for finding in tree.check().findings] == [8]


def test_newer_syntax_says_which_python_reads_it(tree):
    tree.write("models.py", "import sqlmodel\nclass A[T](B C): pass\n")
    (finding,) = tree.check().findings
    assert "with a newer Python" in finding.remedy


def test_a_class_of_pydantic_in_a_file_of_its_own_is_read(tree):
    tree.write("requirements.txt", "pydantic==2.12.0\n")
    tree.write(
        "schemas.py",
        "from pydantic import BaseModel\n\nclass TaskPublic(BaseModel):\n    id: int\n\n"
        "    class Config:\n        from_attributes = True\n",
    )
    assert tree.codes() == ["COL103"]


def test_a_key_of_tokens_in_a_file_of_its_own_is_read(tree):
    tree.write("tokens.py", 'import jwt\n\ntoken = jwt.encode({}, "s3cr3t", algorithm="HS256")\n')
    assert tree.codes() == ["COL806"]

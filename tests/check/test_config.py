from pathlib import Path

import pytest

from colonnade.check.config import read_config
from colonnade.check.engine import check
from colonnade.errors import UsageError
from tests.check.conftest import BAD

ITEM = """from sqlmodel import Field, SQLModel

class OrderItem(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
"""


def configured(tree, text: str) -> None:
    tree.write("pyproject.toml", f"[tool.colonnade.check]\n{text}\n")


@pytest.mark.parametrize("said", ["COL201", "COL2", "time", "naive-utcnow"])
def test_a_rule_is_ignored_by_code_family_or_name(tree, said):
    configured(tree, f'ignore = ["{said}"]')
    tree.write("models.py", BAD)
    assert tree.codes() == []


def test_only_selected_rules_hold(tree):
    configured(tree, 'select = ["queries"]')
    tree.write("models.py", BAD)
    assert tree.codes() == []


@pytest.mark.parametrize(
    ("said", "found"), [("", []), ("COL1", []), ("words-run-together", ["COL135"])]
)
def test_a_rule_on_request_holds_where_its_code_or_name_is_selected(tree, said, found):
    configured(tree, f"select = {[said or 'COL', 'COL']}")
    tree.write("models.py", ITEM)
    assert tree.codes() == found


def test_files_are_excluded_by_pattern(tree):
    configured(tree, 'exclude = ["legacy"]')
    tree.write("legacy/models.py", BAD)
    assert tree.codes() == []


def test_rules_are_ignored_by_file(tree):
    configured(tree, 'per-file-ignores = { "tests/*" = ["COL2"] }')
    tree.write("tests/models.py", BAD)
    tree.write("app/models.py", BAD)
    assert tree.codes() == ["COL201"]


@pytest.mark.parametrize(
    ("text", "what"),
    [("selct = []", "no key 'selct'"), ('ignore = ["COL999"]', "no rule 'COL999'"), ("[", "TOML")],
)
def test_a_mistake_in_the_configuration_is_named(tree, text, what):
    configured(tree, text)
    with pytest.raises(UsageError, match=what):
        read_config(tree.root)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("selct = []", "pyproject.toml:3: .* has no key 'selct'"),
        ('select = "COL2"', "pyproject.toml:3: 'select' is no list of texts"),
        ("exclude = [1]", "pyproject.toml:3: 'exclude' is no list of texts"),
        ('per-file-ignores = ["tests"]', "pyproject.toml:3: 'per-file-ignores' is no table"),
        ('per-file-ignores = { "tests/*" = "COL2" }', r"pyproject.toml:3: 'tests/\*' is no list"),
        ('select = [\n  "COL2",\n  "COL999",\n]', "pyproject.toml:5: There is no rule 'COL999'"),
        ('[tool.colonnade.check.per-file-ignores]\n"a" = ["x"]', "toml:4: There is no rule 'x'"),
    ],
)
def test_a_mistake_has_its_line(tree, text, what):
    configured(tree, f"# select, ignore\n{text}")
    with pytest.raises(UsageError, match=what):
        read_config(tree.root)


@pytest.mark.parametrize(
    "text", ["tool = 1", "[tool]\ncolonnade = 1", "[tool.colonnade]\ncheck = 1"]
)
def test_a_table_that_is_none_is_named(tree, text):
    tree.write("pyproject.toml", text)
    with pytest.raises(UsageError, match="is no table"):
        read_config(tree.root)


def test_a_rule_of_the_command_line_has_no_line(tree):
    with pytest.raises(UsageError, match=r"^There is no rule 'COL999'"):
        read_config(tree.root, select=("COL999",))


def test_a_path_that_is_not_there_is_named(tree):
    with pytest.raises(UsageError, match="nowhere"):
        check([Path("nowhere")], read_config(tree.root))

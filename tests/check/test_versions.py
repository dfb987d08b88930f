from importlib import metadata

import pytest

from colonnade.check.versions import holds, installed_versions


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("uv.lock", '[[package]]\nname = "sqlmodel"\nversion = "0.0.30"\n'),
        ("pdm.lock", '[[package]]\nname = "sqlmodel"\nversion = "0.0.30"\n'),
        ("pylock.toml", '[[packages]]\nname = "sqlmodel"\nversion = "0.0.30"\n'),
        ("requirements/base.txt", "sqlmodel==0.0.30 \\\n    --hash=sha256:0\n"),
        ("requirements-dev.txt", 'sqlmodel == 0.0.30; python_version > "3.10"\n'),
        ("venv/Lib/site-packages/sqlmodel-0.0.30.dist-info/METADATA", ""),
        ("poetry.lock", '[[package]]\nname = "SQLModel"\nversion = "0.0.30"\n'),
        ("pyproject.toml", '[project]\ndependencies = ["sqlmodel==0.0.30"]\n'),
        ("pyproject.toml", '[project.optional-dependencies]\ndb = ["sqlmodel==0.0.30"]\n'),
        (
            "pyproject.toml",
            '[dependency-groups]\ndb = [{include-group = "a"}, "sqlmodel==0.0.30"]\n',
        ),
        ("requirements.txt", "fastapi\nsqlmodel[asyncio]==0.0.30  # pinned\n"),
        (".venv/lib/python3.12/site-packages/sqlmodel-0.0.30.dist-info/METADATA", ""),
    ],
)
def test_what_a_project_installs_is_read(tree, file, text):
    tree.write(file, text)
    assert installed_versions(tree.root)["sqlmodel"] == "0.0.30"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("uv.lock", "[[package]]\nname = 1\nversion = 2\n"),
        ("uv.lock", '[[package]]\nname = "sqlmodel"\nversion = "main"\n'),
        ("uv.lock", "package = 1"),
        ("poetry.lock", "["),
        ("requirements.txt/other", ""),
        ("pyproject.toml", "project = 1"),
        ("pyproject.toml", "dependency-groups = 1"),
        ("pyproject.toml", '[project]\ndependencies = "sqlmodel"'),
    ],
)
def test_a_file_that_says_nothing_is_passed_over(tree, file, text):
    tree.write(file, text)
    assert installed_versions(tree.root)["sqlmodel"] == metadata.version("sqlmodel")


def test_the_lock_file_goes_before_what_is_required(tree):
    tree.write("requirements.txt", "sqlmodel==0.0.31\nsqlalchemy==2.0.*\n")
    tree.write("uv.lock", '[[package]]\nname = "sqlmodel"\nversion = "0.0.30"\n')
    found = installed_versions(tree.root)
    assert (found["sqlmodel"], found["sqlalchemy"]) == ("0.0.30", "2.0")


def test_what_runs_here_counts_where_nothing_says_more(tree):
    assert set(installed_versions(tree.root)) >= {"sqlmodel", "sqlalchemy", "alembic"}


@pytest.mark.parametrize(
    ("said", "version"),
    [
        (">=1.10,<2", "1.10"),
        ("~=1.10.26", "1.10.26"),
        ("<2", "0"),
        ("<=1.10.9,>=1.9", "1.9"),
        ("[email] (>=1.10,<2)", "1.10"),
        (">=1.10,<2; python_version > '3'", "1.10"),
    ],
)
@pytest.mark.parametrize("file", ["pyproject.toml", "requirements.txt"])
def test_a_project_that_allows_only_older_versions_has_one_of_them(tree, file, said, version):
    line = f"pydantic{said}"
    tree.write(file, line if file.endswith("txt") else f'[project]\ndependencies = ["{line}"]\n')
    assert installed_versions(tree.root)["pydantic"] == version


@pytest.mark.parametrize("said", [">=1.10", ">=2,<4", "~=2.0", "!=2.1", ""])
def test_a_range_that_has_what_runs_here_says_no_more(tree, said):
    tree.write("requirements.txt", f"pydantic{said}\n")
    assert installed_versions(tree.root)["pydantic"] == metadata.version("pydantic")


@pytest.mark.parametrize(
    ("versions", "answer"),
    [({"sqlmodel": "0.0.44"}, False), ({"sqlmodel": "0.0.45"}, True), ({}, True)],
)
def test_a_rule_holds_for_some_versions(versions, answer):
    assert holds({"sqlmodel": ">=0.0.45"}, versions) is answer

import pytest

from colonnade.check.versions import holds, installed_versions


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("uv.lock", '[[package]]\nname = "sqlmodel"\nversion = "0.0.30"\n'),
        ("poetry.lock", '[[package]]\nname = "SQLModel"\nversion = "0.0.30"\n'),
        ("pyproject.toml", '[project]\ndependencies = ["sqlmodel==0.0.30"]\n'),
        ("requirements.txt", "fastapi\nsqlmodel[asyncio]==0.0.30  # pinned\n"),
        (".venv/lib/python3.12/site-packages/sqlmodel-0.0.30.dist-info/METADATA", ""),
    ],
)
def test_what_a_project_installs_is_read(tree, file, text):
    tree.write(file, text)
    assert installed_versions(tree.root)["sqlmodel"] == "0.0.30"


def test_what_runs_here_counts_where_nothing_says_more(tree):
    assert set(installed_versions(tree.root)) >= {"sqlmodel", "sqlalchemy", "alembic"}


@pytest.mark.parametrize(
    ("versions", "answer"),
    [({"sqlmodel": "0.0.44"}, False), ({"sqlmodel": "0.0.45"}, True), ({}, True)],
)
def test_a_rule_holds_for_some_versions(versions, answer):
    assert holds({"sqlmodel": ">=0.0.45"}, versions) is answer

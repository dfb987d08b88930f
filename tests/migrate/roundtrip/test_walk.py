"""Revisions that are right are not accused, and what is the user's is left alone, on each database."""

import pytest

from colonnade.errors import ConfigurationError, UsageError
from colonnade.migrate.roundtrip import round_trip
from tests.migrate.roundtrip.revisions import Revisions

RIGHT = """\
import sqlalchemy as sa

metadata = sa.MetaData()
team = sa.Table(
    "team",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(3), nullable=False, unique=True),
    sa.Column("kind", sa.Enum("small", "large", name="kind"), nullable=False),
)
member = sa.Table(
    "member",
    metadata,
    sa.Column("team_id", sa.ForeignKey("team.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("fee", sa.Numeric(5, 2), nullable=False),
    sa.Column("since", sa.Date),
    sa.CheckConstraint("fee >= 0 AND number BETWEEN 1 AND 999", name="sensible"),
)
"""
TEAM = (
    """\
    op.create_table(
        "team",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(3), nullable=False, unique=True),
        sa.Column("kind", sa.Enum("small", "large", name="kind"), nullable=False),
    )""",
    'op.drop_table("team")\nsa.Enum(name="kind").drop(op.get_bind())',
)
MEMBER = (
    """\
    op.create_table(
        "member",
        sa.Column("team_id", sa.Integer, sa.ForeignKey("team.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("fee", sa.Numeric(5, 2), nullable=False),
        sa.CheckConstraint("fee >= 0 AND number BETWEEN 1 AND 999", name="sensible"),
    )""",
    'op.drop_table("member")',
)
SINCE = (
    'op.add_column("member", sa.Column("since", sa.Date))',
    'op.drop_column("member", "since")',
)


@pytest.fixture
def revisions(tmp_path):
    made = Revisions(tmp_path / "project", RIGHT)
    for number, one in enumerate([TEAM, MEMBER, SINCE], 1):
        made.write(f"{number}", f"{number - 1}" if number > 1 else None, *one)
    with made.imported():
        yield made


def test_nothing_is_found_where_nothing_is_wrong(revisions, scratch):
    done = round_trip(revisions.root, scratch)
    assert (done.findings, done.unfilled, done.revisions) == ([], [], 3)


def test_revisions_before_the_first_only_run(revisions, sqlite_url):
    assert round_trip(revisions.root, sqlite_url, "3").revisions == 1


def test_a_first_revision_has_to_be_there(revisions, sqlite_url):
    with pytest.raises(UsageError, match="no revision x"):
        round_trip(revisions.root, sqlite_url, "x")


def test_an_environment_with_a_database_of_its_own_is_refused(revisions, sqlite_url, tmp_path):
    environment = revisions.root / "migrations/env.py"
    own = f'sa.make_url("sqlite:///{tmp_path / "own.db"}")'
    environment.write_text(environment.read_text().replace("sync_url(),", f"{own},"))
    with pytest.raises(ConfigurationError, match="of its own choice"):
        round_trip(revisions.root, sqlite_url)


@pytest.mark.parametrize("down", ["9", ""])
def test_a_chain_with_a_gap_is_a_finding(revisions, sqlite_url, down):
    path = revisions.write("4", "9", "pass", "pass")
    if not down:
        path.write_text(path.read_text().replace("down_revision", "down"))
    (found,) = round_trip(revisions.root, sqlite_url).findings
    assert (found.code, found.place.path) == ("COLM902", "migrations/versions/4.py")


def test_what_a_comment_says_is_meant_is_left_out(revisions, sqlite_url):
    path = revisions.write("4", "3", *SINCE[::-1])
    path.write_text(
        path.read_text().replace("upgrade():", "upgrade():  # colonnade: ignore[COLM911] no use")
    )
    codes = {one.code for one in round_trip(revisions.root, sqlite_url).findings}
    assert codes == {"COLM913"}


def test_models_that_the_database_refuses_are_named(revisions, sqlite_url):
    models = revisions.root / "app/models.py"
    check = 'sa.CheckConstraint("fee >= 0 AND number BETWEEN 1 AND 999"'
    models.write_text(RIGHT.replace(check, 'sa.CheckConstraint("nowhere > 0"'))
    found = round_trip(revisions.root, sqlite_url).findings
    (drift,) = [one for one in found if one.code == "COLM913"]
    assert "cannot be made: no such column: nowhere" in drift.message

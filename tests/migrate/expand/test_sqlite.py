"""SQLite has no phases, and says what to do there."""

from tests.migrate.projects import Project


def test_sqlite_is_told_what_to_do(tmp_path, sqlite_url):
    project = Project(tmp_path / "project", sqlite_url)
    project.begin()
    project.create_tables()
    refused = project.run("expand", "rename", "task.title=name")
    assert refused.exit_code == 2
    assert "Stop the old version, migrate, and start the new one" in refused.stderr

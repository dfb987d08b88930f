"""Killed half-way: what `current` advises works, on each database."""

import re
import signal

KILL = "__import__('os').path.exists('go') or __import__('os').kill(__import__('os').getpid(), 9)"
STEPS = (
    'op.add_column("task", sa.Column("done", sa.Boolean))',
    "op.execute(\"INSERT INTO task (title) VALUES ('once')\")",
    'op.create_index("ix_task_title", "task", ["title"])',
    "op.execute(\"UPDATE task SET title = 'twice' WHERE title = 'once'\")",
)


def advice(project) -> list[str]:
    """The command that `current` names."""
    found = re.search(r"colonnade migrate (\w+)", project.do("current"))
    assert found
    return found.group(1).split()


def test_the_advice_after_a_kill_works(created):
    head = created.scalar("SELECT version_num FROM alembic_version")
    created.revision("aaaa", head, *STEPS[:3], KILL, *STEPS[3:])
    assert created.start("upgrade").wait(60) == -signal.SIGKILL
    (created.root / "go").touch()
    assert advice(created) == ["upgrade"]
    created.do(*advice(created))
    assert created.scalar("SELECT version_num FROM alembic_version") == "aaaa"
    assert created.scalar("SELECT count(*) FROM task WHERE title = 'twice'") == 1
    assert "done" in created.columns("task")
    assert created.do("current").endswith("Up to date.\n")


def test_a_killed_downgrade_goes_on(created):
    head = created.scalar("SELECT version_num FROM alembic_version")
    path = created.revision("aaaa", head, *STEPS)
    down = ["def downgrade():", '    op.drop_index("ix_task_title", "task")', f"    {KILL}"]
    body = [*down, '    op.drop_column("task", "done")', ""]
    path.write_text(path.read_text().replace("def downgrade():\n    pass\n", "\n".join(body)))
    created.do("upgrade")
    assert created.start("downgrade", "--yes").wait(60) == -signal.SIGKILL
    (created.root / "go").touch()
    created.do("downgrade", "--yes")
    assert "done" not in created.columns("task")
    assert created.scalar("SELECT version_num FROM alembic_version") == head

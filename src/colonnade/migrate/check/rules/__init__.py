"""Safety rules for revisions, each with a bad revision and a safe one that were run on a real server.

The examples change these tables:

Before:

    def upgrade() -> None:
        op.create_table("team", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(50)))
        op.create_table(
            "task",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("title", sa.String(200), nullable=False),
            sa.Column("note", sa.String(200), index=True),
            sa.Column("points", sa.Integer),
            sa.Column("price", sa.Numeric(10, 2)),
            sa.Column("size", sa.String(10), server_default="small", nullable=False),
            sa.Column("made_at", sa.DateTime),
            sa.Column("team_id", sa.Integer),
        )
        op.create_table(
            "step",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("task_id", sa.Integer, sa.ForeignKey("task.id", name="fk_step_task", ondelete="CASCADE")),
        )
"""

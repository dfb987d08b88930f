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
            sa.Column("team_id", sa.Integer, index=True),
        )
        op.create_table(
            "step",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("task_id", sa.Integer, sa.ForeignKey("task.id", name="fk_step_task", ondelete="CASCADE")),
        )
        if op.get_bind().dialect.name == "postgresql":
            op.execute("CREATE TYPE state AS ENUM ('open', 'done')")
            op.execute("CREATE TABLE visit (id int PRIMARY KEY, seen bool NOT NULL, state state) PARTITION BY RANGE (id)")
            op.execute("CREATE TABLE visit_old PARTITION OF visit FOR VALUES FROM (MINVALUE) TO (1000000000)")
            op.execute("CREATE TABLE visit_new PARTITION OF visit FOR VALUES FROM (1000000000) TO (MAXVALUE)")
            op.execute(
                "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql"
                " AS 'BEGIN NEW.seen = coalesce(NEW.seen, false); RETURN NEW; END'"
            )
            op.execute("CREATE TRIGGER touched BEFORE INSERT OR UPDATE ON visit FOR EACH ROW EXECUTE FUNCTION touch()")
            op.execute("ALTER TABLE team ENABLE ROW LEVEL SECURITY")
            op.execute("CREATE POLICY everyone ON team USING (true)")
            op.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO public")
            op.execute("CREATE VIEW teams AS SELECT id, name FROM team")
"""

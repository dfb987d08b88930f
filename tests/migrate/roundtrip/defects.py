"""Twenty-four revisions that are wrong, each in its own way: what goes up, what comes down, and what has to be said."""

from dataclasses import dataclass

from tests.migrate.roundtrip.revisions import MODELS


@dataclass(frozen=True)
class Defect:
    """A revision behind the one that makes `task` (`id`, `title`, `note`).

    Attributes:
        up, down: the bodies of its functions.
        code: of the finding.
        says: words of the finding.
        models: the models, where they matter.
        before: what the first revision does beside.
        server: whether it concerns PostgreSQL.
    """

    up: str
    down: str
    code: str
    says: str
    models: str = MODELS
    before: str = ""
    server: bool = False


def batch(line: str) -> str:
    """A change of `task`, in a batch."""
    return f'with op.batch_alter_table("task") as batch:\n    {line}'


def sql(*statements: str) -> str:
    """Statements as they are."""
    return "\n".join(f"op.execute({statement!r})" for statement in statements)


def add(name: str = "due") -> str:
    """A new column of `task`."""
    return f'op.add_column("task", sa.Column("{name}", sa.Date))'


def drop(name: str = "due") -> str:
    """The column taken back."""
    return f'op.drop_column("task", "{name}")'


CONDITION = 'sa.Column("note", sa.String(200)),'

DEFECTS = {
    "a downgrade that does nothing": Defect(add(), "pass", "COLM904", "column task (due)"),
    "a type that stays": Defect(
        sql("CREATE TYPE mood AS ENUM ('good', 'bad')", "ALTER TABLE task ADD feels mood"),
        sql("ALTER TABLE task DROP feels"),
        "COLM907",
        "leaves enum mood",
        server=True,
    ),
    "a function of a trigger that stays": Defect(
        sql(
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "CREATE TRIGGER touched BEFORE UPDATE ON task FOR EACH ROW EXECUTE FUNCTION touch()",
        ),
        sql("DROP TRIGGER touched ON task"),
        "COLM907",
        "leaves function touch",
        server=True,
    ),
    "a view that stays": Defect(
        f"{add()}\n{sql('CREATE VIEW titles AS SELECT title FROM task')}",
        drop(),
        "COLM907",
        "leaves view titles",
    ),
    "a sequence that stays": Defect(
        f"{add('billed')}\n{sql('CREATE SEQUENCE bills')}",
        drop("billed"),
        "COLM907",
        "leaves sequence bills",
        server=True,
    ),
    "an index that stays": Defect(
        f'{add()}\nop.create_index("ix_title", "task", ["title"])',
        drop(),
        "COLM907",
        "leaves index task (ix_title",
    ),
    "a type that is not changed back": Defect(
        batch('batch.alter_column("title", type_=sa.Text())'),
        "pass",
        "COLM904",
        "type task (title, TEXT)",
    ),
    "NOT NULL that is not taken back": Defect(
        f"{sql('UPDATE task SET note = id WHERE note IS NULL')}\n{add()}\n"
        + batch('batch.alter_column("note", existing_type=sa.String(200), nullable=False)'),
        batch('batch.drop_column("due")'),
        "COLM907",
        "leaves not null task (note)",
    ),
    "NOT NULL without a default": Defect(
        'op.add_column("task", sa.Column("size", sa.Integer, nullable=False))',
        'op.drop_column("task", "size")',
        "COLM903",
        "fails when tables have rows",
        server=True,
    ),
    "a column dropped and added instead of renamed": Defect(
        batch(
            'batch.drop_column("note")\n    batch.add_column(sa.Column("remark", sa.String(200)))'
        ),
        batch(
            'batch.drop_column("remark")\n    batch.add_column(sa.Column("note", sa.String(200)))'
        ),
        "COLM910",
        "drops task.note with its values and adds task.remark",
    ),
    "a check that stays": Defect(
        f"{add()}\n{batch('batch.create_check_constraint(chr(99), chr(105) + chr(100) + chr(62) + chr(48))')}",
        drop(),
        "COLM907",
        "leaves check task",
    ),
    "a server default that stays": Defect(
        f"{add()}\n" + batch('batch.alter_column("note", server_default="none")'),
        batch('batch.drop_column("due")'),
        "COLM907",
        "leaves default task (note",
    ),
    "a policy that stays": Defect(
        f"{add('seen')}\n"
        + sql(
            "ALTER TABLE task ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY all_of ON task USING (true)",
        ),
        f"{drop('seen')}\n{sql('ALTER TABLE task DISABLE ROW LEVEL SECURITY')}",
        "COLM907",
        "leaves policy task (all_of",
        server=True,
    ),
    "a primary key that stays": Defect(
        sql(
            "ALTER TABLE task DROP CONSTRAINT task_pkey",
            "ALTER TABLE task ADD PRIMARY KEY (id, title)",
        ),
        sql("ALTER TABLE task DROP CONSTRAINT task_pkey"),
        "COLM907",
        "does not bring back primary key task",
        server=True,
    ),
    "a privilege that is not given back": Defect(
        f"{add('read')}\n{sql('REVOKE SELECT ON task FROM PUBLIC')}",
        drop("read"),
        "COLM907",
        "does not bring back privilege task (public, SELECT)",
        before=sql("GRANT SELECT ON task TO PUBLIC"),
        server=True,
    ),
    "a type too narrow for long values": Defect(
        'op.alter_column("task", "title", type_=sa.String(50))',
        'op.alter_column("task", "title", type_=sa.String(200))',
        "COLM903",
        "fails when tables have rows",
        server=True,
    ),
    "a check of the models that no revision makes": Defect(
        "pass",
        "pass",
        "COLM913",
        "The models have what no revision makes: check task (id > 0)",
        models=MODELS.replace(CONDITION, f'{CONDITION}\n    sa.CheckConstraint("id > 0"),'),
    ),
    "a server default of the models that no revision makes": Defect(
        "pass",
        "pass",
        "COLM913",
        "The models have what no revision makes: default task (note",
        models=MODELS.replace("sa.String(200)),", 'sa.String(200), server_default="none"),'),
    ),
    "a condition of an index that no revision makes": Defect(
        'op.create_index("ix_title", "task", ["title"])',
        'op.drop_index("ix_title", "task")',
        "COLM913",
        "where note IS NULL",
        models=MODELS + 'sa.Index("ix_title", task.c.title, sqlite_where=task.c.note.is_(None))\n',
    ),
    "an UPDATE that destroys": Defect(
        sql("UPDATE task SET title = ''"), "pass", "COLM909", "changes the values of task.title"
    ),
    "two heads": Defect("pass", "pass", "COLM901", "is a head beside"),
    "an index built while nobody may write": Defect(
        'op.create_index("ix_title", "task", ["title"])',
        'op.drop_index("ix_title", "task")',
        "COLM101",
        "builds an index on task",
        server=True,
    ),
    "a revision that imports the application": Defect(
        "from app.models import task\nop.bulk_insert(task, [])",
        "pass",
        "COLM914",
        "imports app.models",
    ),
    "a downgrade that refuses": Defect(
        add(), "raise NotImplementedError", "COLM905", "cannot be undone"
    ),
}

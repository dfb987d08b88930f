"""Some columns of every row, by text."""

from sqlalchemy import Engine, text


def faulty(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT id, title FROM task")).all()  # fault: COLP106


def clean(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT id, title FROM task ORDER BY id LIMIT 50")).all()

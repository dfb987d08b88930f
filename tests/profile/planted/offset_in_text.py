"""A page far down a list, in SQL by hand."""

from sqlalchemy import Engine, text

PAGE = text("SELECT id FROM task ORDER BY id LIMIT 10 OFFSET :skipped")


def faulty(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(PAGE, {"skipped": 5_000}).all()  # fault: COLP107


def clean(engine: Engine) -> None:
    with engine.connect() as connection:
        for skipped in (0, 10, 20, 30):
            connection.execute(PAGE, {"skipped": skipped}).all()

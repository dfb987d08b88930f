"""An INSERT of Core for each row."""

from sqlalchemy import Engine, insert

from tests.profile.shop import Tag


def faulty(engine: Engine) -> None:
    with engine.begin() as connection:
        for n in range(5):
            connection.execute(insert(Tag), {"name": f"new {n}"})  # fault: COLP105


def clean(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Tag), [{"name": f"new {n}"} for n in range(5)])

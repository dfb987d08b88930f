"""Values that are written into the text of a statement; the twin so goes through pages."""

from sqlalchemy import Engine, text

OF_PERSON = "SELECT title FROM task WHERE person_id = {} LIMIT 5"
AFTER = "SELECT title FROM task WHERE person_id = 3 AND id > {} LIMIT 5"


def faulty(engine: Engine) -> None:
    with engine.connect() as connection:
        for person in range(1, 6):
            connection.execute(text(OF_PERSON.format(person))).all()  # fault: COLP103


def clean(engine: Engine) -> None:
    with engine.connect() as connection:
        for last in range(0, 250, 50):
            connection.execute(text(AFTER.format(last))).all()

"""A relationship in a template."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template
from sqlalchemy import Engine
from sqlalchemy.orm import selectinload
from sqlmodel import Session, select

from tests.profile.shop import Person

PAGES = Path(__file__).parent


def faulty(engine: Engine) -> None:
    with Session(engine) as session:
        people = session.exec(select(Person).limit(9)).all()
        page().render(people=people)


def clean(engine: Engine) -> None:
    with Session(engine) as session:
        people = session.exec(select(Person).limit(9).options(selectinload(Person.team))).all()
        page().render(people=people)


def page() -> Template:
    return Environment(loader=FileSystemLoader(PAGES), autoescape=True).get_template("people.html")

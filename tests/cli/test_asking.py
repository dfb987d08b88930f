"""The questions at a prompt."""

import click
import pytest
from click.testing import CliRunner

from colonnade.cli.asking import answers


def asked(text: str, **known: str) -> dict[str, str]:
    """The answers of somebody who types these lines."""
    found: dict[str, str] = {}

    @click.command()
    def command() -> None:
        found.update(answers({"project": "shop", **known}, yes=False))

    result = CliRunner().invoke(command, input=text)
    assert result.exit_code == 0, result.output
    return found


def test_enter_takes_the_default_and_is_no_answer() -> None:
    assert asked("\n\n\n\n\n\n") == {"project": "shop"}


def test_answers_are_kept() -> None:
    found = asked("products, orders\norders > products\npostgresql\n\nno\nn\n")
    assert found == {
        "project": "shop",
        "entities": "products, orders",
        "relationships": "orders > products",
        "database": "postgresql",
        "fastapi": "no",
    }


def test_an_answer_that_is_not_understood_is_asked_again() -> None:
    found = asked("products\norder > prodcts\nnone\n\n\n\n\n")
    assert "relationships" not in found


def test_an_existing_schema_ends_the_questions() -> None:
    assert asked("\n\n\nshop.sql\n")["existing"] == "shop.sql"


def test_more_questions_are_asked_when_wanted() -> None:
    assert asked("\n\n\n\n\ny\nyes\n\n\n\n\n")["soft_delete"] == "yes"


def test_what_is_known_is_not_asked() -> None:
    assert asked("\n\n\n\n\n", database="mysql")["database"] == "mysql"


def test_yes_asks_nothing() -> None:
    assert answers({"project": "shop"}, yes=True) == {"project": "shop"}


def test_the_end_of_the_input_ends_the_command() -> None:
    with pytest.raises(AssertionError):
        asked("")

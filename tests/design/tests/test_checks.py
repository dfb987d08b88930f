"""What SQLite says about conditions of all three databases."""

import pytest
from sqlalchemy import CheckConstraint, Column, Integer, MetaData, String, Table

from colonnade.design.tests.checks import columns_of, holds, literals_of


def check(condition: str) -> tuple[CheckConstraint, Table]:
    constraint = CheckConstraint(condition)
    columns = (Column("price", Integer), Column("state", String), Column("mail", String))
    return constraint, Table("t", MetaData(), *columns, constraint)


@pytest.mark.parametrize(
    ("condition", "values", "answer"),
    [
        ("price > 0", {"price": 1}, True),
        ("price > 0", {"price": 0}, False),
        ("price > 0", {"price": None}, True),
        ("(price)::numeric >= (0)::numeric(10,2)", {"price": 1}, True),
        ("state = ANY (ARRAY['a'::text, 'b'::text])", {"state": "b"}, True),
        (
            "((state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
            {"state": "c"},
            False,
        ),
        ("state <> ALL (ARRAY['a'::text])", {"state": "a"}, False),
        ("(mail)::text ~~ '%@%'::text", {"mail": "a@b"}, True),
        ("(mail)::text !~~ '%@%'::text", {"mail": "a@b"}, False),
        ("mail ~ '^[a-z]+$'", {"mail": "abc"}, True),
        ("mail ~ '^[a-z]+$'", {"mail": "a1"}, False),
        ("char_length(mail) > 2", {"mail": "abc"}, True),
        ("num_nonnulls(price, state) = 1", {"price": 1, "state": None}, True),
        ("`price` between 1 and 3", {"price": 4}, False),
    ],
)
def test_conditions(condition: str, values: dict[str, object], answer: bool) -> None:
    assert holds(check(condition)[0], values) is answer


def test_a_condition_that_sqlite_does_not_know_has_no_answer() -> None:
    assert holds(check("my_function(price)")[0], {"price": 1}) is None


def test_columns_are_not_looked_for_in_texts() -> None:
    assert columns_of(*check("mail <> 'price'")) == ["mail"]


def test_literals_are_numbers_and_texts() -> None:
    assert literals_of(check("price > -5 OR state = 'it''s 3'")[0]) == (["-5"], ["it's 3"])

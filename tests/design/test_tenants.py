"""Tables that everybody reads although they seem to be somebody's."""

import pytest

from colonnade.design.tenants import warnings
from colonnade.schema.dbml import read_dbml

USERS = "Table users { id int [pk]\n email text }\n"
TICKETS = "Table tickets { id int [pk]\n user_id int [not null, ref: > users.id] }\n"
COMMENTS = "Table comments { id int [pk]\n ticket_id int [%s] }\n"
CASCADE = "Ref: comments.ticket_id > tickets.id [delete: cascade]"
REF = "ref: > tickets.id"


def said_of(text: str) -> str:
    return "\n".join(warnings(read_dbml(text, "shop.dbml")))


def test_rows_that_go_with_an_owned_row_are_warned_of() -> None:
    said = said_of(USERS + TICKETS + COMMENTS % f"not null, {REF}")
    assert "`comments.ticket_id`" in said
    assert "ON DELETE CASCADE" in said


def test_rows_that_may_be_of_an_owner_are_warned_of() -> None:
    entries = "Table entries { id int [pk]\n user_id int [ref: > users.id] }\n"
    assert "`entries.user_id`" in said_of(USERS + TICKETS + entries)


@pytest.mark.parametrize("comments", [COMMENTS % REF, COMMENTS % "not null" + CASCADE])
def test_rows_that_can_be_alone_or_are_owned_are_not(comments: str) -> None:
    assert said_of(USERS + TICKETS + comments) == ""


def test_an_owner_of_another_kind_is_warned_of() -> None:
    groups = "Table organisations { id int [pk] }\n"
    project = "Table p { id int [pk]\n organisation_id int [not null, ref: > organisations.id] }\n"
    assert "`p.organisation_id`" in said_of(USERS + TICKETS + groups + project)


def test_each_reason_is_a_warning_of_its_own() -> None:
    groups = "Table organisations { id int [pk] }\n"
    project = "Table p { id int [pk]\n organisation_id int [not null, ref: > organisations.id] }\n"
    text = USERS + TICKETS + COMMENTS % f"not null, {REF}" + groups + project
    first, second = warnings(read_dbml(text, "shop.dbml"))
    assert ("`p.organisation_id`" in first, "`comments.ticket_id`" in second) == (True, True)

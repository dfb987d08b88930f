"""What is wrong is found with its place, all of it in one run, and nothing ever ends in a traceback."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colonnade.errors import InvalidSource
from colonnade.findings import Finding
from colonnade.schema.dbml import mistakes, read_dbml

USERS = "Table users { id int [pk]\n mail text }\n"


def found(text: str) -> tuple[Finding, ...]:
    with pytest.raises(InvalidSource) as caught:
        read_dbml(text, "shop.dbml")
    return caught.value.findings


# text, then per mistake: code, what its message holds
CASES = [
    ("Table t { id int ! }", ["DBML001", "unexpected `!`"]),
    ("Table t { id }", ["DBML001", "column `id` has no type"]),
    ("Table t { full name text }", ["DBML001", "names and types with spaces in double quotes"]),
    ("Enum e { a b c }", ["DBML001", "unexpected `b`"]),
    ("Enum e { a b }\nTable t { x e [default: 'b'] }", ["DBML001", "unexpected `b`"]),
    ("Enum e { a\n b c }\nTable t { x e [default: 'c'] }", ["DBML001", "unexpected `c`"]),
    ("Table { id int }", ["DBML001", "`Table` needs a name"]),
    ("Table t", ["DBML001", "needs a block"]),
    ("Table t { id int }\nRef: t > t.id", ["DBML001", "`t` needs its table: `table.t`"]),
    ("Ref { }", ["DBML001", "empty"]),
    ("Table t { id int [note: 'x] \n a int }", ["DBML002", "this string is never closed; add `'`"]),
    ("Table t { id int [default: `x] \n a int\n}", ["DBML002", "expression is never closed"]),
    ("Table t { id int }\n/* end", ["DBML002", "comment is never closed; add `*/`"]),
    ("Table t {\n id int [pk\n a int\n}", ["DBML003", "`[` is never closed; add `]`"]),
    ("Table t {\n id int\nTable u {\n id int\n}", ["DBML003", "`{` of `Table t` is never closed"]),
    ("Table t { id int }\n}", ["DBML003", "`}` closes nothing"]),
    ("Tabel t { id int }", ["DBML004", "no element `Tabel`; did you mean `Table`?"]),
    (
        "Table t { id int [primry key] }",
        ["DBML005", "no setting `primry key`; did you mean `primary key`?"],
    ),
    ("Table t { id int [defalt: 'x'] }", ["DBML005", "did you mean `default`?"]),
    ("Table t { a int\n indexes { a [where: 'a > 0'] } }", ["DBML005", "an index has no setting"]),
    ("Table t { id int [note: 5] }", ["DBML006", "`note` needs a string, not a number"]),
    ("Table t { id int [pk: 'yes'] }", ["DBML006", "`pk` takes no value"]),
    ("Table t { id int [default] }", ["DBML006", "`default` needs"]),
    ("Table t [headercolor: #ggg] { id int }", ["DBML006", "`#ggg` is no colour"]),
    (
        USERS + "Table t { u int }\nRef: t.u > users.id [delete: casade]",
        ["DBML006", "did you mean `cascade`?"],
    ),
    (
        "Table t { id int [null, not null] }",
        ["DBML007", "`not null` and `null` cannot stand together"],
    ),
    ("Table t { id int [note: 'a', note: 'b'] }", ["DBML007", "`note` is given twice"]),
    (USERS + USERS, ["DBML010", "table `users` is already defined in line 1"]),
    ("Table t { id int\n id text }", ["DBML011", "already has a column `id` in line 1"]),
    ("Enum e { a }\nEnum e { b }", ["DBML012", "enum `e` is already defined"]),
    ("Enum e { a\n a }", ["DBML013", "enum `e` has the value `a` twice"]),
    ("Table t { a int\n indexes { a\n a } }", ["DBML014", "is defined twice"]),
    (
        "Table t { a int\n b int\n indexes { a [name: 'x']\n b [name: 'x'] } }",
        ["DBML014", "name `x`"],
    ),
    (
        USERS + "Table t { u int [ref: > users.id] }\nRef: users.id < t.u",
        ["DBML015", "already related"],
    ),
    ("Table t { u int [ref: > t.u] }", ["DBML015", "refers to itself"]),
    ("TablePartial p { a int }\nTablePartial p { b int }", ["DBML016", "table partial `p`"]),
    ("TablePartial p { a int }\nTable t { ~p\n ~p }", ["DBML016", "takes the partial `p` twice"]),
    (
        USERS + "TableGroup a { users }\nTableGroup b { users }",
        ["DBML017", "in a table group already"],
    ),
    ("Project a { }\nProject b { }", ["DBML017", "project is defined twice"]),
    (
        "Table t { u int [ref: > usr.id] }\n" + USERS,
        ["DBML020", "no table `usr`; did you mean `users`?"],
    ),
    (
        "Table core.users { id int [pk] }\nTable t { u int [ref: > users.id] }",
        ["DBML020", "did you mean `core.users`?"],
    ),
    ("TableGroup g { usres }\n" + USERS, ["DBML020", "did you mean `users`?"]),
    (
        USERS + "Table t { u int [ref: > users.idd] }",
        ["DBML021", "no column `idd`; did you mean `id`?"],
    ),
    ("Table t { name text\n indexes { nmae } }", ["DBML021", "did you mean `name`?"]),
    (
        "Table t { s core.status }\nEnum core.statuses { a }",
        ["DBML022", "no enum `core.status`; did you mean"],
    ),
    (
        "Enum s { open }\nTable t { s s [default: 'opn'] }",
        ["DBML022", "no value `opn`; did you mean `open`?"],
    ),
    (
        "TablePartial stamps { a int }\nTable t { ~stmps\n id int }",
        ["DBML023", "did you mean `stamps`?"],
    ),
    ("Table t { id integr }", ["DBML024", "no type `integr`; did you mean `integer`?"]),
    ("Table t { id varchar(a) }", ["DBML024", "`varchar` does not take (a)"]),
    (USERS + "Metadata Note nte { a: 'b' }\nNote note1 { 'x' }", ["DBML025", "no `nte`"]),
    (USERS + "Table t { a int\n b int }\nRef: t.(a, b) > users.id", ["DBML030", "has 2 columns"]),
    (
        USERS + "Table t { u varchar(9) [ref: > users.id] }",
        ["DBML031", "`t.u` is `varchar(9)` but"],
    ),
    (
        "Table t { a int [pk]\n b int\n indexes { (a, b) [pk] } }",
        ["DBML032", "already has a primary key"],
    ),
    ("Table t { }", ["DBML033", "table `t` has no columns"]),
    ("Enum e { }", ["DBML034", "enum `e` has no values"]),
    ("use * from './base'", ["DBML035", "imports another one"]),
    ("use { table users } from './base'", ["DBML035", "imports another one"]),
    ("Table t { a int [default: 'x'] }", ["DBML036", "`x` is no number"]),
    ("Table t { a text [default: open] }", ["DBML036", "needs quotes"]),
    ("Table t { a bool [default: 7] }", ["DBML036", "neither true nor false"]),
    (USERS + "records users(id, mail) { 1 }", ["DBML037", "1 value for 2 columns"]),
    ("Table t { id text [pk, increment] }", ["DBML038", "`id` is no integer"]),
    ("Table t { a serial [pk]\n b serial [pk] }", ["DBML038", "only one column can be"]),
    ("Table t { a serial [default: 1] }", ["DBML007", "has no default"]),
]


@pytest.mark.parametrize(
    ("text", "expected"), CASES, ids=[f"{e[0]}-{at}" for at, (_, e) in enumerate(CASES)]
)
def test_a_mistake_is_found_once(text: str, expected: list[str]) -> None:
    findings = found(text)
    assert [finding.code for finding in findings] == expected[:1]
    assert expected[1] in findings[0].message


def test_every_code_has_a_case() -> None:
    listed = {word for word in (mistakes.__doc__ or "").split() if word.startswith("DBML0")}
    assert listed == {expected[0] for _, expected in CASES}


def test_a_place_holds_the_columns_of_the_word() -> None:
    (finding,) = found("Table t {\n  id integr [pk]\n}")
    place = finding.place
    assert (str(place), place.end_column) == ("shop.dbml:2:6", 12)


MANY = """\
Tabel nothing { id int }
Enum status { open
  open }
Table users {
  id integer [pk, increment]
  email varchr(255) [unique]
  name
  status status [default: 'opne']
  ~stamps
  role varchar [not nul]
}
Table orders {
  id integer [pk
  user_id varchar
  note text [note: 'unterminated]
}
Table users { id int }
Table empty { }
Ref: orders.user_id > usrs.id
Ref: orders.user_id > users.id
"""


def test_thirteen_mistakes_are_found_in_one_run_in_order() -> None:
    findings = found(MANY)
    assert len(findings) == 13
    assert [finding.place.line for finding in findings] == sorted(f.place.line for f in findings)


def test_a_broken_line_does_not_make_its_column_unknown() -> None:
    (finding,) = found(
        "Table t {\n id int ! [pk]\n indexes { id }\n}\nTable u { t int [ref: > t.id] }"
    )
    assert finding.code == "DBML001"


EXAMPLE = Path("examples/taskboard/taskboard.dbml").read_text("utf-8")
PIECES = sorted(
    {*EXAMPLE.split(), "'", "'''", "`", '"', "{", "}", "[", "]", "(", "/*", "~", "use", "é", "\x00"}
)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 8))
def test_a_mutilated_file_gives_tables_or_findings(seed: int, cuts: int) -> None:
    choose, text = random.Random(seed), EXAMPLE
    for _ in range(cuts):
        start = choose.randrange(len(text) + 1)
        text = (
            text[:start]
            + choose.choice(["", *PIECES])
            + text[start + choose.choice([0, 1, 5, 40]) :]
        )
    _never_a_traceback(text)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_words_in_any_order_give_tables_or_findings(text: str) -> None:
    _never_a_traceback(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_tables_or_findings(text: str) -> None:
    _never_a_traceback(text)


def test_deep_nesting_is_a_finding() -> None:
    assert "DBML003" in {finding.code for finding in found("Table a " + "{" * 5000)}


def _never_a_traceback(text: str) -> None:
    findings: tuple[Finding, ...] = ()
    try:
        read_dbml(text, "shop.dbml")
    except InvalidSource as error:
        findings = error.findings
    assert all(finding.place.line > 0 and finding.message for finding in findings)

"""Scripts split into statements."""

from colonnade.schema.ddl.statements import (
    Statement,
    mysql_statements,
    postgresql_statements,
    sqlite_statements,
)


def texts(statements: object) -> list[str]:
    return [one.text for one in statements]  # type: ignore[attr-defined]


def test_a_statement_knows_its_line() -> None:
    script = "-- first\n\ncreate table a (x int);\n\n/* two\nlines */ create table b (x int);"
    assert list(sqlite_statements(script)) == [
        Statement("create table a (x int);", 3),
        Statement("create table b (x int);", 6),
    ]


def test_sqlite_keeps_a_trigger_whole() -> None:
    trigger = "create trigger t after insert on a begin update a set x = 1; delete from a; end;"
    assert texts(sqlite_statements(f"{trigger} select 1;")) == [trigger, "select 1;"]


def test_sqlite_takes_a_last_statement_without_semicolon() -> None:
    assert texts(sqlite_statements(".mode csv\nselect ';'")) == ["select ';'"]


def test_postgresql_leaves_quotes_alone() -> None:
    script = "select ';', e'\\';', \";\", $$;$$, $x$ $$;$$ $x$; select 2;"
    assert len(texts(postgresql_statements(script))) == 2


def test_postgresql_keeps_an_atomic_body_whole() -> None:
    body = "create function f() returns int begin atomic select case when true then 1 end; select 2; end;"
    assert texts(postgresql_statements(f"{body} select 1;")) == [body, "select 1;"]


def test_psql_commands_are_left_out() -> None:
    script = "\\connect other\n\\restrict abc\nselect 1;\n\\unrestrict abc\n"
    assert list(postgresql_statements(script)) == [Statement("select 1;", 3)]


def test_rows_of_a_copy_are_left_out() -> None:
    script = "COPY public.a (x, y) FROM stdin;\n1\tit's; \\N\n\\.\n\nselect 1;"
    assert list(postgresql_statements(script)) == [Statement("select 1;", 5)]


def test_mysql_changes_its_delimiter() -> None:
    script = "DELIMITER ;;\ncreate trigger t begin a; b; end;;\nDELIMITER ;\nselect 1;"
    assert texts(mysql_statements(script)) == ["create trigger t begin a; b; end", "select 1"]


def test_mysql_keeps_comments_that_are_code() -> None:
    script = "/*!40101 SET NAMES utf8 */; # note ;\nselect 'a\\';', `;`; /* ; */ -- ;\n"
    assert texts(mysql_statements(script)) == ["/*!40101 SET NAMES utf8 */", "select 'a\\';', `;`"]

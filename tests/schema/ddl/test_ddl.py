"""SQL scripts read by running them."""

from pathlib import Path

import pytest

from colonnade.errors import InvalidSource, SourceError
from colonnade.findings import Finding
from colonnade.schema.ddl import read_ddl
from colonnade.schema.info import schema_info
from tests.databases import PostgreSQL, unique


def script(folder: Path, text: str) -> Path:
    path = folder / "schema.sql"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path, server: str | None = None) -> Finding:
    with pytest.raises(InvalidSource) as error:
        read_ddl(path, server)
    (finding,) = error.value.findings
    return finding


def test_a_script_is_run_in_sqlite(tmp_path: Path) -> None:
    path = script(tmp_path, "create table a (id integer primary key); insert into a values (1);")
    metadata = read_ddl(path, None)
    assert list(metadata.tables) == ["a"]
    assert schema_info(metadata).source == str(path)


def test_a_refused_statement_is_named_by_its_line(tmp_path: Path) -> None:
    finding = refused(
        script(tmp_path, "create table a (id int);\n\ncreate table b (id int default now());")
    )
    assert finding.place.line == 3
    assert "near" in finding.message
    assert "--server postgresql://" in finding.remedy


def test_a_type_that_sqlite_only_guesses_is_refused(tmp_path: Path) -> None:
    finding = refused(script(tmp_path, "create table a (\n  id serial primary key\n);"))
    assert finding.place.line == 2
    assert "serial of a.id" in finding.message


def test_no_file_is_attached(tmp_path: Path) -> None:
    read_ddl(script(tmp_path, f"attach '{tmp_path}/other.db' as other;"), None)
    assert not (tmp_path / "other.db").exists()


def test_a_missing_script(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Cannot read"):
        read_ddl(tmp_path / "missing.sql", None)


def test_a_script_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "schema.sql"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="UTF-8"):
        read_ddl(path, None)


DUMP = r"""
\restrict x
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE DATABASE elsewhere;
\connect elsewhere
CREATE SCHEMA sales;
CREATE TABLE public.a (id integer NOT NULL, note text DEFAULT '100% :x;');
ALTER TABLE public.a OWNER TO nobody_we_know;
CREATE SEQUENCE public.a_id_seq AS integer START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE public.a_id_seq OWNED BY public.a.id;
ALTER TABLE ONLY public.a ALTER COLUMN id SET DEFAULT nextval('public.a_id_seq'::regclass);
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END; $$;
COPY public.a (id, note) FROM stdin;
1	it's; here
\.
ALTER TABLE ONLY public.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);
CREATE TABLE sales.b (id uuid PRIMARY KEY, a_id integer REFERENCES public.a);
GRANT ALL ON TABLE public.a TO nobody_we_know;
\unrestrict x
"""


def test_a_dump_of_postgresql_is_read(tmp_path: Path, postgresql_url: str) -> None:
    metadata = read_ddl(script(tmp_path, DUMP), postgresql_url)
    assert set(metadata.tables) == {"a", "sales.b"}
    assert metadata.tables["a"].c.id.autoincrement is True


def test_the_line_inside_a_statement_is_found(tmp_path: Path, postgresql_url: str) -> None:
    finding = refused(
        script(tmp_path, "\ncreate table a (\n  id int,\n  x nonsense\n);"), postgresql_url
    )
    assert finding.place.line == 4
    assert "nonsense" in finding.message


def test_the_scratch_database_is_dropped_after_an_error(
    tmp_path: Path,
    postgresql: PostgreSQL,
    postgresql_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = unique("gone")
    monkeypatch.setattr("colonnade.schema.database.scratch.secrets.token_hex", lambda _: name)
    refused(script(tmp_path, "nonsense;"), postgresql_url)
    with postgresql.connect() as connection:
        names = {row[0] for row in connection.execute("select datname from pg_database")}
    assert not [one for one in names if one.endswith(name)]


def test_a_script_of_mariadb_is_read(tmp_path: Path, mariadb_url: str) -> None:
    text = (
        "CREATE DATABASE elsewhere; USE elsewhere;\n"
        "CREATE TABLE `a` (`id` int NOT NULL AUTO_INCREMENT, `note` text COMMENT '100%; :x', PRIMARY KEY (`id`));\n"
        "DELIMITER ;;\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET new.note = ';'; END ;;\n"
    )
    metadata = read_ddl(script(tmp_path, text), mariadb_url)
    assert list(metadata.tables) == ["a"]


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    path = script(tmp_path, "select 1;")
    with pytest.raises(SourceError, match="Cannot connect") as error:
        read_ddl(path, "postgresql://someone:secret@127.0.0.1:1/x")
    assert "secret" not in str(error.value)

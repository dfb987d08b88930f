"""Index advice: what is missing is tried and measured, what is there too much is named."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, create_engine, func, inspect
from sqlmodel import Session, select

from colonnade.cli import main
from colonnade.errors import UsageError
from colonnade.findings import Finding
from colonnade.profile.advice.advise import advise
from colonnade.profile.advice.candidates import Candidate
from colonnade.profile.advice.declare import declaration
from colonnade.profile.findings import findings_of
from colonnade.profile.observed import Observed
from colonnade.profile.recording.process import File
from colonnade.profile.recording.record import Execution, Record, Statement
from colonnade.profile.recording.recorder import Recorder
from colonnade.profile.recording.recording import recording
from tests.profile.indexed import CLEAN, FAULTY, HERE, Application, fill


def recorded(application: Application, engine: Engine) -> Record:
    with recording(values=True) as record, Session(engine) as session:
        application.work(session)
    return record


def observed(application: Application, url: str) -> list[Finding]:
    engine = create_engine(url)
    fill(application, engine)
    record = recorded(application, engine)
    engine.dispose()
    return findings_of(Observed(record, advise(record, url)))


def line(code: str) -> set[int]:
    lines = enumerate(HERE.read_text(encoding="utf-8").splitlines(), 1)
    return {number for number, text in lines if f"fault: {code}" in text}


def missing(findings: list[Finding]) -> list[Finding]:
    return [one for one in findings if one.code == "COLP201"]


def test_a_missing_index_is_advised_at_the_line_of_the_statement(scratch: str) -> None:
    (found,) = missing(observed(FAULTY["missing"], scratch))
    assert found.place.line in line("COLP201")
    assert '"group"' in found.remedy


@pytest.mark.parametrize(("name", "code"), [("useless", "COLP202"), ("redundant", "COLP203")])
def test_an_index_too_much_is_named_at_its_line(name: str, code: str, sqlite_url: str) -> None:
    found = [one for one in observed(FAULTY[name], sqlite_url) if one.code == code]
    assert {one.place.line for one in found} == line(code)


def test_an_application_with_the_right_index_is_not_accused(sqlite_url: str) -> None:
    assert observed(CLEAN, sqlite_url) == []


def test_the_database_itself_is_left_alone(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    fill(FAULTY["missing"], engine)
    advise(recorded(FAULTY["missing"], engine), sqlite_url)
    assert inspect(engine).get_indexes("item") == []
    engine.dispose()


def test_made_up_rows_do_where_a_database_has_none(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    FAULTY["missing"].model.metadata.create_all(engine)
    record = recorded(FAULTY["missing"], engine)
    engine.dispose()
    advice = advise(record, sqlite_url, rows=5_000)
    assert [one.candidate.names[0] for one in advice.indexes] == ["group"]


def test_a_record_without_values_gives_no_advice(sqlite_url: str) -> None:
    with pytest.raises(UsageError, match="holds no statement with its values"):
        advise(Record(), sqlite_url)


def test_a_partial_index_is_declared_for_both_databases_that_have_them() -> None:
    candidate = Candidate("task", (("user_id", False), ("at", True)), "deleted_at IS NULL")
    assert declaration(candidate) == (
        'Index("ix_task_user_id_at_where_deleted_at_is_null", "user_id", desc("at"), '
        'postgresql_where=text("deleted_at IS NULL"), sqlite_where=text("deleted_at IS NULL"))'
    )


@pytest.mark.only("sqlite", "postgresql")
def test_a_column_within_a_function_gets_an_index_of_its_own(scratch: str) -> None:
    engine = create_engine(scratch)
    fill(FAULTY["missing"], engine)
    item = FAULTY["missing"].model
    with recording(values=True) as record, Session(engine) as session:
        for number in range(1, 6):
            session.exec(select(item.id).where(func.lower(item.name) == f"n {number}")).all()
    (found,) = advise(record, scratch).indexes
    engine.dispose()
    assert declaration(found.candidate) == 'Index("ix_item_lower_name", text("lower(name)"))'


def test_postgresql_without_hypopg_builds_what_it_tries(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("colonnade.profile.advice.trial._has_hypopg", lambda connection: False)
    (found,) = missing(observed(FAULTY["missing"], postgresql_url))
    assert '"group"' in found.remedy


def test_an_index_that_writes_pay_more_for_than_reads_gain_is_not_advised(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    fill(FAULTY["missing"], engine)
    record = recorded(FAULTY["missing"], engine)
    changes = [
        Statement(f'UPDATE item SET "{name}"=? WHERE item.id = ?', "update", "sqlite", False)
        for name in ("group", "name")
    ]
    record.executions += [Execution(c, (), "", 0, 0, 1) for c in changes for _ in range(100_000)]
    engine.dispose()
    assert advise(record, sqlite_url).indexes == []


@pytest.fixture
def kept_record(tmp_path: Path, sqlite_url: str) -> None:
    """A record in the folder, of statements that lack an index."""
    engine = create_engine(sqlite_url)
    fill(FAULTY["missing"], engine)
    recorder = Recorder(File(tmp_path, values=True).line, values=True)
    recorder.start()
    with Session(engine) as session:
        FAULTY["missing"].work(session)
    recorder.stop()
    engine.dispose()


@pytest.mark.usefixtures("kept_record")
def test_without_its_database_the_command_still_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/nowhere.db")
    result = CliRunner().invoke(main, ["profile", "--from", str(tmp_path), "--advise"])
    assert "statements of 1 kinds" in result.output
    assert result.exit_code == 2
    assert "--database names another one" in result.output


@pytest.mark.usefixtures("kept_record")
def test_the_command_advises_on_a_database_that_is_named(tmp_path: Path, sqlite_url: str) -> None:
    arguments = ["profile", "--from", str(tmp_path), "--advise", "--database", sqlite_url]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1, result.output
    assert "COLP201" in result.output

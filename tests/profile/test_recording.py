"""What a record holds, and what it must not."""

import json
import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine, bindparam, create_engine, text
from sqlmodel import Session, col, select

from colonnade.errors import SourceError
from colonnade.profile.recording.process import File
from colonnade.profile.recording.record import Record, read
from colonnade.profile.recording.recorder import Recorder
from colonnade.profile.recording.recording import recording
from colonnade.profile.recording.values import decoded, encoded
from tests.data.conftest import BACKENDS
from tests.data.kept import Kept
from tests.processes import run
from tests.profile import shop
from tests.profile.shop import Person, Tag, Task


def of(engine: Engine, statement: object) -> Record:
    with recording() as record, Session(engine) as session:
        session.exec(statement).all()  # type: ignore[call-overload]
    return record


@pytest.mark.parametrize("backend", BACKENDS)
def test_rows_are_counted(backend: str, kept: Kept) -> None:
    db = kept(backend, shop.metadata)
    with Session(db.engine) as session:
        session.add_all([Tag(name=f"tag {n}") for n in range(7)])
        session.commit()
    (execution,) = [one for one in of(db.engine, select(Tag)).executions if one.entity]
    assert execution.rows == 7


def test_values_are_no_part_of_a_record(filled: Engine) -> None:
    assert "secret" not in repr(of(filled, select(Tag).where(Tag.name == "secret")))


def test_text_loses_its_values(filled: Engine) -> None:
    with recording() as record, filled.connect() as connection:
        connection.exec_driver_sql("SELECT id FROM tag WHERE name = 'secret' AND id > 4711")
    assert record.executions[0].statement.text == "SELECT id FROM tag WHERE name = ? AND id > ?"


def test_a_list_of_keys_is_one_statement_however_long(filled: Engine) -> None:
    with recording() as record, Session(filled) as session:
        for keys in ([1], [1, 2, 3]):
            session.exec(select(Tag).where(col(Tag.id).in_(keys))).all()
    assert len(record.calls()) == 1


def test_an_insert_of_many_rows_is_counted_whole(filled: Engine) -> None:
    with recording() as record, Session(filled) as session:
        session.add_all([Tag(name=f"tag {n}") for n in range(2_500)])
        session.flush()
    assert sum(one.rows or 0 for one in record.executions if one.flush) == 2_500


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_offset_is_known(backend: str, kept: Kept) -> None:
    engine = kept(backend, shop.metadata).engine
    statement = select(Task).order_by(col(Task.id)).limit(5)
    records = [of(engine, statement.offset(n)) for n in (3, 40)]
    assert [max(one.offset for one in record.executions) for record in records] == [3, 40]


def test_an_offset_that_is_bound_is_known(filled: Engine) -> None:
    statement = select(Task.id).order_by(col(Task.id)).limit(5).offset(bindparam("skipped"))
    with recording() as record, filled.connect() as connection:
        connection.execute(statement, {"skipped": 30})
    assert record.executions[0].offset == 30


def test_a_lazy_load_names_its_relationship(filled: Engine) -> None:
    with recording() as record, Session(filled) as session:
        assert session.exec(select(Person).limit(1)).one().team
    assert record.executions[-1].lazy == "Person.team"


def test_the_application_runs_on_as_before_after_a_recording(filled: Engine) -> None:
    record = of(filled, select(Tag))
    with Session(filled) as session:
        session.exec(select(Task)).all()
    assert len(record.executions) == 1


def test_a_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    File(tmp_path, values=True).line({"sites": {"sites": []}})
    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_says_whether_it_holds_values(tmp_path: Path) -> None:
    File(tmp_path, values=True).line({"sites": {"sites": []}})
    (path,) = tmp_path.iterdir()
    assert json.loads(path.read_text().splitlines()[0])["holds values"] is True


def test_a_file_is_read_as_it_was_recorded(tmp_path: Path, filled: Engine) -> None:
    recorder = Recorder(File(tmp_path, values=True).line, values=True)
    recorder.start()
    with filled.connect() as connection:
        connection.execute(text("SELECT name FROM tag WHERE id = :id"), {"id": 3}).all()
    recorder.stop()
    record = read(tmp_path.iterdir())
    ((statement, (sample,)),) = record.samples.items()
    assert statement.text == "SELECT name FROM tag WHERE id = ?"
    assert sample.parameters == (3,)


def test_half_a_line_at_the_end_is_no_mistake(tmp_path: Path) -> None:
    File(tmp_path, values=False).line({"sites": {"sites": []}})
    (path,) = tmp_path.iterdir()
    path.write_text(path.read_text() + '{"execution": {"sta')
    assert read([path]).skipped == 1


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n")
    with pytest.raises(SourceError, match="is no record"):
        read(tmp_path.iterdir())


@pytest.mark.parametrize(
    "value", [None, True, 1, 1.5, "text", b"\x00\xff", shop.START, (1, "a"), {"a": [shop.START]}]
)
def test_a_value_comes_back_as_it_was(value: object) -> None:
    assert decoded(json.loads(json.dumps(encoded(value)))) == value


def test_a_process_that_is_forked_off_writes_its_own_file(tmp_path: Path, filled: Engine) -> None:
    script = tmp_path / "program.py"
    script.write_text(
        "import os, sys\n"
        "from pathlib import Path\n"
        "from sqlalchemy import create_engine, text\n"
        "from colonnade.profile.recording.process import record_into\n"
        "record_into(Path(sys.argv[1]), values=False)\n"
        "child = os.fork()\n"
        "engine = create_engine('sqlite://')\n"
        "engine.connect().execute(text('SELECT 1')).all()\n"
        "os.waitpid(child, 0) if child else None\n"
    )
    run(tmp_path, script, tmp_path / "records")
    assert len(os.listdir(tmp_path / "records")) == 2
    assert len(read((tmp_path / "records").iterdir()).executions) == 2


def test_two_engines_are_recorded_in_one_record(filled: Engine) -> None:
    other = create_engine("sqlite://")
    with recording() as record, filled.connect() as one, other.connect() as two:
        one.execute(text("SELECT 1")).all()
        two.execute(text("SELECT 2")).all()
    other.dispose()
    assert len(record.executions) == 2


def test_recording_needs_no_sqlmodel(tmp_path: Path) -> None:
    script = "import sys, colonnade.profile.recording.process; print('sqlmodel' in sys.modules)"
    assert run(tmp_path, "-c", script) == "False\n"

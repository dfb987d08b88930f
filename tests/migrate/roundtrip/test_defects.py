"""Each of twenty-four defects is found, and said of the revision that has it."""

from pathlib import Path

import pytest

from colonnade.findings import Finding
from colonnade.migrate.roundtrip import round_trip
from tests.databases import PostgreSQL
from tests.migrate.roundtrip.defects import DEFECTS, Defect
from tests.migrate.roundtrip.revisions import MODELS, Revisions

ON_SERVER = {name: defect for name, defect in DEFECTS.items() if defect.server}
ON_FILE = {name: defect for name, defect in DEFECTS.items() if not defect.server}


def walked(root: Path, url: str, defects: list[Defect], models: str = MODELS) -> list[Finding]:
    """What is found in revisions 1, 2, ... behind a first one."""
    revisions = Revisions(root, models)
    up, down = revisions.FIRST
    before = [defect.before for defect in defects if defect.before]
    revisions.write("0", None, "\n".join([up.replace(" " * 8, ""), *before]), down)
    for number, defect in enumerate(defects, 1):
        revisions.write(f"{number}", f"{number - 1}", defect.up, defect.down)
    if "beside" in defects[0].says:
        revisions.write("2", "0", "pass", "pass")
    with revisions.imported():
        return round_trip(revisions.root, url).findings


@pytest.fixture(scope="module")
def on_server(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """The defects of PostgreSQL, one revision each."""
    root = tmp_path_factory.mktemp("defects") / "project"
    url = postgresql.url.render_as_string(hide_password=False)
    return walked(root, url, list(ON_SERVER.values()))


@pytest.mark.parametrize("name", ON_SERVER)
def test_a_defect_on_postgresql_is_found(on_server: list[Finding], name: str):
    number, defect = list(ON_SERVER).index(name) + 1, ON_SERVER[name]
    said = [one for one in on_server if f" of {number} " in one.message]
    assert [one.code for one in said] == [defect.code]
    assert defect.says in said[0].message


@pytest.mark.parametrize("defect", ON_FILE.values(), ids=ON_FILE)
def test_a_defect_is_found(tmp_path: Path, sqlite_url: str, defect: Defect):
    found = walked(tmp_path / "project", sqlite_url, [defect], defect.models)
    said = [one.message for one in found if one.code == defect.code]
    assert any(defect.says in message for message in said), found
    if "COLM913" in defect.code:
        assert {one.code for one in found} == {defect.code}

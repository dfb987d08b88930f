import json
import os
import xml.etree.ElementTree as ElementTree

import pytest
from click.testing import CliRunner, Result

from colonnade.cli import main
from tests.check.conftest import BAD


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models.py").write_text(BAD)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["check", *arguments])

    return invoke


def test_findings_exit_with_one_and_show_the_line(run):
    result = run()
    assert result.exit_code == 1
    assert "models.py:8:50: error COL201" in result.stdout
    assert "^^^" in result.stdout
    assert "1 finding, 1 of them can be mended with --fix in 1 file." in result.stderr


def test_nothing_wrong_exits_with_zero(run, tmp_path):
    (tmp_path / "models.py").write_text("import sqlmodel\n")
    assert run().exit_code == 0


def test_a_mistake_of_the_user_exits_with_two(run):
    assert run("nowhere").exit_code == 2
    assert run("--select", "COL999").exit_code == 2


def test_json_is_a_list_of_findings(run):
    (found,) = json.loads(run("--format", "json").stdout)
    assert {key: found[key] for key in ("code", "path", "line", "column")} == {
        "code": "COL201",
        "path": "models.py",
        "line": 8,
        "column": 50,
    }
    assert found["fix"]


def test_sarif_has_the_rule_and_the_place(run):
    (log,) = json.loads(run("--format", "sarif").stdout)["runs"]
    assert log["tool"]["driver"]["rules"][0]["id"] == "COL201"
    region = log["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == 8


def test_github_shows_findings_beside_the_lines(run):
    assert run("--format", "github").stdout.startswith("::error file=models.py,line=8,col=50")


def test_junit_has_a_failure_for_each_finding(run):
    root = ElementTree.fromstring(run("--format", "junit").stdout)
    assert len(root.findall(".//failure")) == 1


def test_a_report_without_findings_is_whole(run, tmp_path):
    (tmp_path / "models.py").write_text("")
    assert json.loads(run("--format", "json").stdout) == []


def test_fix_mends_the_file(run, tmp_path):
    assert run("--fix").exit_code == 0
    assert "lambda: datetime.now(UTC)" in (tmp_path / "models.py").read_text()


def test_diff_shows_the_change_and_makes_none(run, tmp_path):
    result = run("--diff")
    assert "+    created_at: datetime = Field(default_factory=lambda" in result.stdout
    assert (tmp_path / "models.py").read_text() == BAD


def test_explain_prints_the_page(run):
    assert "COL201 naive-utcnow" in run("--explain", "col201").stdout
    assert run("--explain", "COL9999").exit_code == 2


def test_statistics_count_by_rule(run):
    assert run("--statistics").stdout.split()[:2] == ["1", "COL201"]


def test_a_baseline_leaves_out_what_is_known(run, tmp_path):
    assert run("--write-baseline", "known.json").exit_code == 0
    assert run("--baseline", "known.json").exit_code == 0
    (tmp_path / "models.py").write_text(f"# moved\n{BAD}y = datetime.utcnow()\n")
    assert "1 finding" in run("--baseline", "known.json").stderr


def test_a_baseline_is_the_same_wherever_the_check_is_started(run, tmp_path, monkeypatch):
    assert run("--write-baseline", "known.json").exit_code == 0
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert run("..", "--baseline", "../known.json").exit_code == 0
    assert run(str(tmp_path), "--baseline", "../known.json").exit_code == 0


def test_a_baseline_that_cannot_be_written_is_named(run, tmp_path):
    result = run("--write-baseline", "nowhere/known.json")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_a_baseline_that_is_none_is_named(run, tmp_path):
    (tmp_path / "known.json").write_text("[]")
    assert run("--baseline", "known.json").exit_code == 2


ODD = "new\nline, 100%.py"


def test_a_path_with_odd_characters_stays_on_one_line(run, tmp_path):
    (tmp_path / "models.py").rename(tmp_path / ODD)
    assert run().stdout.startswith("new\\nline, 100%.py:8:50: ")
    assert run("--format", "github").stdout.startswith("::error file=new%0Aline%2C 100%25.py,")


def test_a_path_with_odd_characters_is_a_uri(run, tmp_path):
    (tmp_path / "models.py").rename(tmp_path / ODD)
    assert '"uri": "new%0Aline%2C%20100%25.py"' in run("--format", "sarif").stdout


def test_a_path_that_is_no_text_is_written_everywhere(run, tmp_path):
    (tmp_path / "models.py").rename(tmp_path / os.fsdecode(b"\xff.py"))
    for format_ in ("text", "json", "sarif", "github", "junit"):
        assert run("--format", format_).exit_code == 1
    assert ElementTree.fromstring(run("--format", "junit").stdout)[0].get("name") == "\\udcff.py"


def test_a_line_that_is_too_long_is_cut_around_the_finding(run, tmp_path):
    path = tmp_path / "models.py"
    path.write_text(
        path.read_text().replace("    created_at", f"    x = '{'a' * 5000}'; created_at")
    )
    _, excerpt, carets, _ = run().stdout.splitlines()
    assert len(excerpt) < 200
    assert excerpt[carets.index("^") : carets.rindex("^") + 1] == "datetime.utcnow"

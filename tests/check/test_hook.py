"""The hook for pre-commit, run by pre-commit in a repository of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.check.conftest import BAD
from tests.processes import ROOT

MANIFEST = ROOT / ".pre-commit-hooks.yaml"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a model, and the hook as what is installed here runs it."""
    (hook,) = yaml.safe_load(MANIFEST.read_text())
    local = {"repo": "local", "hooks": [hook | {"language": "system"}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [local]}))
    (tmp_path / "models.py").write_text(BAD)
    for command in (("init", "-q"), ("add", ".")):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def pre_commit(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path, "PRE_COMMIT_HOME": str(folder / ".cache")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_manifest_is_one(tmp_path: Path) -> None:
    assert pre_commit(tmp_path, "validate-manifest", str(MANIFEST)).returncode == 0


def test_a_commit_with_a_mistake_is_stopped(repository: Path) -> None:
    done = pre_commit(repository, "run")
    assert done.returncode == 1
    assert "models.py:8:50: error COL201" in done.stdout

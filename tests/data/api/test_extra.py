"""Without FastAPI, the folder says which extra installs it."""

import sys

import pytest

from colonnade import ConfigurationError


def test_a_missing_fastapi_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "fastapi", None)
    monkeypatch.delitem(sys.modules, "colonnade.data.api")
    with pytest.raises(ConfigurationError, match=r"colonnade\[fastapi\]"):
        import colonnade.data.api  # noqa: F401

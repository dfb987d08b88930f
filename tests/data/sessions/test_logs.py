"""Logs at DEBUG name what is called, and no row and no parameter."""

import logging

import pytest
from sqlalchemy import text

from colonnade import Database


@pytest.mark.anyio
async def test_aiosqlite_logs_no_parameter(caplog: pytest.LogCaptureFixture) -> None:
    database = Database("sqlite://")
    with caplog.at_level(logging.DEBUG):
        async with database.async_engine.begin() as connection:
            await connection.execute(text("SELECT :word"), {"word": "hunter2"})
    await database.aclose()
    assert "executing execute" in caplog.text
    assert "hunter2" not in caplog.text


def test_sqlalchemy_logs_no_row(caplog: pytest.LogCaptureFixture) -> None:
    database = Database("sqlite://")
    with caplog.at_level(logging.DEBUG, "sqlalchemy.engine"), database.engine.begin() as connection:
        assert connection.execute(text("SELECT :word"), {"word": "hunter2"}).all()
    database.dispose()
    assert "SELECT ?" in caplog.text
    assert "hunter2" not in caplog.text

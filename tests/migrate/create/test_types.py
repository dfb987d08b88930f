"""Types that a database cannot convert."""

import pytest

from tests.migrate.projects import MODELS

DATED = MODELS.replace(
    "from sqlalchemy.orm", "from datetime import date\n\nfrom sqlalchemy.orm"
).replace("title: str = Field(max_length=200)", "title: date")


@pytest.mark.only("sqlite")
def test_text_becomes_no_date_on_sqlite(created):
    created.models(DATED)
    refused = created.run("create", "Date tasks")
    assert refused.exit_code == 2
    assert "SQLite would make numbers" in refused.stderr


def test_an_integer_becomes_no_uuid(created):
    created.models(
        MODELS.replace("id: int", "id: UUID").replace(
            "from sqlalchemy.orm", "from uuid import UUID\n\nfrom sqlalchemy.orm"
        )
    )
    refused = created.run("create", "Identify tasks")
    assert refused.exit_code == 2
    assert "cannot become a UUID" in refused.stderr

"""An INTEGER key becomes a BIGINT under its name, while both versions write."""

import pytest

from tests.migrate.expand.test_key import MODELS, PERSON, PET, of_one_name, people
from tests.migrate.expand.writers import through_all_phases

__all__ = ["people"]

WIDE = (
    MODELS.replace(
        "from sqlmodel import", "from sqlalchemy import BigInteger\nfrom sqlmodel import"
    )
    .replace("primary_key=True", "primary_key=True, sa_type=BigInteger", 1)
    .replace('"people.id", ', '"people.id", sa_type=BigInteger, ')
)


@pytest.mark.only("postgresql")
def test_a_key_becomes_wide_with_what_refers_to_it(people):
    people.do("expand", "widen", "people.id")
    written = through_all_phases(people, (PERSON, PET), (PERSON, PET))
    assert of_one_name(people, "id", "person_id") == len(written) + 5
    people.models(WIDE)
    assert "has all" in people.do("create", "Nothing")


@pytest.mark.only("mariadb")
def test_mariadb_has_nothing_to_gain(people):
    refused = people.run("expand", "widen", "people.id")
    assert refused.exit_code == 2
    assert "nothing to gain" in refused.stderr

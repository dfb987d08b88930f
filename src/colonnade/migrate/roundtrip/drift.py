"""The models against the last revision: two databases, compared fact by fact."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from colonnade.findings import Finding, Place
from colonnade.migrate.roundtrip.differences import differences, listed
from colonnade.migrate.roundtrip.state import Looks, State
from colonnade.migrate.roundtrip.steps import Steps
from colonnade.schema.database.scratch import Scratch, make_tables

DRIFT = "COLM913"


def drift(head: State, steps: Steps, made: Scratch) -> Iterator[Finding]:
    """What the models say and the revisions do not make, and the other way round.

    Views, triggers, functions, policies and privileges that only revisions make are no drift: models have no words for
    them.

    Args:
        head: the state behind the last revision.
        steps: knows the models.
        made: the scratch database, which is emptied.
    """
    if not steps.metadata:
        return
    place = Place(steps.migrations.script.env_py_location)
    refusal = _refusal(made, steps.metadata)
    if refusal:
        yield Finding(
            DRIFT,
            place,
            f"The tables of the models cannot be made: {refusal}.",
            "Compare them with the revisions.",
        )
        return
    models = Looks(made.engine, steps.version_table).facts()
    more, missing = differences(head.catalog, models, models=True)
    if missing:
        yield Finding(
            DRIFT,
            place,
            f"The models have what no revision makes: {listed(missing)}.",
            "Write the revision: colonnade migrate create.",
        )
    if more:
        yield Finding(
            DRIFT,
            place,
            f"The revisions make what the models do not have: {listed(more)}.",
            "Say it in the models, or write the revision that drops it.",
        )


def _refusal(made: Scratch, metadata: list[sa.MetaData]) -> str:
    """Make the tables of the models in a database that is emptied; what the database says when it refuses them."""
    extensions = _extensions(made)
    made.reset()
    try:
        with made.engine.begin() as connection:
            make_tables(connection, metadata, extensions)
    except SQLAlchemyError as error:
        return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    return ""


def _extensions(made: Scratch) -> list[str]:
    if made.engine.dialect.name != "postgresql":
        return []
    with made.engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT extname FROM pg_extension")))

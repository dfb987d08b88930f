"""What a command leaves as it was when it runs revisions on a database of its own."""

import io
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout


@contextmanager
def undisturbed() -> Iterator[None]:
    """Give `DATABASE_URL` back what it was, and spare Alembic's lines about each step."""
    before = os.environ.get("DATABASE_URL")
    logger = logging.getLogger("alembic.runtime.migration")
    logger.addFilter(_is_warning)
    try:
        yield
    finally:
        logger.removeFilter(_is_warning)
        if before is None:
            os.environ.pop("DATABASE_URL", None)
        else:
            os.environ["DATABASE_URL"] = before


@contextmanager
def unsaid() -> Iterator[None]:
    """Spare Alembic's lines about a revision that it writes and formats, which the command names itself."""
    with redirect_stdout(io.StringIO()):
        yield


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING

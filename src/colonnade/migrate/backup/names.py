"""What a backup is called."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

_ENDINGS = {"postgresql": "dump", "sqlite": "db"}


def file_name(url: str) -> str:
    """The name of a backup made now: of the database, and the time in UTC."""
    parsed = make_url(url)
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    name = Path(str(parsed.database)).stem
    return f"{name}-{moment}.{_ENDINGS.get(parsed.get_backend_name(), 'sql')}"

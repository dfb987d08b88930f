"""What one run found, kept in `results.json`."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.scratch import SERVER

FILE = Path(__file__).parent / "results.json"
LIBRARIES = (
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "fastapi",
    "uvicorn",
    "psycopg",
    "asyncpg",
    "advanced-alchemy",
    "fastcrud",
    "django",
    "piccolo",
    "tortoise-orm",
)


def write(parts: Mapping[str, Sequence[Any]]) -> None:
    """Write the file.

    Args:
        parts: rows by the name of their part.
    """
    found = {
        **{name: [asdict(row) for row in rows] for name, rows in parts.items()},
        "date": datetime.now(UTC).date().isoformat(),
        "versions": versions(),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
    }
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def versions() -> dict[str, str]:
    """Of Python, the server and every library that was measured."""
    with psycopg.connect(f"{SERVER}postgres") as server:
        number = server.info.server_version
    return {
        "Python": platform.python_version(),
        "PostgreSQL": f"{number // 10_000}.{number % 10_000}",
        **{name: version(name) for name in LIBRARIES},
    }

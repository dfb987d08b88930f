"""The writer of what a project has around its code: `pyproject.toml`, README, settings to copy, CI."""

from colonnade.design.design import Backend, Design, Files
from colonnade.design.models.code import text
from colonnade.design.models.passwords import password_column
from colonnade.design.readme import description, is_live, readme, title_of
from colonnade.design.settings import has_tokens
from colonnade.design.words import words_of
from colonnade.schema.info import schema_info

EXTRAS = {Backend.SQLITE: [], Backend.POSTGRESQL: ["postgres"], Backend.MARIADB: ["mysql"]}

URLS = {
    Backend.SQLITE: "sqlite:///app.db",
    Backend.POSTGRESQL: "postgresql://localhost:5432/{name}",
    Backend.MARIADB: "mysql://localhost:3306/{name}",
}

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = {name}
version = "0.1.0"
description = {description}
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["colonnade[{extras}]>=0.1"]

[dependency-groups]
dev = [{dev}]

[tool.hatch.build.targets.wheel]
packages = ["app"]

[tool.ruff]
line-length = 100

[tool.ruff.lint]
select = ["E", "F", "I", "UP", "B"]
ignore = ["E501"]  # the formatter decides about line length

[tool.mypy]
strict = true
files = ["app", "migrations", "tests"]

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["."]
"""

ENVIRONMENT = """\
# Copy this file to `.env` and fill it in. `.env` stays out of version control.

# The database. {example}
DATABASE_URL={url}
"""

SECRET = """
# Signs the access tokens; at least 32 characters. Make one with
#   python -c "import secrets; print(secrets.token_urlsafe(32))"
# Without it every process makes a key of its own, and its tokens end with it.
#SECRET_KEY=
"""

IGNORED = """\
.env
.venv/
__pycache__/
*.egg-info/
dist/
.mypy_cache/
.pytest_cache/
.ruff_cache/
*.db
*.db-shm
*.db-wal
"""


CI = """\
name: CI

on:
  push:
    branches: [main]
  pull_request:

jobs:
  test:
    runs-on: ubuntu-latest
{service}    steps:
      - uses: actions/checkout@v4
      - uses: astral-sh/setup-uv@v6
      - run: uv sync
      - run: uv run ruff check .
      - run: uv run ruff format --check .
      - run: uv run mypy
      - run: uv run pytest
{environment}"""

SERVICES = {
    Backend.SQLITE: ("", ""),
    Backend.POSTGRESQL: (
        """\
    services:
      postgres:
        image: postgres:17
        env:
          POSTGRES_HOST_AUTH_METHOD: trust
        ports: ["5432:5432"]
        options: --health-cmd pg_isready --health-interval 5s --health-retries 10
""",
        """\
      - run: uv run pytest
        env:
          DATABASE_URL: postgresql://postgres@localhost:5432/postgres
""",
    ),
    Backend.MARIADB: (
        """\
    services:
      mariadb:
        image: mariadb:11
        env:
          MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: "yes"
        ports: ["3306:3306"]
        options: --health-cmd "healthcheck.sh --connect" --health-interval 5s --health-retries 10
""",
        """\
      - run: uv run pytest
        env:
          DATABASE_URL: mysql://root@127.0.0.1:3306/test
""",
    ),
}


def write(design: Design) -> Files:
    """Everything around the code."""
    title = title_of(design)
    service, environment = SERVICES[design.backend]
    return {
        "app/__init__.py": f'"""{title}."""\n',
        "pyproject.toml": _pyproject(design),
        ".env.example": _environment(design),
        ".gitignore": IGNORED,
        "README.md": readme(design),
        ".github/workflows/ci.yml": CI.format(service=service, environment=environment),
    }


def _pyproject(design: Design) -> str:
    tables = design.metadata.tables.values()
    hashes = any(password_column(table) is not None for table in tables)
    extras = [*(["fastapi"] if design.fastapi else []), *EXTRAS[design.backend], "sqlite"]
    extras += ["security"] if hashes else []
    development = ["mypy", "pytest", "ruff"]
    if design.fastapi:
        development.insert(0, "httpx2")
    return PYPROJECT.format(
        name=text("-".join(words_of(design.name)) or "application"),
        description=text(description(design)),
        extras=",".join(extras),
        dev=", ".join(map(text, development)),
    )


def _environment(design: Design) -> str:
    name = "_".join(words_of(design.name)) or "app"
    examples = {
        Backend.SQLITE: "A file below this folder; or postgresql://user:password@host:5432/name",
        Backend.POSTGRESQL: "As postgresql://user:password@host:5432/name",
        Backend.MARIADB: "As mysql://user:password@host:3306/name",
    }
    url = URLS[design.backend].format(name=name)
    if is_live(design):
        url = schema_info(design.metadata).source
    found = ENVIRONMENT.format(example=examples[design.backend], url=url)
    return found + SECRET if has_tokens(design) else found

"""The writer of a project's README."""

from colonnade.design.design import Design
from colonnade.design.settings import has_tokens
from colonnade.design.sign_in import sign_in_of
from colonnade.design.words import words_of
from colonnade.schema.info import schema_info

README = """\
# {title}

{description}

## Run it

```text
python -m venv .venv && . .venv/bin/activate
pip install --editable . --group dev
cp .env.example .env          # then fill it in
{tables}{serve}
```

## Change it

Change a model in `app/models/`, then

```text
alembic revision --autogenerate --message "what changes"
alembic upgrade head
pytest
```

Read the revision in `migrations/versions/` before you run it. `alembic downgrade -1` takes the last one back.
{again}{sign_in}
## Test it

`pytest` runs on a SQLite file of its own. With `DATABASE_URL` set it makes a database of its own on that server and drops
it at the end.

```text
pytest
mypy
ruff check . && ruff format --check .
```

## Where things are

| | |
|---|---|
| `SCHEMA.md`, `schema.html` | the design: tables, relationships, indexes, assumptions; the page opens in any browser |
| `app/models/` | the tables, and the schemas of what clients send and see |
| `app/settings.py`, `app/database.py` | settings from the environment; the database and its sessions |
| `app/crud/` | the application's own queries |
{service}| `migrations/` | Alembic's revisions |
| `tests/` | the tests; `tests/factories.py` makes up rows |
"""

UPGRADE = "alembic upgrade head          # make the tables"

STAMP = "alembic stamp head            # the tables are there already"

AGAIN = """
Or change `schema.dbml` and run `colonnade new . --from schema.dbml`: it writes what follows from it, and asks before it
replaces a file that you have edited.
"""

SIGN_IN = """
## Get in

{how}
Every request carries the token as `Authorization: Bearer ...`; `app/routes/auth.py` issues and verifies it.
"""

WITH_PASSWORD = "`POST /sign-in` takes {login} and password, and answers with an access token."

SIGN_UP = "\n`POST /sign-up` makes one{owner}."

WITHOUT_PASSWORD = (
    "Nobody signs in yet: call `issue_token` where your application has found out who somebody is."
)

SERVE = """
uvicorn app.main:app --reload # the service; its documentation is at http://127.0.0.1:8000/docs"""

SERVICE = """\
| `app/routes/`, `app/main.py` | the service |
"""


def readme(design: Design) -> str:
    """The text of `README.md`."""
    source = schema_info(design.metadata).source
    return README.format(
        title=title_of(design),
        description=description(design),
        tables=STAMP if is_live(design) else UPGRADE,
        sign_in=_sign_in(design),
        again=AGAIN if source.endswith(".dbml") else "",
        serve=SERVE if design.fastapi else "",
        service=SERVICE if design.fastapi else "",
    )


def _sign_in(design: Design) -> str:
    """How callers of the service get an access token; empty where they need none."""
    if not has_tokens(design):
        return ""
    found = sign_in_of(design)
    if found is None:
        return SIGN_IN.format(how=WITHOUT_PASSWORD)
    how = WITH_PASSWORD.format(login=found.login.replace("_", " "))
    owner = (
        "" if found.owner is None else f", with the row of `{found.owner.name}` that it belongs to"
    )
    waits = f" Nobody gets in before their `{found.active}` is true." if found.waits else ""
    return SIGN_IN.format(how=how + (SIGN_UP.format(owner=owner) if found.signs_up else "") + waits)


def title_of(design: Design) -> str:
    """The project's name as a heading."""
    return " ".join(words_of(design.name)).capitalize() or "Application"


def description(design: Design) -> str:
    """The project in a sentence."""
    count = len(design.metadata.tables)
    kind = "A service" if design.fastapi else "A database layer"
    return f"{kind} over {count} {'table' if count == 1 else 'tables'}."


def is_live(design: Design) -> bool:
    """Whether the schema was read from a database, in which the tables are already."""
    return "://" in schema_info(design.metadata).source

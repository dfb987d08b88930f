"""What is written around the models: routes, settings, queries, and the files of a project."""

import ast
import tomllib

import pytest

from colonnade.design import crud, database, main, project, routes, settings, tests
from colonnade.design.design import Backend, Design
from colonnade.schema.dbml import read_dbml
from colonnade.schema.info import schema_info

OWNED = """
Table users {{
  id {key} [pk]
  email varchar(100) [not null]
}}
Table notes {{
  id integer [pk, increment]
  user_id {key} [not null, ref: > users.id]
  kind varchar(10) [not null]
  done boolean [not null, default: false]
}}
Table countries {{
  code char(2) [pk]
}}
"""
JOINED = """
Table organisations {
  id integer [pk]
}
Table memberships {
  user_id integer [pk, ref: > users.id]
  organisation_id integer [pk, ref: > organisations.id]
}
"""
FREE = """
Enum size { small
 large }
Table boxes {
  id integer [pk, increment]
  size size
}
Table box_parts {
  id integer [pk, increment]
  box_id integer [not null, ref: > boxes.id]
}
"""


def design(text: str = FREE, **options: object) -> Design:
    return Design("my shop", read_dbml(text, "shop.dbml"), **options)  # type: ignore[arg-type]


def owned(key: str = "integer") -> Design:
    return design(OWNED.format(key=key))


def test_everything_is_python() -> None:
    for made in (design(), owned()):
        for writer in (crud, database, main, project, routes, settings):
            for path, text in writer.write(made).items():
                if path.endswith(".py"):
                    ast.parse(text, path)


def test_a_schema_without_owners_asks_nobody_who_they_are() -> None:
    files = routes.write(design())
    assert "app/routes/auth.py" not in files
    assert "owner" not in files["app/routes/box.py"]
    assert "secret_key" not in settings.write(design())["app/settings.py"]


def test_no_request_makes_a_membership_or_changes_it() -> None:
    joined = design(OWNED.format(key="integer") + JOINED)
    written = routes.write(joined)["app/routes/membership.py"]
    assert 'exclude={"create", "update"}' in written
    asked = tests.write(joined)["tests/test_api.py"]
    assert '"path", ["/memberships"]' in asked


def test_routes_of_a_schema_with_owners_ask_who_it_is() -> None:
    files = routes.write(owned())
    assert "owner=current_user_id" in files["app/routes/note.py"]
    assert "secret_key" in settings.write(owned())["app/settings.py"]


@pytest.mark.parametrize(
    ("key", "kind"), [("integer", "int"), ("uuid", "UUID"), ("varchar(40)", "str")]
)
def test_the_owner_s_key_has_its_type(key: str, kind: str) -> None:
    auth = routes.write(owned(key))["app/routes/auth.py"]
    assert f"def current_user_id(credentials: Credentials) -> {kind}:" in auth


def test_owners_are_not_created_by_request() -> None:
    assert 'exclude={"create"}' in routes.write(owned())["app/routes/user.py"]


def test_what_everybody_shares_is_only_read() -> None:
    country = routes.write(owned())["app/routes/country.py"]
    assert 'exclude={"create", "update", "delete"}' in country


def test_paths_are_in_the_plural_with_dashes() -> None:
    assert 'prefix="/box-parts"' in routes.write(design())["app/routes/box_part.py"]


def test_every_router_is_included() -> None:
    assert "routers = [box, box_part]" in routes.write(design())["app/routes/__init__.py"]


def test_queries_count_by_enum_boolean_or_reference() -> None:
    assert "def boxes_by_size(session: Session) -> dict[Size | None, int]:" in str(
        crud.write(design())
    )
    assert "def box_parts_by_box(session: Session) -> dict[int, int]:" in str(crud.write(design()))
    assert "def notes_by_done(session: Session) -> dict[bool, int]:" in str(crud.write(owned()))


def test_without_fastapi_there_are_no_routes_and_no_key() -> None:
    made = design(OWNED.format(key="integer"), fastapi=False)
    assert routes.write(made) == main.write(made) == {}
    assert "secret_key" not in settings.write(made)["app/settings.py"]


def test_the_dependencies_fit_the_database() -> None:
    made = project.write(design(backend=Backend.POSTGRESQL))["pyproject.toml"]
    assert tomllib.loads(made)["project"]["dependencies"] == [
        "colonnade[fastapi,postgres,sqlite]>=0.1"
    ]


@pytest.mark.parametrize("backend", list(Backend))
def test_ci_runs_the_tests_on_the_database(backend: Backend) -> None:
    text = project.write(design(backend=backend))[".github/workflows/ci.yml"]
    assert ("    services:\n" in text) == (backend is not Backend.SQLITE)
    assert ("DATABASE_URL" in text) == (backend is not Backend.SQLITE)


def test_the_example_of_the_settings_holds_no_secret() -> None:
    text = project.write(owned())[".env.example"]
    values = dict(
        line.split("=", 1) for line in text.splitlines() if not line.startswith("#") and line
    )
    assert values == {"DATABASE_URL": "sqlite:///app.db"}
    assert "secrets.token_urlsafe" in text


def test_a_project_for_a_live_database_names_it_and_does_not_make_its_tables() -> None:
    made = design(backend=Backend.POSTGRESQL)
    schema_info(made.metadata).source = "postgresql://me:***@db.example/shop"
    files = project.write(made)
    assert "DATABASE_URL=postgresql://me:***@db.example/shop" in files[".env.example"]
    assert "alembic stamp head" in files["README.md"]
    assert "alembic upgrade head          # make" not in files["README.md"]


def test_the_readme_says_how_to_generate_again_from_a_design() -> None:
    assert "colonnade new . --from schema.dbml" in project.write(design())["README.md"]

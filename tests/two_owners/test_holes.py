"""Each hole in a service that keeps its rows apart by hand is found and named, and nothing else."""

import pytest

from tests.two_owners.board import application
from tests.two_owners.conftest import two

LEAKS = {
    "list": ("GET /tags", "nothing", "a text of the owner"),
    "get": ("GET /tags/{id}", "the owner's key", "a text of the owner"),
    "nested": ("GET /projects", "nothing", "a key of the owner in `tasks.id`"),
    "filter": ("GET /tasks", "tag_id", "a text of the owner"),
    "search": ("GET /tasks", "search", "a text of the owner"),
    "looked for": ("POST /tasks/search", "the owner's name", "another answer than for what nobody"),
    "total": ("GET /tasks", "nothing", "another answer since the owner has rows"),
    "cursor": ("GET /tasks", "the owner's cursor", "a text of the owner"),
    "history": ("GET /tasks/{id}/history", "the owner's key", "a text of the owner"),
    "update": ("PATCH /tasks/{id}", "the owner's key", "a key of the owner in `id`"),
    "delete": ("DELETE /tasks/{id}", "the owner's key", "204, but 404 for what nobody has"),
    "restore": ("POST /tasks/{id}/restore", "a deleted row's key", "a text of the owner"),
    "link": ("POST /tasks", "the owner's tag_id", "a text of the owner"),
    "relink": ("PATCH /tasks/{id}", "the owner's tag_id", "a text of the owner"),
    "bulk": ("POST /tasks/bulk/delete", "the owner's id", "204, but 404 for what nobody has"),
    "clear": ("POST /tasks/clear", "nothing", "a row of the owner was changed"),
    "echo": ("POST /tags", "the owner's name", "409, a key of the owner in `detail.id`"),
}


@pytest.mark.parametrize("hole", LEAKS)
def test_a_hole_is_found(hole: str) -> None:
    route, by, seen = LEAKS[hole]
    app = application(hole)
    with two(app) as owners:
        report = owners.walk(app)
    assert {sight.route for sight in report.sights} == {route}
    assert any(sight.by == by and seen in sight.seen for sight in report.leaks)

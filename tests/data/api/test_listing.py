"""Query strings: filters, sort, size, search."""

import pytest

pytestmark = pytest.mark.anyio

SAMPLES = [
    {
        "whole": 1,
        "text": "a%b",
        "amount": "1.50",
        "moment": "2026-01-01T00:00:00Z",
        "day": "2026-01-01",
        "flag": True,
        "priority": "low",
        "code": "12345678-1234-5678-1234-567812345678",
    },
    {"whole": 2, "text": "Ab", "amount": "2.50", "moment": "2026-02-01T00:00:00Z", "flag": False},
    {"whole": 3, "text": "c", "amount": "3.50", "maybe_text": "x"},
]


@pytest.fixture
async def samples(api):
    for sample in SAMPLES:
        made = await api.post("/samples", json=sample)
        assert made.status_code == 201, made.text
    return api


FILTERS = {
    "whole=2": [2],
    "whole__ne=2": [1, 3],
    "whole__lt=2": [1],
    "whole__gte=2": [2, 3],
    "whole__in=1,3": [1, 3],
    "whole__in=1&whole__in=3": [1, 3],
    "whole__not_in=1,3": [2],
    "whole__gt=1&whole__lt=3": [2],
    "text__contains=B": [1, 2],
    "text__contains=%25": [1],
    "text__starts_with=A": [1, 2],
    "text=c": [3],
    "amount__gt=1.5": [2, 3],
    "moment__gte=2026-01-15": [2],
    "moment__lt=2026-01-01T01:00:00+01:00": [],
    "moment__lte=2026-01-01T01:00:00+01:00": [1],
    "moment__is_null=true": [3],
    "day=2026-01-01": [1],
    "flag=true": [1],
    "priority=low": [1],
    "priority__ne=low": [2, 3],
    "priority__is_null=false": [1],
    "maybe_text__is_null=true": [1, 2],
    "code=12345678-1234-5678-1234-567812345678": [1],
    "sort=-whole": [3, 2, 1],
    "sort=flag,-whole": [3, 2, 1],
    "search=c": [3],
}


async def test_filters_find_what_they_say(samples):
    for query, expected in FILTERS.items():
        page = await samples.get(f"/samples?{query}")
        assert page.status_code == 200, (query, page.text)
        found = [item["whole"] for item in page.json()["items"]]
        assert (found if "sort" in query else sorted(found)) == expected, query


REFUSED = {
    "whol=2": "There is no parameter whol; did you mean whole?",
    "whole__contains=2": "There is no parameter whole__contains",
    "whole=x": "whole: Input should be a valid integer",
    "whole=1&whole=2": "whole is given 2 times.",
    "whole=99999999999999999999": "whole: Input should be less than or equal to",
    "priority=urgent": "priority: Input should be 'low', 'medium' or 'high'.",
    "moment__gte=soon": "moment__gte: Input should be a valid datetime",
    "moment__gte=9999-12-31T23:59:59-14:00": "moment__gte: Value error, the moment is out of range",
    "text=a%00b": "text: Value error, a text cannot hold the character NUL.",
    "search=a%00b": "search: a text cannot hold the character NUL.",
    "sort=-colour": "There is no sort by -colour",
    "size=0": "size is a number from 1 to 100.",
    "size=101": "size is a number from 1 to 100.",
    "size=many": "size is a number from 1 to 100.",
    "total=maybe": "total is true, false or a number.",
    "offset=-1": "offset is a number.",
    "offset=9999999999999999999": "offset is a number.",
    "after=nonsense": "",
}


@pytest.mark.parametrize("query", REFUSED)
async def test_what_cannot_be_asked_is_refused(sqlite_api, query):
    refused = await sqlite_api.get(f"/samples?{query}")
    assert refused.status_code == 400
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["detail"].startswith(REFUSED[query])
    assert refused.json()["field"] == query.split("=")[0] or query.startswith("after")


async def test_related_keys_filter(api):
    for name in ("x", "y"):
        await api.post("/tags", json={"name": name})
    for title, keys in {"both": [1, 2], "first": [1], "none": []}.items():
        await api.post("/tasks", json={"title": title, "tag_ids": keys})
    asked = {"tags__in=1,2": ["both", "first"], "tags__not_in=2": ["first", "none"]}
    for query, expected in {**asked, "tags__is_null=true": ["none"]}.items():
        page = (await api.get(f"/tasks?sort=title&{query}")).json()
        assert [task["title"] for task in page["items"]] == expected


async def test_related_keys_are_no_sort(sqlite_api):
    assert (await sqlite_api.get("/tasks?sort=tags")).status_code == 400
    assert (await sqlite_api.get("/tasks?tags__in=x")).status_code == 400


async def test_pages_by_offset_have_a_total(samples):
    page = (await samples.get("/samples?sort=-whole&size=2&offset=2&total=true")).json()
    assert ([item["whole"] for item in page["items"]], page["total"]) == ([1], 3)
    assert (await samples.get("/samples?size=1&total=2")).json()["total"] == 2


async def test_a_secret_can_be_neither_filtered_nor_sorted_by(sqlite_api):
    for query in ("hashed_password__starts_with=a", "sort=hashed_password"):
        assert (await sqlite_api.get(f"/users?{query}")).status_code == 400


async def test_a_list_has_twenty_rows_unless_asked(sqlite_api):
    for number in range(25):
        await sqlite_api.post("/tags", json={"name": f"tag {number}"})
    assert len((await sqlite_api.get("/tags")).json()["items"]) == 20
    assert len((await sqlite_api.get("/tags?size=100")).json()["items"]) == 25

"""Statements become spans: whose, for which route, what they load; and no value is in them."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlmodel import select

from colonnade import EVERYONE, Crud, Database, UniqueViolation, crud_router, trace_queries
from tests.data.isolation import models
from tests.data.watch.models import Author, Profile


@pytest.fixture
def spans():
    """Keeps the spans in memory."""
    return InMemorySpanExporter()


@pytest.fixture
def traced(spans):
    """Lets a database, opened anew, send its spans there."""
    provider, opened = TracerProvider(), []
    provider.add_span_processor(SimpleSpanProcessor(spans))

    def trace(db, **options):
        url = db.url.render_as_string(hide_password=False)
        opened.append(again := Database(url, metadata=db.metadata))
        trace_queries(again, tracer_provider=provider, **options)
        return again

    yield trace
    for db in opened:
        db.dispose()
    provider.shutdown()


def attributes(spans):
    return [dict(span.attributes) for span in spans.get_finished_spans()]


def test_a_lazy_load_says_what_it_loads(authors_db, traced, spans):
    with traced(authors_db).session() as session:
        for author in Crud(Author, session).list():
            list(author.posts)
    loaded = [span.get("colonnade.lazy_load") for span in attributes(spans)]
    assert loaded[-2:] == [None, "Author.posts"]


def test_a_statement_has_its_text_and_no_values(authors_db, traced, spans):
    with traced(authors_db).session() as session:
        session.exec(select(Author).where(Author.name == "a secret")).all()
    texts = [span["db.statement"] for span in attributes(spans)]
    assert "WHERE author.name = ?" in " ".join(texts[-1].split())
    assert "a secret" not in str(attributes(spans))


def test_an_error_has_no_text_of_the_driver(filled, traced, spans):
    db = traced(filled)
    with pytest.raises(UniqueViolation), db.session() as session:
        Crud(Profile, session).create({"text": "a secret", "author_id": 1})
    span = spans.get_finished_spans()[-1]
    assert span.status.description.isidentifier()
    assert not span.events


def test_a_request_says_whose_and_for_which_route(kept, traced, spans):
    db = traced(kept("sqlite", models.metadata))
    with db.session(owner=EVERYONE) as session:
        session.add(models.User(id=7, email="ann@example.org"))
    app = FastAPI(lifespan=db.lifespan)
    app.include_router(crud_router(models.Project, db, owner=lambda: 7))
    with TestClient(app) as client:
        spans.clear()
        assert client.get("/projects").is_success
    span = attributes(spans)[-1]
    assert (span["colonnade.owner"], span["http.route"]) == ("7", "/projects")


def test_owners_may_be_left_out(kept, traced, spans):
    db = traced(kept("sqlite", models.metadata), owners=False)
    with db.session(owner=7) as session:
        Crud(models.Project, session).list()
    assert not any("colonnade.owner" in span for span in attributes(spans))

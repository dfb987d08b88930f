"""Reading a relationship on one instance loads it for all that came along, and gives what reading one by one gives."""

import gc
import re
import weakref

import pytest
from sqlalchemy import update
from sqlalchemy.orm import defer, selectinload
from sqlmodel import select

from colonnade import Crud, Database, LazyLoadRefused
from colonnade.data.watch.lazy import refuse_lazy_loads
from tests.data.conftest import statements_of
from tests.data.watch.models import (
    Author,
    Book,
    Comment,
    Line,
    Page,
    Post,
    Shelf,
    Tag,
    Team,
    metadata,
)

KINDS = {
    "many to one": (Author, "team"),
    "one to many": (Author, "posts"),
    "one to one": (Author, "profile"),
    "the other side of one to one": (Author, "profile.author"),
    "by another value of the parent": (Author, "later_posts"),
    "many to many": (Post, "tags"),
    "up a tree": (Author, "chief"),
    "down a tree": (Author, "helpers"),
    "a composite key": (Page, "lines"),
    "to a composite key": (Line, "page"),
    "nested": (Author, "posts.comments.author.team"),
    "nested, many to many": (Team, "authors.posts.tags.posts"),
}


def walked(rows, path):
    """Everything that a path leads to, in the order of the relationships."""
    name, _, rest = path.partition(".")
    found = []
    for row in rows:
        value = getattr(row, name)
        listed = value if isinstance(value, list) else [value]
        keys = [one and [getattr(one, c.key) for c in one.__table__.primary_key] for one in listed]
        found.append(keys)
        if rest:
            found += walked([one for one in listed if one], rest)
    return found


def read(db, kind, how):
    model, path = KINDS[kind]
    order = [c.key for c in model.__table__.primary_key]
    with db.session(lazy_loads=how) as session, statements_of(db.engine) as sent:
        return walked(Crud(model, session).list(sort=order), path), len(sent)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_read_as_one_by_one(filled, kind):
    by_siblings, few = read(filled, kind, "siblings")
    one_by_one, many = read(filled, kind, "single")
    assert by_siblings == one_by_one
    assert few <= many
    if kind != "by another value of the parent":
        assert few <= 1 + len(KINDS[kind][1].split("."))


def test_a_batch_has_at_most_500_keys(authors_db):
    with authors_db.session() as session:
        session.add_all([Author(id=n, name="new", team_id=1) for n in range(100, 1100)])
    with authors_db.session() as session, statements_of(authors_db.engine) as sent:
        assert sum(len(author.helpers) for author in Crud(Author, session).list()) == 4
    assert len(sent) == 4


def test_one_instance_is_read_alone(authors_db):
    with authors_db.session() as session, statements_of(authors_db.engine) as sent:
        assert len(Crud(Author, session).get(2).posts) == 2
    assert " IN " not in sent[-1]


def test_rows_in_memory_are_not_read_again(authors_db):
    with authors_db.session() as session:
        Crud(Team, session).get(1)
        with statements_of(authors_db.engine) as sent:
            teams = {author.team.name for author in Crud(Author, session).list()}
    assert (teams, len(sent)) == ({"red", "blue"}, 2)


def test_deleted_rows_stay_out_of_sight(authors_db):
    with authors_db.session() as session:
        Crud(Post, session).delete(51)
    with authors_db.session() as session:
        posts = {author.id: len(author.posts) for author in Crud(Author, session).list()}
    assert posts == {1: 1, 2: 2, 3: 3, 4: 4, 5: 4}


def test_a_session_that_shows_deleted_rows_shows_them_to_siblings(authors_db):
    with authors_db.session() as session:
        Crud(Post, session).delete(51)
    with authors_db.session(include_deleted=True) as session:
        authors = Crud(Author, session).list()
        assert [len(author.posts) for author in authors] == [1, 2, 3, 4, 5]


def test_deferred_columns_are_read_for_all(filled):
    with filled.session() as session, statements_of(filled.engine) as sent:
        pages = Crud(Page, session).list(load=[defer(Page.text)])
        assert {page.text for page in pages} == {"a1", "a2", "b1", "b2"}
    assert len(sent) == 2


def test_changes_within_a_deferred_value_are_noticed(authors_db):
    with authors_db.session() as session:
        for page in Crud(Page, session).list(load=[defer(Page.notes)]):
            page.notes["seen"] = "yes"
    with authors_db.session() as session:
        assert [page.notes for page in Crud(Page, session).list()] == [{"seen": "yes"}] * 4


@pytest.mark.parametrize("how", ["siblings", "single"])
def test_keys_that_only_the_database_takes_for_equal_are_found(kept, how):
    db = kept("mariadb", metadata)
    with db.session() as session:
        session.add_all([Shelf(name="A"), Shelf(name="B")])
        session.flush()
        session.add_all([Book(shelf_name="a"), Book(shelf_name="B")])
    with db.session(lazy_loads=how) as session:
        assert [len(shelf.books) for shelf in Crud(Shelf, session).list()] == [1, 1]


def test_what_a_rollback_expired_is_read_for_all(authors_db):
    with authors_db.session() as session:
        authors = Crud(Author, session).list()
        session.rollback()
        with statements_of(authors_db.engine) as sent:
            assert [(author.name[:6], author.team is None) for author in authors] == [
                ("author", False)
            ] * 5
    assert len(sent) == 2


def test_what_the_unit_has_written_by_keys_is_seen(authors_db):
    with authors_db.session() as session:
        first, second, *_ = Crud(Author, session).list(sort="id")
        assert len(first.posts) == 1
        Crud(Post, session).create({"title": "new", "author_id": second.id})
        assert len(second.posts) == 3


@pytest.mark.parametrize("write", ["bulk", "core", "many"])
def test_what_the_unit_has_written_past_the_session_is_seen(authors_db, write):
    with authors_db.session() as session:
        first, second, *_ = Crud(Author, session).list(sort="id")
        assert len(first.posts) == 1
        if write == "bulk":
            session.execute(update(Post).where(Post.id == 30).values(author_id=2))
        elif write == "core":
            table = Post.__table__
            session.connection().execute(update(table).where(table.c.id == 30).values(author_id=2))
        else:
            Crud(Post, session).bulk_create([{"title": "new", "author_id": 2}])
        assert len(second.posts) == 3


def test_a_loop_that_writes_reads_as_one_by_one(authors_db):
    counts = {}
    for how in ("siblings", "single"):
        with authors_db.session(lazy_loads=how) as session:
            counts[how] = []
            for author in Crud(Author, session).list(sort="id"):
                counts[how].append(len(author.posts))
                Crud(Post, session).create({"title": "more", "author_id": 1 + author.id % 5})
            session.rollback()
    assert counts["siblings"][:4] == counts["single"][:4] == [1, 3, 4, 5]


def test_what_was_changed_and_not_written_is_kept(authors_db):
    with authors_db.session() as session:
        first, second, *_ = Crud(Author, session).list(sort="id")
        assert first.posts
        with session.no_autoflush:
            second.posts.append(Post(title="new"))
            session.connection().execute(update(Team.__table__).values(name="all"))
            assert [post.title for post in second.posts] == ["post 1", "post 0", "new"]


def test_options_travel_along(authors_db):
    with authors_db.session() as session, statements_of(authors_db.engine) as sent:
        option = selectinload(Author.posts).lazyload(Post.tags)
        authors = Crud(Author, session).list(load=[option])
        assert sum(len(post.tags) for author in authors for post in author.posts) == 9
    assert len(sent) == 3


def test_a_relationship_may_be_read_one_by_one(authors_db, monkeypatch):
    info = {"lazy_loads": "single"}
    monkeypatch.setattr(Author.posts.property, "info", info)
    with authors_db.session() as session, statements_of(authors_db.engine) as sent:
        assert sum(len(author.posts) for author in Crud(Author, session).list()) == 15
    assert len(sent) == 6


def test_rows_of_a_stream_are_siblings_within_a_batch(authors_db):
    with authors_db.session() as session, statements_of(authors_db.engine) as sent:
        authors = Crud(Author, session).stream(sort="id", batch=2)
        assert [len(author.posts) for author in authors] == [1, 2, 3, 4, 5]
    assert len(sent) == 4


def test_nothing_keeps_the_instances_alive(authors_db):
    with authors_db.session() as session:
        authors = Crud(Author, session).list()
        assert [len(author.posts) for author in authors]
        last = weakref.ref(authors[-1])
        del authors
        gc.collect()
        assert last() is None


def test_what_has_left_the_session_is_left_alone(authors_db):
    with authors_db.session() as session:
        first, second, *_ = Crud(Author, session).list(sort="id")
        assert first.team
        session.expunge(second)
        assert first.posts
        assert "posts" not in second.__dict__


def test_a_deletion_reads_what_it_needs(authors_db):
    with authors_db.session() as session, statements_of(authors_db.engine) as sent:
        for comment in Crud(Comment, session).list():
            session.delete(comment)
        session.flush()
    assert len([text for text in sent if text.startswith("SELECT")]) <= 3


def test_refused_lazy_loads_say_what_to_write(authors_db):
    with authors_db.session(lazy_loads="refused") as session:
        post = Crud(Post, session).get(50)
        with pytest.raises(LazyLoadRefused) as error:
            print(post.tags)
    place = rf"{re.escape(__file__)}:\d+: print.post.tags."
    assert re.fullmatch(
        rf"Post.tags is not loaded, and lazy loads are refused \({place}\)\.", error.value.message
    )
    assert error.value.remedy == "Load it along: load=[Post.tags]."


def test_a_nested_remedy_names_the_whole_way(authors_db):
    with authors_db.session(lazy_loads="refused") as session:
        author = Crud(Author, session).get(5, load=[Author.posts])
        with pytest.raises(LazyLoadRefused) as error:
            print(author.posts[0].tags)
    way = "selectinload(Author.posts).selectinload(Post.tags)"
    assert error.value.remedy == f"Load it along: load=[{way}]."


def test_refusing_holds_for_every_session(authors_db):
    with refuse_lazy_loads(), authors_db.session() as session:
        page = Crud(Page, session).list(load=[defer(Page.text)])[0]
        with pytest.raises(LazyLoadRefused, match=r"load=\[undefer\(Page.text\)\]"):
            print(page.text)


def test_what_is_written_needs_no_permission(authors_db):
    with authors_db.session(lazy_loads="refused") as session:
        Crud(Post, session).update(50, {"tag_ids": [3]})
        session.delete(Crud(Tag, session).get(2))
    with authors_db.session() as session:
        assert [tag.id for tag in Crud(Post, session).get(50).tags] == [3]


def test_every_session_of_the_settings_refuses(authors_db):
    settings = authors_db.settings.model_copy(update={"lazy_loads": "refused"})
    db = Database(str(authors_db.url), settings=settings)
    with db.session() as session, pytest.raises(LazyLoadRefused):
        print(session.exec(select(Author)).first().team)
    db.dispose()

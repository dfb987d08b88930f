"""The line that sends a statement is right, also where the same statement was sent from elsewhere before."""

from jinja2 import DictLoader, Environment
from sqlmodel import select

from colonnade import count_queries
from tests.data.watch.models import Author

STATEMENT = select(Author).where(Author.id == 1)


def senders(db, work) -> list[list[str]]:
    """The functions that led to each statement of a piece of work."""
    with count_queries(db) as queries, db.session() as session:
        work(session)
    names = [[site.function.rpartition(".")[2] for site in s.sites] for s in queries.statements]
    return [[name for name in one if name != "<lambda>"] for one in names]


def executed(session):
    return session.scalars(STATEMENT)


def selected(session):
    return session.exec(STATEMENT)


def called(session):
    return executed(session)


def test_the_function_that_sends_is_told_at_any_depth(authors_db):
    found = senders(authors_db, lambda s: [selected(s), executed(s), called(s), selected(s)])
    assert [one[:2] for one in found] == [
        ["selected", "senders"],
        ["executed", "senders"],
        ["executed", "called"],
        ["selected", "senders"],
    ]


def test_lines_of_one_function_differ(authors_db):
    with count_queries(authors_db) as queries, authors_db.session() as session:
        session.exec(STATEMENT)
        session.exec(STATEMENT)
    first, second = (one.sites[0].line for one in queries.statements)
    assert second == first + 1


def test_a_template_that_is_no_file_is_told_by_its_name(authors_db):
    templates = Environment(loader=DictLoader({"posts.html": "{{ author.posts }}"}))
    with count_queries(authors_db) as queries, authors_db.session() as session:
        templates.get_template("posts.html").render(author=session.get(Author, 1))
    assert str(queries.statements[-1].sites[0]) == "posts.html:1"

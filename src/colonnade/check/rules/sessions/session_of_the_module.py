"""A session of the module is shared by all requests.

It holds one connection and one transaction for the life of the process: requests see each other's half-made changes, a
failed one stops all that follow, and rows are as old as the first read.

Bad:

    from sqlmodel import Session, create_engine

    engine = create_engine("sqlite:///app.db")
    session = Session(engine)

Good:

    from collections.abc import Iterator
    from sqlmodel import Session, create_engine

    engine = create_engine("sqlite:///app.db")

    def get_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

Fine:

    from sqlmodel import Session, create_engine

    engine = create_engine("sqlite:///app.db")

    if __name__ == "__main__":
        session = Session(engine)
        session.close()
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.sessions import ASYNC, SYNC
from colonnade.check.source import Source
from colonnade.check.words import SESSION_HOMES, SESSION_MADE

CODE = "COL308"
NEEDS = (SESSION_MADE, SESSION_HOMES)
IMPORTS = frozenset({"Session", "AsyncSession"})


def check(node: ast.Assign, source: Source) -> Iterator[Problem]:
    """Report sessions that are made at the level of a module."""
    if not isinstance(source.parent(node), ast.Module) or source.path.endswith(".ipynb"):
        return
    if isinstance(node.value, ast.Call) and source.resolve(node.value.func) in SYNC | ASYNC:
        yield Problem(
            node,
            "This one session is shared by everything that imports the module.",
            "Open a session where it is used: `with Session(engine) as session:`.",
        )

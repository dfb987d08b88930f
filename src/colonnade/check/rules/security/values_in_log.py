"""`echo=True` writes every statement with its values into the log.

E-mail addresses, hashes of passwords and whatever else the rows hold stay there for as long as logs are kept.
`hide_parameters=True` leaves the values out, of exceptions as well; a setting switches the log on where it is wanted.

Bad:

    from sqlmodel import create_engine

    engine = create_engine("sqlite:///app.db", echo=True)

Good:

    from sqlmodel import create_engine

    engine = create_engine("sqlite:///app.db", echo=True, hide_parameters=True)

Fine:

    from sqlmodel import create_engine
    from app.settings import settings

    engine = create_engine("sqlite:///app.db", echo=settings.debug)
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import is_async, is_sync, keyword
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL802"
SEVERITY = Severity.WARNING


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report engines whose log is always on and has the values."""
    if not node.keywords or not (is_sync(node, source) or is_async(node, source)):
        return
    if source.module.rpartition(".")[2].startswith(("test", "conftest")):
        return
    for one in node.keywords:
        if one.arg == "echo" and ast.unparse(one.value) in ("True", "'debug'"):
            hidden = keyword(node, "hide_parameters")
            if hidden is None:
                yield Problem(
                    one,
                    "Every value that is stored or compared appears in the log.",
                    "Add `hide_parameters=True`, or let a setting choose `echo`.",
                    (source.insert_after(one, ", hide_parameters=True"),),
                )

"""`echo=True` writes every statement with its values into the log, and so does the logger of SQLAlchemy's engine.

E-mail addresses, hashes of passwords and whatever else the rows hold stay there for as long as logs are kept.
`hide_parameters=True` leaves the values out, of exceptions as well; a setting switches the log on where it is wanted. A script shows its statements
to whoever started it, so that engines under `if __name__ == "__main__":` are left alone.

Bad:

    from sqlmodel import create_engine

    engine = create_engine("sqlite:///app.db", echo=True)

Good:

    from sqlmodel import create_engine

    engine = create_engine("sqlite:///app.db", echo=True, hide_parameters=True)

Bad:

    import logging
    from sqlmodel import create_engine

    engine = create_engine("sqlite:///app.db")
    logging.getLogger("sqlalchemy.engine").setLevel(logging.INFO)

Fine:

    from sqlmodel import create_engine
    from app.settings import settings

    engine = create_engine("sqlite:///app.db", echo=settings.debug)

    if __name__ == "__main__":
        engine = create_engine("sqlite:///copy.db", echo=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.engines import is_async, is_sync, keyword
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit, Severity

CODE = "COL802"
SEVERITY = Severity.WARNING
CALLS = frozenset({"create_engine", "create_async_engine", "setLevel"})
NEEDS = ("create_engine(|create_async_engine(|getLogger(",)
IMPORTS = frozenset({"create_engine", "create_async_engine", "getLogger"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report engines whose log is always on and has the values, and loggers of SQLAlchemy that are switched on."""
    if source.is_test:
        return
    if any(_is_script(one) for one in source.ancestors(node)):
        return
    if _is_logger_on(node, source):
        yield _problem(node, ())
    elif node.keywords and (is_sync(node, source) or is_async(node, source)):
        echo = next((one for one in node.keywords if one.arg == "echo"), None)
        is_on = echo is not None and ast.unparse(echo.value) in ("True", "'debug'")
        if echo is not None and is_on and keyword(node, "hide_parameters") is None:
            yield _problem(echo, (source.add_argument(echo, "hide_parameters=True"),))


def _is_script(node: ast.AST) -> bool:
    """Whether a block is `if __name__ == "__main__":`."""
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def _problem(node: ast.Call | ast.keyword, edits: tuple[Edit, ...]) -> Problem:
    return Problem(
        node,
        "Every value that is stored or compared appears in the log.",
        "Add `hide_parameters=True` to the engine, or let a setting choose.",
        edits,
    )


def _is_logger_on(node: ast.Call, source: Source) -> bool:
    """Whether a call is `logging.getLogger("sqlalchemy.engine").setLevel(logging.INFO)`."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "setLevel" or not node.args:
        return False
    logger = node.func.value
    if not isinstance(logger, ast.Call) or not logger.args or source.function(node) is not None:
        return False
    named = source.resolve(logger.func) == "logging.getLogger"
    engine = ast.unparse(logger.args[0]).strip("'\"") in ("sqlalchemy.engine", "sqlalchemy")
    return named and engine and ast.unparse(node.args[0]).rpartition(".")[2] in ("INFO", "DEBUG")

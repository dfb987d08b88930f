"""A URL in the source has no password.

Whoever reads the repository, its history or a build's log has it, and it cannot be changed without a release. The URL comes
from the environment.

Bad:

    from sqlmodel import create_engine

    engine = create_engine("postgresql+psycopg://app:s3cr3t@db.example.org/app")

Fine:

    import os
    from sqlmodel import create_engine

    engine = create_engine(os.environ["DATABASE_URL"])
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.engines import is_async, is_sync, url_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL801"
CALLS = frozenset({"create_engine", "create_async_engine"})
_PASSWORD = re.compile(r"://[^:/@?\s]+:(?P<password>[^@/?\s]+)@")


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report passwords in the URLs of engines."""
    if not (is_sync(node, source) or is_async(node, source)) or _is_test(source):
        return
    url = url_of(node, source)
    match = _PASSWORD.search(url.text) if url else None
    if url is not None and match and "?" not in match["password"]:
        yield Problem(
            url.node,
            f"The password of `{url.dialect}://` is written in the source.",
            'Read the URL from the environment: `os.environ["DATABASE_URL"]`, and change the password.',
        )


def _is_test(source: Source) -> bool:
    return source.module.rpartition(".")[2].startswith(("test", "conftest"))

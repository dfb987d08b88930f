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

from colonnade.check.columns import SETTINGS
from colonnade.check.engines import is_async, is_sync, url_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL801"
NEEDS = ("create_engine|create_async_engine|BaseSettings",)
IMPORTS = frozenset({"create_engine", "create_async_engine", "BaseSettings"})
_DEFAULT = re.compile(
    r"(?P<dialect>postgresql|postgres|mysql|mariadb)(\+\w+)?://[^:/@\s]+:[^@/?\s]+@(?P<host>[^:/?]+)"
)
_PASSWORD = re.compile(r"://[^:/@?\s]+:(?P<password>[^@/?\s]+)@")


def check(node: ast.Call | ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report passwords in the URLs of engines, and in those that settings have as their default."""
    if isinstance(node, ast.AnnAssign):
        yield from _of_setting(node, source)
        return
    if not (is_sync(node, source) or is_async(node, source)) or source.is_test:
        return
    url = url_of(node, source)
    match = _PASSWORD.search(url.text) if url else None
    if url is not None and match and "?" not in match["password"]:
        yield Problem(
            url.node,
            f"The password of `{url.dialect}://` is written in the source.",
            'Read the URL from the environment: `os.environ["DATABASE_URL"]`, and change the password.',
        )


def _of_setting(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    cls, value = source.parent(node), node.value
    if not isinstance(cls, ast.ClassDef) or not isinstance(value, ast.Constant) or source.is_test:
        return
    if not any(source.resolve(base) in SETTINGS for base in cls.bases):
        return
    match = _DEFAULT.match(value.value) if isinstance(value.value, str) else None
    if match and match["host"] not in ("localhost", "127.0.0.1"):
        yield Problem(
            value,
            f"The password of `{match['dialect']}://` is written in the source.",
            "Leave the default out, and change the password.",
        )

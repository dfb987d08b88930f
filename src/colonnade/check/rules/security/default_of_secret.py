"""A setting that is a secret has no default.

Where the environment forgets it, the service runs with a key that everybody can read. Without a default it does not start,
and says which setting is missing.

Bad:

    from pydantic_settings import BaseSettings

    class Settings(BaseSettings):
        secret_key: str = "change me"

Good:

    from pydantic_settings import BaseSettings

    class Settings(BaseSettings):
        secret_key: str

Fine:

    import secrets
    from pydantic import Field
    from pydantic_settings import BaseSettings

    class Settings(BaseSettings):
        algorithm: str = "HS256"
        secret_key: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
        api_key: str = ""
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.columns import SETTINGS, keyword
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit, Severity

CODE = "COL808"
SEVERITY = Severity.WARNING
NEEDS = ("BaseSettings",)
_SECRET = re.compile(
    r"(.*_)?(secret|secret_?key|signing_key|encryption_key|jwt_key)", re.IGNORECASE
)


def check(node: ast.ClassDef, source: Source) -> Iterator[Problem]:
    """Report settings with the name of a key and a text as their default."""
    if not any(source.resolve(base) in SETTINGS for base in node.bases):
        return
    if source.module.rpartition(".")[2].startswith(("test", "conftest")):
        return
    for one in node.body:
        if isinstance(one, ast.AnnAssign) and _is_known(one):
            yield Problem(
                one,
                f"`{ast.unparse(one.target)}` is known to everybody where the environment does not say it.",
                "Leave the default out.",
                _edits(one, source),
                safe=False,
            )


def _is_known(one: ast.AnnAssign) -> bool:
    """Whether a setting is a secret, and its default a text."""
    value = _default(one.value)
    text = value.value if isinstance(value, ast.Constant) else None
    name = one.target.id if isinstance(one.target, ast.Name) else ""
    return isinstance(text, str) and text != "" and _SECRET.fullmatch(name) is not None


def _default(value: ast.expr | None) -> ast.expr | None:
    """The default of a setting, also in `Field(...)`."""
    if not isinstance(value, ast.Call):
        return value
    said = keyword(value, "default")
    return said.value if said else (value.args[0] if value.args else None)


def _edits(one: ast.AnnAssign, source: Source) -> tuple[Edit, ...]:
    if not isinstance(one.value, ast.Constant):
        return ()
    start, end = source.span(one.annotation)[1], source.span(one.value)[1]
    return (Edit(start, end, ""),)

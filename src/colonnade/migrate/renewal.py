"""An `env.py` that `init` or `colonnade new` wrote once: what this version writes otherwise, and the files that renew it.

It belongs to the project, so nothing replaces it unasked. A revision that needs more of it than it does is wrong.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from colonnade.findings import Finding, Place, Severity
from colonnade.migrate.environment import (
    GENERATED,
    Surroundings,
    environment_files,
    surroundings_of,
)
from colonnade.migrate.meant import is_meant

ENVIRONMENT = "COLM915"

_FIRST_LINE = "What Alembic runs for every command"
"""By which an `env.py` is known that Colonnade wrote."""


def is_ours(env: Path) -> bool:
    """Whether Colonnade wrote an `env.py`."""
    return _surroundings(env) is not None


def renewed(folder: Path, models: list[str] | None = None) -> dict[Path, str]:
    """What this version writes for a folder of migrations, by file; only what is there and differs.

    Empty where `env.py` is not one that Colonnade wrote. `alembic.ini` holds a project's settings, and stays.

    Args:
        folder: the folder of the migrations.
        models: the dotted names of its modules or packages of models; those that `env.py` names without it.
    """
    surroundings = _surroundings(folder / "env.py")
    if surroundings is None:
        return {}
    if models and surroundings is not GENERATED:
        surroundings = surroundings_of(models)
    texts = environment_files(surroundings, "migrations")
    files = {folder / name: texts[f"migrations/{name}"] for name in ("env.py", "script.py.mako")}
    return {
        path: text
        for path, text in files.items()
        if path.is_file() and path.read_text(encoding="utf-8") != text
    }


def differences(env: Path) -> Iterator[Finding]:
    """The functions of an `env.py` that this version writes otherwise, unless a comment says that it is meant.

    Args:
        env: the file.
    """
    wanted = _functions(renewed(env.parent).get(env, ""))
    there = _functions(env.read_text(encoding="utf-8")) if wanted else {}
    for name, function in wanted.items():
        mine = there.get(name)
        if mine is not None and ast.unparse(mine) == ast.unparse(function):
            continue
        finding = Finding(
            ENVIRONMENT,
            Place(str(env), mine.lineno if mine else 1),
            f"This version of Colonnade writes {name}() otherwise; revisions may need it.",
            "See how: colonnade migrate init --models MODULE; with --yes it is written.",
            Severity.ADVICE,
        )
        if not is_meant(finding):
            yield finding


def _surroundings(env: Path) -> Surroundings | None:
    """Where an `env.py` of Colonnade finds the models; None for any other one."""
    try:
        text = env.read_text(encoding="utf-8")
        tree = ast.parse(text)
        if not (ast.get_docstring(tree) or "").startswith(_FIRST_LINE):
            return None
        named = [ast.literal_eval(node.value) for node in tree.body if _is_models(node)]
    except (OSError, SyntaxError, ValueError):
        return None
    if named:
        return surroundings_of(list(named[0]))
    return GENERATED if GENERATED.models_imports in text else None


def _is_models(node: ast.stmt) -> TypeGuard[ast.Assign]:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MODELS"


def _functions(text: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}

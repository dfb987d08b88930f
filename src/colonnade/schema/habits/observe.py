"""What the source files of a code base show, read as syntax and never run."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LARGEST = 1_000_000
MOST = 5_000
NOT_CODE = {
    *("node_modules", "site-packages", "__pycache__", "build", "dist", "venv", "env", "vendor"),
}
CONSTRAINTS = {
    "PrimaryKeyConstraint": "pk",
    "ForeignKeyConstraint": "fk",
    "ForeignKey": "fk",
    "UniqueConstraint": "uq",
    "CheckConstraint": "ck",
    "Index": "ix",
    "create_primary_key": "pk",
    "create_foreign_key": "fk",
    "create_unique_constraint": "uq",
    "create_check_constraint": "ck",
    "create_index": "ix",
}
NAME_FIRST = {"Index", *(name for name in CONSTRAINTS if name.startswith("create_"))}
COLUMN_CALLS = {"Field", "Column", "mapped_column", "Owned"}
SYNC = {"create_engine", "sessionmaker", "Session"}
ASYNC = {"create_async_engine", "async_sessionmaker", "AsyncSession"}


@dataclass
class Observations:
    """What was seen, as often as it was seen."""

    tables: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)
    constraints: dict[str, list[str]] = field(default_factory=dict)
    conventions: list[dict[str, str]] = field(default_factory=list)
    settings: list[Path] = field(default_factory=list)
    variables: Counter[str] = field(default_factory=Counter)
    sessions: Counter[str] = field(default_factory=Counter)


def observe(folder: Path) -> Observations:
    """Look at every Python file below a folder; a file that is no Python of this version is passed over."""
    seen = Observations()
    for path in _files(folder):
        try:
            tree = ast.parse(path.read_bytes())
        except (OSError, SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                _class(node, path, seen)
            elif isinstance(node, ast.Call):
                _call(node, seen)
            elif isinstance(node, ast.Subscript):
                _environment(ast.unparse(node.value), node.slice, seen)
    return seen


def _files(folder: Path) -> Iterator[Path]:
    count = 0
    waiting = [folder]
    while waiting and count < MOST:
        for path in _entries(waiting.pop()):
            if path.is_symlink() or path.name.startswith(".") or path.name in NOT_CODE:
                continue
            if path.is_dir():
                waiting.append(path)
            elif path.suffix == ".py" and path.stat().st_size < LARGEST:
                count += 1
                yield path


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # a folder that this user may not look into
        return []


def _class(node: ast.ClassDef, path: Path, seen: Observations) -> None:
    bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    if bases & {"BaseSettings", "DatabaseSettings"}:
        seen.settings.append(path)
        for name, _, _ in _attributes(node):
            _variable(name.upper(), seen)
    table = _table_name(node)
    if table is None:
        return
    seen.tables.append(table)
    for name, annotation, value in _attributes(node):
        if name.startswith("__") or _called(value) in ("Relationship", "relationship"):
            continue
        seen.columns.append(name)
        if _says(value, "primary_key"):
            seen.keys[_key_kind(annotation, value)] += 1


def _table_name(node: ast.ClassDef) -> str | None:
    """The name of the class's table: the one it gives, or SQLModel's choice."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            targets = [one.id for one in statement.targets if isinstance(one, ast.Name)]
            if "__tablename__" in targets:
                return str(statement.value.value)
    for keyword in node.keywords:
        if (
            keyword.arg == "table"
            and isinstance(keyword.value, ast.Constant)
            and keyword.value.value
        ):
            return node.name.lower()
    return None


def _attributes(node: ast.ClassDef) -> Iterator[tuple[str, str, ast.expr | None]]:
    """Name, annotation and value of the attributes of a class."""
    for one in node.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            yield one.target.id, ast.unparse(one.annotation), one.value
        elif isinstance(one, ast.Assign) and _called(one.value) in COLUMN_CALLS:
            yield from (
                (target.id, "", one.value) for target in one.targets if isinstance(target, ast.Name)
            )


def _called(value: ast.expr | None) -> str:
    """The last part of the name of what is called."""
    if not isinstance(value, ast.Call):
        return ""
    function = value.func
    if isinstance(function, ast.Attribute):
        # `Owned.by(...)` is a column of Owned.
        base = function.value.id if isinstance(function.value, ast.Name) else ""
        return base if base in COLUMN_CALLS else function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _says(value: ast.expr | None, keyword: str) -> bool:
    return any(
        isinstance(call, ast.Call)
        and any(
            one.arg == keyword and isinstance(one.value, ast.Constant) and one.value.value is True
            for one in call.keywords
        )
        for call in ([] if value is None else ast.walk(value))
    )


def _key_kind(annotation: str, value: ast.expr | None) -> str:
    words = f"{annotation} {ast.unparse(value) if value is not None else ''}".lower()
    if "uuid" in words or "guid" in words:
        return "uuid"
    return "integer" if "int" in words else "other"


def _call(node: ast.Call, seen: Observations) -> None:
    name = _called(node)
    if name in SYNC | ASYNC:
        seen.sessions["async" if name in ASYNC else "sync"] += 1
    if name in CONSTRAINTS:
        given = [one.value for one in node.keywords if one.arg == "name"]
        given += node.args[:1] if name in NAME_FIRST else []
        for value in given[:1]:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                seen.constraints.setdefault(CONSTRAINTS[name], []).append(value.value)
    if name == "MetaData":
        _convention(node, seen)
    if name in ("getenv", "get") and node.args:
        _environment(ast.unparse(node.func).removesuffix(".get"), node.args[0], seen)


def _convention(node: ast.Call, seen: Observations) -> None:
    for keyword in node.keywords:
        if keyword.arg == "naming_convention" and isinstance(keyword.value, ast.Dict):
            try:
                written = ast.literal_eval(keyword.value)
            except ValueError:
                continue
            seen.conventions.append({k: v for k, v in written.items() if isinstance(v, str)})


def _environment(source: str, key: ast.expr, seen: Observations) -> None:
    if source in ("os.environ", "environ", "os.getenv", "getenv") and isinstance(key, ast.Constant):
        _variable(str(key.value), seen)


def _variable(name: str, seen: Observations) -> None:
    """Remember a setting that names a database."""
    if name.endswith(("_URL", "_URI", "_DSN")) and any(
        word in name for word in ("DATABASE", "DB", "SQL", "POSTGRES")
    ):
        seen.variables[name] += 1

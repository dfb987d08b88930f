"""The habits of a code base, told from what its files show."""

import configparser
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from colonnade.schema.habits.observe import Observations, observe
from colonnade.schema.traits import CREATED, DELETED, UPDATED

STYLES = {
    "snake_case": re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*"),
    "camelCase": re.compile(r"[a-z]+([A-Z][a-z0-9]*)+"),
    "PascalCase": re.compile(r"([A-Z][a-z0-9]*)+"),
}
AFFIXES = re.compile(
    r"(?P<prefix>pk|fk|uq|uk|ck|chk|ix|idx|unique)_|.*_(?P<suffix>pkey|fkey|key|check|idx|uniq|fk)",
    re.I,
)


@dataclass(frozen=True)
class Habits:
    """What an existing code base does; None or empty where it shows no habit.

    Attributes:
        number: `plural` or `singular` names of tables.
        table_style: how table names are spelled (`snake_case`, `camelCase`, `PascalCase`).
        column_style: how column names are spelled.
        key: `integer` or `uuid`.
        affixes: what names of constraints start or end with, by `pk`, `fk`, `uq`, `ck` and `ix`.
        naming_convention: the `naming_convention` that the code gives to its `MetaData`.
        settings: the file that defines the settings.
        variable: the environment variable of the database's URL.
        migrations: the folder of the migrations.
        session: `sync` or `async`.
        audit: the columns for times of creation, change and deletion.
    """

    number: str | None = None
    table_style: str | None = None
    column_style: str | None = None
    key: str | None = None
    affixes: dict[str, str] = field(default_factory=dict)
    naming_convention: dict[str, str] = field(default_factory=dict)
    settings: Path | None = None
    variable: str | None = None
    migrations: Path | None = None
    session: str | None = None
    audit: tuple[str, ...] = ()

    @property
    def sentences(self) -> list[str]:
        """Each habit as a sentence for people."""
        return list(self._sentences())

    def _sentences(self) -> Iterator[str]:
        if self.number and self.table_style:
            yield f"Tables are named in the {self.number}, in {self.table_style}."
        if self.column_style:
            yield f"Columns are named in {self.column_style}."
        if self.key:
            yield f"Primary keys are of the kind {self.key}."
        if self.naming_convention:
            yield "The MetaData has a naming convention of its own."
        elif self.affixes:
            named = ", ".join(f"{kind} `{affix}`" for kind, affix in sorted(self.affixes.items()))
            yield f"Names of constraints and indexes are marked: {named}."
        if self.audit:
            yield f"Times are kept in {', '.join(f'`{name}`' for name in self.audit)}."
        if self.settings:
            yield f"Settings are in `{self.settings.as_posix()}`."
        if self.variable:
            yield f"The database's URL is in `{self.variable}`."
        if self.migrations:
            yield f"Migrations are in `{self.migrations.as_posix()}`."
        if self.session:
            yield f"Sessions are {self.session}."


def read_habits(folder: Path) -> Habits:
    """The habits of the code base in a folder; nothing in it is imported or run."""
    seen = observe(folder)
    return Habits(
        number=_most("plural" if _is_plural(name) else "singular" for name in seen.tables),
        table_style=_style(seen.tables),
        column_style=_style(seen.columns),
        key=_most(seen.keys.elements()),
        affixes=_affixes(seen),
        naming_convention=seen.conventions[0] if seen.conventions else {},
        settings=seen.settings[0].relative_to(folder) if seen.settings else None,
        variable=_variable(seen),
        migrations=_migrations(folder),
        session=_most(seen.sessions.elements()),
        audit=tuple(sorted(set(seen.columns) & {*CREATED, *UPDATED, *DELETED})),
    )


def _most(values: Iterable[str]) -> str | None:
    """The value that more than half of them have."""
    counted = Counter(values)
    value, count = next(iter(counted.most_common(1)), (None, 0))
    return value if count * 2 > counted.total() else None


def _style(names: list[str]) -> str | None:
    """The spelling of most names; a name of one small word says nothing."""
    telling = [name for name in names if re.search("[A-Z_]", name)] or names
    styles = (
        next((style for style, rule in STYLES.items() if rule.fullmatch(name)), "")
        for name in telling
    )
    return _most(styles) or None


def _is_plural(name: str) -> bool:
    return name.lower().endswith("s") and not name.lower().endswith(("ss", "us", "is"))


def _affixes(seen: Observations) -> dict[str, str]:
    found = {}
    for kind, names in seen.constraints.items():
        affix = _most(_affix(name) for name in names)
        if affix:
            found[kind] = affix
    return found


def _affix(name: str) -> str:
    match = AFFIXES.match(name)
    if match is None:
        return ""
    return f"{match['prefix']}_" if match["prefix"] else f"_{match['suffix']}"


def _variable(seen: Observations) -> str | None:
    return next((name for name, _ in seen.variables.most_common(1)), None)


def _migrations(folder: Path) -> Path | None:
    """The folder that Alembic is told, else one that looks like Alembic's."""
    told = _script_location(folder)
    if told:
        # Alembic puts the folder of its file in for %(here)s.
        return Path(told.replace("%(here)s/", ""))
    for name in ("migrations", "alembic"):
        if (folder / name / "env.py").exists():
            return Path(name)
    return None


def _script_location(folder: Path) -> str | None:
    parser = configparser.RawConfigParser()
    try:
        parser.read(folder / "alembic.ini", encoding="utf-8")
        if parser.has_option("alembic", "script_location"):
            return parser.get("alembic", "script_location")
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error, tomllib.TOMLDecodeError):
        return None
    location = project.get("tool", {}).get("alembic", {}).get("script_location")
    return str(location) if location else None

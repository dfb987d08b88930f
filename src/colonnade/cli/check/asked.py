"""What `colonnade check` was asked for."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from colonnade.cli.words import names_in
from colonnade.errors import UsageError

if TYPE_CHECKING:
    from colonnade.reports import Format


@dataclass(frozen=True)
class Asked:
    """The options of the command, by their names there."""

    paths: tuple[Path, ...]
    models: str | None
    url: str | None
    data: bool
    server: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fix: bool
    unsafe_fixes: bool
    diff: bool
    statistics: bool
    baseline: Path | None
    write_baseline: Path | None
    format_: "Format"
    no_cache: bool

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files and folders to look at."""
        return self.paths or (() if self.models or self.url else (Path(),))

    @property
    def start(self) -> Path:
        """Where the configuration is looked for."""
        first = self.paths[0] if self.paths else Path()
        return first if first.is_dir() else first.parent

    @property
    def selected(self) -> tuple[str, ...]:
        """The rules that hold."""
        return names_in(self.select)

    @property
    def ignored(self) -> tuple[str, ...]:
        """The rules that do not."""
        return names_in(self.ignore)

    def refuse_halves(self) -> None:
        """Refuse an option without the other one that it needs.

        Raises:
            UsageError: there is one.
        """
        if self.data and not self.url:
            raise UsageError("--data looks at rows, and no database is named.", "Say --url URL.")
        if (self.fix or self.diff) and not self.sources:
            raise UsageError("--fix and --diff are about source.", "Name a PATH, too.")
        if self.server and not (self.url and self.models):
            raise UsageError(
                "--server is where models are compared with a database.",
                "Say --models MODULE and --url URL, too.",
            )

"""What an earlier run found, so that the next one has to look at what changed and nothing else.

The rule here: an entry is found by what it was made from (the content, the rules, the configuration, the versions, what
the other files say), never by its age. The cache may be deleted at any time.
"""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from colonnade.check import rules
from colonnade.check.stored import restored, stored
from colonnade.findings import Finding

FOLDER = ".colonnade_cache"
_FORMAT = 4


@dataclass
class Entry:
    """What is known about one file.

    Attributes:
        stat: its time of change and its size.
        content: a digest of its bytes.
        shared: those of its words that count for all files; None for a file that is not looked at.
        facts: what it adds to the project, pickled, as it is seldom asked for; None for nothing.
        learned: the words of all files that the facts were made with; None before they are.
        without: names of models that a file was looked through for and has none of; None for one that is parsed
            whatever names there are.
        project: a digest of the project that its findings were made with.
        findings: what was found.
    """

    stat: tuple[int, int]
    content: str
    shared: frozenset[str] | None = None
    facts: bytes | None = None
    learned: frozenset[str] | None = None
    without: frozenset[bytes] | None = None
    project: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass
class Cache:
    """The entries of one project, by path.

    Attributes:
        file: where they are kept; None to keep none.
        entries: the entries.
        changed: whether there is something to write.
    """

    file: Path | None
    entries: dict[str, Entry] = field(default_factory=dict)
    changed: bool = False

    def save(self) -> None:
        """Write the entries; a folder that cannot be written is no reason to fail."""
        if self.file is None or not self.changed:
            return
        temporary = self.file.with_suffix(f".{os.getpid()}.tmp")  # other runs write theirs
        try:
            self.file.parent.mkdir(exist_ok=True)
            (self.file.parent / ".gitignore").write_text("*\n", encoding="utf-8")
            temporary.write_bytes(stored(self.entries))
            temporary.replace(self.file)
        except OSError:
            return
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def open_cache(root: Path, key: str) -> Cache:
    """The cache of a project.

    Args:
        root: the folder of the project.
        key: a digest of everything that holds for all files.
    """
    file = root / FOLDER / f"check-{key}.pickle"
    try:
        entries: Any = restored(file.read_bytes())
    except Exception:
        # A cache from another version, or a torn one, is as good as none.
        entries = {}
    return Cache(file, entries if isinstance(entries, dict) else {})


def digest(parts: Iterable[object]) -> str:
    """A short digest of values, by how they print."""
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        made.update(part if isinstance(part, bytes) else repr(part).encode())
        made.update(b"\0")
    return made.hexdigest()


def rules_digest() -> str:
    """A digest of the rules themselves, so that a new release, and an edited rule, begin anew."""
    folder = Path(rules.__file__ or "").parent.parent
    files = sorted(folder.rglob("*.py"))
    stats = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    return digest([_FORMAT, *stats])

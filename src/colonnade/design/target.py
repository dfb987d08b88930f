"""Files on their way into a folder: all of them or none, and never over a person's edits.

What was generated is remembered in `.colonnade.json` beside it, as one hash for each file. A file that still has its
hash is replaced when it is generated again; one that differs was edited, and the person is asked.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path

from colonnade.design.design import Files
from colonnade.design.install import install
from colonnade.errors import TargetError

MANIFEST = ".colonnade.json"
REVISIONS = "migrations/versions/"
"""Revisions are written once: a database may already be at one of them."""

BESIDE = {".git", ".venv", MANIFEST}
"""What may be in a folder that counts as empty."""

Ask = Callable[[str, str], bool | None]
"""Path and unified diff of a file that a person edited -> whether to take the new text; None to ask again next time."""


@dataclass
class Written:
    """What became of the files, by path.

    Attributes:
        created: they were not there.
        replaced: they were as generated, or the person took the new text.
        kept: they are as the person left them, although the generated text differs.
        removed: they are no longer generated and nobody had edited them.
    """

    created: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


@dataclass
class Manifest:
    """What was generated last: each file's hash, and the hash of a text that the person declined."""

    files: dict[str, str] = field(default_factory=dict)
    declined: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> "Manifest":
        """The record of a folder; empty where nothing was generated.

        Raises:
            TargetError: the file is not what was written.
        """
        path = folder / MANIFEST
        if not path.is_file():
            return cls()
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            return cls(dict(record["files"]), dict(record.get("declined", {})))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TargetError(
                f"{path} cannot be read",
                "It says which files were generated. Take it back from version control, or choose another folder.",
            ) from error

    def text(self) -> str:
        """The file's text."""
        return json.dumps({"files": self.files, "declined": self.declined}, indent=2) + "\n"


def check_target(folder: Path) -> None:
    """Whether a project can be written to the folder, before any work is done for it.

    Raises:
        TargetError: the folder is a file, holds something else, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise TargetError(f"{folder} is a file", "Choose a folder that is not there yet.")
    if folder.is_dir():
        inside = {path.name for path in folder.iterdir()}
        if MANIFEST not in inside and inside - BESIDE:
            raise TargetError(
                f"{folder} is not empty",
                "Choose a folder that is not there yet, or one that `colonnade new` has written before.",
            )
    place = _existing(folder)
    if not place.is_dir() or not place.stat().st_mode & 0o222 or not os.access(place, os.W_OK):
        raise TargetError(
            f"{place} cannot be written to", "Change its permissions, or choose another folder."
        )


def write(files: Files, folder: Path, ask: Ask) -> Written:
    """Bring the files into the folder, or leave the folder as it is.

    Args:
        files: what was generated.
        folder: where it goes; made when it is not there.
        ask: called for each file that a person edited and whose generated text differs.

    Raises:
        TargetError: the folder cannot be written; nothing in it has changed.
    """
    check_target(folder)
    before = Manifest.of(folder)
    _check_paths(files, folder)
    written, after = _plan(files, folder, before, ask)
    texts = {path: files[path] for path in (*written.created, *written.replaced)}
    if after != before:
        texts[MANIFEST] = after.text()
    try:
        install(texts, written.removed, folder)
    except OSError as error:
        raise TargetError(
            f"{folder} cannot be written to: {error.strerror or error}",
            "Nothing has been changed.",
        ) from error
    return written


def hash_of(text: str) -> str:
    """The hash by which a generated file is known again."""
    return sha256(text.encode()).hexdigest()


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.resolve().parents) if place.exists())


def _check_paths(files: Files, folder: Path) -> None:
    for path in files:
        target = folder / path
        if target.is_dir():
            raise TargetError(f"{target} is a folder; a file is to be written there", "Move it.")
        for parent in target.relative_to(folder).parents:
            if (folder / parent).is_file():
                raise TargetError(
                    f"{folder / parent} is a file; a folder is to be made there", "Move it."
                )


def _plan(files: Files, folder: Path, before: Manifest, ask: Ask) -> tuple[Written, Manifest]:
    written, after = Written(), Manifest()
    for path, text in files.items():
        after.files[path] = hash_of(text)
        current = _text_of(folder / path)
        match _fate(path, text, current, before):
            case "create":
                written.created.append(path)
            case "replace":
                written.replaced.append(path)
            case "keep":
                _keep(path, before, after, written)
            case "ask":
                _decide(path, ask(path, _diff(path, current or "", text)), before, after, written)
            case "declined":
                _decide(path, False, before, after, written)
    for path in sorted(before.files.keys() - files.keys()):
        _leave(path, folder, before, after, written)
    return written, after


def _decide(
    path: str, take_new: bool | None, before: Manifest, after: Manifest, written: Written
) -> None:
    if take_new:
        written.replaced.append(path)
        return
    if take_new is False:
        after.declined[path] = after.files[path]
    _keep(path, before, after, written)


def _fate(path: str, text: str, current: str | None, before: Manifest) -> str:
    if current == text:
        return "same"
    if before.files and path.startswith(REVISIONS):
        return "keep"
    if before.declined.get(path) == hash_of(text):
        return "declined"
    if current is None:
        return "ask" if path in before.files else "create"
    return "replace" if hash_of(current) == before.files.get(path) else "ask"


def _keep(path: str, before: Manifest, after: Manifest, written: Written) -> None:
    """Leave a file as it is, and go on knowing what was generated for it when it was last written."""
    after.files.pop(path, None)
    if path in before.files:
        written.kept.append(path)
        after.files[path] = before.files[path]


def _leave(path: str, folder: Path, before: Manifest, after: Manifest, written: Written) -> None:
    """A file that is generated no more: it goes, unless it is a revision or somebody's work."""
    current = _text_of(folder / path)
    if current is None:
        return
    if hash_of(current) == before.files[path] and not path.startswith(REVISIONS):
        written.removed.append(path)
    else:
        _keep(path, before, after, written)


def _text_of(path: Path) -> str | None:
    return path.read_bytes().decode(errors="replace") if path.is_file() else None


def _diff(path: str, current: str, new: str) -> str:
    lines = unified_diff(
        current.splitlines(keepends=True),
        new.splitlines(keepends=True),
        f"{path} (yours)",
        f"{path} (generated)",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)

"""Texts into a folder, all of them or none: written beside it first, then moved in by renaming."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from colonnade.design.design import Files


def install(texts: Files, removed: Iterable[str], folder: Path) -> None:
    """Write the texts and remove the files that are named.

    Args:
        texts: what is written, by path; a file that is there is replaced.
        removed: paths of files that go.
        folder: where; made when it is not there.

    Raises:
        OSError: something could not be written; the folder is as it was.
    """
    if not texts and not removed:
        return
    fresh = not folder.exists()
    with _stage(folder) as stage:
        for path, text in texts.items():
            _place(stage / "new" / path).write_text(text, encoding="utf-8", newline="\n")
        if fresh:
            os.rename(stage / "new", folder)
        else:
            _swap(list(texts), list(removed), stage, folder)


def _swap(texts: list[str], removed: list[str], stage: Path, folder: Path) -> None:
    """Move the old files out and the new ones in; when one move fails, move all of them back."""
    done: list[tuple[Path, Path]] = []
    try:
        for path in (*texts, *removed):
            if (folder / path).exists():
                _move(folder / path, stage / "old" / path, done)
        for path in texts:
            _move(stage / "new" / path, folder / path, done)
    except OSError:
        for source, target in reversed(done):
            os.replace(target, source)
        raise


def _move(source: Path, target: Path, done: list[tuple[Path, Path]]) -> None:
    os.replace(source, _place(target))
    done.append((source, target))


def _place(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def _stage(folder: Path) -> Iterator[Path]:
    """A folder on the file system of the target, so that files come in by renaming."""
    home = folder if folder.exists() else folder.parent
    home.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".colonnade-", dir=home))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)

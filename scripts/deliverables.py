"""Find each deliverable that the guides for SQLModel name; print how many there are, and fail when one is missing."""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIST = ROOT / "docs" / "skill" / "deliverables.toml"


def main() -> int:
    parts = tomllib.loads(LIST.read_text(encoding="utf-8"))["part"]
    missing = []
    for part in parts:
        folder = ROOT / part["folder"]
        lost = [words for one in part["files"] for words in missing_of(folder, one)]
        print(f"{part['title']}: {len(part['files'])} files, {len(lost) or 'nothing'} missing")
        missing += lost
    print("\n".join(missing))
    return bool(missing)


def missing_of(folder: Path, wanted: dict[str, object]) -> Iterator[str]:
    """What is not there: the file, or words that should be in it."""
    path, holds = folder / str(wanted["path"]), wanted["holds"]
    assert isinstance(holds, list)
    if not path.is_file():
        yield f"{path.relative_to(ROOT)} is not there"
        return
    text = path.read_text(encoding="utf-8")
    yield from (f"{path.relative_to(ROOT)} lacks {word!r}" for word in holds if word not in text)


if __name__ == "__main__":
    sys.exit(main())

"""Follow docs/tutorial.md word for word, in an environment of its own, with the package as it would be published."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from console import mistakes_of, steps_of

ROOT = Path(__file__).parent.parent


def main() -> int:
    steps = steps_of((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8"))
    with TemporaryDirectory() as place:
        folder = Path(place) / "home"
        folder.mkdir()
        published = build(Path(place))
        hidden = {"DATABASE_URL", "PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"}
        clean = {name: value for name, value in os.environ.items() if name not in hidden}
        clean |= {"PIP_FIND_LINKS": str(published), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        wrong = mistakes_of(steps, folder, clean)
    print("\n".join(wrong) or f"{len(steps)} steps, and the service answered.")
    return bool(wrong)


def build(place: Path) -> Path:
    """A folder with the package's wheel, where pip finds it."""
    wheels = place / "wheels"
    if shutil.which("uv"):
        command = ["uv", "build", "--quiet", "--wheel", "--out-dir", str(wheels)]
    else:
        command = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "-w",
            str(wheels),
            ".",
        ]
    subprocess.run(command, cwd=ROOT, check=True)
    return wheels


if __name__ == "__main__":
    sys.exit(main())

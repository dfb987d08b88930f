"""Follow docs/tutorial.md word for word, in an environment of its own, with the package as it would be published."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from console import mistakes_of, steps_of

ROOT = Path(__file__).parent.parent


PORT = "8765"


def main() -> int:
    with TemporaryDirectory() as place:
        wrong = follow(Path(place))
    print("\n".join(wrong) or "Every step did what the page says, and the service answered.")
    return bool(wrong)


def follow(place: Path) -> list[str]:
    """Do what the page says in an empty folder, and say what went otherwise.

    The service takes a free port in place of the page's.
    """
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    folder = place / "home"
    folder.mkdir()
    hidden = {"DATABASE_URL", "PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"}
    clean = {name: value for name, value in os.environ.items() if name not in hidden}
    links = f"{build(place)} {os.environ.get('PIP_FIND_LINKS', '')}".strip()
    clean |= {"PIP_FIND_LINKS": links, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return mistakes_of(steps_of(page.replace(PORT, free_port())), folder, clean)


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


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

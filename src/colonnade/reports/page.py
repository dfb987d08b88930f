"""What every page needs that stands alone: no network, and no script but its own."""

import base64
import hashlib
from collections.abc import Iterable
from importlib.resources import files


def policy_of(script: str) -> str:
    """The content security policy that lets nothing load, and lets only this very script run."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def static(package: str, name: str) -> str:
    """The text of a file of a page, which lies in the folder `static` of the page's package."""
    return (files(package) / "static" / name).read_text(encoding="utf-8")


def script_of(package: str, names: Iterable[str]) -> str:
    """The one script of a page, put together of its parts; what they call each other is nobody else's to see."""
    parts = (static(package, f"{name}.js") for name in names)
    return "\n".join(["(() => {", '"use strict";', *parts, "})();", ""])


def safe_json(text: str) -> str:
    """JSON in which nothing can end or open an element."""
    escapes = {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
    return "".join(escapes.get(character, character) for character in text)

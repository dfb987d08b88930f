"""Build the documentation site into site/: strictly, without a dead link and without a request to another host."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from site_pages import ROOT, navigation, pages

SITE = ROOT / "site"


def main() -> int:
    shutil.rmtree(SITE, ignore_errors=True)
    with TemporaryDirectory() as scratch:
        wrong = build(Path(scratch), SITE)
    count = sum(1 for _ in SITE.rglob("*.html"))
    print("\n".join(wrong) or f"{count} pages, no dead link. Its search needs a server:")
    print(f"  python -m http.server --directory {SITE.name}")
    return bool(wrong)


def build(source: Path, site: Path) -> list[str]:
    """Build the site, and say what is wrong with it.

    Args:
        source: an empty folder, for what the site is made of.
        site: a new folder, where it comes to be.
    """
    texts = pages()
    for path, text in texts.items():
        target = source / "docs" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = source / "mkdocs.yml"
    config.write_text(settings + navigation(texts["index.md"]), encoding="utf-8")
    built = subprocess.run(
        [Path(sys.executable).parent / "zensical", "build", "--strict", "--config-file", config],
        capture_output=True,
        text=True,
    )
    said = built.stdout + built.stderr
    if built.returncode or "warning" in said.lower():
        return [said]
    shutil.move(source / "site", site)
    return [*dead_links(site), *foreign(site)]


class Page(HTMLParser):
    """The links of a page, what it loads by itself, and the anchors in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors = {""}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.anchors |= {said[name] for name in ("id", "name") if name in said}
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        elif tag in ("script", "img", "link") and said.get("rel") not in ("canonical", "edit"):
            self.loaded.append(said.get("src") or said.get("href") or "")


def dead_links(site: Path) -> Iterator[str]:
    """Links that lead nowhere, anchors included."""
    read = {path.resolve(): Page(path) for path in site.rglob("*.html")}
    for path, page in read.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or path.name == "404.html":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            missing = not target.is_file() or (
                target in read and unquote(parts.fragment) not in read[target].anchors
            )
            if missing:
                yield f"{path.relative_to(site.resolve())}: {link} leads nowhere"


def foreign(site: Path) -> Iterator[str]:
    """What a page loads from another host."""
    for path in site.rglob("*.html"):
        for loaded in Page(path).loaded:
            if urlsplit(loaded).netloc:
                yield f"{path.relative_to(site)}: loads {loaded}"


if __name__ == "__main__":
    sys.exit(main())

"""The pages of the site, from docs/: the README beside them, and a page for each rule and each error."""

import json
import posixpath
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
SPLIT = (
    *("reference/rules.md", "reference/migration-rules.md", "reference/profile-rules.md"),
    "reference/errors.md",
)
"""Pages whose sections of the second level become pages of their own."""

_LINK = re.compile(r"(?<=\]\()(?!https?:)([^)#\s]*)(#[^)\s]+)?(?=\))")
_NAV = re.compile(r"^## (.+)$|\[([^\]]+)\]\(([^)#\s]+\.md)\)", re.MULTILINE)
_SECTION = re.compile(r"^## (\S+)([^\n]*)\n(.*?)(?=^##? |\Z)", re.MULTILINE | re.DOTALL)
_FURTHER_TITLE = re.compile(r"(?<=\n)# ")
_INDENTED = re.compile(r"(?:^    .*\n(?:\n+(?=    ))?)+", re.MULTILINE)
_MARK = re.compile(r"^<!-- .*-->\n\n?", re.MULTILINE)


def pages() -> dict[str, str]:
    """Every page of the site by its path, as Markdown."""
    docs = ROOT / "docs"
    texts = {
        str(path.relative_to(docs)): _MARK.sub("", path.read_text(encoding="utf-8"))
        for path in sorted(docs.rglob("*.md"))
    }
    texts["readme.md"] = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in SPLIT:
        if path in texts:
            texts |= dict(_split(path, texts[path]))
    moves = {path: partial(_moved, page=path, texts=texts) for path in texts}
    return {path: _LINK.sub(moves[path], text) for path, text in texts.items()}


def navigation(index: str) -> str:
    """The navigation in YAML: the sections of the index with their links, each page once."""
    sections: list[tuple[str, list[dict[str, str]]]] = []
    seen: set[str] = {"index.md"}
    for heading, title, path in _NAV.findall(index):
        if heading:
            sections.append((heading, []))
        elif path not in seen and sections:
            seen.add(path)
            sections[-1][1].append({title[0].upper() + title[1:]: path})
    tree = [{"Colonnade": "index.md"}, *({heading: items} for heading, items in sections)]
    return f"nav: {json.dumps(tree)}\n"


def _split(path: str, text: str) -> Iterator[tuple[str, str]]:
    """A page for each section, and in place of the sections a list of them."""
    folder = path.removesuffix(".md")

    def listed(found: re.Match[str]) -> str:
        name, body = found[1], found[3]
        title = next((line for line in body.splitlines() if line.endswith(".")), "")
        return f"- [{name}]({posixpath.basename(folder)}/{name.lower()}.md){found[2]}: {title}\n"

    for found in _SECTION.finditer(text):
        body = _INDENTED.sub(_fenced, found[3])
        yield f"{folder}/{found[1].lower()}.md", f"# {found[1]}{found[2]}\n{body}"
    yield path, _FURTHER_TITLE.sub("\n## ", _SECTION.sub(listed, text))


def _fenced(block: re.Match[str]) -> str:
    code = "".join(line.removeprefix("    ") for line in block[0].splitlines(keepends=True))
    return f"```{'text' if '├' in code else 'python'}\n{code.rstrip()}\n```\n"


def _moved(link: re.Match[str], page: str, texts: dict[str, str]) -> str:
    """Where a link leads within the site; what is not a part of it is on the code host."""
    path, anchor = link[1], link[2] or ""
    here = posixpath.dirname("docs/" + page if page != "readme.md" else page)
    target = posixpath.normpath(posixpath.join(here, path)) if path else f"docs/{page}"
    inside = "readme.md" if target == "README.md" else target.removeprefix("docs/")
    own = f"{inside.removesuffix('.md')}/{anchor[1:]}.md"
    if inside in SPLIT and own in texts:
        inside, anchor = own, ""
    if path and inside in texts:
        return posixpath.relpath(inside, posixpath.dirname(page) or ".") + anchor
    if not path and own not in texts:
        return anchor
    return posixpath.relpath(inside, posixpath.dirname(page) or ".") if inside in texts else "#"

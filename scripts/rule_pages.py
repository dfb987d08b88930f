"""The pages that are made from rules: docs/reference/rules.md and docs/checklists.md."""

import inspect
import tomllib
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from colonnade.check.rule import Rule, load_rules
from colonnade.schema import rules as schema_rules

DOCS = Path(__file__).parent.parent / "docs"
HEADINGS = {"api": "API", "setup": "Set-up of the engine and of Alembic"}
ABOUT = (
    "What should hold for a database layer, and the [rules](reference/rules.md) of `colonnade check` that look at it. "
    "Where no rule can judge something, a page says how it is done."
)


def rules_page() -> str:
    """Every rule of the source by its family, then every rule of schemas."""
    return "# Rules\n\n" + "\n".join(
        [*source_entries(), "# Rules for schemas\n", *schema_entries()]
    )


def source_entries() -> Iterator[str]:
    rules = sorted(load_rules().values(), key=lambda rule: rule.code)
    for family, members in groupby(rules, lambda rule: rule.family):
        yield f"# {HEADINGS.get(family, family.capitalize())}\n"
        for rule in members:
            yield f"## {rule.code}\n\n{rule.name}, {rule.severity}{versions(rule)}{on_request(rule)}\n\n{rule.page.strip()}\n"


def versions(rule: Rule) -> str:
    """Where a rule holds for some versions only."""
    return "".join(f", {package} {said}" for package, said in rule.versions.items())


def on_request(rule: Rule) -> str:
    """Where a rule has to be asked for."""
    return ", only where it is selected by its code or name" if rule.on_request else ""


def schema_entries() -> Iterator[str]:
    modules = sorted(schema_modules().values(), key=lambda module: str(module.CODE))
    return (f"## {module.CODE}\n\n{inspect.getdoc(module)}\n" for module in modules)


def schema_modules() -> dict[str, ModuleType]:
    names = [one.name for one in iter_modules(schema_rules.__path__)]
    modules = {name: import_module(f"{schema_rules.__name__}.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "CODE")}


def checklists_page() -> str:
    """What should hold, with the codes of the rules that look at it."""
    lists = tomllib.loads((DOCS / "checklists.toml").read_text(encoding="utf-8"))["checklist"]
    codes = {f"{rule.family}/{rule.name}": rule.code for rule in load_rules().values()}
    codes |= {f"schema/{name}": str(module.CODE) for name, module in schema_modules().items()}
    parts = [f"# Checklists\n\n{ABOUT}\n"]
    for one in lists:
        rows = "\n".join(f"- {item_text(item, codes)}" for item in one["items"])
        parts.append(f"## {one['title']}\n\n{rows}\n")
    return "\n".join(parts)


def item_text(item: dict[str, Any], codes: dict[str, str]) -> str:
    """One line of a checklist; a rule or a page that is not there is an error."""
    if not (DOCS / item["page"]).exists():
        raise FileNotFoundError(
            f"docs/checklists.toml names docs/{item['page']}, which is not there"
        )
    page = f"[{item['page'].removesuffix('.md')}]({item['page']})"
    if "why" in item:
        return f"{item['holds']}. No rule can judge it: {item['why']}; see {page}."
    links = (f"[{codes[name]}](reference/rules.md#{codes[name].lower()})" for name in item["rules"])
    return f"{item['holds']}: {', '.join(links)}; see {page}."

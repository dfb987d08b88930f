"""What all rules have in common, whatever they look at: the folder is the registry, and the docstring is the page."""

import importlib
import pkgutil
import types
from collections.abc import Iterable
from typing import Protocol


class Named(Protocol):
    """A rule as a person names it."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def family(self) -> str: ...


def modules_in(package: types.ModuleType) -> list[types.ModuleType]:
    """The modules of a package, and of the packages below it, that are rules; in the order of their codes."""
    names = [one.name for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    modules = (importlib.import_module(name) for name in names)
    return sorted((one for one in modules if hasattr(one, "CODE")), key=lambda one: str(one.CODE))


def name_of(module: types.ModuleType) -> str:
    """The name of a rule: its module's, with hyphens."""
    return module.__name__.rpartition(".")[2].replace("_", "-")


def title_of(page: str | None) -> str:
    """The first sentence of a page."""
    return (page or "").split("\n\n", 1)[0].replace("\n", " ").strip()


def is_named(rule: Named, named: Iterable[str]) -> bool:
    """Whether one of some codes, beginnings of codes, families or names is a rule's."""
    return any(rule.code.startswith(one) or one in (rule.family, rule.name) for one in named)

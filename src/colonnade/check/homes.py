"""Where names are defined: followed through what the modules of a project import from each other."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from colonnade.check.names import EVERYTHING

if TYPE_CHECKING:
    from colonnade.check.project import Class, Facts


class Homes:
    """The dotted names of a project's classes.

    Args:
        modules: what each file adds, by the dotted name of its module.
        classes: the classes, by dotted name.
    """

    def __init__(self, modules: Mapping[str, "Facts"], classes: Mapping[str, "Class"]) -> None:
        self._modules = modules
        self._classes = classes
        self._short: dict[str, list[str]] = {}
        for known in classes:
            self._short.setdefault(known.rpartition(".")[2], []).append(known)

    def called(self, name: str) -> Iterable[str]:
        """The dotted names of the classes with a name, whatever their modules."""
        return self._short.get(name, ())

    def of(self, name: str) -> str:
        """The dotted name of where something is defined; the name itself where nobody knows."""
        seen: set[str] = set()
        while name not in self._classes and name not in seen:
            seen.add(name)
            module, _, last = name.rpartition(".")
            facts = self._modules.get(module)
            name = self._named(last, facts) or name if facts else name
        return name if name in self._classes else self._alike(name)

    def _named(self, name: str, facts: "Facts") -> str | None:
        """What a name stands for in a module that imports it, also along with everything else of another one."""
        if name in facts.names:
            return facts.names[name]
        whole = (home for key, home in facts.names.items() if key[0] == EVERYTHING)
        known = (f"{home}.{name}" for home in whole if home in self._modules)
        return next((one for one in known if self._has(one)), None)

    def _has(self, name: str) -> bool:
        """Whether a module has a name, or is one that hands on everything of others."""
        module, _, last = name.rpartition(".")
        facts = self._modules[module]
        if name in self._classes or last in facts.names:
            return True
        return any(key[0] == EVERYTHING for key in facts.names)

    def _alike(self, name: str) -> str:
        """The one class that a name can mean: folders are imported from different roots, and a package hands on what is
        in its modules without a word of our libraries, so that nobody has read it.
        """
        package, _, last = name.rpartition(".")
        found = [
            known
            for known in self.called(last)
            if package
            and (
                known.endswith(f".{name}")
                or name.endswith(f".{known}")
                or known.startswith(f"{package}.")
            )
        ]
        return found[0] if len(found) == 1 else name

"""Exact types that get a name in `app/models/types.py`: those used often, and those that must be one object."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from colonnade.design.identifiers import cleaned, unused
from colonnade.design.models.code import docstring

OFTEN = 3
NUMBER = re.compile(r"(?<=[(, ])\d+(?=[,)])")
EXACT = re.compile(r'with_variant\((?:\w+\.)?(?P<kind>\w+)\((?:"(?P<name>[^"]*)")?')
COUNTED = {
    'sa.BigInteger().with_variant(sa.Integer(), "sqlite")': "BIG_KEY",
    'sa.SmallInteger().with_variant(sa.Integer(), "sqlite")': "SMALL_KEY",
}
PARAMETERS = {1: ("length",), 2: ("precision", "scale")}


@dataclass
class NamedTypes:
    """The types with a name of their own.

    Attributes:
        definitions: the source of each, by name.
        calls: what is written instead of a type's source.
    """

    definitions: dict[str, str] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)
    _families: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, codes: Iterable[str]) -> "NamedTypes":
        """Choose the types that are used often, that make an object of the database, or that are long."""
        found = cls()
        uses = Counter(codes)
        families: Counter[str] = Counter()
        for code, count in uses.items():
            families[_family(code)] += count
        for code in uses:
            if "with_variant" in code and ("Domain(" in code or families[_family(code)] >= OFTEN):
                found._name(code)
        return found

    def short(self, code: str | None) -> str | None:
        """A type's source, or the name it has."""
        return None if code is None else self.calls.get(code, code)

    def _name(self, code: str) -> None:
        match = EXACT.search(code)
        if match is None:
            return
        numbers = list(dict.fromkeys(NUMBER.findall(code)))
        takes_numbers = bool(numbers) and len(numbers) in PARAMETERS and not match["name"]
        family = _family(code) if takes_numbers else code
        if family not in self._families:
            plain = COUNTED.get(code) or match["name"] or match["kind"]
            plain = cleaned(plain.lower() if takes_numbers else plain.upper())
            self._families[family] = unused(plain or "UNTYPED", self.definitions)
            name = self._families[family]
            self.definitions[name] = _definition(name, code, numbers if takes_numbers else [])
        name = self._families[family]
        self.calls[code] = f"{name}({', '.join(numbers)})" if takes_numbers else name


def _family(code: str) -> str:
    """The type without its numbers."""
    return NUMBER.sub("#", code)


def _definition(name: str, code: str, numbers: list[str]) -> str:
    if not numbers:
        return f"{name}: TypeEngine[Any] = {code}"
    parameters = PARAMETERS[len(numbers)]
    body = code
    for number, parameter in zip(numbers, parameters, strict=True):
        body = re.sub(rf"(?<=[(, ]){number}(?=[,)])", parameter, body)
    arguments = ", ".join(f"{parameter}: int" for parameter in parameters)
    words = f"{name.upper()} where the schema comes from, the usual type on other databases"
    return (
        f"def {name}({arguments}) -> TypeEngine[Any]:\n    {docstring(words)}\n    return {body}\n"
    )

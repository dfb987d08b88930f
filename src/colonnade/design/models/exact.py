"""Exact types that get a name in `app/models/types.py`: those used often, and those that must be one object."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from colonnade.design.identifiers import cleaned, unused

OFTEN = 3
NUMBER = re.compile(r"(?<=[(, ])\d+(?=[,)])")
EXACT = re.compile(r'with_variant\((?:\w+\.)?(?P<kind>\w+)\((?:"(?P<name>[^"]*)")?')
PARAMETERS = {1: ("length",), 2: ("precision", "scale")}

AS_TEXT = '''
class AsText(sa.types.TypeDecorator[str]):
    """A type that only {title} has: text in Python, and TEXT on other databases."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, exact: TypeEngine[Any]) -> None:
        super().__init__()
        self.exact = exact

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        exact = self.exact if dialect.name {test} else sa.Text()
        return dialect.type_descriptor(exact)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else str(value)
'''
EXACT_CLASS = '''
class Exact(sa.types.UserDefinedType[Any]):
    """A type under the name that {title} gives it; its values are those of the plain type."""

    cache_ok = True

    def __init__(self, name: str, plain: TypeEngine[Any]) -> None:
        self.name = name
        self.plain = plain

    def get_col_spec(self, **options: Any) -> str:
        return self.name

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        return self.plain.dialect_impl(dialect).bind_processor(dialect)

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:
        return self.plain.dialect_impl(dialect).result_processor(dialect, coltype)
'''
TITLES = {
    "postgresql": ("PostgreSQL", '== "postgresql"'),
    "sqlite": ("SQLite", '== "sqlite"'),
    "mysql": ("MariaDB", 'in ("mysql", "mariadb")'),
}


@dataclass
class NamedTypes:
    """The types with a name of their own.

    Attributes:
        definitions: the source of each, by name.
        calls: what is written instead of a type's source.
        helpers: the classes that the sources need.
    """

    definitions: dict[str, str] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)
    helpers: set[str] = field(default_factory=set)
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
            found.helpers |= {name for name in ("AsText", "Exact") if f"{name}(" in code}
            is_object = "postgresql.DOMAIN(" in code
            if "with_variant" in code and (is_object or families[_family(code)] >= OFTEN):
                found._name(code)
        return found

    def short(self, code: str | None) -> str | None:
        """A type's source, or the name it has."""
        return None if code is None else self.calls.get(code, code)

    def source(self, dialect: str | None) -> str:
        """The body of the module; empty when no type has a name."""
        title, test = TITLES[dialect or "postgresql"]
        parts = []
        if "AsText" in self.helpers:
            parts.append(AS_TEXT.replace("{title}", title).replace("{test}", test))
        if "Exact" in self.helpers:
            parts.append(EXACT_CLASS.replace("{title}", title))
        return "\n\n".join([*parts, *self.definitions.values()])

    @property
    def names(self) -> set[str]:
        """The names that the other modules may import."""
        return {*self.definitions, *self.helpers}

    def _name(self, code: str) -> None:
        match = EXACT.search(code)
        if match is None:
            return
        numbers = list(dict.fromkeys(NUMBER.findall(code)))
        takes_numbers = bool(numbers) and len(numbers) in PARAMETERS and not match["name"]
        family = _family(code) if takes_numbers else code
        if family not in self._families:
            plain = match["name"] or match["kind"]
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
    return f'def {name}({arguments}) -> TypeEngine[Any]:\n    """As the database was made with; usual elsewhere."""\n    return {body}'

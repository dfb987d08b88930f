"""Names to what they stand for: tables, aliases, enums and partials. What is missing is reported with a suggestion."""

from collections.abc import Iterable
from typing import TypeVar

from colonnade.schema.dbml.declared import (
    Declared,
    EnumElement,
    TableElement,
    full_name,
    schema_and_name,
)
from colonnade.schema.dbml.mistakes import Mistakes, suggestion
from colonnade.schema.dbml.syntax import Path, dotted

E = TypeVar("E", TableElement, EnumElement)


class Scope:
    """What the names of a text stand for. Making it reports every name that is taken twice."""

    def __init__(self, declared: Declared, mistakes: Mistakes) -> None:
        self._mistakes = mistakes
        self.partials = self._once(declared.partials, "DBML016", "table partial")
        self.enums = self._once(declared.enums, "DBML012", "enum")
        self.tables = self._once(declared.tables, "DBML010", "table")
        self._aliases = self._aliased(declared.tables)
        for enum in declared.enums:
            self._check_values(enum)

    def table(self, path: Path) -> TableElement | None:
        """The table of a name or an alias; an unknown one is reported."""
        schema, name = schema_and_name(path)
        found = self.tables.get(full_name(schema, name))
        if found is None and schema is None:
            found = self._aliases.get(name)
        if found is None:
            self.report_table(path)
        return found

    def report_table(self, path: Path) -> None:
        """Report that there is no such table."""
        names = [*self.tables, *self._aliases]
        same = [name for name in names if name.rsplit(".", 1)[-1] == path[-1]]
        hint = f"; did you mean `{same[0]}`?" if same else suggestion(dotted(path), names)
        self._mistakes.add("DBML020", path[-1], f"no table `{dotted(path)}`{hint}")

    def enum(self, path: Path) -> EnumElement | None:
        """The enum of a name, or None."""
        schema, name = schema_and_name(path)
        return self.enums.get(full_name(schema, name))

    def _once(self, elements: Iterable[E], code: str, what: str) -> dict[str, E]:
        found: dict[str, E] = {}
        for element in elements:
            if element.key in found:
                line = found[element.key].name.line
                message = f"{what} `{element.key}` is already defined in line {line}"
                self._mistakes.add(code, element.name, message, "Give one of them another name.")
            found.setdefault(element.key, element)
        return found

    def _aliased(self, tables: Iterable[TableElement]) -> dict[str, TableElement]:
        aliases: dict[str, TableElement] = {}
        for table in tables:
            if table.alias is None or table.alias == table.name:
                continue
            if table.alias in aliases or table.alias in self.tables:
                message = f"the name `{table.alias}` is taken; choose another alias"
                self._mistakes.add("DBML010", table.alias, message)
            aliases.setdefault(table.alias, table)
        return aliases

    def _check_values(self, enum: EnumElement) -> None:
        seen: set[str] = set()
        for value in enum.values:
            if value.name in seen:
                message = f"enum `{enum.key}` has the value `{value.name}` twice; keep one"
                self._mistakes.add("DBML013", value.name, message)
            seen.add(value.name)
        if not enum.values and enum.is_whole:
            self._mistakes.add("DBML034", enum.name, f"enum `{enum.key}` has no values")

"""Two tables that triggers keep equal while columns move from one to the other.

A write to one is written to the other where that says something else yet, so the triggers do not call each other for ever.
MariaDB refuses even an UPDATE of no rows on the way back, so there each looks before it writes.

The rule here: nobody can tell whether an INSERT that leaves a column out is of the old version or of the new one. So a row that
says nothing but its defaults makes no row in the other table, and none does in a table that was there, whose rows both versions
make; a fill does, once the old version's rows are all there.
"""

from dataclasses import dataclass

from colonnade.migrate.expand.catalog.said import compared
from colonnade.migrate.expand.column import Column


@dataclass(frozen=True)
class Move:
    """Columns on their way.

    Attributes:
        columns: the columns of the old version; all of one table.
        home: the first of them, in the other table.
        links: the columns of the other table that hold the key of the first one, as SQL.
        name: what triggers are called.
        there: whether the other table was there before, so that the old version writes it as well.
        makes: whether a row of the other table can be made of what moves alone, once the old version is gone.
    """

    columns: tuple[Column, ...]
    home: Column
    links: tuple[str, ...]
    name: str
    there: bool = False
    makes: bool = True

    @property
    def first(self) -> Column:
        """One of the columns, for what all have in common."""
        return self.columns[0]

    @property
    def table(self) -> str:
        """The other table as SQL."""
        return self.home.quoted_table

    @property
    def names(self) -> list[str]:
        """The quoted names of the columns."""
        return [self.first.quote(column.name) for column in self.columns]

    @property
    def says(self) -> str:
        """Whether a row has something to move."""
        return " OR ".join(f"{name} IS NOT NULL" for name in self.names)

    @property
    def has_default(self) -> bool:
        """Whether an INSERT that leaves all columns out says something nevertheless."""
        return any(column.default for column in self.columns)

    @property
    def told(self) -> str:
        """Whether a new row says something that is not the default."""
        found = []
        for name, column in zip(self.names, self.columns, strict=True):
            said = f"NEW.{name} IS NOT NULL"
            if column.default:
                said += f" AND {self.unlike(column, f'NEW.{name}', f'({column.default})')}"
            found.append(f"({said})")
        return " OR ".join(found)

    def unlike(self, column: Column, one: str, other: str) -> str:
        """Whether two values of a column differ."""
        a, b = (compared(value, column.type, column.dialect) for value in (one, other))
        return f"{a} IS DISTINCT FROM {b}" if column.is_postgresql else f"NOT ({a} <=> {b})"

    def differs(self, one: str, other: str) -> str:
        """Whether rows of two names differ in a column that moves."""
        pairs = zip(self.names, self.columns, strict=True)
        return " OR ".join(self.unlike(c, f"{one}.{name}", f"{other}.{name}") for name, c in pairs)

    def each(self, template: str, separator: str = ", ") -> str:
        """SQL for every column: `{}` is its name."""
        return separator.join(template.replace("{}", name) for name in self.names)

    def here_is(self, row: str, table: str = "here") -> str:
        """The condition on the first table by a row of the other one."""
        pairs = zip(self.first.keys, self.links, strict=True)
        return " AND ".join(f"{table}.{key} = {row}.{link}" for key, link in pairs)

    def there_is(self, row: str, table: str = "there") -> str:
        """The condition on the other table by a row of the first one."""
        pairs = zip(self.first.keys, self.links, strict=True)
        return " AND ".join(f"{table}.{link} = {row}.{key}" for key, link in pairs)

    @property
    def insert(self) -> str:
        """The beginning of the statement that makes a row of the other table."""
        return f"INSERT INTO {self.table} ({', '.join(self.links)}, {self.each('{}')})"

"""What a CREATE TABLE or CREATE INDEX statement says that no PRAGMA tells."""

from collections.abc import Callable
from dataclasses import dataclass, field

from colonnade.schema.database.sqlite.words import Word, between, closing, separated, words_of


@dataclass
class Clause:
    """A constraint in the text: its name, its columns or its expression, and what to do on conflict."""

    name: str | None
    columns: list[str] = field(default_factory=list)
    expression: str = ""
    conflict: str | None = None
    deferrable: bool | None = None
    initially: str | None = None


@dataclass
class TableText:
    """What the text of a CREATE TABLE says."""

    checks: list[Clause] = field(default_factory=list)
    uniques: list[Clause] = field(default_factory=list)
    foreign_keys: list[Clause] = field(default_factory=list)
    primary_key: Clause = field(default_factory=lambda: Clause(None))
    not_null: dict[str, Clause] = field(default_factory=dict)
    collations: dict[str, str] = field(default_factory=dict)
    computed: dict[str, str] = field(default_factory=dict)
    autoincrement: bool = False
    strict: bool = False
    rowid: bool = True


@dataclass(frozen=True, slots=True)
class IndexText:
    """What the text of a CREATE INDEX says: the words of each key, each key's text, and the predicate."""

    keys: list[tuple[list[Word], str]]
    where: str | None


def table_text(sql: str) -> TableText:
    """Read a CREATE TABLE statement."""
    words = words_of(sql)
    opening = next(at for at, word in enumerate(words) if word.text == "(")
    end = closing(words, opening)
    found = TableText()
    for definition in separated(words[opening + 1 : end]):
        _Definition(sql, definition, found).read()
    options = [word.text.upper() for word in words[end + 1 :]]
    found.strict = "STRICT" in options
    found.rowid = "ROWID" not in options
    return found


def index_text(sql: str) -> IndexText:
    """Read a CREATE INDEX statement."""
    words = words_of(sql)
    opening = next(at for at, word in enumerate(words) if word.text == "(")
    end = closing(words, opening)
    keys = [(key, between(sql, key)) for key in separated(words[opening + 1 : end])]
    where = next((at for at in range(end, len(words)) if words[at].says("WHERE")), None)
    return IndexText(keys, between(sql, words[where + 1 :]) if where is not None else None)


class _Definition:
    """One part of a CREATE TABLE between two commas: a column, or constraints of the table."""

    def __init__(self, sql: str, words: list[Word], found: TableText) -> None:
        self.sql = sql
        self.words = words
        self.found = found
        self.at = 0
        self.name: str | None = None
        self.latest: Clause | None = None
        constraint = words[0].says("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")
        self.column = None if constraint else words[0].name

    def read(self) -> None:
        """Note every clause in `found`; words without a meaning here are passed over."""
        clauses: dict[str, Callable[[], None]] = {
            "CONSTRAINT": self._constraint,
            "CHECK": self._check,
            "UNIQUE": self._unique,
            "PRIMARY": self._primary_key,
            "FOREIGN": self._foreign_key,
            "REFERENCES": self._references,
            "NOT": self._not,
            "COLLATE": self._collate,
            "AS": self._computed,
            "DEFAULT": self._default,
            "AUTOINCREMENT": self._autoincrement,
            "DEFERRABLE": self._deferrable,
            "INITIALLY": self._initially,
            "CONFLICT": self._conflict,
        }
        self.at = 0 if self.column is None else 1
        while self.at < len(self.words):
            word = self._next()
            if word.kind == "plain" and word.text.upper() in clauses:
                clauses[word.text.upper()]()

    def _next(self) -> Word:
        self.at += 1
        return self.words[self.at - 1]

    def _ahead(self, text: str) -> bool:
        return self.at < len(self.words) and self.words[self.at].text.upper() == text

    def _parenthesised(self) -> list[Word]:
        """The words in the parentheses that come next."""
        end = closing(self.words, self.at)
        inside = self.words[self.at + 1 : end]
        self.at = end + 1
        return inside

    def _clause(self, kind: list[Clause] | None, **values: object) -> Clause:
        clause = Clause(self.name, **values)  # type: ignore[arg-type]
        self.name, self.latest = None, clause
        if kind is not None:
            kind.append(clause)
        return clause

    def _columns(self) -> list[str]:
        """The column names in the parentheses that come next, or the column that the clause stands in."""
        if self._ahead("("):
            return [part[0].name for part in separated(self._parenthesised())]
        return [self.column] if self.column is not None else []

    def _constraint(self) -> None:
        self.name = self._next().name

    def _check(self) -> None:
        self._clause(self.found.checks, expression=between(self.sql, self._parenthesised()))

    def _unique(self) -> None:
        self._clause(self.found.uniques, columns=self._columns())

    def _primary_key(self) -> None:
        self._next()
        self.found.primary_key = self._clause(None, columns=self._columns())

    def _foreign_key(self) -> None:
        self._next()
        name, self.name = self.name, None
        columns = self._columns()
        self.name = name
        self._clause(self.found.foreign_keys, columns=columns)

    def _references(self) -> None:
        if self.column is not None:
            self._clause(self.found.foreign_keys, columns=[self.column])
        self._next()
        if self._ahead("("):
            self._parenthesised()

    def _not(self) -> None:
        if self._ahead("NULL") and self.column is not None:
            self._next()
            self.found.not_null[self.column] = self._clause(None)
        elif self._ahead("DEFERRABLE"):
            self._next()

    def _collate(self) -> None:
        if self.column is not None:
            self.found.collations[self.column] = self._next().name

    def _computed(self) -> None:
        if self.column is not None and self._ahead("("):
            self.found.computed[self.column] = between(self.sql, self._parenthesised())

    def _default(self) -> None:
        if self._ahead("("):
            self._parenthesised()
        elif self._ahead("+") or self._ahead("-"):
            self.at += 2
        else:
            self.at += 1

    def _autoincrement(self) -> None:
        self.found.autoincrement = True

    def _deferrable(self) -> None:
        if self.latest is not None:
            self.latest.deferrable = True

    def _initially(self) -> None:
        if self.latest is not None and self.latest.deferrable:
            self.latest.initially = self._next().text.upper()

    def _conflict(self) -> None:
        if self.latest is not None:
            self.latest.conflict = self._next().text.upper()

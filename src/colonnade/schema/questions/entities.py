"""Entities: their names, and the few columns that a well-known one starts with."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from colonnade.schema.questions.asked import misunderstood

_IRREGULAR = {"person": "people", "child": "children", "man": "men", "woman": "women"}
_SINGULAR = {many: one for one, many in _IRREGULAR.items()} | {
    "movies": "movie",
    "cookies": "cookie",
    "series": "series",
    "news": "news",
}


@dataclass(frozen=True)
class Known:
    """A column as DBML writes it, without its name, and the check that comes with it."""

    name: str
    type: str
    settings: str = "not null"
    check: str = ""


_NAME = Known("name", "varchar(200)")
_TITLE = Known("title", "varchar(200)")
_BODY = Known("body", "text")
_DESCRIPTION = Known("description", "text", "")
_EMAIL = Known("email", "varchar(255)", "not null, unique")
_UNIQUE_NAME = Known("name", "varchar(100)", "not null, unique")


def _amount(name: str) -> Known:
    return Known(name, "decimal(12,2)", "not null", f"{name} >= 0")


def _moment(name: str, settings: str = "not null") -> Known:
    return Known(name, "timestamptz", settings)


KNOWN: dict[str, tuple[Known, ...]] = {
    "users": (_EMAIL, Known("name", "varchar(100)")),
    "accounts": (_EMAIL, Known("name", "varchar(100)")),
    "customers": (_EMAIL, _NAME),
    "authors": (_NAME, Known("biography", "text", "")),
    "products": (_NAME, _DESCRIPTION, _amount("price")),
    "orders": (Known("status", "varchar(20)", "not null, default: 'new'"), _amount("total")),
    "order_items": (
        Known("quantity", "integer", "not null, default: 1", "quantity > 0"),
        _amount("price"),
    ),
    "invoices": (
        Known("number", "varchar(40)", "not null, unique"),
        _amount("total"),
        _moment("due_at", ""),
    ),
    "payments": (_amount("amount"), _moment("paid_at", "")),
    "posts": (_TITLE, _BODY, _moment("published_at", "")),
    "articles": (_TITLE, _BODY, _moment("published_at", "")),
    "pages": (_TITLE, _BODY),
    "notes": (_TITLE, _BODY),
    "comments": (_BODY,),
    "messages": (_BODY,),
    "reviews": (
        Known("rating", "integer", "not null", "rating BETWEEN 1 AND 5"),
        Known("body", "text", ""),
    ),
    "tags": (_UNIQUE_NAME,),
    "categories": (_UNIQUE_NAME, _DESCRIPTION),
    "tasks": (
        _TITLE,
        _DESCRIPTION,
        Known("completed", "boolean", "not null, default: false"),
        _moment("due_date", ""),
    ),
    "projects": (_NAME, _DESCRIPTION),
    "books": (_TITLE, Known("isbn", "varchar(17)", "unique")),
    "events": (_TITLE, _moment("starts_at"), _moment("ends_at", "")),
    "files": (_NAME, Known("size", "bigint", "not null", "size >= 0")),
}


def entities_of(parts: Iterable[str]) -> list[str]:
    """Names of tables for the entities of an answer: `Order item` becomes `order_items`.

    Raises:
        UsageError: a part is no name, or two parts give one table.
    """
    names: list[str] = []
    for part in parts:
        name = plural(_snake(part))
        if not re.fullmatch(r"[^\W\d]\w*", name):
            raise misunderstood("entities", f"`{part}` is no name")
        if name in names:
            raise misunderstood("entities", f"`{part}` is named twice")
        names.append(name)
    if not names:
        raise misunderstood("entities", "no entity is named")
    return names


def found(word: str, entities: Iterable[str], key: str) -> str:
    """The entity that a word means, in one or many.

    Raises:
        UsageError: there is no such entity.
    """
    known = list(entities)
    name = plural(_snake(word))
    if name in known:
        return name
    close = get_close_matches(name, known, n=1)
    hint = f"; did you mean `{close[0]}`?" if close else f" among {', '.join(known)}"
    raise misunderstood(key, f"there is no entity `{word.strip()}`{hint}".rstrip("?"))


def plural(name: str) -> str:
    """Many of a thing; a name that is many already stays."""
    start, last = _last_word(name)
    if last in _SINGULAR or (last.endswith("s") and not last.endswith(("ss", "us", "is"))):
        return name
    if last in _IRREGULAR:
        return start + _IRREGULAR[last]
    if re.search(r"(s|x|ch|sh)$", last):
        return f"{name}es"
    return f"{name[:-1]}ies" if re.search(r"[^aeiou]y$", last) else f"{name}s"


def singular(name: str) -> str:
    """One of a thing."""
    start, last = _last_word(name)
    if last in _SINGULAR:
        return start + _SINGULAR[last]
    if re.search(r"(ss|us|is|x|ch|sh)es$", last):
        return name[:-2]
    if last.endswith("ies") and len(last) > 4:
        return f"{name[:-3]}y"
    return name[:-1] if last.endswith("s") and not last.endswith("ss") else name


def _last_word(name: str) -> tuple[str, str]:
    start, mark, last = name.rpartition("_")
    return start + mark, last


def _snake(text: str) -> str:
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text.strip())
    return re.sub(r"[\s-]+", "_", text).lower()

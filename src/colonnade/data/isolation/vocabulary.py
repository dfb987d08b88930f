"""Free text that cannot reach a row: names, literals, operators and types, recognised by their form.

The rule here: a form is listed because it is harmless wherever SQLAlchemy may place it, also beside other listed forms.
So a name is never a keyword, an operator never opens a comment, and brackets are never left open.
"""

import re
from collections.abc import Collection

from colonnade.data.isolation.functions import ALLOWED, is_honest

_NUMBER_OR_STRING = re.compile(r"-?\d+(\.\d+)?|'[^'\\]*'|\*")
_NAME = re.compile(r"([A-Za-z_]\w*)(\.\w+){0,2}(\.\*)?")
_CALL = re.compile(r"(\w+)\(\)")
_SORTED = re.compile(r"\s+(asc|desc)?(\s*nulls\s+(first|last))?", re.IGNORECASE)
_VALUES = frozenset(
    (
        *("null", "true", "false", "default", "localtime", "localtimestamp"),
        *("current_date", "current_time", "current_timestamp"),
    )
)
_MODIFIERS = frozenset(
    (
        *("all", "delayed", "distinct", "distinctrow", "high_priority", "ignore", "low_priority"),
        *("quick", "straight_join", "sql_no_cache", "sql_calc_found_rows"),
        *("or ignore", "or abort", "or fail", "or rollback"),
    )
)

_SYMBOL = re.compile(r"[~!@%^&*<>=|?+\-/:#]{1,4}")
_COMMENT = ("--", "/*", "*/")
_WORD_OPERATORS = frozenset(
    f"{no}{word}"
    for no in ("", "not ", "is ", "is not ")
    for word in (
        *("like", "ilike", "rlike", "glob", "regexp", "match", "similar to", "distinct from"),
        *("is", "is not", "not", "and", "or", "xor", "div", "mod", "collate", "overlaps"),
        *("at time zone", "sounds like"),
    )
)
_MARKER = re.compile(r"__\[|EXECMANY_")
_NUMBER_OR_WORD = r"-?\d+(\.\d+)?([eE][+-]?\d+)?|-?inf(inity)?|nan|null|true|false"
_ARGUMENT = r"(\w+|'[^'\\]*')"
_TYPE = re.compile(
    rf"""[\w."]+(\ [\w"]+)*(\ ?\({_ARGUMENT}(,\ ?{_ARGUMENT})*\))?(\ [\w".\-]+)*(\[\d*\])*""",
    re.VERBOSE,
)

_CLAUSES = frozenset(
    (
        *("select", "from", "where", "group", "having", "window", "union", "intersect", "except"),
        *("order", "limit", "offset", "fetch", "for", "into", "values", "table", "returning", "as"),
        *("on", "using", "and", "or", "natural", "cross", "left", "right", "full", "inner", "join"),
    )
)


def is_plain(text: str, keywords: Collection[str]) -> bool:
    """Whether a piece of text is a list of names, literals or calls without arguments, each with a direction or not."""
    return all(_is_term(term.strip(), keywords) for term in text.split(","))


def _is_term(term: str, keywords: Collection[str]) -> bool:
    if _NUMBER_OR_STRING.fullmatch(term):
        return not is_marked(term)
    if call := _CALL.fullmatch(term):
        return call[1].lower() in ALLOWED
    name = _NAME.match(term)
    if name is None or (name.end() < len(term) and not _SORTED.fullmatch(term, name.end())):
        return False
    return name[1].lower() in _VALUES or name[1].lower() not in keywords


def is_marked(text: str) -> bool:
    """Whether the text has what SQLAlchemy puts values in place of, when the statement is there already as text."""
    return _MARKER.search(text) is not None


def is_literal(text: str, *, backslashes: bool, percents: bool) -> bool:
    """Whether the text is one value, or an array of values.

    Args:
        text: a value as SQLAlchemy's types wrote it.
        backslashes: whether a backslash takes the next sign's meaning away.
        percents: whether a single percent sign begins a parameter.
    """
    string = r"'([^'\\]|''|\\\\)*'" if backslashes else r"'([^']|'')*'"
    one = rf"([A-Za-z]+ ?)?{string}|{_NUMBER_OR_WORD}"
    whole = rf"({one}|ARRAY\[(({one})(, ?({one}))*)?\])(::[A-Za-z]+(\(\d+\))?(\[\])*)?"
    pure = not (percents and "%" in text.replace("%%", ""))
    return re.fullmatch(whole, text, re.IGNORECASE) is not None and pure and not is_marked(text)


def is_modifier(text: str) -> bool:
    """Whether a prefix or suffix of a statement is a known word without reach."""
    return is_honest(text) and " ".join(text.lower().split()) in _MODIFIERS


def is_operator(text: str, dialect: str) -> bool:
    """Whether a custom operator compares or computes; `#` opens a comment on MySQL and MariaDB."""
    if not is_honest(text):
        return False
    text = " ".join(text.lower().split())
    if _SYMBOL.fullmatch(text):
        comment = any(sign in text for sign in _COMMENT)
        return not comment and (dialect == "postgresql" or "#" not in text)
    return text in _WORD_OPERATORS


def is_type(text: str) -> bool:
    """Whether the text is the name of a type with its arguments, also where nothing closes it, as after `::`."""
    whole = _TYPE.fullmatch(text) is not None and "--" not in text and text.count('"') % 2 == 0
    return whole and _CLAUSES.isdisjoint(text.lower().split())


def is_name(text: str) -> bool:
    """Whether the text is one plain name."""
    return re.fullmatch(r"[A-Za-z_]\w*", text) is not None

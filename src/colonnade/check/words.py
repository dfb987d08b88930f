"""The words of a file, by which a rule is not applied, and the file not even parsed, where nothing can be found.

A rule says with `NEEDS` which words a file must have: each of its texts, and of those with `|` between them one. A word
with a bracket is one that is called, or imported under another name and so perhaps called by that. Words are certain where
only the tree says what they mean.
"""

import re
from collections.abc import Iterable

from colonnade.check.imports import imported

NAMED = "name of a model"
"""What a file has that imports a model of the project, or something that models are made with, or defines what fills their
fields.
"""
WITH_MODELS = "project with models"
"""What every file has in a project with models, for rules that find something where no model is named."""
LIBRARIES = frozenset({"sqlmodel", "colonnade"})
"""What has models; a project without it has none, wherever they may derive from each other."""
MODELS = "|".join([*sorted(LIBRARIES), NAMED])
STATEMENTS = f"sqlalchemy|{MODELS}"
ROUTES = "fastapi"
COROUTINES = "async def"
SESSIONS = f"ession|fastapi|{MODELS}"
"""What has sessions; `ession` is of those, large and small."""
SESSION_CLASSES = frozenset({"Session", "AsyncSession"})
SESSION_MADE = "Session(|AsyncSession("
SESSION_OPENED = f"{SESSION_MADE}|sessionmaker|async_sessionmaker|session(|async_session("
"""What makes a session, also by a maker or a database."""
SESSION_HOMES = "orm|asyncio|sqlmodel|colonnade"
"""What the modules are called that the classes of sessions are imported from."""
ALIASED, ASYNC_ALIASED = "alias of a session", "alias of an async session"
"""What every file has in a project in which a file gives the type of a session another name."""
ASYNC_SESSIONS = f"AsyncSession|async_sessionmaker|async_session(|{ASYNC_ALIASED}"
"""What has sessions that are known to be async; not those that are only called `session`."""
KNOWN_SESSIONS = f"Session|sessionmaker|session(|{ALIASED}|{ASYNC_SESSIONS}"
"""What has sessions of which it is known whether they are async."""

SHARED = frozenset({WITH_MODELS, ALIASED, ASYNC_ALIASED})
"""Words that are those of every file when one file of a project has them."""

TIMES_OF_CHANGE = ("updated_at", "modified_at", "updated_on", "modified_on", "last_modified")
GIVES_SESSIONS = ("get_session", "get_db")
"""What functions are called that dependencies get their sessions from."""
PHRASES = (
    *("naming_convention", "NAMING_CONVENTION", "PRAGMA foreign_keys", "pragma foreign_keys"),
    *("before_update", "eager_defaults", "create_async_engine", ".like(", ".ilike("),
    *("sqlite:", "sqlite+", "postgresql:", "postgresql+", "postgres:", "mysql", "psycopg"),
    *(f"{before}({name}" for name in GIVES_SESSIONS for before in ("Depends", "closing")),
    *(f"with {name}" for name in GIVES_SESSIONS),
    *(f".{name} =" for name in TIMES_OF_CHANGE),
    *(f"values({name}=" for name in TIMES_OF_CHANGE),
)
"""What says how a project is set up, wherever it is said."""

_LAST_WORDS = {phrase: re.findall(r"\w+", phrase)[-1] for phrase in PHRASES}
"""The last word of each phrase."""

Needs = tuple[frozenset[str], ...]

ELSEWHERE = frozenset(f"Annotated|BaseModel|BaseSettings|{MODELS}".split("|"))
"""What a file has that says what names stand for in others, so that it is parsed whatever rules find in it."""
BESIDES = SESSION_CLASSES.union(SHARED, ELSEWHERE, _LAST_WORDS.values())
"""Words that are looked for though no rule may need them."""

_PARTS = ("ession", COROUTINES)
"""What counts as a word and is less or more than one."""

_ALIAS = re.compile(
    rb"""
    ^(?:\s*")?  # in a notebook behind a quote
    (?: type\s[^=]*=[^=]*?
      | (?: \w+\s*(?: :[^=\n]*)?=(?: [\s(\\] | \#[^\n]*)*)+
        ["']?(?: [\w.]+["']?\s*[\[|](?: [^=\n] | \n(?! \w))*? | (?: \w+\.)*(?= \w+["']?\s*\|))
    )\b(?: Async)?Session\b
    """,
    re.MULTILINE | re.VERBOSE,
)
"""A module-level name for a type: `Db = Annotated[Session`, `Db = Session |`."""
_DEFINED = re.compile(rb"def\s+(\w+)")
_GAPS = bytes(
    code if code > 127 or chr(code).isalnum() or chr(code) in "_(" else ord(" ")
    for code in range(256)
)


def needs_of(said: Iterable[str]) -> Needs:
    """What a rule needs: of each of these sets one word."""
    return tuple(frozenset(one.split("|")) for one in said)


def known_words(needs: Iterable[Needs]) -> frozenset[bytes]:
    """The words to look for, each as it is called and as it is not."""
    words = BESIDES.union(*(one for need in needs for one in need))
    return frozenset(f"{word.rstrip('(')}{call}".encode() for word in words for call in ("", "("))


def words_in(content: bytes, known: frozenset[bytes]) -> frozenset[str]:
    """Those of some words that a file has.

    Args:
        content: its bytes.
        known: the words.
    """
    text = content.replace(b" (", b"(").replace(b" as ", b"( ").replace(b"(", b"( ")
    found = {word.decode() for word in known.intersection(text.translate(_GAPS).split())}
    found.update([word[:-1] for word in found if word[-1] == "("])
    found.update(part for part in _PARTS if part.encode() in content)
    if not found.isdisjoint(LIBRARIES):
        found.add(WITH_MODELS)
    if not found.isdisjoint(SESSION_CLASSES) and _ALIAS.search(content):
        found.update((ALIASED, ASYNC_ALIASED) if "AsyncSession" in found else (ALIASED,))
    return frozenset(found)


def speaks_of(names: frozenset[bytes], content: bytes) -> bool:
    """Whether a file imports one of some names, or has a function of such a name."""
    return bool(names) and (
        not names.isdisjoint(_DEFINED.findall(content))
        or any(not names.isdisjoint(one) for one in imported(content))
    )


def are_met(needs: Needs, words: frozenset[str]) -> bool:
    """Whether a file with these words has what a rule needs."""
    return not any(map(words.isdisjoint, needs))


def phrases_in(text: str, words: frozenset[str]) -> frozenset[str]:
    """Those of the phrases that a text has; one that is more than a word is looked for where its last word is."""
    return frozenset(
        phrase
        for phrase, last in _LAST_WORDS.items()
        if (phrase == last or last in words) and phrase in text
    )

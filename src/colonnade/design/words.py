"""English words in the names of tables: one or many of a thing, and how the name is written."""

import re
import unicodedata

_UNCHANGED = """
data metadata series species news information equipment media analytics staff sheep fish money feedback
music software hardware chaos physics mathematics logistics headquarters means
"""
_IRREGULAR = """
person people, child children, man men, woman women, mouse mice, foot feet, tooth teeth, goose geese, ox oxen,
vertex vertices, matrix matrices, appendix appendices, criterion criteria, phenomenon phenomena,
leaf leaves, life lives, knife knives, wife wives, half halves, shelf shelves, wolf wolves, calf calves,
loaf loaves, thief thieves, self selves, quiz quizzes, axis axes, bus buses, gas gases, bias biases,
alias aliases, atlas atlases, canvas canvases, lens lenses, iris irises, census censuses,
movie movies, cookie cookies, tie ties, pie pies, zombie zombies, calorie calories, brownie brownies,
genie genies, selfie selfies, cache caches, niche niches, headache headaches, avalanche avalanches,
shoe shoes, toe toes, canoe canoes, oboe oboes, excuse excuses, fuse fuses, muse muses, use uses,
refuse refuses, photo photos, video videos, logo logos, memo memos, piano pianos, studio studios,
ratio ratios, portfolio portfolios, radio radios, repo repos, todo todos, promo promos, demo demos,
combo combos, euro euros, casino casinos, zero zeros, macro macros, info infos
"""
UNCHANGED = frozenset(_UNCHANGED.split())
"""Words that are the same for one and for many, or that nobody counts in a table's name."""

IRREGULAR = dict(pair.split() for pair in _IRREGULAR.split(","))
SINGULARS = {many: one for one, many in IRREGULAR.items()} | {"indices": "index"}

TO_ONE = [
    (
        r"(analy|paraly|the|hypothe|synthe|parenthe|diagno|progno|cri|oa|empha|ba|neuro)ses$",
        r"\1sis",
    ),
    (r"(hou|spou|cau|clau|pau|blou|mou)ses$", r"\1se"),
    (r"uses$", "us"),
    (r"(ss|sh|ch|x|zz)es$", r"\1"),
    (r"(?<=..)ies$", "y"),
    (r"(?<=..)oes$", "o"),
    (r"(ss|us|is)$", r"\1"),
    (r"s$", ""),
]
TO_MANY = [
    (
        r"(analy|paraly|the|hypothe|synthe|parenthe|diagno|progno|cri|oa|empha|ba|neuro)sis$",
        r"\1ses",
    ),
    (r"(s|sh|ch|x|z)$", r"\1es"),
    (r"([^aeiou])y$", r"\1ies"),
    (r"(?<=[^aeiou])o$", "oes"),
    (r"$", "s"),
]
DATABASES = re.compile(r"(data|knowledge|code|fire|customer|user|sub)bases$")


def words_of(name: str) -> list[str]:
    """The words of a name, in lower case: `OrderItems`, `order-items` and `ORDER_ITEMS` are `order`, `items`."""
    text = unicodedata.normalize("NFKC", name)
    text = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text)
    return [word.lower() for word in re.split(r"[\W_]+", text) if word]


def singular(word: str) -> str:
    """One of a thing, of a word in lower case: `statuses` gives `status`; a singular stays as it is."""
    if word in UNCHANGED or word in IRREGULAR:
        return word
    if word in SINGULARS:
        return SINGULARS[word]
    if DATABASES.search(word):
        return word[:-1]
    return _first(TO_ONE, word)


def plural(word: str) -> str:
    """Many of a thing, of a singular in lower case: `category` gives `categories`."""
    if word in UNCHANGED:
        return word
    return IRREGULAR.get(word) or _first(TO_MANY, word)


def snake(words: list[str]) -> str:
    """`order_items`."""
    return "_".join(words)


def pascal(words: list[str]) -> str:
    """`OrderItems`."""
    return "".join(word[:1].upper() + word[1:] for word in words)


def one(words: list[str]) -> list[str]:
    """The same name for one row: the last word counts."""
    return [*words[:-1], singular(words[-1])] if words else []


def many(words: list[str]) -> list[str]:
    """The same name for many rows, from the name for one."""
    return [*words[:-1], plural(words[-1])] if words else []


def _first(rules: list[tuple[str, str]], word: str) -> str:
    """The word with the ending of the first rule that fits."""
    rule = next((rule for rule in rules if re.search(rule[0], word)), None)
    return word if rule is None else re.sub(*rule, word, count=1)

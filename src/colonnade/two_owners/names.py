"""Words that mean the same thing in a path, a field and a parameter: `/note-labels`, `note_label_id`, `noteLabels`."""

import re


def same_thing(name: str, collection: str) -> bool:
    """Whether a field is called as the rows of a collection are, `author_user` for `/users` among them."""
    one, other = _words(name), _words(collection)
    return bool(one and other) and one[-len(other) :] == other


def _words(name: str) -> list[str]:
    words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)
    return [_singular(word.lower()) for word in words]


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word

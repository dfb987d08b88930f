"""DBML's strings: what a token's text means, and how a text is written."""

import re

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|[\s\S])")
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


def unquoted(text: str) -> str:
    """The meaning of a string token, whichever of DBML's four quotes it has."""
    if text.startswith("'''"):
        return _block(text[3:-3] if len(text) >= 6 else text[3:])
    if text.startswith("`"):
        return text[1:].removesuffix("`").strip()
    return _unescaped(text[1:-1] if len(text) > 1 and text.endswith(text[0]) else text[1:])


def quoted(text: str) -> str:
    """A text as DBML writes it: on one line, or as a block when it has several lines.

    A block loses its common indent and its outer blank lines when it is read, so a text that would
    be changed by that is written on one line with escapes.
    """
    block = text.replace("\\", "\\\\").replace("'", "\\'")
    if "\n" in text and _survives(text):
        return f"'''\n{block}\n'''"
    return "'" + _one_line(block) + "'"


def quoted_name(name: str) -> str:
    """A name as DBML writes it: bare where that is safe, else in double quotes."""
    if _PLAIN_NAME.fullmatch(name) and name.lower() != "as":
        return name
    return '"' + _one_line(name.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _one_line(text: str) -> str:
    for letter, meaning in _ESCAPES.items():
        if meaning:
            text = text.replace(meaning, f"\\{letter}")
    return text


def _survives(text: str) -> bool:
    return _block(f"\n{text}\n") == text and not re.search(r"[\r\b\f\v\0\t]", text)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: _meaning(match[1]), text)


def _meaning(escape: str) -> str:
    if len(escape) == 5:
        return chr(int(escape[1:], 16))
    return _ESCAPES.get(escape, escape)


def _block(text: str) -> str:
    lines = _unescaped(text).split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    indent = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines)

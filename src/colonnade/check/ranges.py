"""The versions that a project allows, where they end below what runs here."""

import re
from collections.abc import Iterable, Mapping

_RANGE = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?\s*\(?\s*([<>~=!][^;#\n)]*)", re.MULTILINE)
_BOUND = re.compile(r"(<=?|>=|~=)\s*(\d+(?:\.\d+)*)")
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


def excluded(requirements: Iterable[str], here: Mapping[str, str]) -> dict[str, str]:
    """The lowest version of each range that leaves out the version that runs here; 0 where it has no beginning.

    Args:
        requirements: lines as `pydantic>=1.10,<2`.
        here: the versions that run here, by package.
    """
    found: dict[str, str] = {}
    for text in requirements:
        for name, said in _RANGE.findall(text):
            bounds = _BOUND.findall(said)
            version = _NUMBERS.match(here.get(name.lower().replace("_", "-"), ""))
            if version and any(_is_beyond(version[0], *bound) for bound in bounds):
                found[name] = next((least for sign, least in bounds if sign in (">=", "~=")), "0")
    return found


def _is_beyond(version: str, sign: str, bound: str) -> bool:
    """Whether a version is above what a bound allows."""
    have, most = [[int(part) for part in one.split(".")] for one in (version, bound)]
    if sign == "<":
        return have >= most
    if sign == "<=":
        return have > most
    return sign == "~=" and have[: len(most) - 1] > most[:-1]

"""The `[...]` lists: which settings each element takes, and what was chosen."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from colonnade.schema.dbml.mistakes import Mistakes
from colonnade.schema.dbml.syntax import Kind, Setting, Settings, Value

_FLAG: tuple[Kind, ...] = ()
_TEXT = (Kind.TEXT,)
_COLOR = (Kind.COLOR,)
_ACTIONS = {"cascade", "restrict", "set null", "set default", "no action"}
_HEX = re.compile(r"#(?:[0-9A-Fa-f]{3}){1,2}")


OUR_OWN = frozenset({"autoincrement", "computed", "persisted", "identity", "collation"})
"""Custom settings of columns that have a meaning here, because DBML has no word for it."""


@dataclass(frozen=True)
class Spec:
    """The settings of one kind of element.

    Attributes:
        what: the element with its article, as messages call it.
        kinds: name of a setting -> the kinds of value it takes, none for a flag.
        repeatable: settings that may stand several times.
        exclusive: settings that exclude each other.
        custom: whether other names with a string or a colour are kept.
    """

    what: str
    kinds: Mapping[str, tuple[Kind, ...]]
    repeatable: frozenset[str] = frozenset()
    exclusive: tuple[frozenset[str], ...] = ()
    custom: bool = False


COLUMN = Spec(
    "a column",
    {
        "pk": _FLAG,
        "primary key": _FLAG,
        "null": _FLAG,
        "not null": _FLAG,
        "unique": _FLAG,
        "increment": _FLAG,
        "default": (Kind.NUMBER, Kind.TEXT, Kind.EXPRESSION, Kind.WORD, Kind.PATH),
        "note": _TEXT,
        "check": (Kind.EXPRESSION,),
        "ref": (Kind.REF,),
        "dep": (Kind.DEP,),
    },
    repeatable=frozenset({"check", "ref", "dep"}),
    exclusive=(frozenset({"null", "not null"}), frozenset({"pk", "primary key"})),
    custom=True,
)
TABLE = Spec(
    "a table",
    {"headercolor": _COLOR, "note": _TEXT, "dep": (Kind.DEP,)},
    repeatable=frozenset({"dep"}),
    custom=True,
)
GROUP = Spec("a table group", {"color": _COLOR, "note": _TEXT}, custom=True)
NOTE = Spec("a note", {"color": (Kind.COLOR, Kind.WORD)}, custom=True)
INDEX = Spec(
    "an index",
    {
        "name": _TEXT,
        "type": (Kind.WORD, Kind.TEXT),
        "unique": _FLAG,
        "pk": _FLAG,
        "note": _TEXT,
    },
    exclusive=(frozenset({"unique", "pk"}),),
)
CHECK = Spec("a check", {"name": _TEXT})
ENUM_VALUE = Spec("an enum value", {"note": _TEXT})
REF = Spec(
    "a relationship",
    {"delete": (Kind.WORD,), "update": (Kind.WORD,), "color": _COLOR, "inactive": _FLAG},
)


@dataclass
class Chosen:
    """The settings of one element, after checking.

    Attributes:
        custom: settings that DBML has no word for, as text.
    """

    _values: dict[str, list[Setting]] = field(default_factory=dict)
    custom: dict[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the setting was given."""
        return name in self._values

    def values(self, name: str) -> list[Value]:
        """The values of a setting that may stand several times."""
        return [setting.value for setting in self._values.get(name, ()) if setting.value]

    def value(self, name: str) -> Value | None:
        """The value of a setting."""
        return next(iter(self.values(name)), None)

    def text(self, name: str) -> str | None:
        """The value of a setting as text."""
        value = self.value(name)
        return value.text if value else None


def chosen(settings: Settings, spec: Spec, mistakes: Mistakes) -> Chosen:
    """The settings of an element; what is wrong with them is reported and left out."""
    result = Chosen()
    for setting in settings:
        if setting.name in spec.kinds:
            _add(result, setting, spec, mistakes)
        elif spec.custom and _is_custom(setting, spec.kinds):
            assert setting.value is not None
            _add_custom(result, setting, setting.value, mistakes)
        else:
            message = f"{spec.what} has no setting `{setting.token}`"
            mistakes.unknown("DBML005", setting.token, message, setting.name, spec.kinds)
    _check_exclusive(result, spec, mistakes)
    return result


def _add(result: Chosen, setting: Setting, spec: Spec, mistakes: Mistakes) -> None:
    problem = _problem(setting, spec)
    if problem:
        token = setting.value.token if setting.value else setting.token
        mistakes.add("DBML006", token, problem)
    elif result.has(setting.name) and setting.name not in spec.repeatable:
        mistakes.add("DBML007", setting.token, f"`{setting.name}` is given twice; keep one")
    else:
        result._values.setdefault(setting.name, []).append(setting)


def _problem(setting: Setting, spec: Spec) -> str:
    name, kinds, value = setting.name, spec.kinds[setting.name], setting.value
    if value is None:
        return f"`{name}` needs {_either(kinds)}: `{name}: ...`" if kinds else ""
    if not kinds:
        return f"`{name}` takes no value; write `{name}` alone"
    if value.kind not in kinds:
        return f"`{name}` needs {_either(kinds)}, not {value.kind}"
    if name in ("delete", "update") and value.text.lower() not in _ACTIONS:
        close = get_close_matches(value.text.lower(), _ACTIONS, n=1)
        hint = f"; did you mean `{close[0]}`?" if close else f"; choose from {_list(_ACTIONS)}"
        return f"`{name}` cannot be `{value.text}`{hint}"
    if value.kind is Kind.COLOR and not _HEX.fullmatch(value.text):
        return f"`{value.text}` is no colour; write `#rgb` or `#rrggbb`"
    return ""


def _is_custom(setting: Setting, known: Iterable[str]) -> bool:
    """A string or a colour under a name of the user's own, unless it looks like a slip of the pen."""
    has_text = setting.value is not None and setting.value.kind in (Kind.TEXT, Kind.COLOR)
    slip = setting.name not in OUR_OWN and get_close_matches(setting.name, known, n=1, cutoff=0.8)
    return has_text and not slip


def _add_custom(result: Chosen, setting: Setting, value: Value, mistakes: Mistakes) -> None:
    if str(setting.token) in result.custom:
        mistakes.add("DBML007", setting.token, f"`{setting.token}` is given twice; keep one")
    result.custom.setdefault(str(setting.token), value.text)


def _check_exclusive(result: Chosen, spec: Spec, mistakes: Mistakes) -> None:
    for names in spec.exclusive:
        given = [setting for name in names for setting in result._values.get(name, ())]
        if len(given) > 1:
            last = max(
                given, key=lambda setting: (setting.token.line or 0, setting.token.column or 0)
            )
            mistakes.add("DBML007", last.token, f"{_list(names, ' and ')} cannot stand together")


def _either(kinds: Iterable[Kind]) -> str:
    return " or ".join(kinds)


def _list(names: Iterable[str], last: str = ", ") -> str:
    return last.join(f"`{name}`" for name in sorted(names))

"""The names by which files import the models of a project: a file with none of them has nothing to do with models.

A name too many costs the time of looking at a file; a name that is missing costs findings.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping

from colonnade.check.project import Class, Facts, Project

_SESSIONS = frozenset({"Session", "AsyncSession"})


def named_in(facts: Iterable[Facts]) -> frozenset[bytes]:
    """The names of the models that are known, of what they are made with, of what fills their fields, of what stands for them
    elsewhere, and of the modules that have one of these.

    Args:
        facts: what the files add to the project that have been parsed so far.
    """
    known = list(facts)
    project = Project(known)
    homes = {part for one in known for part in re.findall(r"\w+", one.path)}
    found = {
        name.rpartition(".")[2]
        for name in (*_of_models(project), *_of_environments(project))
        if "." not in name or name.partition(".")[0] in homes
    }
    _add_other_names(project, found)
    found.update(_of_homes(project, found), _of_factories(project))
    return frozenset(os.fsencode(name) for name in found - _SESSIONS)  # modules may have any


def _add_other_names(project: Project, found: set[str]) -> None:
    """Add what stands for a name elsewhere, until there is no more: aliases of types, and names that imports give."""
    modules = project.modules.values()
    aliases = [
        (name, {*re.findall(r"\w+", text)})
        for one in modules
        for name, text in one.annotations.items()
    ]
    imports = [
        (name, last)
        for one in modules
        for name, dotted in one.names.items()
        if (last := dotted.rpartition(".")[2]) != name or name in _SESSIONS
    ]
    size = -1
    while size < len(found):
        size = len(found)
        found.update(name for name, words in aliases if words & found or words & _SESSIONS)
        found.update(name for name, last in imports if last in found or last in _SESSIONS)


def _of_models(project: Project) -> Iterator[str]:
    """The names of models, of what they derive from, and of what is in their fields."""
    for model in project.models.values():
        yield model.name
        for cls in project.lineage(model.cls):
            yield from cls.bases
            yield from _of_fields(cls, project.modules[cls.name.rpartition(".")[0]].names)


def _of_fields(cls: Class, names: Mapping[str, str]) -> Iterator[str]:
    """The types in a class's fields; relationships lead to classes that need not be imported."""
    for field in cls.fields.values():
        words = re.findall(r"[^\W\d]\w*", field.annotation)
        yield from words if field.is_relationship else ()
        yield from (names[word] for word in words if word in names)


def _of_homes(project: Project, found: set[str]) -> Iterator[str]:
    """The names of modules with models, of the packages around them, which may hand them on, and of other packages and
    modules by whose names a model may be reached.
    """
    for model in project.models.values():
        first, *others = model.cls.name.split(".")[:-1] or [""]
        yield from others or (first,)
    for one in project.modules.values():
        handed_on = {*one.annotations, *(one.names if one.path.endswith("__init__.py") else ())}
        if not handed_on.isdisjoint(found):
            yield one.module.rpartition(".")[2]


def _of_factories(project: Project) -> Iterator[str]:
    """The names of the functions that give fields their defaults."""
    for model in project.models.values():
        for field in model.cls.fields.values():
            yield field.keywords.get("default_factory", "").rpartition(".")[2]


def _of_environments(project: Project) -> Iterator[str]:
    """What Alembic's `env.py` imports, as it may have models behind it."""
    for one in project.modules.values():
        if one.path.endswith("env.py") and any(
            name.startswith("sqlmodel.") for name in one.names.values()
        ):
            yield from one.names.values()

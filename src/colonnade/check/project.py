"""What is known about all files of a project together: its classes, by their dotted names.

These are plain values, so that files can be read in several processes and kept in a cache: tuples, which are made and
stored in half the time of dataclasses.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from colonnade.check.homes import Homes
from colonnade.check.words import SHARED

MODEL_BASES = frozenset({"sqlmodel.SQLModel", "sqlmodel.main.SQLModel", "colonnade.Model"})
TRAITS = frozenset(
    f"colonnade.{name}"
    for name in (
        *("Audited", "Owned", "Owner", "Shared", "SharedWritable"),
        *("SoftDeleted", "Timestamped", "Versioned"),
    )
)
OWNED_TRAITS = frozenset({"colonnade.Owned", "colonnade.Owner"})


class Field(NamedTuple):
    """An annotated name of a class.

    Attributes:
        name: as the class has it.
        annotation: its annotation as text.
        call: the dotted name of what is called for its value, as `sqlmodel.Field`; empty when nothing is.
        keywords: the keywords of that call with their values as text.
        default: its value, or the call's first argument, as text; None when it has none.
    """

    name: str
    annotation: str
    call: str
    keywords: Mapping[str, str]
    default: str | None
    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int

    @property
    def is_relationship(self) -> bool:
        """Whether it is a relationship and no column."""
        return self.call == "sqlmodel.Relationship"


class Class(NamedTuple):
    """A class of the project.

    Attributes:
        name: its dotted name.
        path: the file it is in.
        bases: the dotted names of its bases, as the file's imports resolve them.
        keywords: the keywords of the class statement, as text.
        fields: its own annotated names, by name.
        assigned: its other assignments at class level, as text, by name.
        methods: the names of its functions.
    """

    name: str
    path: str
    bases: tuple[str, ...]
    keywords: Mapping[str, str]
    fields: Mapping[str, Field]
    assigned: Mapping[str, str]
    methods: tuple[str, ...]
    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int

    @property
    def short_name(self) -> str:
        """Its name without the module."""
        return self.name.rpartition(".")[2]

    @property
    def says_table(self) -> bool:
        """Whether the class statement says `table=True`."""
        return self.keywords.get("table") == "True"


class Facts(NamedTuple):
    """What one file adds to the project.

    Attributes:
        path: the file.
        module: its dotted name.
        classes: its classes.
        names: what its module-level names stand for elsewhere, as dotted names.
        annotations: module-level aliases of types, as `SessionDep = Annotated[Session, ...]`, as text.
        words: what its text has of the words that files share, and of the phrases that say how a project is set up.
    """

    path: str
    module: str
    classes: tuple[Class, ...]
    names: Mapping[str, str]
    annotations: Mapping[str, str]
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Model:
    """A model class of the project, as rules look at it: a class that derives from SQLModel or from a model.

    Attributes:
        cls: the class.
        project: what is known about the others.
    """

    cls: Class
    project: "Project" = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """Its name without the module."""
        return self.cls.short_name

    @property
    def is_table(self) -> bool:
        """Whether it has a table."""
        return self.cls.says_table

    @property
    def fields(self) -> dict[str, Field]:
        """Its annotated names with the inherited ones, nearest first."""
        found: dict[str, Field] = {}
        for cls in self.project.lineage(self.cls):
            for name, one in cls.fields.items():
                found.setdefault(name, one)
        return found

    @property
    def columns(self) -> dict[str, Field]:
        """Its fields that are no relationships."""
        return {name: one for name, one in self.fields.items() if not one.is_relationship}

    @property
    def relationships(self) -> dict[str, Field]:
        """Its relationships."""
        return {name: one for name, one in self.fields.items() if one.is_relationship}

    @property
    def is_owned(self) -> bool:
        """Whether its rows have owners: by a trait of Colonnade."""
        return bool(self.project.ancestry(self.cls) & OWNED_TRAITS)

    @property
    def table_name(self) -> str:
        """The name of its table."""
        for cls in self.project.lineage(self.cls):
            said = cls.assigned.get("__tablename__") or (
                cls.fields["__tablename__"].default if "__tablename__" in cls.fields else None
            )
            if said:
                return said.strip("\"'")
        return self.name.lower()

    @property
    def lineno(self) -> int:
        return self.cls.lineno

    @property
    def col_offset(self) -> int:
        return self.cls.col_offset

    @property
    def end_lineno(self) -> int:
        return self.cls.end_lineno

    @property
    def end_col_offset(self) -> int:
        return self.cls.end_col_offset


class Project:
    """All files together.

    Args:
        facts: what each file adds.
        versions: the version of each package that the project installs, where it is known.

    Attributes:
        home: gives the dotted name of where something is defined, by the name that it has somewhere.
    """

    def __init__(self, facts: list[Facts], versions: Mapping[str, str] | None = None) -> None:
        self.versions = dict(versions or {})
        self._said = frozenset[str]().union(*(one.words for one in facts))
        self.modules = {one.module: one for one in facts}
        self.classes = {cls.name: cls for one in facts for cls in one.classes}
        self._homes = Homes(self.modules, self.classes)
        self.home = self._homes.of
        self._known: dict[str, Model | None] = {}
        self.models = {
            name: Model(cls, self) for name, cls in self.classes.items() if self._is_model(cls)
        }
        self._tables: dict[str, list[Model]] = {}
        for model in self.models.values():
            if model.is_table:
                self._tables.setdefault(model.table_name, []).append(model)

    def model(self, name: str) -> Model | None:
        """The model with this dotted name, also where a package hands it on."""
        if name not in self._known:
            self._known[name] = self.models.get(self.home(name))
        return self._known[name]

    @cached_property
    def heirs(self) -> dict[str, list[Model]]:
        """The models with tables that derive from a class, by its dotted name."""
        found: dict[str, list[Model]] = {}
        for model in self.models.values():
            if model.is_table:
                for cls in list(self.lineage(model.cls))[1:]:
                    found.setdefault(cls.name, []).append(model)
        return found

    @cached_property
    def json_columns(self) -> set[str]:
        """The names of fields that say JSON or an array for their column."""
        return {
            name
            for cls in self.classes.values()
            for name, field in cls.fields.items()
            if any(
                kind in field.keywords.get(said, "")
                for said in ("sa_type", "sa_column")
                for kind in ("JSON", "ARRAY")
            )
        }

    @cached_property
    def has_sqlmodel(self) -> bool:
        """Whether a file imports SQLModel or Colonnade, whose columns take aware times."""
        names = (name for one in self.modules.values() for name in one.names.values())
        return any(name.partition(".")[0] in ("sqlmodel", "colonnade") for name in names)

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """The modules of the project that each of its modules imports names from."""
        return {
            module: {
                home
                for name in facts.names.values()
                for home in (name, name.rpartition(".")[0])
                if home in self.modules
            }
            for module, facts in self.modules.items()
        }

    @property
    def shared(self) -> frozenset[str]:
        """The words that every file has because one of them does."""
        return self._said & SHARED

    def says(self, phrase: str) -> bool:
        """Whether a file has one of the phrases that say how a project is set up."""
        return phrase in self._said

    def table(self, name: str) -> Model | None:
        """The model whose table has this name; of several the last."""
        found = self.tables(name)
        return found[-1] if found else None

    def tables(self, name: str) -> "list[Model]":
        """The models whose tables have this name."""
        return self._tables.get(name, [])

    def called(self, name: str) -> list[Class]:
        """The classes with a name, whatever their modules."""
        return [self.classes[known] for known in self._homes.called(name)]

    def annotation(self, name: str) -> str | None:
        """What a type alias stands for, as text, by its dotted name."""
        module, _, last = self.home(name).rpartition(".")
        facts = self.modules.get(module)
        return facts.annotations.get(last) if facts else None

    def lineage(self, cls: Class) -> Iterator[Class]:
        """A class and the classes of the project that it derives from, nearest first."""
        seen: set[str] = set()
        waiting = [cls]
        while waiting:
            cls = waiting.pop(0)
            if cls.name not in seen:
                seen.add(cls.name)
                yield cls
                known = (self.classes.get(self.home(base)) for base in cls.bases)
                waiting += [base for base in known if base is not None]

    def ancestry(self, cls: Class) -> set[str]:
        """The dotted names of everything that a class derives from."""
        return {self.home(base) for one in self.lineage(cls) for base in one.bases}

    def _is_model(self, cls: Class) -> bool:
        return bool(self.ancestry(cls) & (MODEL_BASES | TRAITS))

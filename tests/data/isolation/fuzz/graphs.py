"""Random models: owned tables, tables owned through parents, links and shared tables, with foreign keys between them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import registry, relationship

ALICE, BOB = 1, 9002
PRIVATE = ("owned", "through", "link")
KINDS = (*PRIVATE, "owned", "owned", "shared", "shared_writable")
TEXTS = ("x", "y", None)


@dataclass(frozen=True)
class Edge:
    """A foreign key."""

    child: str
    column: str
    parent: str
    required: bool = False


@dataclass
class Graph:
    """The tables of one random application, their models and the rows of two owners.

    Attributes:
        kinds: whose the rows of each table are, by name; parents first.
        edges: the foreign keys.
        keys: the keys of the rows, by table and owner; None owns the shared ones.
    """

    kinds: dict[str, str]
    edges: list[Edge]
    registry: registry = field(default_factory=registry)
    models: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[tuple[int | None, dict[str, Any]]]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Graph(kinds={self.kinds!r}, edges={self.edges!r})"

    @property
    def metadata(self) -> Any:
        return self.registry.metadata

    def table(self, name: str) -> Table:
        return self.metadata.tables[name]

    def keys(self, name: str, *owners: int | None) -> list[int]:
        """The keys of the rows of some owners."""
        return [row["id"] for owner, row in self.rows[name] if owner in owners and "id" in row]

    def edges_of(self, name: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.child == name]

    def build(self) -> "Graph":
        """Make the tables, the models and the rows."""
        for name, kind in self.kinds.items():
            _table(self, name, kind)
        for name in self.kinds:
            self.models[name] = type(name, (), {"__init__": _init})
        for name, model in self.models.items():
            properties = dict(_relationships(self, name))
            self.registry.map_imperatively(model, self.table(name), properties=properties)
        self.registry.configure()
        _fill(self)
        return self


@st.composite
def graphs(draw: Any) -> Graph:
    """An owner's table, one owned table and two to five others."""
    kinds = {"users": "owner", "t1": "owned"}
    edges: list[Edge] = []
    for number in range(2, draw(st.integers(4, 6)) + 1):
        name, kind = f"t{number}", draw(st.sampled_from(KINDS))
        kinds[name] = kind
        edges += draw(_edges(name, kind, kinds))
    if draw(st.booleans()):
        edges.append(Edge("t1", "t1_id", "t1"))
    return Graph(kinds, edges).build()


@st.composite
def _edges(draw: Any, name: str, kind: str, kinds: dict[str, str]) -> list[Edge]:
    """The foreign keys of a table: those by which it is owned, and others."""
    private = [n for n, k in kinds.items() if k in ("owned", "through") and n != name]
    shared = [n for n, k in kinds.items() if k.startswith("shared") and n != name]
    if kind == "shared":  # no session of an owner could clear its key
        shared = [n for n in shared if kinds[n] == "shared"]
    if kind == "link":
        parents = [draw(st.sampled_from(private)) for _ in range(2)]
        return [Edge(name, f"p{i}_id", p, required=True) for i, p in enumerate(parents)]
    found = []
    if kind == "through":
        found = [Edge(name, "through_id", draw(st.sampled_from(private)), required=True)]
    possible = shared if kind.startswith("shared") else [*private, *shared, name]
    if possible:
        others = draw(st.lists(st.sampled_from(possible), max_size=2, unique=True))
        found += [Edge(name, f"{other}_id", other) for other in others]
    return found


def _table(graph: Graph, name: str, kind: str) -> None:
    keys = [_foreign_key(edge, kind) for edge in graph.edges_of(name)]
    own = [Column("id", Integer, primary_key=True)] if kind != "link" else []
    values = [Column("a", Integer), Column("b", String(20))]
    if kind == "owned":
        info = {"colonnade.owner": "by"}
        keys.append(Column("owner_id", ForeignKey("users.id"), nullable=False, info=info))
    said = "owned" if kind in PRIVATE else kind
    Table(name, graph.metadata, *own, *values, *keys, info={"colonnade.ownership": said})


def _foreign_key(edge: Edge, kind: str) -> Column[Any]:
    through = kind == "link" or edge.column == "through_id"
    return Column(
        edge.column,
        Integer,
        ForeignKey(f"{edge.parent}.id"),
        primary_key=kind == "link",
        nullable=not edge.required,
        info={"colonnade.owner": "through"} if through else {},
    )


def _init(self: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(self, name, value)


def _relationships(graph: Graph, name: str) -> Iterator[tuple[str, Any]]:
    """Both sides of every foreign key, and what a link table links."""
    for edge in graph.edges:
        key = graph.table(edge.child).c[edge.column]
        if edge.child == name:
            yield (
                f"one_{edge.column}",
                relationship(
                    graph.models[edge.parent],
                    foreign_keys=[key],
                    primaryjoin=key == graph.table(edge.parent).c.id,
                    remote_side=[graph.table(edge.parent).c.id],
                    back_populates=f"many_{edge.child}_{edge.column}",
                ),
            )
        if edge.parent == name:
            yield (
                f"many_{edge.child}_{edge.column}",
                relationship(
                    graph.models[edge.child],
                    foreign_keys=[key],
                    primaryjoin=key == graph.table(name).c.id,
                    remote_side=[key],
                    back_populates=f"one_{edge.column}",
                ),
            )
    yield from _linked(graph, name)


def _linked(graph: Graph, name: str) -> Iterator[tuple[str, Any]]:
    for link in (n for n, kind in graph.kinds.items() if kind == "link"):
        here, there = graph.edges_of(link)
        if here.parent == name:
            table = graph.table(link)
            yield (
                f"linked_{link}",
                relationship(
                    graph.models[there.parent],
                    secondary=table,
                    primaryjoin=table.c[here.column] == graph.table(name).c.id,
                    secondaryjoin=table.c[there.column] == graph.table(there.parent).c.id,
                    viewonly=True,
                ),
            )


def _fill(graph: Graph) -> None:
    """Three rows of Alice's and of Bob's in each table, or three shared ones; each points at rows of its owner."""
    for name, kind in graph.kinds.items():
        rows: list[tuple[int | None, dict[str, Any]]] = []
        if kind == "owner":
            rows = [(key, {"id": key, "a": 1, "b": "x"}) for key in (ALICE, BOB)]
        elif kind.startswith("shared"):
            rows = [(None, _row(graph, name, 100 + n, n, None)) for n in range(3)]
        else:
            for owner, first in ((ALICE, 200), (BOB, 9200)):
                rows += [(owner, _row(graph, name, first + n, n, owner)) for n in range(3)]
        graph.rows[name] = rows


def _row(graph: Graph, name: str, key: int, n: int, owner: int | None) -> dict[str, Any]:
    row: dict[str, Any] = {"a": n % 2, "b": TEXTS[n]}
    if graph.kinds[name] != "link":
        row["id"] = key
    if graph.kinds[name] == "owned":
        row["owner_id"] = owner
    positions = count()
    for edge in graph.edges_of(name):
        if edge.parent == name:
            # The first row points nowhere, the others at the one before.
            row[edge.column] = key - 1 if n else None
            continue
        keys = graph.keys(edge.parent, owner, None) or [None]
        # The second key of a link moves on, so that no pair is there twice.
        place = n + next(positions) * (n // len(keys) + 1)
        row[edge.column] = None if n == 2 and not edge.required else keys[place % len(keys)]
    return row

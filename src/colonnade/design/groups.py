"""Which tables belong together, so that a large schema can be shown in parts.

The source's own groups come first, then the database's schemas. Where there are neither, tables that refer to each
other more than to the rest make a group, and the group is named after its best connected table.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import MetaData, Table

from colonnade.schema.info import schema_info
from colonnade.schema.relations import relations

READABLE = 16
"""How many tables of a derived group a reader can take in at once."""

Weights = Counter[tuple[str, str]]
"""How many foreign keys join two tables; the pair is sorted."""


@dataclass(frozen=True, slots=True)
class Group:
    """Tables that are shown together, under one name."""

    name: str
    tables: tuple[Table, ...]


def groups(metadata: MetaData) -> list[Group]:
    """Every table of the schema in exactly one group, the largest groups first."""
    declared = schema_info(metadata).groups
    schemas = {table.schema for table in metadata.tables.values()}
    if declared:
        named = _declared(metadata, declared)
    elif len(schemas) > 1:
        named = _by_schema(metadata)
    else:
        named = _derived(metadata)
    found = [
        Group(name, tuple(metadata.tables[key] for key in sorted(keys)))
        for name, keys in named.items()
        if keys
    ]
    return sorted(found, key=lambda group: (-len(group.tables), group.name))


def hubs(metadata: MetaData) -> set[str]:
    """The keys of tables that so many others refer to that lines to them would hide the rest.

    A schema of up to 25 tables has none.
    """
    if len(metadata.tables) <= 25:
        return set()
    pairs = {(one.parent.key, one.child.key) for one in relations(metadata)}
    referring = Counter(parent for parent, child in pairs if parent != child)
    limit = max(7, len(metadata.tables) * 14 // 100)
    return {key for key, count in referring.items() if count > limit}


def _declared(metadata: MetaData, declared: dict[str, list[str]]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    taken: set[str] = set()
    for name, keys in declared.items():
        named[name] = [key for key in keys if key in metadata.tables and key not in taken]
        taken.update(named[name])
    rest = [key for key in metadata.tables if key not in taken]
    return {**named, "Other tables": rest}


def _by_schema(metadata: MetaData) -> dict[str, list[str]]:
    named: dict[str, list[str]] = defaultdict(list)
    for table in metadata.tables.values():
        named[table.schema or "default schema"].append(table.key)
    return named


def _derived(metadata: MetaData) -> dict[str, list[str]]:
    weights = _weights(metadata)
    popular = hubs(metadata)
    inner = Counter({pair: count for pair, count in weights.items() if popular.isdisjoint(pair)})
    clusters = _clusters((key for key in metadata.tables if key not in popular), inner)
    clusters = _gather_around_hubs(clusters, sorted(popular), weights)
    clusters = _without_small_ones(clusters, inner)
    referred = Counter(one.parent.key for one in relations(metadata))
    related = {key for pair in weights for key in pair}
    named: dict[str, list[str]] = {}
    for cluster in sorted(clusters, key=min):
        if related.isdisjoint(cluster):
            named.setdefault("Unrelated tables", []).extend(cluster)
        else:
            centre = min(cluster, key=lambda key: (-referred[key], key))
            named[f"Around {centre}"] = sorted(cluster)
    return named


def _weights(metadata: MetaData) -> Weights:
    pairs = (sorted((one.child.key, one.parent.key)) for one in relations(metadata))
    return Counter((one, other) for one, other in pairs if one != other)


def _clusters(keys: Iterable[str], weights: Weights) -> list[set[str]]:
    """Join the two clusters that gain most modularity, until none gains or it would be too large."""
    clusters = {key: {key} for key in sorted(keys)}
    between = Counter(weights)
    ends: Counter[str] = Counter()
    for (one, other), count in weights.items():
        ends.update({one: count, other: count})
    total = sum(weights.values()) or 1

    def gain(pair: tuple[str, str]) -> float:
        return between[pair] / total - ends[pair[0]] * ends[pair[1]] / (2 * total * total)

    while True:
        fitting = [p for p in between if len(clusters[p[0]]) + len(clusters[p[1]]) <= READABLE]
        best = max(fitting, key=lambda pair: (gain(pair), pair), default=None)
        if best is None or gain(best) <= 0:
            return list(clusters.values())
        into, gone = best
        clusters[into] |= clusters.pop(gone)
        ends[into] += ends.pop(gone)
        between = _joined(between, into, gone)


def _joined(between: Weights, into: str, gone: str) -> Weights:
    joined: Weights = Counter()
    for pair, count in between.items():
        one, other = sorted(into if key == gone else key for key in pair)
        if one != other:
            joined[one, other] += count
    return joined


def _gather_around_hubs(
    clusters: list[set[str]], popular: list[str], weights: Weights
) -> list[set[str]]:
    """Put tables that refer to nothing but a hub into the hub's group."""
    around = {hub: {hub} for hub in popular}
    rest = []
    for cluster in clusters:
        near = [hub for hub in popular for key in cluster if weights[_pair(hub, key)]]
        if len(cluster) == 1 and near:
            around[Counter(near).most_common(1)[0][0]] |= cluster
        else:
            rest.append(cluster)
    return rest + list(around.values())


def _without_small_ones(clusters: list[set[str]], weights: Weights) -> list[set[str]]:
    """Let groups of one or two join the group they refer to most, where it stays readable."""
    kept = sorted(clusters, key=lambda cluster: (len(cluster), min(cluster)))
    for small in [cluster for cluster in kept if len(cluster) < 3]:
        ties = [
            (sum(weights[_pair(one, other)] for one in small for other in cluster), cluster)
            for cluster in kept
            if cluster is not small and len(small) + len(cluster) <= READABLE
        ]
        count, nearest = max(ties, key=lambda tie: (tie[0], min(tie[1])), default=(0, small))
        if count:
            nearest |= small
            kept = [cluster for cluster in kept if cluster is not small]
    return kept


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)

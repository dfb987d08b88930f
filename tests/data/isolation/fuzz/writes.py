"""Random sequences of writes, as descriptions that are carried out in both worlds."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.orm import aliased, make_transient_to_detached

from tests.data.isolation.fuzz.choice import Draw, chance, choose
from tests.data.isolation.fuzz.graphs import ALICE, BOB, Graph
from tests.data.isolation.fuzz.relations import predicates, relation

FORMS = {
    "insert": ("objects", "orm", "core", "values", "select", "upsert", "merge"),
    "update": ("objects", "orm", "core", "alias", "from", "value", "rows", "stub"),
    "delete": ("objects", "orm", "core", "stub"),
}
VERBS = dict.fromkeys(("owned", "through", "link"), ("insert", "update", "delete")) | {
    "owner": ("update", "delete"),
    # A row that Bob's rows point at stays, and that tells that there is one.
    "shared_writable": ("insert", "update"),
}
NEW = 500
"""Where the keys of new rows begin."""


@dataclass(frozen=True)
class Write:
    """One write.

    Attributes:
        graph: the models.
        verb: insert, update or delete.
        form: how it is said.
        name: the table.
        rows: the values, one mapping per row to insert, or one for an update.
        key: the row to update or delete; None for those that `where` finds.
        where: a criterion on the table.
        other: another table, to read a value from.
    """

    graph: Graph
    verb: str
    form: str
    name: str
    rows: tuple[dict[str, Any], ...]
    key: int | None
    where: Any
    other: str

    def __repr__(self) -> str:
        said = (self.verb, self.form, self.name, self.rows, self.key, str(self.where))
        return " ".join(map(str, said))

    @property
    def reaches(self) -> bool:
        """Whether it would put a row where Bob has one, or in Bob's name; without Bob it might succeed."""
        keys = {row.get("id", 0) for row in self.rows}
        named = {row.get("owner_id") or 0 for row in self.rows}
        return self.verb == "insert" and self.form != "select" and max(keys | named) >= BOB

    def run(self, session: Any, *, stamp: bool) -> None:
        """Carry it out; `stamp` adds the owner, where no scope does it."""
        rows = [dict(row) for row in self.rows]
        if self.verb == "insert" and stamp and "owner_id" in self.table.c:
            rows = [{**row, "owner_id": row.get("owner_id") or ALICE} for row in rows]
        getattr(self, f"_{self.verb}_{self.form}")(session, rows)

    @property
    def model(self) -> Any:
        return self.graph.models[self.name]

    @property
    def table(self) -> Any:
        return self.graph.table(self.name)

    def _insert_objects(self, session: Any, rows: list[dict[str, Any]]) -> None:
        session.add_all([self.model(**row) for row in rows])
        session.flush()

    def _insert_orm(self, session: Any, rows: list[dict[str, Any]]) -> None:
        session.execute(insert(self.model), rows)

    def _insert_core(self, session: Any, rows: list[dict[str, Any]]) -> None:
        session.connection().execute(insert(self.table), rows)

    def _insert_values(self, session: Any, rows: list[dict[str, Any]]) -> None:
        session.execute(insert(self.table).values(rows))

    def _insert_select(self, session: Any, rows: list[dict[str, Any]]) -> None:
        """Copy rows, with other keys."""
        names = [c.name for c in self.table.c if c.name in rows[0] or c.name != "owner_id"]
        columns = [self._copied(name, rows[0]) for name in names]
        session.execute(insert(self.table).from_select(names, select(*columns).where(self.where)))

    def _copied(self, name: str, row: dict[str, Any]) -> Any:
        if name == "id":
            return self.table.c.id + NEW
        return literal(row[name]) if name == "p0_id" else self.table.c[name]

    def _insert_upsert(self, session: Any, rows: list[dict[str, Any]]) -> None:
        keys = [c.name for c in self.table.primary_key]
        names = [name for name in rows[0] if name not in (*keys, "owner_id")]
        dialect = session.get_bind().dialect.name
        if dialect == "mysql":
            other = mysql.insert(self.table).inline()
            set_ = {name: other.inserted[name] for name in names}
            if "owner_id" in self.table.c:
                session.execute(other.on_duplicate_key_update(set_), rows)
            else:  # whose the row that is there is takes a parameter, which many rows at once cannot have
                session.execute(other.on_duplicate_key_update(set_).values(rows))
            return
        statement = {"sqlite": sqlite, "postgresql": postgresql}[dialect].insert(self.table)
        set_ = {name: statement.excluded[name] for name in names}
        session.execute(statement.on_conflict_do_update(index_elements=keys, set_=set_), rows)

    def _insert_merge(self, session: Any, rows: list[dict[str, Any]]) -> None:
        """A row that is there keeps its owner: to take it away is refused."""
        for row in rows:
            said = {name: v for name, v in row.items() if name != "owner_id" or v is not None}
            session.merge(self.model(**said))
        session.flush()

    def _update_objects(self, session: Any, rows: list[dict[str, Any]]) -> None:
        for found in self._found(session):
            for name, value in rows[0].items():
                setattr(found, name, value)
        session.flush()

    def _update_orm(self, session: Any, rows: list[dict[str, Any]]) -> None:
        session.execute(self._aimed(update(self.model)).values(rows[0]))

    def _update_core(self, session: Any, rows: list[dict[str, Any]]) -> None:
        session.connection().execute(self._aimed(update(self.table)).values(rows[0]))

    def _update_alias(self, session: Any, rows: list[dict[str, Any]]) -> None:
        alias = self.table.alias()
        session.execute(update(alias).where(alias.c.a >= 0).values(rows[0]))

    def _update_from(self, session: Any, rows: list[dict[str, Any]]) -> None:
        other = aliased(self.graph.models[self.other])
        statement = update(self.model).where(self.model.a == other.a).values(rows[0])
        session.execute(statement, execution_options={"synchronize_session": False})

    def _update_value(self, session: Any, rows: list[dict[str, Any]]) -> None:
        highest = select(func.max(self.graph.table(self.other).c.a)).scalar_subquery()
        session.execute(self._aimed(update(self.table)).values({**rows[0], "a": highest}))

    def _update_rows(self, session: Any, rows: list[dict[str, Any]]) -> None:
        session.execute(update(self.model), [{**rows[0], **self._identity()}])

    def _update_stub(self, session: Any, rows: list[dict[str, Any]]) -> None:
        """An object of Bob's that nobody read."""
        stub = self._stub(session)
        stub.b = "y"
        session.flush()

    def _delete_objects(self, session: Any, rows: list[dict[str, Any]]) -> None:
        for found in self._found(session):
            session.delete(found)
        session.flush()

    def _delete_orm(self, session: Any, rows: list[dict[str, Any]]) -> None:
        session.execute(self._aimed(delete(self.model)))

    def _delete_core(self, session: Any, rows: list[dict[str, Any]]) -> None:
        session.connection().execute(self._aimed(delete(self.table)))

    def _delete_stub(self, session: Any, rows: list[dict[str, Any]]) -> None:
        session.delete(self._stub(session))
        session.flush()

    def _found(self, session: Any) -> list[Any]:
        if self.key is None:
            return list(session.scalars(select(self.model).where(self.where)))
        found = session.get(self.model, self._identity())
        return [] if found is None else [found]

    def _stub(self, session: Any) -> Any:
        made = self.model(**self._identity(BOB + 199), a=1, b="x")
        make_transient_to_detached(made)
        session.add(made)
        return made

    def _identity(self, key: int | None = None) -> dict[str, Any]:
        """The key of one row."""
        names = [c.name for c in self.table.primary_key]
        return dict.fromkeys(names, key or self.key or ALICE + 199)

    def _aimed(self, statement: Any) -> Any:
        if self.key is None:
            return statement.where(self.where)
        pairs = self._identity().items()
        return statement.where(*(self.table.c[name] == key for name, key in pairs))


def write(draw: Draw, graph: Graph, number: int) -> Write:
    """One write; `number` tells it from the others of its sequence."""
    names = [name for name, kind in graph.kinds.items() if kind != "shared"]
    name = choose(draw, names)
    verb = choose(draw, VERBS[graph.kinds[name]])
    form = choose(draw, FORMS[verb])
    count = choose(draw, (1, 2)) if verb == "insert" else 1
    keys = [_key(draw, graph, name, NEW + 10 * number + n) for n in range(count)]
    given = [_row(draw, graph, name, key, new=verb == "insert") for key in keys]
    if max(keys) > BOB:  # what Bob's row stands in the way of is judged alone
        given = given[keys.index(max(keys)) :][:1]
    # Rows of one INSERT have the same columns.
    rows = tuple({k: row.get(k, given[0][k]) for k in given[0]} for row in given)
    own, bobs = graph.keys(name, ALICE, None) or [200], graph.keys(name, BOB) or [9200]
    key = choose(draw, (None, None, *own[:2], *bobs[:2]))
    where = predicates(draw, graph, [relation(graph, name, "core")], 1)
    return Write(graph, verb, form, name, rows, key, where, choose(draw, names))


def _key(draw: Draw, graph: Graph, name: str, new: int) -> int:
    """A new key mostly, or one that is there."""
    taken = graph.keys(name, ALICE, BOB, None)
    return choose(draw, taken) if taken and chance(draw, 3) else new


def _row(draw: Draw, graph: Graph, name: str, key: int, *, new: bool) -> dict[str, Any]:
    """Values of one row; the owner and foreign keys are own, foreign or left out."""
    row: dict[str, Any] = {"b": choose(draw, ("new", "x", None))}
    if new and graph.kinds[name] != "link":
        row["id"] = key
    for edge in graph.edges_of(name):
        if (edge.required and new) or chance(draw, 2):
            keys = graph.keys(edge.parent, ALICE, None)[:2] + graph.keys(edge.parent, BOB)[:1]
            row[edge.column] = choose(draw, [*keys, None])
    if graph.kinds[name] == "owned" and chance(draw, 3):
        row["owner_id"] = choose(draw, (ALICE, BOB, None) if new else (ALICE, BOB))
    return row

"""Random sequences of writes, as descriptions that are carried out in both worlds."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from tests.data.isolation import models

ENTITIES = (models.Project, models.Task, models.TaskTag, models.Tag, models.Comment)
IDS = {
    "project_id": (10, 9020, None),
    "parent_id": (100, 9200, None),
    "task_id": (100, 101, 9200, 9201),
    "tag_id": (30, 9040),
    "user_id": (1, 9002),
}
KEYS = {
    "projects": (10, 9020),
    # Not 101, her last one: SQLite would number a new row so, where Bob has no higher one.
    "tasks": (100, 9200),
    "tags": (30, 9040),
    "comments": (1000, 9100),
}


@dataclass(frozen=True)
class Write:
    """One write.

    Attributes:
        form: how it is said: by ORM objects, an ORM statement or a Core one.
        verb: insert, update or delete.
        entity: the model.
        rows: the values, one mapping per row to insert, or one for an update.
        key: the row to update or delete; None for all that are visible.
    """

    form: str
    verb: str
    entity: Any
    rows: tuple[dict[str, Any], ...]
    key: int | None

    def run(self, session: Any, *, stamp: bool) -> None:
        """Carry it out; `stamp` adds the owner, where no scope does it."""
        owned = "user_id" in self.entity.__table__.c
        stamped = {"user_id": 1} if stamp and owned and self.verb == "insert" else {}
        rows = [{**stamped, **row} for row in self.rows]
        getattr(self, f"_{self.verb}")(session, rows)

    def _insert(self, session: Any, rows: list[dict[str, Any]]) -> None:
        if self.form == "objects":
            session.add_all([self.entity(**row) for row in rows])
            session.flush()
        elif self.form == "values":
            session.execute(insert(self._target()).values(rows))
        elif self.form == "select":
            core = self.entity.__table__
            names = [c.name for c in core.c if c.name not in ("id", "slug")]
            session.execute(insert(core).from_select(names, select(*(core.c[n] for n in names))))
        else:
            session.execute(insert(self._target()), rows)

    def _update(self, session: Any, rows: list[dict[str, Any]]) -> None:
        if self.form == "objects" and self.key is not None:
            found = session.get(self.entity, self.key)
            for name, value in rows[0].items() if found is not None else ():
                setattr(found, name, value)
            session.flush()
        else:
            session.execute(self._where(update(self._target())).values(rows[0]))

    def _delete(self, session: Any, rows: list[dict[str, Any]]) -> None:
        if self.form == "objects" and self.key is not None:
            found = session.get(self.entity, self.key)
            if found is not None:
                session.delete(found)
                session.flush()
        else:
            session.execute(self._where(delete(self._target())))

    def _target(self) -> Any:
        return self.entity if self.form == "orm" else self.entity.__table__

    def _where(self, statement: Any) -> Any:
        return statement if self.key is None else statement.where(self.entity.id == self.key)


@st.composite
def rows(draw: Any, entity: Any, number: int, *, new: bool) -> dict[str, Any]:
    """Values of one row; the owner and foreign keys are own, foreign or left out."""
    made: dict[str, Any] = {}
    for col in entity.__table__.columns:
        needed = new and not col.nullable and col.name != "user_id"
        if col.name in IDS and (needed or draw(st.booleans())):
            made[col.name] = draw(st.sampled_from(IDS[col.name]))
        elif col.name in ("title", "name", "body") and (needed or not made):
            made[col.name] = draw(st.sampled_from(["x", "y"]))
        elif col.name == "priority" and new:
            made[col.name] = 5
        elif col.name == "id" and new:
            made[col.name] = number
    return made


@st.composite
def writes(draw: Any, number: int) -> Write:
    """One write; `number` is where the keys of new rows begin."""
    entity = draw(st.sampled_from(ENTITIES))
    verb = draw(st.sampled_from(["insert", "update", "delete"]))
    forms = ["objects", "orm", "core"] + ["values", "select"] * (verb == "insert")
    count = draw(st.integers(1, 3)) if verb == "insert" else 1
    given = [draw(rows(entity, number + i, new=verb == "insert")) for i in range(count)]
    # Rows of one INSERT have the same columns.
    same = tuple({k: row.get(k, given[0][k]) for k in given[0]} | _key(row) for row in given)
    key = draw(st.sampled_from((*KEYS.get(entity.__tablename__, ()), None)))
    return Write(draw(st.sampled_from(forms)), verb, entity, same, key)


def _key(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"]} if "id" in row else {}


sequences = st.integers(1, 4).flatmap(
    lambda length: st.tuples(*(writes(500 + 10 * n) for n in range(length)))
)

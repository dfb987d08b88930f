"""SELECTs that give instances, built once for each form and run with new parameters.

SQLAlchemy keeps the text that it compiles, but not the statement: building a SELECT and telling that its text is there
already takes as long as running it. A statement that is kept knows its own cache key.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BindParameter, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.visitors import replacement_traverse
from sqlmodel import SQLModel

from colonnade.data.compiled.conditions import Conditions
from colonnade.data.compiled.prepared import kept
from colonnade.data.queries import statements

Finish = Callable[[Select[Any], Conditions], Select[Any]]


@dataclass(frozen=True)
class Selecting:
    """What is selected.

    Attributes:
        model: the table's class.
        said: the conditions.
        load: relationships to load along.
    """

    model: type[SQLModel]
    said: Conditions
    load: Sequence[Any] = ()

    def statement(
        self, dialect: Dialect, form: tuple[Hashable, ...], finish: Finish
    ) -> tuple[Select[Any], Mapping[str, Any]]:
        """The SELECT and the parameters of its conditions.

        Args:
            dialect: of the engine that will run it.
            form: what `finish` depends on.
            finish: adds what comes after the conditions, with parameters for all that `form` does not say.

        Raises:
            InvalidQuery: what is loaded along is no list of relationships.
        """
        statements.refuse_single(self.load)
        said = self.said
        # A loader option is another object each time.
        if said.form is not None and all(isinstance(a, InstrumentedAttribute) for a in self.load):
            key = ("instances", self.model, tuple(self.load), *form, said.form)
            made = kept(dialect, key, lambda: self._marked(finish))
            if made is not None:
                values = (bind.effective_value for bind in said.binds)
                return made, {_mark(i): value for i, value in enumerate(values)}
        return self._built(said, finish), {}

    def _built(self, said: Conditions, finish: Finish) -> Select[Any]:
        return finish(statements.reading(self.model, *said.where, load=self.load), said)

    def _marked(self, finish: Finish) -> Select[Any] | None:
        """The statement with parameters for the values in its conditions; None where one of them stays."""
        marks = {id(bind): _parameter(i, bind) for i, bind in enumerate(self.said.binds)}

        def mark(element: Any, **_: Any) -> Any:
            return marks.get(id(element))

        given: Sequence[Any] = self.said.where
        where = [replacement_traverse(condition, {}, mark) for condition in given]
        keys = [condition._generate_cache_key() for condition in where]
        names = {bind.key for key in keys for bind in key.bindparams}
        if names != {bind.key for bind in marks.values()}:
            return None
        return self._built(replace(self.said, where=where), finish)


def _parameter(index: int, bind: BindParameter[Any]) -> BindParameter[Any]:
    return BindParameter(
        _mark(index),
        type_=bind.type,
        required=True,
        expanding=bind.expanding,
        literal_execute=bind.literal_execute,
    )


def _mark(index: int) -> str:
    return f"given_{index}"

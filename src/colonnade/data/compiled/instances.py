"""The way over instances, for schemas that only an instance can fill. It gives the same answers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import inspect

from colonnade.data.compiled.answers import answers
from colonnade.data.queries.page import Page, Part
from colonnade.data.queries.plan import load_for
from colonnade.data.queries.statements import Where

S = TypeVar("S", bound=BaseModel)


class InstanceReads(Generic[S]):
    """As `Reads`, through instances with their relationships loaded along.

    Args:
        schema: what each row becomes.
        crud: the `Crud` of the operation, which reads the instances.
    """

    def __init__(self, schema: type[S], crud: Any) -> None:
        self._schema = schema
        self._crud = crud
        self._load = load_for(crud.model, schema)

    def get(self, key: Any) -> S | None:
        """The row with this key."""
        row = self._crud.get_or_none(key, load=self._load)
        return None if row is None else answers(self._schema, [row])[0]

    def list(self, where: Sequence[Where], sort: tuple[str, ...], limit: int | None) -> list[S]:
        """The rows that meet all conditions."""
        rows = self._crud.list(*where, sort=sort, limit=limit, load=self._load)
        return answers(self._schema, rows)

    def page(self, where: Sequence[Where], asked: Part) -> Page[S]:
        """One page of the rows that meet all conditions."""
        page: Page[Any] = self._crud.page(*where, load=self._load, **vars(asked))
        return replace(page, items=answers(self._schema, page.items))

    def shown(self, row: Any) -> S:
        """An instance, with the relationships that the schema shows."""
        if self._load:
            key = inspect(row).identity
            row = self._crud.get(key if len(key) > 1 else key[0], load=self._load)
        return answers(self._schema, [row])[0]

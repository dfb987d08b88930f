"""A `hybrid_property` is no field, and Pydantic has to be told.

Without `ignored_types` the class cannot be made: PydanticUserError, "A non-annotated attribute was detected".

Bad:

    from sqlalchemy.ext.hybrid import hybrid_property
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        points: int

        @hybrid_property
        def is_large(self):
            return self.points > 8

Good:

    from sqlalchemy.ext.hybrid import hybrid_property
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        model_config = {"ignored_types": (hybrid_property,)}

        id: int | None = Field(default=None, primary_key=True)
        points: int

        @hybrid_property
        def is_large(self):
            return self.points > 8

Fine:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        points: int

        @property
        def is_large(self) -> bool:
            return self.points > 8
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import is_known, validates
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL126"
NEEDS = (MODELS, "hybrid_property")
_HYBRID = "sqlalchemy.ext.hybrid.hybrid_property"


def check(node: ast.FunctionDef, source: Source) -> Iterator[Problem]:
    """Report hybrid properties of models whose configuration does not name their type."""
    parent = source.parent(node)
    if not node.decorator_list or not isinstance(parent, ast.ClassDef):
        return
    if not any(source.resolve(one) == _HYBRID for one in node.decorator_list):
        return
    model = source.model_of(parent)
    if model is None or not is_known(model) or validates(model):
        return
    bodies = [source.segment(parent)] + [
        text for cls in model.project.lineage(model.cls) for text in cls.assigned.values()
    ]
    says = any("ignored_types" in body or "keep_untouched" in body for body in bodies)
    if not says:
        yield Problem(
            node.decorator_list[0],
            f"`{model.name}.{node.name}` is taken for a field without a type.",
            'Say `model_config = {"ignored_types": (hybrid_property,)}`.',
        )

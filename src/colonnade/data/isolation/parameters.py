"""The parameters of a compiled statement that hold owners.

The rule here: their names and their types are ours. A parameter of the statement's own with such a name is refused, as
its type could send another owner than the session's.
"""

from typing import Any

from sqlalchemy import BindParameter, Table, TypeDecorator

from colonnade.data.isolation.refusals import RefusesText
from colonnade.data.isolation.rules import OwnerColumn
from colonnade.errors import OutOfScope

_NAMES = ("colonnade_owner_", "colonnade_stamp_")


class HoldsOwners(RefusesText):
    """Makes the parameters by which an execution hands the owners over.

    Attributes:
        owner_binds: the parameters, each with the table of the owner; None for the only one.
        owner_types: the Python types that the owners' keys must have.
    """

    def __init__(self, dialect: Any, *args: Any, **kw: Any) -> None:
        self.owner_binds: dict[str, Table | None] = {}
        self.owner_types: set[tuple[Table | None, type]] = set()
        self.named: tuple[Table, ...] = dialect.named
        self._made: dict[str, BindParameter[Any]] = {}
        super().__init__(dialect, *args, **kw)

    def owner_parameter(self, owner: OwnerColumn, role: str) -> BindParameter[Any]:
        """The parameter that holds an owner, typed as the column; each role, owner and type has one of its own."""
        kind = owner.column.type
        of = owner.of if self.named else None
        place = "" if of is None else f"_{self.named.index(of)}"
        name = f"colonnade_{role}_{type(kind).__name__.lower()}{place}"
        self.owner_binds[name] = of
        self.owner_types.add((of, python_type(kind)))
        return self._made.setdefault(name, BindParameter(name, None, type_=kind))

    def visit_bindparam(self, bindparam: Any, *args: Any, **kw: Any) -> str:
        named_so = any(name in bindparam.key for name in _NAMES)
        if named_so and bindparam is not self._made.get(bindparam.key):
            raise OutOfScope(
                f"A parameter of a statement has the name {bindparam.key!r}, as those that hold owners.",
                "Give it another name.",
            )
        return super().visit_bindparam(bindparam, *args, **kw)


def python_type(kind: Any) -> type:
    """What the values of a type are in Python; of SQLModel's texts, which do not say it, what they are made of."""
    while isinstance(kind, TypeDecorator) and type(kind).python_type is TypeDecorator.python_type:
        kind = kind.impl_instance
    found: type = kind.python_type
    return found

"""The models of an application, as a careful person would type them: `app/models/*.py`.

The tables that are created from them equal the source's tables, object by object.
"""

from colonnade.design.design import Design, Files
from colonnade.design.format import formatted
from colonnade.design.models.context import Context
from colonnade.design.models.modules import modules


def write(design: Design) -> Files:
    """The package `app/models`: a base, one module for each table, and what they share.

    Args:
        design: the schema and what was decided about it.
    """
    return formatted(modules(Context.of(design)))


__all__ = ["write"]

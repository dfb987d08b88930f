"""What has to be said when a schema has owners of several kinds, of whom a project begins with one."""

from sqlalchemy import MetaData

from colonnade.schema.traits import owned_otherwise


def warning(metadata: MetaData) -> str:
    """Which tables everybody reads although a column names an owner, and what to do; empty when there is none."""
    columns = owned_otherwise(metadata)
    if not columns:
        return ""
    names = ", ".join(f"`{key}.{column}`" for key, column in sorted(columns.items()))
    return (
        f"Everybody reads the rows of these tables, because the owner they name is of another kind: {names}. "
        "A project begins with one kind of owner. Set `owner: 'true'` on the columns that lead to it; rows that go with "
        "an owned row (`delete: cascade`) are owned through it. The library knows several kinds: derive each from "
        "`Owner`, and name them with `Owned.by`."
    )

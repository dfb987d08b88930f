"""Makes the tables of modules and stores a row in each: `python stored.py app.models.user,app.models.task other`.

Each argument is a list of modules that belong together; it has a process of its own, so that no other's tables are there.
"""

import os
import sys
from importlib import import_module

from sqlmodel import Session, SQLModel, create_engine


def value(column):
    """Something that fits a column, the same for a key and what refers to it."""
    if column.foreign_keys:
        return value(next(iter(column.foreign_keys)).column)
    kind = getattr(column.type, "impl_instance", column.type).python_type
    return {str: "x", int: 1, bool: True}[kind]


def store(modules):
    for module in modules:
        import_module(module)
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    mapped = {mapper.local_table: mapper.class_ for mapper in SQLModel._sa_registry.mappers}
    with Session(engine) as session:
        for table in SQLModel.metadata.sorted_tables:
            empty = (one for one in table.columns if one.default is None)
            needed = [one for one in empty if not one.nullable and one.server_default is None]
            session.add(mapped[table](**{one.key: value(one) for one in needed}))
            session.flush()
        session.commit()


for argument in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        store(argument.split(","))
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(argument)

"""Keys, indexes, checks and relationships as lines of DBML."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import TextClause, UnaryExpression

from colonnade.schema.dbml.defaults import unwrapped
from colonnade.schema.dbml.strings import quoted, quoted_name


def is_marked(column: sa.Column[Any]) -> bool:
    """Whether a key is said at the column, and not by an index."""
    key = column.table.primary_key
    return len(key.columns) == 1 and not _name(key)


def indexes(table: sa.Table) -> Iterator[str]:
    """The lines of a table's `indexes` block: named and composite keys, unique constraints, indexes."""
    key = table.primary_key
    if len(key.columns) > 1 or (key.columns and _name(key)):
        yield _line(_names(key.columns), ["pk", *_named(key)])
    for constraint in _ordered(table, sa.UniqueConstraint):
        note = constraint.info.get("note")
        if len(constraint.columns) > 1 or _name(constraint) or note:
            settings = ["unique", *_named(constraint), *_noted(constraint)]
            yield _line(_names(constraint.columns), settings)
    for index in sorted(table.indexes, key=_position):
        yield _index(index)


def checks(table: sa.Table) -> Iterator[str]:
    """The lines of a table's `checks` block."""
    for constraint in _ordered(table, sa.CheckConstraint):
        if constraint._type_bound:
            continue  # the type brings it along
        text = sql_of(constraint.sqltext)
        settings = f" [{', '.join(_named(constraint))}]" if _name(constraint) else ""
        yield f"// {text}" if "`" in text else f"`{text}`{settings}"


def references(table: sa.Table) -> Iterator[str]:
    """A table's foreign keys as `Ref` lines."""
    for constraint in _ordered(table, sa.ForeignKeyConstraint):
        name = _name(constraint)
        head = f"Ref {quoted_name(name)}:" if name else "Ref:"
        here = _endpoint(table, _names(constraint.columns))
        targets = [element.column for element in constraint.elements]
        there = _endpoint(targets[0].table, [quoted_name(target.name) for target in targets])
        actions = {"delete": constraint.ondelete, "update": constraint.onupdate}
        settings = ", ".join(
            f"{key}: {action.lower()}" for key, action in actions.items() if action
        )
        yield f"{head} {here} > {there}" + (f" [{settings}]" if settings else "")


def sql_of(clause: Any) -> str:
    """An SQL expression as text."""
    if isinstance(clause, TextClause):
        return clause.text.replace("\\:", ":").strip()
    return str(clause.compile(compile_kwargs={"literal_binds": True}))


def _index(index: sa.Index) -> str:
    """The line of an index, as a comment when DBML cannot say what kind of index it is."""
    options = {
        f"{dialect}_{name}": value
        for dialect, values in index.dialect_options.items()
        for name, value in values.items()
        if _is_set(value) and not (name == "using" and str(value).lower() == "btree")
    }
    kind = options.pop("postgresql_using", None) or options.pop("mysql_using", None)
    options.pop("mysql_using", None)
    items = [_item(expression) for expression in index.expressions]
    plain = not any(item.startswith("`") for item in items)
    settings = ["unique"] if index.unique else []
    if kind or (index.unique and plain):  # without a type it would be a unique constraint
        settings.append(f"type: {(kind or 'btree').lower()}")
    line = _line(items, [*settings, *_named(index), *_noted(index)])
    if not options:
        return line
    said = ", ".join(f"{name}={_shown(value)}" for name, value in sorted(options.items()))
    return f"// {line}  DBML cannot say: {said}".replace("\n", " ")


def _is_set(value: Any) -> bool:
    return isinstance(value, sa.ClauseElement) or bool(value)


def _shown(value: Any) -> str:
    return sql_of(value) if isinstance(value, sa.ClauseElement) else str(value)


def _item(expression: Any) -> str:
    if isinstance(expression, sa.Column):
        return quoted_name(expression.name)
    descending = (
        isinstance(expression, UnaryExpression) and expression.modifier is operators.desc_op
    )
    if descending and isinstance(expression.element, sa.Column):
        return f"`{expression.element.name} desc`"
    return f"`{unwrapped(sql_of(expression))}`"


def _line(items: Sequence[str], settings: Sequence[str]) -> str:
    what = items[0] if len(items) == 1 else f"({', '.join(items)})"
    return f"{what} [{', '.join(settings)}]" if settings else what


def _endpoint(table: Any, names: Sequence[str]) -> str:
    schema = f"{quoted_name(table.schema)}." if table.schema else ""
    columns = names[0] if len(names) == 1 else f"({', '.join(names)})"
    return f"{schema}{quoted_name(table.name)}.{columns}"


def _names(columns: Any) -> list[str]:
    return [quoted_name(column.name) for column in columns]


def _name(item: Any) -> str | None:
    return str(item.name) if isinstance(item.name, str) else None


def _named(item: Any) -> list[str]:
    name = _name(item)
    return [f"name: {quoted(name)}"] if name else []


def _noted(item: Any) -> list[str]:
    note = item.info.get("note")
    return [f"note: {quoted(note)}"] if note else []


def _ordered(table: sa.Table, kind: type[Any]) -> list[Any]:
    """Constraints of a kind in the order they were made; a table keeps them as a set."""
    chosen = [constraint for constraint in table.constraints if isinstance(constraint, kind)]
    return sorted(chosen, key=lambda constraint: constraint._creation_order)


def _position(index: sa.Index) -> tuple[list[int], str]:
    columns = list(index.table.columns) if index.table is not None else []
    return [columns.index(column) for column in index.columns if column in columns], str(index.name)

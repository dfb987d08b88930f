"""Made-up schemas for Hypothesis, and what two schemas are compared by."""

from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from sqlalchemy.dialects import mysql, postgresql

from colonnade.schema.dbml.defaults import written_default
from colonnade.schema.dbml.written_constraints import sql_of
from colonnade.schema.info import Partial, column_info, schema_info, table_info

TYPES = [
    sa.Integer,
    sa.BigInteger,
    sa.SmallInteger,
    sa.String,
    lambda: sa.String(40),
    lambda: sa.Unicode(7),
    lambda: sa.CHAR(3),
    sa.Text,
    sa.Boolean,
    sa.Numeric,
    lambda: sa.Numeric(12, 2),
    sa.Float,
    sa.Double,
    sa.Date,
    sa.Time,
    lambda: sa.Time(timezone=True),
    sa.DateTime,
    lambda: sa.DateTime(timezone=True),
    sa.Interval,
    sa.Uuid,
    sa.JSON,
    lambda: sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
    sa.LargeBinary,
    lambda: sa.String(255).with_variant(postgresql.INET(), "postgresql"),
    lambda: sa.BigInteger().with_variant(mysql.BIGINT(unsigned=True), "mysql", "mariadb"),
    lambda: sa.ARRAY(sa.Text()).with_variant(sa.JSON(), "sqlite", "mysql", "mariadb"),
    lambda: sa.ARRAY(sa.String(9), dimensions=2).with_variant(
        sa.JSON(), "sqlite", "mysql", "mariadb"
    ),
    lambda: sa.Enum("low", "very high", "a'b\"c", name="level"),
    lambda: sa.Enum("x", name="kind of", schema="core"),
]
ACTIONS = [None, "CASCADE", "SET NULL", "RESTRICT", "NO ACTION", "SET DEFAULT"]
NASTY = [
    "as",
    "note",
    "ref",
    "table",
    "indexes",
    "Checks",
    "1st",
    "a b",
    'q"q',
    "it's",
    "naïve",
    "b\\n",
]

plain = st.text("abcdefgh_", min_size=1, max_size=6)
names = plain | st.sampled_from(NASTY)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["it's", "a\nb", "  a\n b\n", "'''", "\\", "`x`", "\ttab", "a\n\n  b"]
)
sqls = st.sampled_from(["a > 0", "length('x: y') > 1", "1 + 1 = 2", "x <> ' :y'"])
defaults: dict[type[Any], list[Any]] = {
    sa.Integer: [sa.text("-3"), sa.text("(1 + 1)")],
    sa.Boolean: [sa.true(), sa.false()],
    sa.DateTime: [sa.func.now()],
    sa.String: ["it's", "", "line\nline", sa.text("(upper(' :x'))")],
}


@st.composite
def schemas(draw: st.DrawFn) -> sa.MetaData:
    """A schema of one to four tables."""
    metadata = sa.MetaData(naming_convention={"ix": None})  # type: ignore[dict-item]
    shared = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    partial = {name: draw(st.sampled_from(TYPES)) for name in shared} if draw(st.booleans()) else {}
    index_names = iter([f"ix {number}" for number in range(100)])
    for name in draw(st.lists(names, min_size=1, max_size=4, unique=True)):
        _table(draw, metadata, name, partial, index_names)
    for table in list(metadata.tables.values()):
        _foreign_key(draw, metadata, table)
    info = schema_info(metadata)
    info.project, info.note = draw(st.sampled_from(["", "shop", "a b"])), draw(texts)
    if partial and any(table_info(table).partials for table in metadata.tables.values()):
        info.partials["some partial"] = Partial("some partial", list(partial))
    info.groups = draw(st.dictionaries(names, st.just(list(metadata.tables)), max_size=1))
    return metadata


def _table(
    draw: st.DrawFn, metadata: sa.MetaData, name: str, partial: Any, index_names: Any
) -> None:
    own = draw(
        st.lists(names, min_size=1, max_size=5, unique=True).filter(
            lambda n: not set(n) & set(partial)
        )
    )
    columns = [_column(draw, column, draw(st.sampled_from(TYPES))()) for column in own]
    key = draw(st.lists(st.sampled_from(columns), max_size=2, unique=True))
    for column in key:
        column.nullable = False
        if column.server_default is None and column.identity is None and column.computed is None:
            column.autoincrement = (
                draw(st.sampled_from(["auto", False])) if len(key) == 1 else "auto"
            )
    injected = partial and draw(st.booleans())
    at = draw(st.integers(0, len(columns)))
    columns[at:at] = [sa.Column(name, make()) for name, make in partial.items()] if injected else []
    schema = draw(st.sampled_from([None, "core"]))
    key_name = draw(st.sampled_from([None, "pk"]))
    constraint = [sa.PrimaryKeyConstraint(*[c.name for c in key], name=key_name)] if key else []
    comment = draw(st.none() | texts.filter(bool))
    table = sa.Table(name, metadata, *columns, *constraint, schema=schema, comment=comment)
    if injected:
        table_info(table).partials.append("some partial")
    table_info(table).settings |= draw(st.dictionaries(st.sampled_from(["owner", "team"]), texts))
    _constraints(draw, table, own, index_names)


def _column(draw: st.DrawFn, name: str, type_: Any) -> sa.Column[Any]:
    family = next((family for family in defaults if isinstance(type_, family)), None)
    plain = not isinstance(type_, sa.Enum) and not isinstance(type_, sa.ARRAY)
    default = draw(st.none() | st.sampled_from(defaults[family])) if family and plain else None
    computed = [sa.Computed("1 + 1", draw(st.sampled_from([None, True])))]
    extra = computed if default is None and draw(st.integers(0, 9)) == 0 else []
    if isinstance(type_, sa.String) and not type_._variant_mapping and plain:
        type_.collation = draw(st.sampled_from([None, None, "C"]))
    column: sa.Column[Any] = sa.Column(
        name,
        type_,
        *extra,
        nullable=draw(st.booleans()),
        server_default=default,
        comment=draw(st.none() | texts.filter(bool)),
    )
    column_info(column).settings |= draw(
        st.dictionaries(st.sampled_from(["masking", "pii"]), texts)
    )
    return column


def _constraints(draw: st.DrawFn, table: sa.Table, own: list[str], index_names: Any) -> None:
    key = table.primary_key.columns.keys()
    for columns in draw(
        st.lists(
            st.lists(st.sampled_from(own), min_size=1, max_size=2, unique=True),
            max_size=2,
            unique_by=frozenset,
        )
    ):
        if set(columns) != set(key):
            name = draw(st.sampled_from([None, next(index_names)]))
            table.append_constraint(sa.UniqueConstraint(*columns, name=name))
    for sql in draw(st.lists(sqls, max_size=2, unique=True)):
        text = sql.replace(" :", " \\:")
        table.append_constraint(sa.CheckConstraint(text, name=draw(st.none() | names)))
    for _ in range(draw(st.integers(0, 2))):
        chosen = draw(st.lists(st.sampled_from(own), min_size=1, max_size=2, unique=True))
        items: list[Any] = [table.c[name] for name in chosen]
        items[0] = items[0].desc() if draw(st.booleans()) and chosen[0].isidentifier() else items[0]
        items += draw(st.sampled_from([[], [], [sa.text("(lower('x'))")]]))
        index = sa.Index(next(index_names), *items, unique=draw(st.booleans()), _table=table)
        if note := draw(st.none() | texts.filter(bool)):
            index.info["note"] = note


def _foreign_key(draw: st.DrawFn, metadata: sa.MetaData, table: sa.Table) -> None:
    target = draw(st.sampled_from(list(metadata.tables.values())))
    keys = list(target.primary_key.columns)
    if not keys or draw(st.booleans()) or "parent 0" in table.c:
        return
    columns = []
    for number, key in enumerate(keys):
        columns.append(sa.Column(f"parent {number}", key.type))
        table.append_column(columns[-1])
    constraint = sa.ForeignKeyConstraint(
        columns,
        keys,
        name=draw(st.none() | names),
        ondelete=draw(st.sampled_from(ACTIONS)),
        onupdate=draw(st.sampled_from(ACTIONS)),
    )
    table.append_constraint(constraint)


def facts(metadata: sa.MetaData) -> dict[str, Any]:
    """Everything that a round trip keeps, as plain values."""
    info = schema_info(metadata)
    return {
        "schema": (info.project, info.note, info.partials, info.groups),
        **{key: _table_facts(table) for key, table in metadata.tables.items()},
    }


def _table_facts(table: sa.Table) -> dict[str, Any]:
    info = table_info(table)
    return {
        "columns": {column.name: _column_facts(column) for column in table.columns},
        "numbered": table.autoincrement_column.name
        if table.autoincrement_column is not None
        else None,
        "constraints": sorted(map(_constraint_facts, table.constraints), key=repr),
        "indexes": sorted(map(_index_facts, table.indexes), key=repr),
        "info": (table.comment, info.partials, info.settings),
    }


def _column_facts(column: sa.Column[Any]) -> tuple[Any, ...]:
    computed = column.computed and (sql_of(column.computed.sqltext), column.computed.persisted)
    return (
        _type_facts(column.type),
        column.nullable,
        written_default(column.server_default),
        column.comment,
        column_info(column).settings,
        computed,
        column.identity and column.identity.always,
    )


def _type_facts(type_: Any) -> tuple[Any, ...]:
    item = _type_facts(type_.item_type) if isinstance(type_, sa.ARRAY) else None
    schema = (type_.name, type_.schema) if isinstance(type_, sa.Enum) else None
    return (
        repr(type_),
        getattr(type_, "collation", None),
        repr(type_._variant_mapping),
        item,
        schema,
    )


def _constraint_facts(constraint: Any) -> tuple[Any, ...]:
    if isinstance(constraint, sa.CheckConstraint):
        return "check", constraint.name, sql_of(constraint.sqltext)
    columns = constraint.columns.keys()
    if isinstance(constraint, sa.ForeignKeyConstraint):
        targets = [element.target_fullname for element in constraint.elements]
        return "fk", constraint.name, columns, targets, constraint.ondelete, constraint.onupdate
    return type(constraint).__name__, constraint.name if columns else None, columns


def _index_facts(index: sa.Index) -> tuple[Any, ...]:
    expressions = [sql_of(expression) for expression in index.expressions]
    return index.name, expressions, index.unique, index.info.get("note")

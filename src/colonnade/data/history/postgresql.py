"""PostgreSQL's triggers: one for each kind of statement, which sees all its rows at once."""

from typing import Any

from sqlalchemy import Column

from colonnade.data.history.recorded import Recorded, is_json, literal
from colonnade.data.history.table import NAME

_COLUMNS = (
    "at, table_name, row_key, action, owner, old_values, new_values,"
    " actor, request_id, transaction_id"
)
_DOCUMENT = f"{NAME}_values"
"""What the kept values of a row are called together; a column of that name would be taken in their place."""

_FUNCTION = """\
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $history$
DECLARE
    at_ timestamptz := clock_timestamp();
    actor_ text := nullif(current_setting('colonnade.actor', true), '');
    request_ text := nullif(current_setting('colonnade.request_id', true), '');
    transaction_ text := pg_current_xact_id()::text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        {insert};
    ELSIF TG_OP = 'UPDATE' THEN
        {update};
    ELSIF TG_OP = 'DELETE' THEN
        {delete};
    ELSE
        {truncate};
    END IF;
    RETURN NULL;
END
$history$"""
_TRIGGERS = {
    "insert": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows",
    "update": "AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows",
    "truncate": "BEFORE TRUNCATE ON {table}",
}
REFUSE = f"""\
CREATE OR REPLACE FUNCTION {NAME}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of rows is append-only' USING ERRCODE = 'read_only_sql_transaction';
END
$$"""


def triggers(recorded: Recorded) -> list[str]:
    """The function of a table and its triggers."""
    function, table = _function(recorded), recorded.name
    made = [
        f"CREATE TRIGGER {_trigger(recorded, event)} {when.format(table=table)}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        for event, when in _TRIGGERS.items()
    ]
    return [_FUNCTION.format(function=function, **_statements(recorded)), *made]


def drop(recorded: Recorded) -> list[str]:
    """The way back."""
    gone = [f"DROP TRIGGER {_trigger(recorded, event)} ON {recorded.name}" for event in _TRIGGERS]
    return [*gone, f"DROP FUNCTION {_function(recorded)}()"]


def guard() -> list[str]:
    """The triggers that keep the entries: nobody changes them, and nothing but triggers writes them."""
    execute = f"FOR EACH STATEMENT EXECUTE FUNCTION {NAME}_refuse()"
    by_hand = f"FOR EACH STATEMENT WHEN (pg_trigger_depth() < 1) EXECUTE FUNCTION {NAME}_refuse()"
    return [
        REFUSE,
        f"CREATE TRIGGER {NAME}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {NAME} {execute}",
        f"CREATE TRIGGER {NAME}_written BEFORE INSERT ON {NAME} {by_hand}",
    ]


def drop_guard() -> list[str]:
    """The way back."""
    return [
        f"DROP TRIGGER {NAME}_kept ON {NAME}",
        f"DROP TRIGGER {NAME}_written ON {NAME}",
        f"DROP FUNCTION {NAME}_refuse()",
    ]


def _statements(recorded: Recorded) -> dict[str, str]:
    gone = _entry(recorded, "'delete'", "o", f"row_to_json({_DOCUMENT})", "NULL")
    came = _entry(recorded, "'insert'", "n", "NULL", f"row_to_json({_DOCUMENT})")
    return {
        "insert": f"{came} FROM new_rows n {_joined(recorded, 'n')}",
        "update": _update(recorded),
        "delete": f"{gone} FROM old_rows o {_joined(recorded, 'o')}",
        "truncate": f"{gone} FROM {recorded.name} o {_joined(recorded, 'o')}",
    }


def _entry(recorded: Recorded, action: str, row: str, old: str, new: str) -> str:
    key = key_of(recorded, row)
    owner = recorded.owner(row)
    if row == "o" and owner.startswith("("):
        owner = f"coalesce({owner}, {recorded.last_owner(key)})"
    return (
        f"INSERT INTO {NAME} ({_COLUMNS}) SELECT at_, {literal(recorded.table.name)},"
        f" {key}, {action}, {owner}, {old}, {new}, actor_, request_, transaction_"
    )


def _update(recorded: Recorded) -> str:
    """Changed values alone. A row with a new key is one that went and one that came."""
    keys = [recorded.quoted(c.name) for c in recorded.table.primary_key]
    joined = " AND ".join(f"o.{key} = n.{key}" for key in keys)
    old, new = (f"o.{keys[0]} IS NULL", f"n.{keys[0]} IS NULL")
    action = f"CASE WHEN {old} THEN 'insert' WHEN {new} THEN 'delete' ELSE 'update' END"
    key = f"CASE WHEN {new} THEN {key_of(recorded, 'o')} ELSE {key_of(recorded, 'n')} END"
    owner = f"CASE WHEN {new} THEN {recorded.owner('o')} ELSE {recorded.owner('n')} END"
    return (
        f"INSERT INTO {NAME} ({_COLUMNS}) SELECT at_, {literal(recorded.table.name)},"
        f" {key}, {action}, {owner},"
        f" CASE WHEN {old} THEN NULL WHEN {new} THEN {_values(recorded, 'o')} ELSE {_changed(recorded, 'o')} END,"
        f" CASE WHEN {new} THEN NULL WHEN {old} THEN {_values(recorded, 'n')} ELSE {_changed(recorded, 'n')} END,"
        f" actor_, request_, transaction_"
        f" FROM old_rows o FULL JOIN new_rows n ON {joined} WHERE {_differs(recorded)}"
    )


def key_of(recorded: Recorded, row: str) -> str:
    """The key of a row as text; of a composite one, a JSON array."""
    columns = [recorded.value(row, column) for column in recorded.table.primary_key]
    return (
        f"{columns[0]}::text"
        if len(columns) == 1
        else f"json_build_array({', '.join(columns)})::text"
    )


def _joined(recorded: Recorded, row: str) -> str:
    """The values of each row, joined to it: PostgreSQL runs no query for each row, as it does where `_values` stands."""
    return f"CROSS JOIN LATERAL {_record(recorded, row)}"


def _values(recorded: Recorded, row: str) -> str:
    return f"(SELECT row_to_json({_DOCUMENT}) FROM {_record(recorded, row)})"


def _record(recorded: Recorded, row: str) -> str:
    columns = ", ".join(recorded.value(row, column) for column in recorded.columns)
    return f"(SELECT {columns}) {_DOCUMENT}"


def _changed(recorded: Recorded, row: str) -> str:
    """Changed values alone, of rows with the same key."""
    parts = [
        f"CASE WHEN {_distinct(recorded, column)} THEN {_name(column)}"
        f" || coalesce(to_json({recorded.value(row, column)})::text, 'null') END"
        for column in recorded.columns
        if not column.primary_key
    ]
    return f"('{{' || concat_ws(',', {', '.join(parts)}) || '}}')::json" if parts else "'{}'::json"


def _name(column: Column[Any]) -> str:
    return literal(f'"{column.name}":')


def _differs(recorded: Recorded) -> str:
    return "(" + " OR ".join(_distinct(recorded, column) for column in recorded.stored) + ")"


def _distinct(recorded: Recorded, column: Column[Any]) -> str:
    # The type json has no equality.
    cast = "::text" if is_json(column) else ""
    old, new = recorded.value("o", column), recorded.value("n", column)
    return f"{old}{cast} IS DISTINCT FROM {new}{cast}"


def _function(recorded: Recorded) -> str:
    return recorded.quoted(f"record_{recorded.table.name}")


def _trigger(recorded: Recorded, event: str) -> str:
    return recorded.quoted(f"record_{recorded.table.name}_{event}")

"""Several columns with one prefix describe a thing of its own, such as an address.

If the same address is on many rows, a change has to reach all of them (third normal form). On an order or an invoice
the copy may be meant: what was true on that day.

Bad:

    Table orders {
      id integer [pk, increment]
      ship_name varchar(80)
      ship_street varchar(80)
      ship_city varchar(40)
      ship_country varchar(40)
    }

Good:

    Table addresses {
      id integer [pk, increment]
      name varchar(80)
      street varchar(80)
      city varchar(40)
      country varchar(40)
    }
    Table orders {
      id integer [pk, increment]
      ship_address_id integer [ref: > addresses.id]
      indexes { ship_address_id }
    }

Fine:

    Table customers {
      id integer [pk, increment]
      customer_name varchar(80)
      customer_street varchar(80)
      customer_city varchar(40)
    }
"""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import quoted, snake, suspicion

CODE = "COLS203"
PARTS = frozenset(
    {
        "name",
        "first_name",
        "last_name",
        "address",
        "address1",
        "address2",
        "street",
        "city",
        "state",
        "region",
        "province",
        "country",
        "postal_code",
        "postcode",
        "zip",
        "zip_code",
        "phone",
        "fax",
        "email",
    }
)
"""What an address or a person consists of."""
PLACES = frozenset({"address", "street", "city", "postal_code", "postcode", "zip", "zip_code"})


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report three or more columns that name the parts of an address after one prefix."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for column in table.columns:
        prefix, _, part = snake(column.name).partition("_")
        if part in PARTS and not column.foreign_keys and not snake(table.name).startswith(prefix):
            found[prefix][part] = column.name
    for prefix, parts in found.items():
        if len(parts) >= 3 and PLACES & parts.keys():
            yield suspicion(
                CODE,
                table,
                f"{quoted(list(parts.values()))} in `{table.key}` describe one thing, "
                f"the {prefix} address (third normal form).",
                "Give it a table of its own, or keep it if it is meant as a copy of what was true on the day.",
                Severity.ADVICE,
            )

"""The sample databases run scoped without a change to their queries.

Each query gives a customer's session what it gives when the rows of all other customers are deleted.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from sqlalchemy import (
    Engine,
    MetaData,
    Select,
    case,
    create_engine,
    delete,
    desc,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.engine import Connection

from colonnade.data.isolation.scope import EVERYONE
from tests.data.isolation.world import session_in

Tables = Any
CHINOOK = {"Invoice": "CustomerId", "InvoiceLine": "InvoiceId"}
NORTHWIND = {
    "orders": "customer_id",
    "order_details": "order_id",
    "customer_customer_demo": "customer_id",
}


def classified(engine: Engine, owners: str, owned: dict[str, str]) -> MetaData:
    """The tables as they are in the database, with whose their rows are."""
    metadata = MetaData()
    metadata.reflect(engine)
    for table in metadata.tables.values():
        table.info["colonnade.ownership"] = "shared"
    metadata.tables[owners].info["colonnade.ownership"] = "owner"
    for name, column in owned.items():
        key = metadata.tables[name].c[column]
        direct = next(iter(key.foreign_keys)).column.table.name == owners
        key.info["colonnade.owner"] = "by" if direct else "through"
        metadata.tables[name].info["colonnade.ownership"] = "owned"
    return metadata


def answers(engine: Engine, metadata: MetaData, owner: Any, queries: Iterable[Any]) -> list[Any]:
    with session_in(engine, owner, metadata) as session:
        return [sorted(map(repr, session.execute(query))) for query in queries]


def delete_others(connection: Connection, metadata: MetaData, owners: str, owner: Any) -> None:
    """Leave the rows of one owner and the shared ones, children first."""
    mine = metadata.tables[owners]
    for table in reversed(metadata.sorted_tables):
        for column in table.columns:
            if "colonnade.owner" not in column.info:
                continue
            parent = next(iter(column.foreign_keys)).column
            key = next(iter(mine.primary_key))
            own = select(parent).where(key == owner)
            if parent.table is not mine:
                own = own.join(mine, parent.table.c[next(iter(_to(parent.table, mine)))] == key)
            connection.execute(delete(table).where(column.not_in(own)))
    connection.execute(delete(mine).where(next(iter(mine.primary_key)) != owner))


def _to(table: Any, parent: Any) -> Iterator[str]:
    return (k.parent.name for k in table.foreign_keys if k.column.table is parent)


def same_alone(engine: Engine, metadata: MetaData, owner: Any, queries: list[Select[Any]]) -> None:
    """What the owner sees among all is what there is when nobody else is."""
    owners = next(
        t.name for t in metadata.tables.values() if t.info["colonnade.ownership"] == "owner"
    )
    found = answers(engine, metadata, owner, queries)
    assert all(found)
    with engine.begin() as connection:
        delete_others(connection, metadata, owners, owner)
    assert found == answers(engine, metadata, EVERYONE, queries)


def of_chinook(t: Tables) -> list[Select[Any]]:
    """What people ask of a shop for music."""
    customer, invoice, line = t["Customer"], t["Invoice"], t["InvoiceLine"]
    track, album, artist, genre = t["Track"], t["Album"], t["Artist"], t["Genre"]
    bought = line.join(invoice).join(track, line.c.TrackId == track.c.TrackId)
    full = bought.join(album).join(artist).join(genre, track.c.GenreId == genre.c.GenreId)
    spent = func.sum(line.c.UnitPrice * line.c.Quantity)
    ranked = func.rank().over(partition_by=invoice.c.CustomerId, order_by=desc(invoice.c.Total))
    recent = select(invoice).where(invoice.c.Total > 5).cte()
    return [
        select(customer),
        select(customer.c.Email, func.count(invoice.c.InvoiceId)).join(invoice).group_by(customer),
        select(artist.c.Name, spent).select_from(full).group_by(artist.c.Name),
        select(genre.c.Name, func.count(line.c.InvoiceLineId))
        .select_from(genre.outerjoin(track).outerjoin(line))
        .group_by(genre.c.Name),
        select(invoice.c.InvoiceId, ranked),
        select(recent.c.BillingCity, func.count()).group_by(recent.c.BillingCity),
        select(func.count())
        .select_from(track)
        .where(~exists().where(line.c.TrackId == track.c.TrackId)),
        select(t["Employee"].c.LastName, customer.c.LastName).outerjoin(customer),
    ]


def of_northwind(t: Tables) -> list[Select[Any]]:
    """What people ask of a wholesaler."""
    customers, orders, details = t["customers"], t["orders"], t["order_details"]
    products, categories, employees = t["products"], t["categories"], t["employees"]
    total = func.sum(details.c.unit_price * details.c.quantity * (1 - details.c.discount))
    sold = categories.join(products).join(details).join(orders)
    late = case((orders.c.shipped_date > orders.c.required_date, "late"), else_="in time")
    year = func.extract("year", orders.c.order_date)
    best = select(orders.c.order_id, total.label("total")).join(details).group_by(orders).subquery()
    return [
        select(customers.c.company_name, func.count(orders.c.order_id))
        .outerjoin(orders)
        .group_by(customers.c.company_name),
        select(categories.c.category_name, func.round(total))
        .select_from(sold)
        .group_by(categories.c.category_name),
        select(late, func.count()).group_by(late),
        select(year, func.count()).group_by(year),
        select(func.max(best.c.total)),
        select(employees.c.last_name, func.count(orders.c.order_id))
        .outerjoin(orders)
        .group_by(employees.c.last_name),
        select(products.c.product_name).where(
            products.c.product_id.in_(select(details.c.product_id))
        ),
    ]


def test_chinook(chinook_sqlite_url: str) -> None:
    engine = create_engine(chinook_sqlite_url)
    metadata = classified(engine, "Customer", CHINOOK)
    same_alone(engine, metadata, 17, of_chinook(metadata.tables))


def test_northwind(northwind_url: str) -> None:
    engine = create_engine(northwind_url)
    metadata = classified(engine, "customers", NORTHWIND)
    try:
        same_alone(engine, metadata, "ALFKI", of_northwind(metadata.tables))
    finally:
        engine.dispose()


@pytest.mark.filterwarnings("ignore:Dialect sqlite")
def test_a_purchase_in_chinook(chinook_sqlite_url: str) -> None:
    engine = create_engine(chinook_sqlite_url)
    metadata = classified(engine, "Customer", CHINOOK)
    invoice, line = metadata.tables["Invoice"], metadata.tables["InvoiceLine"]
    with session_in(engine, 17, metadata) as session:
        new = {"InvoiceId": 9000, "InvoiceDate": func.current_timestamp(), "Total": 1}
        session.execute(invoice.insert().values(new))
        row = {"InvoiceLineId": 9000, "InvoiceId": 9000, "TrackId": 1, "UnitPrice": 1}
        session.execute(line.insert(), [{**row, "Quantity": 1}])
        session.execute(update(invoice).where(invoice.c.InvoiceId == 9000).values(Total=2))
        mine = select(invoice.c.CustomerId, invoice.c.Total).where(invoice.c.InvoiceId == 9000)
        assert session.execute(mine).one() == (17, 2)

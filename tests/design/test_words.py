import pytest

from colonnade.design import words

PAIRS = """
user users, status statuses, address addresses, category categories, analysis analyses, person people,
child children, box boxes, tax taxes, branch branches, cache caches, house houses, course courses,
purchase purchases, database databases, basis bases, hero heroes, photo photos, class classes, process processes,
key keys, movie movies, company companies, bus buses, virus viruses, quiz quizzes, archive archives, leaf leaves,
shelf shelves, index indexes, response responses, prize prizes, knife knives, axis axes, wish wishes, day days,
criterion criteria, gas gases, alias aliases, potato potatoes, shoe shoes, cookie cookies, invoice invoices,
warehouse warehouses, diagnosis diagnoses, cause causes, bonus bonuses, buzz buzzes, series series, data data
"""


@pytest.mark.parametrize("pair", PAIRS.split(","))
def test_one_and_many(pair: str) -> None:
    one, many = pair.split()
    assert (words.singular(many), words.plural(one)) == (one, many)


@pytest.mark.parametrize(
    "word", ["status", "address", "analysis", "class", "bus", "canvas", "news", "media", "basis"]
)
def test_a_singular_stays(word: str) -> None:
    assert words.singular(word) == word


@pytest.mark.parametrize(
    "name", ["OrderItems", "order_items", "order-items", "ORDER_ITEMS", "order items", "orderItems"]
)
def test_words_of_a_name(name: str) -> None:
    assert words.words_of(name) == ["order", "items"]


def test_capitals_stay_together() -> None:
    assert words.words_of("HTTPLogs") == ["http", "logs"]

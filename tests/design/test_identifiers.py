"""No class of a table takes a name that the modules around it use."""

from colonnade.design.identifiers import CLASS_NAMES
from colonnade.design.models.code import IMPORTS


def test_no_class_is_called_as_something_that_is_imported() -> None:
    camel = {name for name in IMPORTS if name[0].isupper() and not name.isupper()}
    assert camel <= CLASS_NAMES


def test_no_class_is_called_as_a_type_that_is_written_beside_it() -> None:
    assert {"AsText", "Base64", "Domain", "Exact"} <= CLASS_NAMES

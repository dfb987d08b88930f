"""The text of a JSON column, which every database and every reader of JSON takes."""

import json
from typing import Any

from colonnade.errors import InvalidValue


def json_text(value: Any) -> str:
    """The value as JSON.

    Raises:
        InvalidValue: it holds what JSON has no words for.
    """
    try:
        text = json.dumps(value, allow_nan=False)
        if "\\ud" in text:  # half a pair, in which Python writes what is beyond 16 bits
            json.dumps(value, ensure_ascii=False).encode()
    except TypeError as error:
        raise InvalidValue(f"A JSON column refuses the value: {error}.") from error
    except ValueError as error:
        raise InvalidValue(
            "A JSON column refuses NaN, infinity, halves of characters and values within themselves."
        ) from error
    return text

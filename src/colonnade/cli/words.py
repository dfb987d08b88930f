"""What commands say and are told, in words."""


def many(count: int, noun: str) -> str:
    """How many there are: `1 file`, `2 files`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def names_in(said: tuple[str, ...]) -> tuple[str, ...]:
    """The names of an option that is given several times, or once with commas between them."""
    return tuple(name.strip() for one in said for name in one.split(",") if name.strip())

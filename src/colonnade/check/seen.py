"""What the first round of a run says of one file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """A file that was read.

    Attributes:
        path: the file.
        content: a digest of its bytes.
        facts: what it adds to the project, pickled; None for a file that is not looked at.
        same: whether its content is what an earlier run saw, so that the facts were not made again.
    """

    path: str
    content: str
    facts: bytes | None = None
    same: bool = False

"""What the first round of a run says of one file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """A file whose bytes were read.

    Attributes:
        path: the file.
        content: a digest of its bytes.
        shared: those of its words that count for all files; None for a file that is not looked at.
        same: whether its content is what an earlier run saw, so that its words were not looked for again.
    """

    path: str
    content: str
    shared: frozenset[str] | None = None
    same: bool = False

"""The text of a file: where the nodes of its tree are in it, and edits of it."""

import ast
from functools import cached_property
from typing import cast

from colonnade.check.rule import Located
from colonnade.findings import Edit, Place


class Text:
    """A text with places.

    Args:
        path: the file as the user named it.
        text: its text.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        # Not `splitlines`, for which form feeds end a line and for Python they do not.
        for line in self.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def offset(self, line: int, column: int) -> int:
        """Where a line and a column of `ast` are in the text; `ast` counts columns in bytes."""
        start = self._starts[line - 1]
        if self.text.isascii():
            return start + column
        text = self.text[start : self._starts[line]]
        return start + len(text.encode()[:column].decode(errors="ignore"))

    def span(self, node: Located) -> tuple[int, int]:
        """Where a node begins and ends in the text."""
        end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return self.offset(node.lineno, node.col_offset), self.offset(*end)

    def place(self, node: Located) -> Place:
        """Where a node is, for a finding."""
        start, end = self.span(node)
        column = start - self._starts[node.lineno - 1] + 1
        one_line = node.end_lineno in (None, node.lineno)
        return Place(self.path, node.lineno, column, column + end - start if one_line else 0)

    def segment(self, node: Located) -> str:
        """The text of a node, as it is written."""
        start, end = self.span(node)
        return self.text[start:end]

    def replace(self, node: Located, text: str) -> Edit:
        """The edit that puts a text in the place of a node."""
        start, end = self.span(node)
        return Edit(start, end, text)

    def insert_after(self, node: Located, text: str) -> Edit:
        """The edit that puts a text behind a node."""
        end = self.span(node)[1]
        return Edit(end, end, text)

    def add_argument(self, last: Located, text: str) -> Edit:
        """The edit that puts an argument behind the last one, on a line of its own where that has one."""
        start, end = self.span(last)
        before = self.text[self._starts[last.lineno - 1] : start]
        after = self.text[end:].partition("\n")[0].strip()
        is_alone = before != "" and not before.strip() and after in ("", ",")
        return Edit(end, end, f",\n{before}{text}" if is_alone else f", {text}")

    def insert_before(self, node: Located, text: str) -> Edit:
        """The edit that puts a text before a node."""
        start = self.span(node)[0]
        return Edit(start, start, text)

    def remove_keyword(self, call: ast.Call, keyword: ast.keyword) -> Edit:
        """The edit that removes a keyword of a call with the comma beside it."""
        parts: list[ast.AST] = [*call.args, *call.keywords]
        at = parts.index(keyword)
        start, end = self.span(keyword)
        if at > 0:
            start = self.span(cast("Located", parts[at - 1]))[1]
        elif len(parts) > 1:
            end = self.span(cast("Located", parts[1]))[0]
        return Edit(start, end, "")

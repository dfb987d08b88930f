"""What a compiler with owners refuses to render: text that nobody vouched for.

The rule here: SQL comes from SQLAlchemy's elements, which the compiler can see through. Text is opaque, so a session
renders it only when it cannot reach a row by its form (see `vocabulary`) or a developer said `trusted(...)`.
"""

from typing import Any

from sqlalchemy import BindParameter
from sqlalchemy.sql.compiler import OPERATORS, IdentifierPreparer
from sqlalchemy.sql.elements import ClauseList, GroupedElement
from sqlalchemy.sql.selectable import ScalarSelect

from colonnade.data.isolation import vocabulary
from colonnade.data.isolation.functions import is_allowed
from colonnade.data.isolation.refusing import refuse
from colonnade.data.isolation.spelled_types import RefusesTypes, is_own
from colonnade.data.isolation.trusted import is_trusted


class RefusesText(RefusesTypes):
    """Refuses text in every place where SQLAlchemy takes it."""

    def _is_plain(self, text: str) -> bool:
        return vocabulary.is_plain(text, self.preparer.reserved_words)

    def visit_textclause(self, textclause: Any, add_to_result_map: Any = None, **kw: Any) -> str:
        plain = self.stack and not kw.get("asfrom") and self._is_plain(textclause.text)
        if not plain and not is_trusted(textclause):
            refuse("text()")
        return super().visit_textclause(textclause, add_to_result_map, **kw)

    def visit_textual_select(self, taf: Any, *args: Any, **kw: Any) -> str:
        if not is_trusted(taf.element):
            refuse("text()")
        return super().visit_textual_select(taf, *args, **kw)

    def visit_tstring(self, tstring: Any, *args: Any, **kw: Any) -> str:
        if not is_trusted(tstring):
            refuse("tstring()")
        return super().visit_tstring(tstring, *args, **kw)

    def refuse_literal(self, column: Any) -> None:
        """Look at what `literal_column()` says."""
        if column.is_literal and not self._is_plain(column.name) and not is_trusted(column):
            refuse("literal_column()")

    def _generate_prefixes(self, stmt: Any, prefixes: Any, **kw: Any) -> str:
        for prefix, dialect in prefixes:
            known = vocabulary.is_modifier(getattr(prefix, "text", ""))
            if dialect in (None, "*", self.dialect.name) and not known and not is_trusted(prefix):
                refuse("prefix_with() or suffix_with()")
        return " ".join(self._words(prefixes)) + " " if prefixes else ""

    def _words(self, prefixes: Any) -> list[str]:
        mine = (None, "*", self.dialect.name)
        return [self.post_process_text(p.text) for p, dialect in prefixes if dialect in mine]

    def get_statement_hint_text(self, hint_texts: Any) -> str:
        refuse("with_statement_hint()", "Leave the hint out.")

    def format_from_hint_text(self, sqltext: Any, table: Any, hint: Any, iscrud: Any) -> str:
        refuse("with_hint()", "Leave the hint out.")

    def visit_function(self, func: Any, add_to_result_map: Any = None, **kw: Any) -> str:
        if not is_allowed(func) and not is_trusted(func):
            refuse(
                f"The function {func.name!r}",
                f"If it reads no table, vouch for it: trusted(func.{func.name}(...)).",
            )
        return super().visit_function(func, add_to_result_map, **kw)

    def visit_fromclause(self, fromclause: Any, **kw: Any) -> str:
        refuse(f"The construct {type(fromclause).__name__!r}, of which only a name is known,")

    def visit_index(self, index: Any, **kw: Any) -> str:
        return self.visit_fromclause(index)

    def _generate_generic_unary_operator(self, unary: Any, opstring: str, **kw: Any) -> str:
        # Two signs side by side would open a comment, as in -(-5).
        spaced = f"{opstring} " if opstring == "-" else opstring
        return super()._generate_generic_unary_operator(unary, spaced, **kw)

    def visit_in_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        self._refuse_bare(binary.right)
        return self._generate_generic_binary(binary, OPERATORS[operator], **kw)

    def visit_not_in_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        self._refuse_bare(binary.right)
        return super().visit_not_in_op_binary(binary, operator, **kw)

    def _refuse_bare(self, right: Any) -> None:
        """Refuse what stands after IN without brackets, which SQLite takes for the name of a table."""
        if not isinstance(right, GroupedElement | BindParameter | ClauseList | ScalarSelect):
            refuse("IN of something that is no list and no SELECT", "Use column.in_(...).")

    def visit_extract(self, extract: Any, **kw: Any) -> str:
        if not vocabulary.is_name(extract.field):
            refuse("extract() of something that is not a field")
        return super().visit_extract(extract, **kw)

    def _refuse_operator(self, element: Any, operator: Any) -> None:
        known = vocabulary.is_operator(operator.opstring, self.dialect.name)
        if not known and not is_trusted(element):
            refuse("A custom operator")

    def visit_custom_op_binary(self, element: Any, operator: Any, **kw: Any) -> str:
        self._refuse_operator(element, operator)
        return super().visit_custom_op_binary(element, operator, **kw)

    def visit_custom_op_unary_operator(self, element: Any, operator: Any, **kw: Any) -> str:
        self._refuse_operator(element, operator)
        return super().visit_custom_op_unary_operator(element, operator, **kw)

    def visit_custom_op_unary_modifier(self, element: Any, operator: Any, **kw: Any) -> str:
        self._refuse_operator(element, operator)
        return super().visit_custom_op_unary_modifier(element, operator, **kw)

    def visit_tablesample(self, tablesample: Any, *args: Any, **kw: Any) -> str:
        refuse("tablesample()", "Order by func.random() and limit the rows instead.")


class CarefulPreparer(IdentifierPreparer):
    """Refuses names that are more than names."""

    def quote(self, ident: str) -> str:
        if type(ident) is not str and not is_own(type(ident)):
            ident = str.__str__(ident)  # which says what its letters are, whatever its class says
        if vocabulary.is_marked(ident):
            refuse(f"The name {ident!r}", "Choose another name, without __[ and EXECMANY_.")
        if getattr(ident, "quote", None) is False and not vocabulary.is_name(ident):
            refuse("quoted_name(..., quote=False)", "Let SQLAlchemy quote the name.")
        return super().quote(ident)

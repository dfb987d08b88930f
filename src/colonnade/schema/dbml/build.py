"""Parse trees to the values of `syntax.py`, built while lark reads."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lark import Token, Transformer, v_args

from colonnade.schema.dbml.strings import unquoted
from colonnade.schema.dbml.syntax import (
    CheckLine,
    ColumnLine,
    DepLine,
    Endpoint,
    Header,
    IndexLine,
    Kind,
    Path,
    Property,
    RefLine,
    Setting,
    Settings,
    TypeName,
    Value,
    ValueLine,
)

_ARRAY = re.compile(r"(?:\s*\[\d*\])+$")


@v_args(inline=True)
class Build(Transformer[Token, Any]):
    """One method per rule of `grammar.lark`; each gets the values of its parts, and drops the punctuation."""

    def name(self, token: Token) -> Token:
        return _clean(token)

    def names(self, *items: Token) -> tuple[Token, ...]:
        return _kept(items)

    def path(self, *items: Any) -> Path:
        *start, name = items
        return (*start[0], name) if start else (name,)

    def header(self, keyword: Token, *rest: Any) -> Header:
        path, _as, alias, columns, settings = rest
        return Header(keyword, path or (), alias and _clean(alias), columns, settings or ())

    def target_header(self, keyword: Token, target: Token, path: Path) -> Header:
        return Header(keyword, path, target=target)

    def short_ref(
        self, _keyword: Token, name: Token | None, _colon: Token, ref: RefLine
    ) -> RefLine:
        return replace(ref, name=name)

    def short_dep(self, _keyword: Token, _name: Token, _colon: Token, dep: DepLine) -> DepLine:
        return dep

    def property(self, words: tuple[Token, ...], _colon: Token, value: Value) -> Property:
        return Property(_joined(words), _span(words), value)

    def column(self, name: Token, type_: TypeName, *rest: Any) -> ColumnLine:
        *modifiers, settings = rest
        return ColumnLine(name, type_, tuple(modifiers), settings or ())

    def modifier(self, token: Token) -> Token:
        return token

    def type(self, path: Path, *rest: Any) -> TypeName:
        arguments, *arrays = rest
        *schema, quoted = path
        # Within quotes the brackets of an array are part of the name.
        name = _ARRAY.sub("", quoted)
        dimensions = len(arrays) + quoted[len(name) :].count("[")
        return TypeName((*schema, quoted.update(value=name)), arguments or (), dimensions)

    def arguments(self, *items: Any) -> tuple[str, ...]:
        return tuple(item for item in items if item is not None and not isinstance(item, Token))

    def argument(self, *tokens: Token) -> str:
        return "".join(unquoted(t) if t.type in ("QUOTED", "STRING") else t for t in tokens)

    def injection(self, _tilde: Token, name: Token) -> Token:
        return name

    def index_item(self, token: Token) -> Token:
        return _clean(token) if token.type == "EXPRESSION" else token

    def index(self, *items: Any) -> IndexLine:
        *columns, settings = items
        return IndexLine(_kept(columns), settings or ())

    def check(self, expression: Token, settings: Settings | None) -> CheckLine:
        return CheckLine(_clean(expression), settings or ())

    def value_line(self, name: Token, settings: Settings | None) -> ValueLine:
        return ValueLine(name.update(type="NAME"), settings or ())

    def member(self, path: Path, settings: Settings | None) -> Path:
        return path

    def text(self, string: Token) -> Token:
        return string

    def string(self, token: Token) -> Token:
        return _clean(token)

    def endpoint(self, path: Path, *rest: Any) -> Endpoint:
        return Endpoint(path, rest[-1] if rest else ())

    def ref(self, left: Endpoint, operator: Token, right: Endpoint, settings: Any) -> RefLine:
        return RefLine(left, operator, right, settings or ())

    def relation(self, token: Token) -> Token:
        return token.update(value=token.replace("?", ""))

    def dep(self, left: Path, _arrow: Token, right: Path, _settings: Any) -> DepLine:
        return DepLine(left, right)

    def words(self, *tokens: Token) -> tuple[Token, ...]:
        return tokens

    def settings(self, *items: Any) -> Settings:
        return tuple(item for item in items if isinstance(item, Setting))

    def setting(self, words: tuple[Token, ...], _colon: Any, value: Value | None) -> Setting:
        return Setting(_joined(words), _span(words), value)

    def sign(self, token: Token) -> Token:
        return token

    def text_value(self, token: Token) -> Value:
        return Value(Kind.TEXT, str(token), token)

    def expression_value(self, token: Token) -> Value:
        return Value(Kind.EXPRESSION, unquoted(token), token)

    def number_value(self, *tokens: Token) -> Value:
        negative = sum(token == "-" for token in tokens) % 2
        return Value(Kind.NUMBER, "-" * negative + tokens[-1], tokens[-1])

    def color_value(self, token: Token) -> Value:
        return Value(Kind.COLOR, str(token), token)

    def word_value(self, words: tuple[Token, ...]) -> Value:
        return Value(Kind.WORD, " ".join(words), _span(words))

    def path_value(self, first: Token, _dot: Token, rest: Path) -> Value:
        path = (first, *rest)
        return Value(Kind.PATH, ".".join(path), _span(path), path)

    def ref_value(self, operator: Token, path: Path) -> Value:
        return Value(Kind.REF, str(operator), _span(path), path)

    def dep_value(self, arrow: Token, path: Path) -> Value:
        return Value(Kind.DEP, str(arrow), arrow, path)


def _kept(items: Sequence[Any]) -> tuple[Token, ...]:
    """The names and expressions among the items: cleaning gave them types of their own."""
    return tuple(
        item for item in items if item is not None and item.type in ("NAME", "EXPRESSION_TEXT")
    )


def _clean(token: Token) -> Token:
    if token.type in ("IDENT", "NAME"):
        return token.update(type="NAME")
    kind = "EXPRESSION_TEXT" if token.type == "EXPRESSION" else "NAME"
    return token.update(type=kind, value=unquoted(token))


def _joined(words: Sequence[Token]) -> str:
    return re.sub(r"\s+", " ", " ".join(words)).lower()


def _span(words: Sequence[Token]) -> Token:
    last = words[-1]
    text = " ".join(words)
    first = words[0]
    return Token("NAME", text, None, first.line, first.column, last.end_line, last.end_column)

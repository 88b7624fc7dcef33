"""Boolean keyword expressions, as sales people type them.

`AND`, `OR` and `NOT` in capitals, parentheses, and double quotes around words that must stand
side by side. Terms without an operator between them mean `AND`. `NOT` binds tighter than `AND`,
which binds tighter than `OR`. What was typed as one piece but normalises to several words
("co-founder", "R&D") is looked for as a phrase; a piece without a letter or digit ("&") is
punctuation and says nothing. A minus sign in front of something is refused: it is not `NOT`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from leadpreview.errors import KeywordSyntaxError
from leadpreview.text import words

__all__ = ["AllOf", "AnyOf", "Expression", "Not", "Term", "parse_keyword"]

_DEEPEST: Final = 50
_QUOTES: Final = '"\u201c\u201d'
_TOKEN: Final = re.compile(rf"\s*(?:([()])|([{_QUOTES}])|([^\s(){_QUOTES}]+))")
_CLOSING: Final = re.compile(f"[{_QUOTES}]")
_OPENING: Final = re.compile(rf"[({_QUOTES}]")


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or several that stand side by side in this order; normalised, never empty."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everybody whom `part` does not match."""

    part: Expression


@dataclass(frozen=True, slots=True)
class AllOf:
    """Whom every one of two or more parts matches."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Whom at least one of two or more parts matches."""

    parts: tuple[Expression, ...]


Expression = Term | Not | AllOf | AnyOf


class _Kind(Enum):
    TERM = "term"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    OPEN = "("
    CLOSE = ")"
    END = "end"


_WORDED: Final = {kind.value: kind for kind in (_Kind.AND, _Kind.OR, _Kind.NOT)}
_OPERATORS: Final = frozenset({_Kind.AND, _Kind.OR})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    position: int
    words: tuple[str, ...] = ()


def parse_keyword(text: str) -> Expression:
    """The meaning of a keyword expression.

    Raises:
        KeywordSyntaxError: The expression has a mistake; `position` is where, in characters from
            0, and the reason is a sentence for whoever typed it.
    """
    return _Parser(text).parse()


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._tokenise()
        self._next = 0
        self._depth = 0

    def parse(self) -> Expression:
        if self._peek().kind is _Kind.END:
            raise self._error(0, "The keyword has nothing to look for: type a word.")
        expression = self._any_of()
        left = self._peek()
        if left.kind is _Kind.CLOSE:
            raise self._error(left.position, "This closing parenthesis has no opening one.")
        return expression

    def _any_of(self) -> Expression:
        parts = [self._all_of()]
        while self._peek().kind is _Kind.OR:
            self._take()
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all_of(self) -> Expression:
        parts = [self._operand()]
        while True:
            kind = self._peek().kind
            if kind is _Kind.AND:
                self._take()
            elif kind not in (_Kind.TERM, _Kind.OPEN, _Kind.NOT):
                return parts[0] if len(parts) == 1 else AllOf(tuple(parts))
            parts.append(self._operand())

    def _operand(self) -> Expression:
        negated = False
        while self._peek().kind is _Kind.NOT:
            self._take()
            negated = not negated
        token = self._take()
        if token.kind is _Kind.TERM:
            expression: Expression = Term(token.words)
        elif token.kind is _Kind.OPEN:
            expression = self._group(token)
        else:
            raise self._no_operand(token)
        return Not(expression) if negated else expression

    def _group(self, opening: _Token) -> Expression:
        if self._peek().kind is _Kind.CLOSE:
            raise self._error(opening.position, "These parentheses hold nothing to look for.")
        self._depth += 1
        if self._depth > _DEEPEST:
            reason = f"Parentheses are nested deeper than {_DEEPEST} levels."
            raise self._error(opening.position, reason)
        expression = self._any_of()
        if self._peek().kind is not _Kind.CLOSE:
            raise self._error(opening.position, "This opening parenthesis is never closed.")
        self._take()
        self._depth -= 1
        return expression

    def _no_operand(self, token: _Token) -> KeywordSyntaxError:
        """What to say when `token` stands where something to look for should."""
        before = self._tokens[self._next - 2] if self._next >= 2 else None
        if before is not None and (before.kind in _OPERATORS or before.kind is _Kind.NOT):
            reason = f"{before.kind.value} needs something to look for after it."
            return self._error(before.position, reason)
        if token.kind in _OPERATORS:
            reason = f"{token.kind.value} needs something to look for before it."
            return self._error(token.position, reason)
        if before is not None and token.kind is _Kind.END:
            return self._error(before.position, "This opening parenthesis is never closed.")
        return self._error(token.position, "This closing parenthesis has no opening one.")

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _tokenise(self) -> list[_Token]:
        text, tokens, at = self._text, [], 0
        while (found := _TOKEN.match(text, at)) is not None:
            at = found.end()
            bracket, quote, piece = found.groups()
            position = found.start(found.lastindex or 0)
            if bracket:
                tokens.append(_Token(_Kind(bracket), position))
            elif quote:
                closing = _CLOSING.search(text, at)
                if closing is None:
                    raise self._error(position, "This quote is never closed.")
                phrase = words(text[at : closing.start()])
                if not phrase:
                    raise self._error(position, "These quotes hold nothing to look for.")
                tokens.append(_Token(_Kind.TERM, position, phrase))
                at = closing.end()
            elif piece.startswith("-") and (words(piece) or _OPENING.match(text, at)):
                # Search engines read it as NOT; taken for a hyphen it would mean the opposite.
                raise self._error(position, "A minus sign leaves nobody out: use NOT.")
            elif piece in _WORDED:
                tokens.append(_Token(_WORDED[piece], position))
            elif typed := words(piece):
                tokens.append(_Token(_Kind.TERM, position, typed))
        tokens.append(_Token(_Kind.END, len(text)))
        return tokens

    def _error(self, position: int, reason: str) -> KeywordSyntaxError:
        return KeywordSyntaxError(self._text, position, reason)

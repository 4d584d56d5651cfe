"""The tags of one title, by what they speak of."""

from collections.abc import Sequence
from typing import Final

from .tokens import Kind, Token

_EMPTY: Final[list[Token]] = []
_NONE: Final = [_EMPTY]
_KINDS: Final = len(Kind) + 1


class Words:
    """The words of one title, by what they speak of."""

    __slots__ = ("by_kind", "text", "tokens")

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        """Sort the words."""
        self.text = text
        self.tokens = tokens
        # A list by number: a dictionary would ask each member of the enumeration for its hash.
        self.by_kind = by_kind = _KINDS * _NONE
        for token in tokens:
            kind = token.kind
            if by_kind[kind] is _EMPTY:
                by_kind[kind] = [token]
            else:
                by_kind[kind].append(token)

    def of(self, kind: Kind) -> list[Token]:
        """Return the words of one kind."""
        return self.by_kind[kind]

    def written(self, token: Token) -> str:
        """Return a word as it stands there."""
        return self.text[token.start : token.end]

    @property
    def hybrid(self) -> bool:
        """Return whether the release was put together from several."""
        by_kind = self.by_kind
        return by_kind[Kind.HYBRID] != [] or any(
            "hybrid" in self.written(token).casefold() for token in by_kind[Kind.REMUX]
        )

"""The tags of one title, by what they speak of."""

from collections.abc import Sequence
from typing import Final

from .tokens import Kind, Token

_EMPTY: Final[list[Token]] = []
_NONE: Final = [_EMPTY]
_KINDS: Final = len(Kind) + 1
_BITS: Final = tuple(1 << kind for kind in range(_KINDS))


def bits(*kinds: Kind) -> int:
    """Return a number with a bit for each kind, to ask for several of them at once."""
    return sum(_BITS[kind] for kind in kinds)


class Words:
    """The words of one title, by what they speak of."""

    __slots__ = ("by_kind", "kinds", "text", "tokens")

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        """Sort the words."""
        self.text = text
        self.tokens = tokens
        # A list by number: a dictionary would ask each member of the enumeration for its hash.
        self.by_kind = by_kind = _KINDS * _NONE
        kinds = 0
        for token in tokens:
            kind = token.kind
            if (bit := _BITS[kind]) & kinds:
                by_kind[kind].append(token)
            else:
                kinds |= bit
                by_kind[kind] = [token]
        self.kinds = kinds

    def of(self, kind: Kind) -> list[Token]:
        """Return the words of one kind."""
        return self.by_kind[kind]

    def written(self, token: Token) -> str:
        """Return a word as it stands there."""
        return self.text[token.start : token.end]

    @property
    def hybrid(self) -> bool:
        """Return whether the release was put together from several."""
        if not self.kinds & _HYBRID:
            return False
        by_kind = self.by_kind
        return by_kind[Kind.HYBRID] != [] or any(
            "hybrid" in self.written(token).casefold() for token in by_kind[Kind.REMUX]
        )


_HYBRID: Final = bits(Kind.HYBRID, Kind.REMUX)

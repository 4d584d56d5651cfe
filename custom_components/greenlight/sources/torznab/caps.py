"""Caps: what an indexer says that it can be asked (``t=caps``).

https://torznab.github.io/spec-1.3-draft/torznab/Specification-v1.3.html#capabilities
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
import time
from typing import Final

from ...engine.secrets import Secrets
from ..base import NotAFeed
from ..document import refusal
from ..encoding import decode
from ..feed.markup import Reader, Start, TooSlow
from ..feed.values import read_count

# By the element, the function (``t=``) that it speaks of.
_FUNCTIONS: Final = {
    "search": "search",
    "tv-search": "tvsearch",
    "movie-search": "movie",
}
_SECONDS: Final = 5.0
_MOST_NAMES: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """By function what may be asked, how many results there are at most, and what it calls itself.

    A function that is missing is one that the indexer does not have.
    """

    functions: Mapping[str, frozenset[str]] = field(
        default_factory=lambda: {"search": frozenset({"q"})}
    )
    most: int = 100
    title: str = ""


def read_caps(
    body: bytes,
    charset: str = "",
    secrets: Secrets | None = None,
    *,
    seconds: float = _SECONDS,
) -> Caps:
    """Read what an indexer answers. Raises ``SourceError``, without the ``secrets``."""
    if error := refusal(body, secrets=secrets):
        raise error
    functions: dict[str, frozenset[str]] = {}
    most, title, rooted = 100, "", False
    try:
        for piece in Reader(decode(body, charset), time.monotonic() + seconds).pieces():
            if not isinstance(piece, Start):
                continue
            rooted = rooted or piece.name == "caps"
            told = piece.attributes()
            if piece.name == "limits":
                most = read_count(told.get("max", "")) or most
            elif piece.name == "server":
                title = told.get("title", "")[:100]
            elif function := _FUNCTIONS.get(piece.name):
                if told.get("available", "yes").lower() == "yes":
                    names = told.get("supportedparams", "q").lower().split(",")
                    functions[function] = frozenset(
                        name.strip() for name in names[:_MOST_NAMES]
                    )
    except TooSlow:
        raise NotAFeed("more than can be read") from None
    if not rooted:
        raise NotAFeed("a document of another kind")
    return Caps(functions=functions or Caps().functions, most=most, title=title)

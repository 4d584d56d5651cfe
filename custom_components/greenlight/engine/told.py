"""Told: what a server says of itself or of a failure, made fit to be shown and kept in a log."""

import re
from typing import Final

from .secrets import LINK, MARK, Secrets

MAX_DETAIL: Final = 200
# Characters of an answer that are looked at for its words.
LOOKED_AT: Final = 16 * 1024

# What we may have sent in a header, and a server may repeat.
_GIVEN = re.compile(r"\b(?:Basic|Bearer)\s+[\w+/=.~-]+", re.IGNORECASE)


def plain(text: str, *secrets: str) -> str:
    """Return a stranger's text as one short printable line, without these secrets.

    Links go, they may carry passkeys. The secrets go before it is cut: half of one is left otherwise.
    """
    text = _GIVEN.sub(MARK, Secrets(*secrets).cut(text[:LOOKED_AT]))
    printable = "".join(
        char if char.isprintable() else " " for char in text[: MAX_DETAIL * 10]
    )
    return LINK.sub("(link)", " ".join(printable.split()))[:MAX_DETAIL]

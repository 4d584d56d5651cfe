"""Unread: the words of a title that nothing was read from, so that no name hides them."""

from functools import lru_cache
import re
from typing import Final

from .reading import read
from .title.trimmings import PROGRAMS

# Words that have no business in the title of a film: programs, locks, excerpts, tricks.
_WARNINGS: Final = frozenset(
    {
        *PROGRAMS,
        *("codec", "codecs", "crack", "cracked", "install", "installer", "keygen"),
        *("player", "plugin", "setup"),
        *("encrypted", "locked", "password", "passworded", "readme", "survey", "txt"),
        *("only", "preview", "promo", "sample", "samples", "teaser", "trailer"),
        *("corrupt", "fake", "scam", "spam", "virus"),
    }
)
_PROGRAM: Final = re.compile(rf"\.({'|'.join(sorted(PROGRAMS))})$", re.IGNORECASE)


@lru_cache(maxsize=2048)
def unread(text: str) -> tuple[str, ...]:
    """Return the words of a title that nothing was read from, in their order."""
    words = [word.text for word in read(text).unread]
    ending = _PROGRAM.search(text)
    # Whatever else it was taken for, a file of that kind is started by whoever opens it.
    if ending and words[-1:] != [ending[1]]:
        words.append(ending[1])
    return tuple(words)


def is_warning(word: str) -> bool:
    """Tell whether a word says that a release may not be what the rest of its title says."""
    return word.casefold() in _WARNINGS

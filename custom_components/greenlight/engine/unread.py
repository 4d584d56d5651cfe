"""Unread: the words of a title that nothing was read from, so that no name hides them."""

import re
from typing import Final

from .title.parse import Title
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


def unread(text: str, title: Title) -> tuple[str, ...]:
    """Return the words of a title that nothing was read from, in their order."""
    words = [word.text for word in title.unread]
    ending = _PROGRAM.search(text)
    # Whatever else it was taken for, a file of that kind is started by whoever opens it.
    if ending and words[-1:] != [ending[1]]:
        words.append(ending[1])
    return tuple(words)


def is_warning(word: str) -> bool:
    """Tell whether a word says that a release may not be what the rest of its title says."""
    return word.casefold() in _WARNINGS

"""Unread: the words of a title that nothing was read from, so that no name hides them."""

import re
from typing import Final

from .title.numbers import read_numbers
from .title.parse import Title
from .title.scan import scan

_WORD: Final = re.compile(r"[^\W_]+")
# Words that have no business in the title of a film: programs, locks, excerpts, tricks.
_WARNINGS: Final = frozenset(
    {
        *("apk", "app", "bat", "cmd", "com", "dmg", "exe", "jar", "js", "lnk", "msi"),
        *("ps1", "scr", "vbs", "wsf"),
        *("codec", "codecs", "crack", "cracked", "install", "installer", "keygen"),
        *("player", "plugin", "setup"),
        *("encrypted", "locked", "password", "passworded", "readme", "survey", "txt"),
        *("only", "preview", "promo", "sample", "samples", "teaser", "trailer"),
        *("corrupt", "fake", "scam", "spam", "virus"),
    }
)
_PROGRAM: Final = re.compile(
    r"\.(apk|app|bat|cmd|com|dmg|exe|jar|js|lnk|msi|ps1|scr|vbs|wsf)$", re.IGNORECASE
)


def unread(text: str, title: Title) -> tuple[str, ...]:
    """Return the words of a title that nothing was read from, in their order."""
    lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    lower = lower.replace("_", " ")
    places = [(token.start, token.end) for token in scan(lower, text)]
    places += read_numbers(lower).spans
    known = set(_words(title))
    ending = _PROGRAM.search(text)
    # Whatever else it was taken for, a file of that kind is started by whoever opens it.
    at_the_end = ending.start(1) if ending else len(text)
    return tuple(
        match[0]
        for match in _WORD.finditer(text)
        if match.start() >= at_the_end
        or (
            match[0].casefold() not in known
            and not any(a < match.end() and match.start() < b for a, b in places)
        )
    )


def is_warning(word: str) -> bool:
    """Tell whether a word says that a release may not be what the rest of its title says."""
    return word.casefold() in _WARNINGS


def _words(title: Title) -> list[str]:
    """Return the words that are shown, or known, in another place."""
    told = (
        *(title.title, *title.alternatives, title.group, title.site, title.container),
        *(title.crc, title.service, title.quality.edition, title.date),
        str(title.year or ""),
        *(
            f"{number:02d} {number} {number:02d}v{title.version} {number}v{title.version}"
            for number in (*title.episodes, *title.absolute)
        ),
    )
    return [word.casefold() for one in told if one for word in _WORD.findall(one)]

"""Reading: what a release's title says, read once however often somebody asks."""

from functools import lru_cache
import re
from typing import Final
import unicodedata

from .title.parse import Title, parse

# What tells one title from another: letters, digits and the plus of HDR10+.
_BETWEEN: Final = re.compile(r"(?:[^\w+]|_)+")
_PUNCTUATION: Final = {code: None for code in range(128) if not chr(code).isalnum()}


@lru_cache(maxsize=2048)
def read(title: str) -> Title:
    """Return what a title says."""
    return parse(title)


@lru_cache(maxsize=2048)
def plain_name(name: str) -> str:
    """Return a name so that two spellings are equal: no case, accents, blanks or punctuation."""
    folded = name.casefold().replace("&", "and")
    if folded.isascii():
        # Twenty times as fast, and of most names that is all there is to do.
        plain = folded.translate(_PUNCTUATION)
    else:
        decomposed = unicodedata.normalize("NFKD", folded)
        plain = "".join(char for char in decomposed if char.isalnum())
    # Some works are called by punctuation alone.
    return plain.casefold() or name.strip().casefold()


def plain_title(title: str, container: str | None) -> str:
    """Return what is the same in all spellings of one release's title, as a file's name, too."""
    # Some works are called by punctuation alone.
    text = _BETWEEN.sub(" ", title.casefold()).strip() or title.strip()
    return text if container is None else text.removesuffix(f" {container}")

"""Reading: what a release's title says, read once however often somebody asks."""

from functools import lru_cache
import unicodedata

from .title.parse import Title, parse


@lru_cache(maxsize=2048)
def read(title: str) -> Title:
    """Return what a title says."""
    return parse(title)


@lru_cache(maxsize=2048)
def plain_name(name: str) -> str:
    """Return a name so that two spellings are equal: no case, accents, blanks or punctuation."""
    folded = unicodedata.normalize("NFKD", name.casefold().replace("&", "and"))
    plain = "".join(char for char in folded if char.isalnum())
    # Some works are called by punctuation alone.
    return plain.casefold() or name.strip().casefold()

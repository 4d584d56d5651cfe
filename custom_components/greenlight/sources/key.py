"""Keys in links: cut out of what is kept, and put back when it is fetched.

Indexers write the key of whoever asks into each link. A link that is kept would open the indexer for
as long as it lies there, and lead nowhere once the key has been changed.
"""

from typing import Final

# As it stands in a link that is kept: a sign that no address has.
_PLACE: Final = "{key}"
# A shorter one may stand in a link by chance.
_LEAST: Final = 8


def without_key(link: str, key: str) -> str:
    """Return a link to keep."""
    return link.replace(key, _PLACE) if len(key) >= _LEAST else link


def with_key(link: str, key: str) -> str:
    """Return a kept link as it can be fetched now."""
    return link.replace(_PLACE, key)

"""Keys in links: cut out of what is kept, and put back when it is fetched.

Indexers write the key of whoever asks into each link. A link that is kept would open the indexer for
as long as it lies there, and lead nowhere once the key has been changed.
"""

from typing import Final

# As it stands in a link that is kept, and as the same is written that a link had of its own: whoever
# writes it there would be handed the key.
_PLACE: Final = "{key}"
_NO_PLACE: Final = "%7Bkey%7D"
# A shorter one may stand in a link by chance.
_LEAST: Final = 8


def without_key(link: str, key: str) -> str:
    """Return a link to keep."""
    link = link.replace(_PLACE, _NO_PLACE)
    return link.replace(key, _PLACE) if len(key) >= _LEAST else link


def with_key(link: str, key: str) -> str:
    """Return a kept link as it can be fetched now."""
    return link.replace(_PLACE, key)

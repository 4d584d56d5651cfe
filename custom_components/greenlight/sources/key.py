"""Keys in links: cut out of what is kept, and put back when it is fetched.

Indexers write the key of whoever asks into each link. A link that is kept would open the indexer for
as long as it lies there, and lead nowhere once the key has been changed.
"""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from .base import Payload, SourceError, SourceTimeout, SourceTls

# As it stands in a link that is kept, and as the same is written that a link had of its own: whoever
# writes it there would be handed the key.
_PLACE: Final = "{key}"
_NO_PLACE: Final = "%7Bkey%7D"
# A shorter one may stand in a link by chance.
_LEAST: Final = 8
_NOBODY: Final = (SourceError, SourceTimeout, SourceTls)


def without_key(link: str, key: str) -> str:
    """Return a link to keep."""
    link = link.replace(_PLACE, _NO_PLACE)
    return link.replace(key, _PLACE) if len(key) >= _LEAST else link


def with_key(link: str, key: str) -> str:
    """Return a kept link as it can be fetched now."""
    return link.replace(_PLACE, key)


async def fetch_with_key(
    fetch: Callable[[str], Awaitable[Payload]], link: str, key: str, url: str
) -> Payload:
    """Fetch a kept link; at the indexer's own ``url`` where nobody answers at that of the link.

    Programs behind a proxy write the address into their links by which they know themselves, and one
    that has moved is elsewhere than when a link was kept. Raises ``SourceError``.
    """
    try:
        return await fetch(with_key(link, key))
    except SourceError as err:
        own = at_own(link, url)
        # Only of who has not answered at all.
        if not own or err.status is not None or type(err) not in _NOBODY:
            raise
    return await fetch(with_key(own, key))


def at_own(link: str, url: str) -> str:
    """Return where a kept link leads below ``url``, empty where it does so already or leads elsewhere.

    What has no key in it was not written by whoever is there.
    """
    parts, own = urlsplit(link), urlsplit(url)
    base, path = own.path.rstrip("/"), parts.path
    if not path.startswith(f"{base}/"):
        path = f"{base}{path}"
    there = urlunsplit((own.scheme, own.netloc, path, *parts[3:]))
    theirs = _PLACE in link and parts.scheme.lower() in ("http", "https")
    return there if theirs and there != link else ""

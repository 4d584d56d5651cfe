"""Keys in links: cut out of what is kept, and put back when it is fetched.

Indexers write the key of whoever asks into each link. A link that is kept would open the indexer for
as long as it lies there, and lead nowhere once the key has been changed.
"""

from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
import re
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

from .base import Payload, SourceError, SourceTimeout, SourceTls
from .link import clean_link

# As it stands in a link that is kept, with a number where it was in a link within a link, and as the same
# is written that a link had of its own: whoever writes it there would be handed the key.
_PLACE: Final = "{key}"
_DEEPER: Final = "{{key:{}}}"
_PLACES: Final = re.compile(r"\{key(?::([2-4]))?\}")
# How often a link may be within another.
_DEEPEST: Final = 4
# A shorter one may stand in a link by chance.
_LEAST: Final = 8
_NOBODY: Final = (SourceError, SourceTimeout, SourceTls)


def without_key(link: str, key: str) -> str:
    """Return a link, or another text, to keep: without the key, however that is spelt in it."""
    link = _PLACES.sub(lambda found: f"%7B{found[0][1:-1]}%7D", link)
    return _spelt(key).sub(partial(_place, key), link) if len(key) >= _LEAST else link


def with_key(link: str, key: str) -> str:
    """Return a kept link as it can be fetched now."""

    def put_back(found: re.Match[str]) -> str:
        written = key
        for _ in range(int(found[1] or 1)):
            written = quote(written, safe="")
        return written

    return _PLACES.sub(put_back, link)


def told_in(url: str) -> dict[str, str]:
    """Return the parameters of an address that somebody copied, their names in small letters.

    A plus sign is one: keys in base64 have some, and no key has a blank. Raises ``ValueError`` for no address.
    """
    pairs = parse_qsl(urlsplit(clean_link(url)).query.replace("+", "%2B"))
    return {name.lower(): value for name, value in pairs}


@lru_cache(maxsize=64)
def _spelt(key: str) -> re.Pattern[str]:
    """Return what finds a key, each of its signs as it is or percent-encoded."""
    signs = []
    for sign in key:
        codes = (
            f"%(?:25){{0,3}}{code:02x}" for code in sign.encode("utf-8", "replace")
        )
        signs.append(f"(?:{re.escape(sign)}|(?i:{''.join(codes)}))")
    return re.compile("".join(signs))


def _place(key: str, found: re.Match[str]) -> str:
    """Return what stands for the key: as it is it counts as encoded once, as what reads it takes it."""
    depth, said = 1, unquote(found[0])
    while depth < _DEEPEST and key not in (found[0], said):
        depth, said = depth + 1, unquote(said)
    return _PLACE if depth == 1 else _DEEPER.format(depth)


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
    theirs = bool(_PLACES.search(link)) and parts.scheme.lower() in ("http", "https")
    return there if theirs and there != link else ""

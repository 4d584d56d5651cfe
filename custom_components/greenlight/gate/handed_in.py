"""From a link that somebody handed in, and what it led to, to a release."""

from collections.abc import Awaitable, Callable
import hashlib
from urllib.parse import unquote, urlsplit

from ..engine.release import Release, usable_link
from ..engine.text import clean_title
from ..sources.base import Payload
from .content import read_content
from .ports import UnusableLink


async def release_from(
    link: str, fetch: Callable[[str], Awaitable[Payload]], title: str
) -> Release:
    """Return the release, called as wished or else as it calls itself.

    Raises ``UnusableLink`` or what ``fetch`` does.
    """
    if not usable_link(link):
        raise UnusableLink
    try:
        content = await read_content(await fetch(link))
    except ValueError as err:
        raise UnusableLink(str(err)) from err
    guid = hashlib.sha256(link.encode()).hexdigest()
    file_name = unquote(urlsplit(link).path.rpartition("/")[2])
    own_name = file_name.removesuffix(".torrent").removesuffix(".nzb")
    return Release(
        guid=guid,
        # Never the link itself, which may hold a passkey.
        title=clean_title(title or content.name or own_name)
        or min(content.hashes, default=guid[:8]),
        link=link,
        source="",
        protocol=content.protocol,
        size=content.size,
        hashes=content.hashes,
    )

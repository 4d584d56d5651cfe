"""Handed in: from a link that somebody has, and what it leads to, to a request."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
import hashlib
from urllib.parse import unquote, urlsplit

from ..engine.options import DownloadOptions
from ..engine.reason import Reason
from ..engine.release import Release, usable_link
from ..engine.request import Actor, Request
from ..engine.text import clean_title
from ..sources.base import Payload
from .again import answered_already
from .content import read_content
from .opening import new_request
from .ports import AlreadyRequested, Environment, Ledger, UnusableLink
from .requests import Requests
from .skip_list import SkipList


class HandedIn:
    """Makes requests of links."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        skip_list: SkipList,
        environment: Environment,
    ) -> None:
        """Know what there is already, and how to fetch."""
        self._ledger = ledger
        self._requests = requests
        self._skip_list = skip_list
        self._environment = environment

    async def open(
        self,
        link: str,
        *,
        who: Actor,
        approve: bool = False,
        title: str = "",
        options: DownloadOptions | None = None,
        client: str | None = None,
        outward: bool = False,
    ) -> Request:
        """Make a request from a link somebody has. The link is looked at first.

        With ``outward``, now and later, at public addresses only. Raises ``UnusableLink``,
        ``AlreadyRequested`` or ``SourceError``.
        """
        environment = self._environment
        fetch = environment.fetch_outward if outward else environment.fetch
        release = await release_from(link, fetch, title)
        known = self._ledger.lookup(release)
        # What only seems to be the same and has ended, a person may well want from here.
        now = environment.now()
        if known and (known.open or answered_already(known, release, now)):
            raise AlreadyRequested(known)
        self._skip_list.forgive(release)
        request = new_request(
            environment,
            release,
            approved=approve,
            who=who,
            why=Reason("handed_in"),
            options=options,
            client=client,
        )
        request = replace(request, outward=outward)
        await self._requests.enter(request)
        return request


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

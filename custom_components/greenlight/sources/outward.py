"""Outward: fetching for somebody who has no business in the network of the house."""

import aiohttp

from .base import NotPublic, Payload, SourceError, SourceTimeout, SourceTls
from .fetch import Fetcher
from .private import public_socket


async def fetch_outward(link: str, user_agent: str) -> Payload:
    """Fetch what a link leads to, at public addresses only. Raises ``SourceError``.

    Each connection is looked at when it is made, so neither a redirect nor a name whose address
    changes leads inside. Whatever keeps it from being made is one and the same error: who answers
    on which port of the house cannot be told from it.
    """
    connector = aiohttp.TCPConnector(
        resolver=aiohttp.ThreadedResolver(), socket_factory=public_socket
    )
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": user_agent},
    ) as session:
        try:
            return await Fetcher(session).payload(link)
        except SourceError as err:
            if type(err) in (SourceError, SourceTimeout, SourceTls):
                raise NotPublic from None
            raise

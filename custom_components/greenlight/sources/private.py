"""Private addresses: a site out there has no business in somebody's own network."""

import asyncio
from ipaddress import ip_address
import socket
from urllib.parse import urlsplit

from aiohttp import AddrInfoType

from .base import SourceError


async def refuse_inward(before: str, after: str) -> None:
    """Raise ``SourceError`` for a redirect from a public address to a private one."""
    host, target = urlsplit(before).hostname or "", urlsplit(after).hostname or ""
    if host == target:
        return
    if await is_private(target) and not await is_private(host):
        raise SourceError("a redirect into the own network")


def public_socket(info: AddrInfoType) -> socket.socket:
    """Return a socket for a connection, made at the moment it is connected.

    Raises ``OSError`` for an address that cannot be reached from everywhere.
    """
    family, kind, protocol, _, address = info
    if not ip_address(str(address[0]).partition("%")[0]).is_global:
        raise PermissionError("an address of the own network")
    return socket.socket(family, kind, protocol)


async def is_private(host: str) -> bool:
    """Tell whether a host has an address that cannot be reached from everywhere.

    One without an address is none: nothing can be fetched from it either.
    """
    return any(not ip_address(one).is_global for one in await addresses(host))


async def addresses(host: str) -> list[str]:
    """Return the addresses of a host."""
    try:
        return [str(ip_address(host))]
    except ValueError:
        pass
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError, UnicodeError:
        return []
    return [str(each[4][0]).partition("%")[0] for each in found]

"""Transmission with many torrents, and the poll of Home Assistant's own integration for it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession
from yarl import URL

from benchmarks.cases import OURS, Call, Case, made_up
from custom_components.greenlight.clients.base import TAG, Client, Identity
from custom_components.greenlight.clients.transmission.client import Transmission
from tests.support.transmission import Settings, Transmission as Server

AT_ONCE = 50


@asynccontextmanager
async def case(variant: str, size: int) -> AsyncGenerator[Case]:
    """Run a server with that many torrents, ten of them ours. Raises ``Unavailable``."""
    # The proxy in front of it makes it seem another host.
    settings = Settings(extra={"rpc-host-whitelist-enabled": False})
    async with Server(variant, settings=settings) as server:
        ours = await _fill(server, size)

        def client(session: ClientSession, url: str) -> Client:
            return Transmission(
                session,
                url=url,
                username=server.username,
                password=server.password,
                timeout=60,
            )

        yield Case(
            title=f"Transmission {server.program.version}, {size:,} torrents",
            port=server.port,
            ours=ours,
            counted=size,
            client=client,
            core=lambda url: _core(url, server),
        )


async def _fill(server: Server, count: int) -> dict[str, Identity]:
    """Add that many torrents, stopped, and return those that are ours, which run."""
    torrents = [made_up(number) for number in range(count)]
    ours = {torrent.v1 or "" for torrent in torrents[:: max(count // OURS, 1)][:OURS]}
    for start in range(0, count, AT_ONCE):
        await asyncio.gather(
            *(
                server.add(
                    torrent,
                    paused=True,
                    labels=["films", TAG] if torrent.v1 in ours else ["films"],
                )
                for torrent in torrents[start : start + AT_ONCE]
            )
        )
    await server.api("torrent-start", ids=sorted(ours))
    return {one: Identity(id=one, hashes=frozenset({one})) for one in ours}


def _core(address: str, server: Server) -> Call:
    """Return the poll of Home Assistant's own integration, as its installed code does it."""
    from homeassistant.components.transmission.coordinator import (
        TransmissionDataUpdateCoordinator,
    )
    import transmission_rpc

    url = URL(address)
    coordinator: Any = object.__new__(TransmissionDataUpdateCoordinator)
    coordinator.api = transmission_rpc.Client(
        username=server.username,
        password=server.password,
        host=str(url.host),
        port=int(url.port or 0),
        path="/transmission/rpc",
    )

    async def poll() -> object:
        return await asyncio.to_thread(coordinator.update)

    return poll

"""NZBGet with a long queue and history, and the poll of Home Assistant's own integration for it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import time
from types import SimpleNamespace
from typing import Any

from aiohttp import ClientSession
from yarl import URL

from benchmarks.cases import OURS, Call, Case, made_up_name
from custom_components.greenlight.clients.base import Client, Identity
from custom_components.greenlight.clients.nzbget.client import NZBGet
from tests.support.nntp import NewsServer
from tests.support.nzb import make_post
from tests.support.nzbget import NzbGet as Server

HISTORY = 5000


@asynccontextmanager
async def case(_: str, size: int) -> AsyncGenerator[Case]:
    """Run a server with that many jobs, ten of them ours. Raises ``Unavailable``."""
    async with NewsServer() as news, Server(news) as server:
        ours = await _fill(server, news, size)

        def client(session: ClientSession, url: str) -> Client:
            return NZBGet(
                session,
                url=url,
                username=server.username,
                password=server.password,
                timeout=60,
            )

        yield Case(
            title=f"NZBGet {server.program.version}, {size:,} jobs in the queue and "
            f"{HISTORY:,} in the history",
            port=server.port,
            ours=ours,
            counted=size + HISTORY,
            client=client,
            core=lambda url: _core(url, server),
            category="Movies",
        )


async def _fill(server: Server, news: NewsServer, count: int) -> dict[str, Identity]:
    """Queue that many jobs, paused, with a history behind them; return those that are ours."""
    first = make_post("First.2026", {"first.mkv": bytes(1000)})
    news.carry(first)
    await server.ended(await server.add(first, category="Movies"))
    names = [made_up_name(10_000 + number) for number in range(HISTORY)]
    # What ended more than a month ago it forgets.
    await server.fill_history(names, since=int(time.time()) - HISTORY - 60, alone=True)
    await server.call("pausedownload")
    jobs = []
    for number in range(count):
        name = made_up_name(number)
        post = make_post(name, {f"{name}.mkv": bytes(1000)})
        mark = {"greenlight": name}
        jobs.append((await server.add(post, category="Movies", parameters=mark), name))
    ours = jobs[:: max(count // OURS, 1)][:OURS]
    return {name: Identity(id=str(job), title=name, mark=name) for job, name in ours}


def _core(address: str, server: Server) -> Call:
    """Return the poll of Home Assistant's own integration, as its installed code does it."""
    from homeassistant.components.nzbget.coordinator import NZBGetDataUpdateCoordinator
    from pynzbgetapi import NZBGetAPI

    url = URL(address)
    coordinator: Any = object.__new__(NZBGetDataUpdateCoordinator)
    coordinator.hass = SimpleNamespace(bus=SimpleNamespace(fire=lambda *_: None))
    coordinator._completed_downloads_init = False
    coordinator._completed_downloads = set()
    coordinator.nzbget = NZBGetAPI(
        host=str(url.host),
        username=server.username,
        password=server.password,
        secure=False,
        verify_certificate=False,
        port=int(url.port or 0),
    )

    def update() -> None:
        # Without the limit of four seconds that ends it with a history this long.
        coordinator.nzbget.status()
        coordinator._check_completed_downloads(coordinator.nzbget.history())

    return lambda: asyncio.to_thread(update)

"""SABnzbd with a long queue and history, and the poll of Home Assistant's own integration for it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession

from benchmarks.cases import OURS, Call, Case, made_up_name
from custom_components.greenlight.clients.base import Client, Identity
from custom_components.greenlight.clients.sabnzbd.client import SABnzbd
from tests.contract.clients.sabnzbd.world import RealWorld
from tests.support.nntp import NewsServer
from tests.support.nzb import make_post
from tests.support.sabnzbd import SABnzbd as Server

HISTORY = 5000


@asynccontextmanager
async def case(_: str, size: int) -> AsyncGenerator[Case]:
    """Run a server with that many jobs, ten of them ours. Raises ``Unavailable``."""
    async with (
        NewsServer() as news,
        Server(news=news) as server,
        ClientSession() as own,
    ):
        ours = await _fill(server, own, size)

        def client(session: ClientSession, url: str) -> Client:
            return SABnzbd(session, url=url, api_key=server.api_key, timeout=60)

        def core(url: str) -> Call:
            from homeassistant.components.sabnzbd.coordinator import (
                SabnzbdUpdateCoordinator,
            )
            from pysabnzbd import SabnzbdApi

            coordinator: Any = object.__new__(SabnzbdUpdateCoordinator)
            coordinator.sab_api = SabnzbdApi(url, server.api_key, session=own)
            poll: Call = coordinator._async_update_data
            return poll

        yield Case(
            title=f"SABnzbd {server.program.version}, {size:,} jobs in the queue and "
            f"{HISTORY:,} in the history",
            port=server.port,
            ours=ours,
            counted=size + HISTORY,
            client=client,
            core=core,
            category="movies",
        )


async def _fill(server: Server, own: ClientSession, count: int) -> dict[str, Identity]:
    """Queue that many jobs, paused, with a history behind them; return those that are ours."""
    await RealWorld(server, own).fill_history(HISTORY, "movies", since=1_767_225_600)
    await server.api("pause")
    jobs = []
    for number in range(count):
        name = made_up_name(number)
        post = make_post(name, {f"{name}.mkv": bytes(1000)})
        jobs.append((await server.add(post, cat="movies"), name))
    ours = jobs[:: max(count // OURS, 1)][:OURS]
    return {job: Identity(id=job, title=name, mark=name) for job, name in ours}

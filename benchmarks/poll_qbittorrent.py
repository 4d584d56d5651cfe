"""qBittorrent with many torrents, and the poll of Home Assistant's own integration for it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from aiohttp import ClientSession, FormData

from benchmarks.cases import OURS, Call, Case, made_up
from custom_components.greenlight.clients.base import TAG, Client, Identity
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from tests.support.qbittorrent import QBittorrent as Server, program

BATCH = 100


@asynccontextmanager
async def case(variant: str, size: int) -> AsyncGenerator[Case]:
    """Run a server with that many torrents, ten of them ours. Raises ``Unavailable``."""
    async with Server(program(variant)) as server:
        ours = await _fill(server, size)

        def client(session: ClientSession, url: str) -> Client:
            return QBittorrent(
                session,
                url=url,
                username=server.username,
                password=server.password,
                timeout=60,
            )

        yield Case(
            title=f"qBittorrent {'.'.join(map(str, server.program.version))}, {size:,} torrents",
            port=server.port,
            ours=ours,
            counted=size,
            client=client,
            core=lambda url: _core(url, server),
        )


async def _fill(server: Server, count: int) -> dict[str, Identity]:
    """Add that many torrents, stopped, and return those that are ours."""
    torrents = [made_up(number) for number in range(count)]
    ours = torrents[:: max(count // OURS, 1)][:OURS]
    for some, tags in ((ours, TAG), ([one for one in torrents if one not in ours], "")):
        for start in range(0, len(some), BATCH):
            form = FormData()
            for name, value in (
                ("stopped", "true"),
                ("paused", "true"),
                ("category", "films"),
                ("tags", f"{tags},sonarr"),
            ):
                form.add_field(name, value)
            for torrent in some[start : start + BATCH]:
                form.add_field(
                    "torrents",
                    torrent.content,
                    filename=f"{torrent.v1}.torrent",
                    content_type="application/x-bittorrent",
                )
            await server.api("app/version")
            await server.api("torrents/add", form)
    ids = [torrent.client_id for torrent in ours]
    while len(known := await server.torrents()) < count or not _settled(known):
        await asyncio.sleep(1)
    await server.api(
        "app/setPreferences",
        {"json": '{"web_ui_host_header_validation_enabled":false}'},
    )
    resume = "start" if server.program.version >= (5,) else "resume"
    await server.api(f"torrents/{resume}", {"hashes": "|".join(ids)})
    return {one: Identity(id=one, hashes=frozenset({one})) for one in ids}


def _settled(rows: list[dict[str, Any]]) -> bool:
    """Tell whether the server has looked at all it was given."""
    return not any(row["state"].startswith("checking") for row in rows)


def _core(url: str, server: Server) -> Call:
    """Return the poll of Home Assistant's own integration, as its installed code does it."""
    from homeassistant.components.qbittorrent.coordinator import (
        QBittorrentDataCoordinator,
    )
    from homeassistant.components.qbittorrent.helpers import setup_client

    coordinator: Any = object.__new__(QBittorrentDataCoordinator)
    coordinator.hass = SimpleNamespace(async_add_executor_job=asyncio.to_thread)
    coordinator.client = setup_client(
        url, server.username, server.password, verify_ssl=True
    )
    poll: Call = coordinator._async_update_data
    return poll

"""The fakes run by themselves too, set up by nothing but their API: for demonstrations."""

import asyncio
from pathlib import Path
import sys
from typing import Any

from aiohttp import ClientSession
import pytest

from tests.contract.clients.qbittorrent.replay import Replay
from tests.contract.libraries.arr.ordering import BEST, a_film, a_pack
from tests.support.arr_clients import qbittorrent_row
from tests.support.ports import free_port

ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize(
    ("program", "offer", "command"),
    [
        ("Radarr", a_film(BEST), {"name": "MoviesSearch", "movieIds": [4]}),
        ("Sonarr", a_pack(BEST), {"name": "SeriesSearch", "seriesId": 2}),
    ],
)
async def test_it_orders_by_itself(
    client: Replay, session: ClientSession, program: str, offer: Any, command: Any
) -> None:
    module = f"tests.support.fake_{program.lower()}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, "--port", str(free_port())),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        assert process.stdout
        said = (await process.stdout.readline()).decode().split()
        url, key = said[0], said[-1]
        headers = {"X-Api-Key": key}
        row = qbittorrent_row(program, client.url, client.username, client.password)
        for method, path, body in (
            ("POST", "api/v3/downloadclient", row),
            ("PUT", "fake/offers", [offer.to_json()]),
            ("POST", "api/v3/command", command),
        ):
            async with session.request(
                method, f"{url}/{path}", json=body, headers=headers
            ) as answer:
                assert answer.ok, await answer.text()
        while True:
            async with session.get(
                f"{url}/api/v3/queue/details", headers=headers
            ) as answer:
                if rows := await answer.json():
                    break
            await asyncio.sleep(0.1)
    finally:
        process.terminate()
        await process.wait()
    assert rows[0]["status"] == "paused"
    assert set(client.rows) == {BEST.v1}

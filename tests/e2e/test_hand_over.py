"""The demo's Sonarr and FlexGet: what they hand over is asked about, and each learns of the answer."""

import asyncio
from collections.abc import AsyncIterator
import os
from pathlib import Path
from typing import Any

from homeassistant.util.yaml import parse_yaml
import pytest
import pytest_asyncio

from tests.support.demo import final_after, playing
from tests.support.demo_askers import FLEXGET, FOUND, DemoAskers
from tests.support.flexget import FlexGet
from tests.support.greenlight import Greenlight
from tests.support.homeassistant import HomeAssistantProcess
from tests.support.ports import free_port
from tests.support.server import Unavailable
from tests.support.stage import Stage

from .conftest import let_sockets_through

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300),
]

SCRIPT = Path(__file__).parents[2] / "scripts/hand-over"
BEST, NEXT = (f"The.Glass.Orchard.S01E{{:02}}.{one}" for one in FOUND)
# Seconds for which an answer can be taken back: long enough to look, and no longer.
UNDO = 15
# Seconds that a download takes.
TAKES = 4


class House:
    """What the demo plays, with somebody at the keyboard."""

    def __init__(
        self, stage: Stage, greenlight: Greenlight, askers: DemoAskers
    ) -> None:
        self.stage, self.greenlight, self.askers = stage, greenlight, askers

    async def type(
        self, *words: str, port: int | None = None
    ) -> asyncio.subprocess.Process:
        """Call the script."""
        port = port or int(self.askers.sonarr.url.rpartition(":")[2])
        return await asyncio.create_subprocess_exec(
            str(SCRIPT),
            *words,
            env={**os.environ, "GREENLIGHT_DEMO_SONARR_PORT": str(port)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def answer(self, title: str, answer: str) -> dict[str, Any]:
        """Answer a question."""
        asked = await self.greenlight.wait_for(title, "pending")
        await self.stage.hass.call(f"greenlight.{answer}", request_id=asked["id"])
        return asked


async def said(process: asyncio.subprocess.Process) -> str:
    """Return all that it has said once it has ended."""
    heard, _ = await process.communicate()
    return heard.decode()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncIterator[House]:
    """Play what the demonstration plays; an answer is final soon."""
    let_sockets_through()
    hass, askers = HomeAssistantProcess(copied=True), DemoAskers(seconds=TAKES)
    final_after(hass, UNDO)
    try:
        async with playing(hass, askers=askers) as (stage, greenlight):
            yield House(stage, greenlight, askers)
    except Unavailable as error:
        pytest.skip(str(error))


def in_order(text: str, *parts: str) -> None:
    """Demand that all of it is there, one after the other."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, (part, text)
        at = found + len(part)


async def test_a_yes_is_downloaded_and_imported(house: House) -> None:
    title = BEST.format(3)
    process = await house.type()
    asked = await house.answer(title, "approve")
    # It stands at the top, where whoever tries it looks.
    others = [
        one["expires"] for one in await house.greenlight.requests(state=["pending"])
    ]
    assert asked["expires"] < min(others)
    text = await said(process)
    assert process.returncode == 0, text
    in_order(
        text,
        "handed it over to Greenlight:\n  GET  /api/v2/app/webapiVersion\n",
        "POST /api/v2/auth/login",
        f"POST /api/v2/torrents/add  with {title}.torrent",
        "pausedDL",
        "you said yes",
        "Sonarr has imported it",
    )
    assert any(one.name == title for one in house.stage.client.saves.rglob("*"))
    (episode,) = (one for one in house.askers.sonarr.episodes if one["id"] == 23)
    assert episode["hasFile"]
    again = await house.type(title)
    assert "Sonarr has that one already" in await said(again)
    assert again.returncode == 2


async def test_a_no_leads_to_the_next_best_and_then_to_nothing(house: House) -> None:
    first, second = BEST.format(4), NEXT.format(4)
    process = await house.type(first)
    await house.answer(first, "decline")
    await house.answer(second, "decline")
    text = await said(process)
    assert process.returncode == 0, text
    in_order(
        text,
        f"Sonarr found {first}",
        "pausedDL; Greenlight waits for your answer",
        "pausedDL; you said no",
        "has blocked this release",
        f"looked for another and handed over {second}",
        "has blocked this release",
        "Sonarr looks for nothing else.",
    )
    blocked = {
        one["sourceTitle"] for one in house.askers.sonarr.downloads.journal.blocklist
    }
    assert blocked == {first, second}
    assert not any(one.name in blocked for one in house.stage.client.saves.rglob("*"))


@pytest.mark.parametrize(
    "title", ["Another.Show.S01E01.1080p.WEB-DL-DEMO", "A.Film.2020-DEMO"]
)
async def test_what_sonarr_does_not_know_it_does_not_order(
    house: House, title: str
) -> None:
    before = await house.greenlight.requests()
    process = await house.type(title)
    assert "The.Glass.Orchard.S01E01 to E08" in await said(process)
    assert process.returncode == 2
    assert await house.greenlight.requests() == before


async def test_says_so_where_no_demo_runs(house: House) -> None:
    process = await house.type(port=free_port())
    assert "start scripts/demo" in await said(process)
    assert process.returncode == 1
    assert "usage: scripts/hand-over" in await said(await house.type("a", "b"))


async def test_flexget_takes_what_is_to_be_pasted(house: House) -> None:
    try:
        flexget = FlexGet()
    except Unavailable as error:
        pytest.skip(str(error))
    task = parse_yaml(house.askers.yaml())
    assert isinstance(task, dict)
    task = task["tasks"]["demo"]
    async with flexget:
        await flexget.hand_over(*task["mock"], qbittorrent=task["qbittorrent"])
    await house.answer(FLEXGET, "approve")
    await house.greenlight.wait_for(FLEXGET, "completed", seconds=120)

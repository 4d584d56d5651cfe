"""Prowlarr as a source on a real Home Assistant: what is new there, a key that changes, and one release by several ways."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession
import pytest
import pytest_asyncio

from custom_components.greenlight.const import DOMAIN
from tests.contract.sources.indexers import Goods
from tests.support.autobrr import Announce, Autobrr
from tests.support.demo_indexers import SAVED, DemoIndexers
from tests.support.demo_push import add_push
from tests.support.flows import ENTRIES, Flow
from tests.support.greenlight import Greenlight, begin
from tests.support.homeassistant import HomeAssistantProcess, Refused
from tests.support.server import Unavailable
from tests.support.stage import Stage
from tests.support.waiting import until
from tests.support.websocket import CommandFailed

from .conftest import let_sockets_through

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(120),
]

NEW = "Harbour.Light.2026.1080p.WEB-DL.DDP5.1.H.264-DEMO"
EVERYWHERE = "Harbour.Light.Two.2027.1080p.WEB-DL.DDP5.1.H.264-DEMO"


@dataclass(frozen=True, slots=True)
class House:
    """What plays together."""

    stage: Stage
    greenlight: Greenlight
    indexers: DemoIndexers
    prowlarr: str

    @property
    def hass(self) -> HomeAssistantProcess:
        """Return the Home Assistant."""
        return self.stage.hass

    def stored(self) -> str:
        """Return all that is written down of what Greenlight knows."""
        folder = self.hass.folder / ".storage"
        files = sorted(folder.glob(f"{DOMAIN}.*"))
        return "".join(one.read_text(encoding="utf-8") for one in files)

    async def asked_for_key(self) -> dict[str, Any] | None:
        """Return the flow that asks for a new key."""
        flows = await self.hass.command("config_entries/flow/progress")
        return next((one for one in flows if one["handler"] == DOMAIN), None)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncIterator[House]:
    """Start everything, and add Prowlarr as a person does."""
    let_sockets_through()
    try:
        stage = Stage(HomeAssistantProcess())
    except Unavailable as error:
        pytest.skip(str(error))
    async with DemoIndexers(seconds=0) as indexers, stage:
        greenlight, _ = await begin(stage.hass, stage.client)
        prowlarr = await indexers.join(stage, greenlight)
        await greenlight.add_rule(include=["harbour light"])
        yield House(stage, greenlight, indexers, prowlarr)


async def test_what_is_new_there_becomes_a_question(house: House) -> None:
    house.indexers.oak.offers = (NEW,)
    request = await house.greenlight.asked(NEW)
    assert request["state"] == "pending"
    (question,) = await house.greenlight.pending(1)
    assert question["title"] == NEW


async def test_a_new_key_opens_the_links_that_were_kept(house: House) -> None:
    """Links are kept without the key: what waits for an answer outlives it."""
    old = house.indexers.key
    new = house.indexers.change_key()
    with pytest.raises(Refused, match=r"key|login|refuse"):
        await house.greenlight.refresh()
    asked = await until(house.asked_for_key, "to be asked for the key")
    assert asked is not None
    assert asked["context"]["title_placeholders"]["name"] == "Prowlarr"

    flow = Flow(
        house.hass, ENTRIES, await house.hass.get(f"{ENTRIES}/{asked['flow_id']}")
    )
    assert flow.step == "reauth_prowlarr"
    await flow.submit(api_key="not-this-one")
    assert flow.at["errors"]
    await flow.submit(api_key=new)
    assert flow.at["reason"] == "reauth_successful"

    await house.greenlight.approve(NEW)
    await house.greenlight.wait_for(NEW, "completed")
    stored = house.stored()
    assert NEW in stored
    assert old not in stored
    assert new not in stored
    assert old not in house.hass.log
    assert new not in house.hass.log


async def test_a_saved_search_asks_about_what_it_finds(house: House) -> None:
    await house.indexers.follow(house.greenlight, SAVED)
    (question,) = await house.greenlight.pending(1)
    assert question["title"].startswith("Long.Way.to.Marram.1954")
    # Of whom it was found at, whose key opens it.
    assert question["source"] == "Prowlarr"
    await house.greenlight.approve(question["title"])
    await house.greenlight.wait_for(question["title"], "completed")


async def test_by_feed_prowlarr_push_and_search_at_once_is_one_question(
    house: House,
) -> None:
    entered = await add_push(house.greenlight)
    await house.greenlight.add_source(house.stage.site.rss_url, name="Feed")
    torrent = await house.stage.publish(EVERYWHERE)
    for indexer in (house.indexers.oak, house.indexers.elm):
        there = Goods(size=torrent.size, imdb="")
        indexer.goods = {**indexer.goods, EVERYWHERE: there}
        indexer.offers = (EVERYWHERE,)

    async def searched() -> None:
        async with house.hass.socket() as card:
            found = await card.command(f"{DOMAIN}/search", query="harbour light two")
            # One of them may take longer than somebody is kept waiting.
            while found["running"]:
                news = {"search": found["search"], "seen": found["seen"]}
                found |= await card.command(f"{DOMAIN}/search_news", **news)
            search = found["search"]
            found |= await card.command(f"{DOMAIN}/search_page", search=search)
            assert found["total"] == 1
            taken = {"result": found["results"][0]["id"], "approve": False}
            # Where the feed was first, whoever taps is told so.
            with suppress(CommandFailed):
                await card.command(f"{DOMAIN}/act", action="request", data=taken)

    async def pushed() -> None:
        async with ClientSession() as session:
            autobrr = Autobrr(session, entered.address, entered.key)
            url = house.stage.site.offer(torrent)
            announce = Announce(title=EVERYWHERE, url=url, size=torrent.size)
            await autobrr.push(announce)

    await asyncio.gather(house.greenlight.refresh(), searched(), pushed())
    await house.greenlight.refresh()
    (question,) = await house.greenlight.pending(1)
    assert question["title"] == EVERYWHERE
    await house.greenlight.approve(EVERYWHERE)
    await house.greenlight.wait_for(EVERYWHERE, "completed")
    torrents = await house.stage.client.torrents()
    assert [one["name"] for one in torrents].count(EVERYWHERE) == 1
    assert len(torrents) == 3

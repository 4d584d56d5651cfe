"""autobrr announces to a whole Home Assistant: from the push to a question, and from a yes to the download."""

from collections.abc import AsyncIterator
import time

from aiohttp import ClientSession
import pytest
import pytest_asyncio
from yarl import URL

from tests.support.autobrr import Announce, Autobrr, AutobrrError
from tests.support.greenlight import Greenlight, begin
from tests.support.homeassistant import HomeAssistantProcess
from tests.support.pushes import add_push
from tests.support.releases import MEGABYTE, make_release
from tests.support.server import Unavailable
from tests.support.stage import Stage
from tests.support.torrents import Torrent

from .conftest import PASSKEY, let_sockets_through

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(120),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    """Start everything."""
    let_sockets_through()
    try:
        stage = Stage(HomeAssistantProcess())
    except Unavailable as error:
        pytest.skip(str(error))
    async with stage:
        yield stage


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def greenlight(stage: Stage) -> Greenlight:
    """Set Greenlight up with a client and a rule that asks."""
    let_sockets_through()
    greenlight, _ = await begin(stage.hass, stage.client)
    await greenlight.add_rule(include=["film"])
    return greenlight


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def autobrr(greenlight: Greenlight) -> AsyncIterator[Autobrr]:
    """Have autobrr that was told what was shown."""
    let_sockets_through()
    async with ClientSession() as session:
        yield await add_push(greenlight, session)


async def announced(stage: Stage, title: str) -> tuple[Torrent, Announce]:
    """Have somebody seed a release, and announce it with a passkey in its link."""
    torrent = make_release(title, MEGABYTE, trackers=[stage.site.announce_url])
    await stage.seeder.seed(torrent)
    url = f"{stage.site.offer(torrent)}?passkey={PASSKEY}"
    return torrent, Announce(title=title, url=url, freeleech=100)


async def test_from_the_push_to_the_download(
    stage: Stage, greenlight: Greenlight, autobrr: Autobrr
) -> None:
    assert await autobrr.test()
    torrent, announce = await announced(stage, "Push.Film.2026.1080p.WEB.h264-ELM")
    began = time.monotonic()
    row = await autobrr.pushed(announce)
    answered = time.monotonic() - began
    assert (row["rejected"], row["rejections"]) == (False, ["Waiting for approval"])
    assert answered < 2
    # It is asked about when the answer is there.
    asked = await greenlight.request(announce.title)
    assert asked is not None
    assert asked["state"] == "pending"
    await stage.hass.call("greenlight.approve", request_id=asked["id"])
    await greenlight.wait_for(announce.title, "downloading", "completed", "imported")
    await stage.client.completed(torrent)
    # Again, as autobrr does after a timeout, it is said what is so.
    said = await autobrr.pushed(announce)
    assert said["rejections"] != []
    assert len(await greenlight.requests()) == 1
    assert PASSKEY not in str(await stage.hass.states())


async def test_nobody_else_may(
    stage: Stage, greenlight: Greenlight, autobrr: Autobrr
) -> None:
    _, announce = await announced(stage, "Push.Film.Other.2026.1080p.WEB.h264-ELM")
    wrong = Autobrr(autobrr.session, autobrr.host, "guessed")
    with pytest.raises(AutobrrError):
        await wrong.push(announce)
    assert await greenlight.request(announce.title) is None
    # Who was wrong is not banned: the same address goes on.
    assert await autobrr.push(announce) == []


async def test_a_power_cut_forgets_nothing_that_was_taken(
    stage: Stage, greenlight: Greenlight, autobrr: Autobrr
) -> None:
    _, announce = await announced(stage, "Push.Film.Third.2026.1080p.WEB.h264-ELM")
    assert await autobrr.push(announce) == []
    stage.hass.kill()
    await stage.hass.start()
    await greenlight.wait_for(announce.title, "pending")
    path = URL(autobrr.host).path
    again = Autobrr(autobrr.session, f"{stage.hass.url}{path}", autobrr.api_key)
    row = await again.pushed(announce)
    assert row["rejections"] == ["Asked about already, and waiting for approval"]

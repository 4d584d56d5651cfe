"""A whole FlexGet in front of a real Home Assistant: nothing of what it hands over without a yes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from custom_components.greenlight.engine.undo import UNDO_WINDOW
from tests.support.asker import AskerHouse, Entered, add_asker
from tests.support.flexget import FlexGet, host_of
from tests.support.greenlight import Greenlight
from tests.support.replay import Player
from tests.support.server import Unavailable
from tests.support.torrents import Torrent
from tests.support.waiting import until

from .conftest import let_sockets_through

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(400),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncIterator[AskerHouse]:
    """Start everything."""
    let_sockets_through()
    try:
        FlexGet.find()
        house = AskerHouse()
    except Unavailable as error:
        pytest.skip(str(error))
    async with house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def greenlight(house: AskerHouse) -> Greenlight:
    """Set Greenlight up with both clients."""
    let_sockets_through()
    return await house.set_up()


@pytest_asyncio.fixture(loop_scope="session")
async def flexget() -> AsyncIterator[FlexGet]:
    """Have a FlexGet that has seen nothing yet."""
    async with FlexGet() as flexget:
        yield flexget


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def entered(greenlight: Greenlight) -> Entered:
    """Add an asker for its torrents."""
    let_sockets_through()
    return await add_asker(greenlight, "flexget", category="films")


def with_password(entered: Entered) -> dict[str, Any]:
    """Return what stands in its configuration."""
    login = {"username": entered.username, "password": entered.password}
    return host_of(entered.url) | login


def with_key(entered: Entered) -> dict[str, Any]:
    """Return the same with the key instead."""
    return host_of(entered.url) | {"api_key": entered.password}


async def in_list(
    flexget: FlexGet, entered: Entered, torrent: Torrent
) -> dict[str, str] | None:
    """Return what it makes of a torrent, None where it sees none."""
    rows = await flexget.listed(**with_password(entered))
    return next((row for row in rows if row["hash"] == torrent.v1), None)


async def approve(house: AskerHouse, greenlight: Greenlight, title: str) -> None:
    """Say yes."""
    asked = await greenlight.wait_for(title, "pending")
    await house.hass.call("greenlight.approve", request_id=asked["id"])


async def test_from_a_match_to_the_removal(
    house: AskerHouse, greenlight: Greenlight, flexget: FlexGet, entered: Entered
) -> None:
    torrent = await house.seed("Flex.Yes.2026.1080p.WEB.h264-GROUP", seconds=60)
    entry = {"title": "anything", "url": house.site.offer(torrent)}
    output = {"label": "films", "tags": ["new"], "ratio_limit": 1.5}
    await flexget.hand_over(entry, qbittorrent=with_password(entered) | output)
    await greenlight.wait_for(torrent.name, "pending")
    assert await house.client.torrent(torrent) is None
    waiting = await in_list(flexget, entered, torrent)
    assert waiting is not None
    assert waiting["state"] == "pausedDL"
    assert waiting["paused"] == "True"
    assert waiting["category"] == "films"
    assert waiting["size"] == str(torrent.size)

    # Another one that has seen nothing yet finds it there already.
    async with FlexGet() as other:
        said = await other.hand_over(entry, qbittorrent=with_password(entered) | output)
    assert "already in qbittorrent" in said
    assert len(await greenlight.requests(state=["pending"])) == 1

    await approve(house, greenlight, torrent.name)
    running = await in_list(flexget, entered, torrent)
    assert running is not None
    assert running["paused"] == "False"
    await house.seeder.let_go(torrent)
    there = await house.client.completed(torrent)

    async def complete() -> dict[str, str] | None:
        row = await in_list(flexget, entered, torrent)
        return row if row and row["complete"] == "True" else None

    done = await until(complete, "FlexGet to see it complete", seconds=90, pause=1)
    assert done
    assert done["path"] == there["content_path"]
    assert (there["category"], there["ratio_limit"]) == ("films", 1.5)
    assert "new" in there["tags"].split(", ")
    for path, data in torrent.paths().items():
        # Below the category where the client puts it there.
        (found,) = house.client.saves.rglob(path)
        assert found.read_bytes() == data

    # It removes nothing by itself; what a program would say to remove it does.
    player = Player("medusa", entered.url, entered.username, entered.password)
    await player.play("remove_with_data", hash=str(torrent.v1))
    assert await house.client.torrent(torrent) is None
    assert await in_list(flexget, entered, torrent) is None


async def test_a_no_and_a_key(
    house: AskerHouse, greenlight: Greenlight, flexget: FlexGet, entered: Entered
) -> None:
    torrent = await house.seed("Flex.No.2026.1080p.WEB.h264-GROUP")
    entry = {"title": torrent.name, "url": torrent.magnet()}
    await flexget.hand_over(entry, qbittorrent=with_key(entered))
    asked = await greenlight.wait_for(torrent.name, "pending")
    await house.hass.call("greenlight.decline", request_id=asked["id"])
    # It can be taken back for a while, in which it stays there.
    waiting = await in_list(flexget, entered, torrent)
    assert waiting is not None
    assert waiting["state"] == "pausedDL"
    async with house.hass.away():
        greenlight.answered_before(asked["id"], UNDO_WINDOW)

    async def gone() -> bool:
        return await in_list(flexget, entered, torrent) is None

    await until(gone, "FlexGet to see it no more", seconds=90, pause=1)
    assert await house.client.torrent(torrent) is None


async def test_a_wrong_password_hands_nothing_over(
    greenlight: Greenlight, flexget: FlexGet, entered: Entered, house: AskerHouse
) -> None:
    torrent = await house.seed("Flex.Wrong.2026.1080p.WEB.h264-GROUP")
    entry = {"title": torrent.name, "url": torrent.magnet()}
    wrong = host_of(entered.url) | {"username": "greenlight", "password": "wrong"}
    said = await flexget.hand_over(entry, qbittorrent=wrong)
    assert f"FAILED: `{torrent.name}`" in said
    assert await greenlight.request(torrent.name) is None


async def test_an_nzb(
    house: AskerHouse, greenlight: Greenlight, flexget: FlexGet
) -> None:
    entered = await add_asker(
        greenlight, "flexget", "usenet", name="FlexGet news", category="tv"
    )
    post = house.post("Flex.News.2026.1080p.WEB.h264-GROUP")
    entry = {"title": post.name, "url": house.site.offer_post(post)}
    output = {"url": f"{entered.url}/api?", "key": entered.password, "category": "tv"}
    said = await flexget.hand_over(entry, sabnzbd=output)
    assert "Accepted: 1" in said
    assert "Failed: 0" in said
    await greenlight.wait_for(post.name, "pending")
    assert await house.sabnzbd.queue() == []
    await approve(house, greenlight, post.name)
    await greenlight.wait_for(post.name, "completed")
    (there,) = await house.sabnzbd.history()
    assert (there["name"], there["category"]) == (post.name, "tv")

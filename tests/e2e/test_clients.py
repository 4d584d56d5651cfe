"""Four real clients in one house: who gets what, who steps in, and what happens when it fails."""

from collections.abc import AsyncIterator
import json
from typing import Any

import pytest
import pytest_asyncio

from tests.support.greenlight import Greenlight
from tests.support.house import House
from tests.support.server import Unavailable
from tests.support.waiting import until

from .conftest import let_sockets_through
from .test_story import moves, unexpected

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncIterator[House]:
    """Start everything once."""
    let_sockets_through()
    try:
        house = House()
    except Unavailable as error:
        pytest.skip(str(error))
    async with house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def greenlight(house: House) -> Greenlight:
    """Set Greenlight up; both usenet clients have an inbox."""
    let_sockets_through()
    inbox = {"inbox": {"inbox_movies": ["MOVIES"], "inbox_tv": ["tv"]}}
    return await house.set_up(nzbget=inbox, sabnzbd=inbox)


def whys(request: dict[str, Any]) -> str:
    return "\n".join(entry["why"] for entry in request["journal"])


async def approve(greenlight: Greenlight, title: str) -> dict[str, Any]:
    asked = await greenlight.asked(title)
    await greenlight.hass.call("greenlight.approve", request_id=asked["id"])
    return asked


async def test_a_yes_to_a_post_downloads_it(
    house: House, greenlight: Greenlight
) -> None:
    title = "House.Post.2026.1080p.WEB-DL-DEMO"
    post = house.publish(title)
    await approve(greenlight, title)
    done = await greenlight.wait_for(title, "completed")
    assert done["client"] == "NZBGet"
    assert moves(done) == ["pending", "approved", "downloading", "completed"]
    (file,) = house.nzbget.saves.rglob("*.mkv")
    assert file.read_bytes() == post.files[f"{title}.mkv"]
    assert await house.sabnzbd.queue() == []


async def test_when_the_first_is_down_the_next_steps_in_and_says_so(
    house: House, greenlight: Greenlight
) -> None:
    title = "House.Stepped.In.2026.1080p.WEB-DL-DEMO"
    house.publish(title)
    await greenlight.asked(title)
    house.nzbget.kill()
    await approve(greenlight, title)
    done = await greenlight.wait_for(title, "completed")
    await house.nzbget.start()
    assert done["client"] == "SABnzbd"
    assert "NZBGet" in whys(done)
    assert "SABnzbd" in whys(done)
    # It comes back by itself and has nothing of it.

    async def is_back() -> bool:
        client = house.clients["nzbget"]
        shown = await greenlight.state("binary_sensor.connected", client)
        return str(shown["state"]) == "on"

    await until(is_back, "NZBGet to be back", seconds=90)
    assert not [row for row in await house.nzbget.history() if row["Name"] == title]


async def test_a_torrent_goes_to_the_client_of_its_kind(
    house: House, greenlight: Greenlight
) -> None:
    title = "House.Torrent.2026.1080p.WEB-DL-DEMO"
    torrent = house.publish_torrent(title)
    await approve(greenlight, title)
    done = await greenlight.wait_for(title, "completed")
    assert done["client"].startswith("qBittorrent")
    await house.qbittorrent.completed(torrent)


async def test_transmission_steps_in_for_qbittorrent(
    house: House, greenlight: Greenlight
) -> None:
    title = "House.Other.Torrent.2026.1080p.WEB-DL-DEMO"
    torrent = house.publish_torrent(title)
    await greenlight.asked(title)
    house.qbittorrent.kill()
    await approve(greenlight, title)
    done = await greenlight.wait_for(title, "completed")
    await house.qbittorrent.start()
    assert done["client"] == "Transmission"
    assert (house.transmission.saves / f"{title}.mkv").exists()
    assert await house.qbittorrent.torrent(torrent) is None


async def test_missing_articles_fail_and_the_next_best_is_asked_about(
    house: House, greenlight: Greenlight
) -> None:
    broken = "House.Broken.2026.1080p.WEB-DL-GONE"
    other = "House.Broken.2026.720p.WEB-DL-DEMO"
    house.publish(broken, gone=1)
    house.publish(other)
    await approve(greenlight, broken)
    # The lesser one is part of the question about the film, not a question of its own.
    assert await greenlight.request(other) is None
    failed = await greenlight.wait_for(broken, "failed", seconds=90)
    assert "missing" in whys(failed).lower()
    instead = await greenlight.wait_for(other, "pending")
    assert any(broken in reason for reason in instead["reasons"])
    skipped = await house.hass.ask("greenlight.list_skips", {})
    assert [one["title"] for one in skipped["skips"]] == [broken]
    await greenlight.refresh()
    assert (await greenlight.request(broken) or {})["state"] == "failed"
    # By hand it is always tried again, and fails again.
    await greenlight.hass.call("greenlight.retry", request_id=failed["id"])
    await greenlight.wait_for(broken, "approved", "downloading")
    await greenlight.wait_for(broken, "failed", seconds=90)
    await greenlight.hass.call("greenlight.decline", request_id=instead["id"])


async def test_what_others_add_lands_in_the_inbox_once(
    house: House, greenlight: Greenlight
) -> None:
    films = [f"House.By.Hand.{number}.2026.1080p.WEB-DL-DEMO" for number in (1, 2)]
    posts = [house.publish(title) for title in films]
    del house.site.items[:2]
    await house.nzbget.add(posts[0], category="Movies")
    await house.sabnzbd.add(posts[1], cat="movies")

    async def entries() -> list[dict[str, Any]]:
        answer = await house.hass.ask("greenlight.list_completed", {})
        return [one for one in answer["completed"] if one["title"] in films]

    async def arrived() -> bool:
        return len(await entries()) == 2

    await until(arrived, "both entries", seconds=150)
    for entry in await entries():
        assert entry["media_type"] == "movies"
        assert entry["request_id"] is None
        assert entry["path"]
        await house.hass.call("greenlight.acknowledge", entry_id=[entry["id"]])
    assert await entries() == []


async def test_killed_in_the_middle_a_post_is_there_once(
    house: House, greenlight: Greenlight
) -> None:
    title = "House.Power.Cut.2026.1080p.WEB-DL-DEMO"
    house.publish(title)
    asked = await greenlight.asked(title)
    house.news.hold()
    await house.hass.call("greenlight.approve", request_id=asked["id"])

    async def taken() -> bool:
        return any(row["NZBName"] == title for row in await house.nzbget.queue())

    await until(taken, "NZBGet to have it", pause=0.01)
    house.hass.kill()
    house.news.let_go()
    await house.hass.start()
    done = await greenlight.wait_for(title, "completed", seconds=90)
    assert moves(done) == ["pending", "approved", "downloading", "completed"]
    history = await house.nzbget.history()
    assert [row["Name"] for row in history].count(title) == 1


async def test_speed_limits_are_set_in_each_client(
    house: House, greenlight: Greenlight
) -> None:
    for client in house.clients.values():
        entity = await greenlight.state("number.download_limit", client)
        await house.hass.call(
            "number.set_value", entity_id=entity["entity_id"], value=0.512
        )
        shown = await greenlight.state("number.download_limit", client)
        # Each rounds up to what it counts in, kB or KiB.
        assert float(shown["state"]) == pytest.approx(0.512, abs=0.002)


async def test_everything_is_paused_and_resumed_at_once(
    house: House, greenlight: Greenlight
) -> None:
    await house.hass.call("greenlight.pause_all")
    assert (await house.nzbget.call("status"))["DownloadPaused"] is True
    await house.hass.call("greenlight.resume_all")
    assert (await house.nzbget.call("status"))["DownloadPaused"] is False


async def test_no_secret_is_shown_and_nothing_went_wrong_unseen(
    house: House, greenlight: Greenlight
) -> None:
    entry = f"/api/diagnostics/config_entry/{greenlight.entry_id}"
    shown = json.dumps(
        [
            await house.hass.states(),
            await greenlight.requests(),
            house.hass.log,
            await house.hass.get(entry),
        ]
    )
    for secret in (
        house.qbittorrent.password,
        house.transmission.password,
        house.sabnzbd.api_key,
        house.nzbget.password,
    ):
        assert secret not in shown
    assert unexpected(house.hass.log) == []

"""The promise, told against real programs: nothing without a yes, and all of it after one."""

import asyncio
import json
from typing import Any

import pytest

from tests.support.feed import Fault
from tests.support.greenlight import Greenlight
from tests.support.homeassistant import Refused
from tests.support.stage import Stage
from tests.support.torrents import Mode
from tests.support.waiting import until

from .conftest import PASSKEY

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.real_server]


def moves(request: dict[str, Any]) -> list[str]:
    """Return the states a request went through; notes in its journal move nothing."""
    return [entry["to"] for entry in request["journal"] if entry["to"] != entry["from"]]


async def test_a_yes_downloads(stage: Stage, greenlight: Greenlight) -> None:
    title = "Story.Yes.2026.2160p.WEB-DL-DEMO"
    torrent = await stage.publish(title, seconds=60)
    async with stage.hass.socket() as socket:
        happened = await socket.subscribe(
            "subscribe_trigger",
            trigger={
                "trigger": "state",
                "entity_id": (await greenlight.entities())["event.request"],
            },
        )
        asked = await greenlight.asked(title)

        assert (await greenlight.state("sensor.pending_requests"))["state"] == "1"
        select = await greenlight.state("select.pending_request")
        assert select["state"].startswith(asked["name"])
        assert select["attributes"]["request_id"] == asked["id"]
        assert "Story Yes (2026)" in (await greenlight.notification()).replace("\\", "")
        assert await stage.client.torrent(torrent) is None

        await greenlight.approve(title)
        await greenlight.wait_for(title, "downloading")

        async def visible_progress() -> bool:
            shown = await greenlight.state("sensor.download_progress")
            return 0 < float(shown["state"]) < 100

        await until(visible_progress, "progress to be seen")
        await stage.seeder.let_go(torrent)
        done = await greenlight.wait_for(title, "completed")
        events = await drain(happened, last="completed")

    assert [one["event_type"] for one in events] == [
        "asked",
        "approved",
        "started",
        "completed",
    ]
    assert moves(done) == ["pending", "approved", "downloading", "completed"]
    assert [one["who"] for one in done["journal"]][1] == "Dev"
    assert (await greenlight.state("sensor.pending_requests"))["state"] == "0"
    latest = await greenlight.state("sensor.latest_download")
    assert latest["state"] == "Story Yes (2026)"
    assert latest["attributes"]["title"] == title
    assert await greenlight.notification() == ""
    downloaded = await stage.client.completed(torrent)
    assert "greenlight" in downloaded["tags"]
    for path, data in torrent.paths().items():
        assert (stage.client.saves / path).read_bytes() == data


async def drain(happened: asyncio.Queue[Any], *, last: str) -> list[dict[str, Any]]:
    """Return the event entity's attributes up to the wanted event."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(30):
        while not found or found[-1]["event_type"] != last:
            event = await happened.get()
            found.append(event["variables"]["trigger"]["to_state"]["attributes"])
    return found


async def test_a_no_never_downloads(stage: Stage, greenlight: Greenlight) -> None:
    title = "Story.No.2026.2160p.WEB-DL-DEMO"
    torrent = await stage.publish(title)
    await greenlight.asked(title)
    await greenlight.decline(title)
    declined = await greenlight.wait_for(title, "declined")
    await greenlight.refresh()
    await stage.hass.restart()
    await greenlight.refresh()

    assert moves(declined) == ["pending", "declined"]
    assert (await greenlight.wait_for(title, "declined"))["id"] == declined["id"]
    assert await stage.client.torrent(torrent) is None
    assert stage.site.count(f"/torrents/{torrent.client_id}.torrent") == 0


@pytest.mark.parametrize("mode", ["v1", "hybrid"])
async def test_a_magnet_is_followed_although_its_id_changes(
    stage: Stage, greenlight: Greenlight, mode: Mode
) -> None:
    title = f"Story.Magnet.{mode}.2026.2160p-DEMO"
    torrent = await stage.publish(title, by_magnet=True, mode=mode)
    await greenlight.asked(title)
    await greenlight.approve(title)
    await greenlight.wait_for(title, "completed")

    assert (await stage.client.completed(torrent))["hash"] == torrent.client_id


async def test_a_client_that_is_down_gets_it_later(
    stage: Stage, greenlight: Greenlight
) -> None:
    title = "Story.Later.2026.2160p.WEB-DL-DEMO"
    torrent = await stage.publish(title)
    await greenlight.asked(title)
    stage.client.kill()
    await greenlight.approve(title)
    await greenlight.wait_for(title, "approved")
    await stage.client.start()
    done = await greenlight.wait_for(title, "completed", seconds=100)

    assert moves(done) == ["pending", "approved", "downloading", "completed"]
    await stage.client.completed(torrent)


async def test_a_download_is_followed_over_restarts_of_both(
    stage: Stage, greenlight: Greenlight
) -> None:
    title = "Story.Restart.2026.2160p.WEB-DL-DEMO"
    torrent = await stage.publish(title, seconds=60)
    await greenlight.asked(title)
    await greenlight.approve(title)
    await greenlight.wait_for(title, "downloading")
    await stage.client.restart()
    await stage.hass.restart()
    await stage.seeder.let_go(torrent)
    done = await greenlight.wait_for(title, "completed")

    assert moves(done) == ["pending", "approved", "downloading", "completed"]
    await stage.client.completed(torrent)


@pytest.mark.parametrize(
    "fault",
    [
        Fault.SERVER_ERROR,
        Fault.RATE_LIMITED,
        Fault.NOT_FOUND,
        Fault.TRUNCATED,
        Fault.GZIP_BOMB,
        Fault.LOGIN_PAGE,
        Fault.NOT_XML,
        Fault.HANG_UP,
    ],
)
async def test_a_broken_feed_is_a_problem_that_passes(
    stage: Stage, greenlight: Greenlight, fault: Fault
) -> None:
    (source,) = (await greenlight.parts("source")).values()

    async def problem() -> str:
        shown: str = (await greenlight.state("binary_sensor.problem", source))["state"]
        return shown

    stage.site.feed_fault = fault
    with pytest.raises(Refused):
        await greenlight.press("refresh", source)
    broken = await problem()
    stage.site.feed_fault = None
    await greenlight.press("refresh", source)

    assert [broken, await problem()] == ["on", "off"]


async def test_nothing_secret_is_shown_and_nothing_went_wrong_unseen(
    stage: Stage, greenlight: Greenlight
) -> None:
    shown = json.dumps(
        [
            await stage.hass.states(),
            await greenlight.requests(),
            await greenlight.notification(),
            stage.hass.log,
        ]
    )
    entry = f"/api/diagnostics/config_entry/{greenlight.entry_id}"
    shown += json.dumps(await stage.hass.get(entry))

    assert PASSKEY not in shown
    assert stage.client.password not in shown
    assert stage.client.settings.api_key not in shown
    assert unexpected(stage.hass.log) == []


def unexpected(log: str) -> list[str]:
    """Return the errors that are not the announced end of a feed or client that was broken."""
    return [
        line
        for line in log.splitlines()
        if " ERROR " in line and "greenlight" in line and "] Error fetching" not in line
    ]

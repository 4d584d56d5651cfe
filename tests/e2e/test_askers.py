"""Sonarr and others, word for word, in front of a real Home Assistant with real download clients behind it."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
import pytest_asyncio

from custom_components.greenlight.engine.undo import UNDO_WINDOW
from tests.support.asker import AskerHouse, Entered, add_asker
from tests.support.greenlight import Greenlight
from tests.support.replay import Player
from tests.support.server import Unavailable
from tests.support.torrents import Mode, Torrent
from tests.support.waiting import until

from .conftest import let_sockets_through

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300),
]

TORRENTS, USENET = "tv-sonarr", "tv"
IMPORTED = "tv-imported"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncIterator[AskerHouse]:
    """Start everything."""
    let_sockets_through()
    try:
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


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sonarr(greenlight: Greenlight) -> Entered:
    """Add a Sonarr that hands over torrents, and is no library here."""
    let_sockets_through()
    return await add_asker(greenlight, "sonarr", category=TORRENTS)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def usenet(greenlight: Greenlight) -> Entered:
    """Add one that hands over NZBs."""
    let_sockets_through()
    return await add_asker(
        greenlight, "sonarr", "usenet", name="Sonarr usenet", category=USENET
    )


def player_of(program: str, entered: Entered, category: str = TORRENTS) -> Player:
    """Return a program in which that was entered."""
    player = Player(program, entered.url, entered.username, entered.password)
    player.values |= {"category": category, "imported_category": IMPORTED}
    return player


def values_of(torrent: Torrent) -> dict[str, str | bytes]:
    """Return what a sequence leaves open of a torrent."""
    return {
        "hash": torrent.v1 or torrent.v2 or "",
        "title": torrent.name,
        "torrent": torrent.content,
        "magnet": torrent.magnet(),
    }


async def listed(player: Player) -> dict[str, Mapping[str, Any]]:
    """Return what the program sees at its next look, by hash."""
    *_, answer = await player.play("poll")
    return {row["hash"]: row for row in answer.json()}


async def becomes(player: Player, known: str, status: str) -> Mapping[str, Any]:
    """Look as the program does until it makes that of a download, and return the row."""

    async def look() -> Mapping[str, Any] | None:
        row = (await listed(player)).get(known)
        return row if row and player.makes_of(row) == status else None

    row = await until(look, f"{known} to be {status}", pause=1)
    assert row
    return row


async def vanishes(player: Player, known: str) -> None:
    """Look as the program does until a download is not there any more."""

    async def gone() -> bool:
        return known not in await listed(player)

    await until(gone, f"{known} to be gone", pause=1)


@pytest.mark.parametrize(
    ("program", "mode"), [("sonarr4", "v1"), ("sonarr5", "hybrid")]
)
async def test_from_the_grab_to_the_removal(
    program: str,
    mode: Mode,
    house: AskerHouse,
    greenlight: Greenlight,
    sonarr: Entered,
) -> None:
    player = player_of(program, sonarr)
    await player.play("test")
    assert await greenlight.requests() == [] or program == "sonarr5"
    torrent = await house.seed(
        f"Asker.Yes.S01E01.1080p.WEB.h264-{program}", seconds=60, mode=mode
    )
    known = str(torrent.v1)
    await player.play("add_file", **values_of(torrent))
    await player.play("add_forced", **values_of(torrent))
    await greenlight.wait_for(torrent.name, "pending")
    await becomes(player, known, "Paused")
    assert await house.client.torrent(torrent) is None

    # It keeps its cookie, and what it has ordered is there.
    await house.hass.restart()
    logins = len([said for said, _ in player.said if said.startswith("login")])
    await becomes(player, known, "Paused")
    assert logins == len([said for said, _ in player.said if said.startswith("login")])

    await approve(house, greenlight, torrent.name)
    await becomes(player, known, "Downloading")
    await house.seeder.let_go(torrent)
    row = await becomes(player, known, "Completed")
    there = await house.client.completed(torrent)
    assert (row["content_path"], row["save_path"]) == (
        there["content_path"],
        there["save_path"],
    )
    assert row["ratio_limit"] == there["ratio_limit"] == 1.5
    assert there["category"] == TORRENTS
    await player.play("health")
    await player.play("imported")
    moved = await house.client.torrent(torrent)
    assert moved is not None
    assert moved["category"] == IMPORTED
    assert known not in await listed(player)
    await player.play("remove")
    assert await house.client.torrent(torrent) is None


async def approve(house: AskerHouse, greenlight: Greenlight, title: str) -> None:
    """Say yes."""
    asked = await greenlight.wait_for(title, "pending")
    await house.hass.call("greenlight.approve", request_id=asked["id"])


async def decline_for_good(
    house: AskerHouse, greenlight: Greenlight, title: str
) -> None:
    """Say no, long enough ago that it can be taken back no longer."""
    asked = await greenlight.wait_for(title, "pending")
    await house.hass.call("greenlight.decline", request_id=asked["id"])
    async with house.hass.away():
        greenlight.answered_before(asked["id"], UNDO_WINDOW)


@pytest.mark.parametrize("program", ["radarr", "lidarr"])
async def test_a_no_lets_it_vanish_where_no_library_can_be_told(
    program: str, house: AskerHouse, greenlight: Greenlight, sonarr: Entered
) -> None:
    player = player_of(program, sonarr)
    torrent = await house.seed(f"Asker.No.2026.1080p.WEB.h264-{program}")
    await player.play("add_magnet", **values_of(torrent))
    await becomes(player, str(torrent.v1), "Paused")
    await decline_for_good(house, greenlight, torrent.name)
    await vanishes(player, str(torrent.v1))
    assert await house.client.torrent(torrent) is None
    # The next search finds the same again, and is to go on to another one.
    with pytest.raises(AssertionError, match=r"Fails\."):
        await player.play("add_magnet", **values_of(torrent))


async def test_what_it_takes_back_is_asked_about_no_more(
    house: AskerHouse, greenlight: Greenlight, sonarr: Entered
) -> None:
    player = player_of("sonarr4", sonarr)
    torrent = await house.seed("Asker.Back.S01E01.1080p.WEB.h264-GROUP")
    await player.play("add_file", **values_of(torrent))
    await greenlight.wait_for(torrent.name, "pending")
    await player.play("withdraw")
    ended = await greenlight.wait_for(torrent.name, "cancelled")
    assert "Sonarr" in str(ended["journal"][-1])
    assert str(torrent.v1) not in await listed(player)


async def test_what_nobody_answers_vanishes(
    house: AskerHouse, greenlight: Greenlight, sonarr: Entered
) -> None:
    player = player_of("radarr", sonarr)
    torrent = await house.seed("Asker.Late.2026.1080p.WEB.h264-GROUP")
    await player.play("add_file", **values_of(torrent))
    asked = await greenlight.wait_for(torrent.name, "pending")
    await becomes(player, str(torrent.v1), "Paused")
    async with house.hass.away():
        greenlight.end_in(asked["id"], 20)
    await greenlight.wait_for(torrent.name, "expired")
    await vanishes(player, str(torrent.v1))
    assert await house.client.torrent(torrent) is None


async def test_the_others_are_let_in_and_ask(
    house: AskerHouse, greenlight: Greenlight
) -> None:
    for program in ("prowlarr", "autobrr", "medusa", "mylar3"):
        entered = await add_asker(greenlight, "other", name=program)
        player = player_of(program, entered, "some")
        player.values["folder"] = str(house.client.saves)
        torrent = await house.seed(f"Asker.Other.2026.1080p.WEB.h264-{program}")
        await player.play("add_file", **values_of(torrent))
        await greenlight.wait_for(torrent.name, "pending")
        if program == "autobrr":
            await player.play("reannounce")
        assert await house.client.torrent(torrent) is None
        await approve(house, greenlight, torrent.name)
        there = await house.client.completed(torrent)
        assert there["category"] == "some"


# --------------------------------------------------------------------- usenet


async def jobs(player: Player) -> dict[str, Mapping[str, Any]]:
    """Return what the program sees of its NZBs at its next look, by id."""
    queue, history = await player.play("usenet_poll")
    rows = (*queue.json()["queue"]["slots"], *history.json()["history"]["slots"])
    return {row["nzo_id"]: row for row in rows}


async def job_becomes(player: Player, status: str) -> Mapping[str, Any]:
    """Look as the program does until it makes that of its last NZB, and return the row."""
    known = str(player.values["id"])

    async def look() -> Mapping[str, Any] | None:
        row = (await jobs(player)).get(known)
        return row if row and player.makes_of(row) == status else None

    row = await until(look, f"{known} to be {status}", pause=1)
    assert row
    return row


def usenet_player(program: str, entered: Entered) -> Player:
    """Return a program in which that was entered as a SABnzbd."""
    player = Player(program, entered.url, key=entered.password)
    player.values["category"] = USENET
    return player


@pytest.mark.parametrize("program", ["sonarr4", "radarr"])
async def test_usenet_from_the_grab_to_the_removal(
    program: str, house: AskerHouse, greenlight: Greenlight, usenet: Entered
) -> None:
    player = usenet_player(program, usenet)
    await player.play("usenet_test")
    post = house.post(f"Asker.News.S01E01.1080p.WEB.h264-{program}")
    await player.play("usenet_add_file", title=post.name, nzb=post.nzb)
    await greenlight.wait_for(post.name, "pending")
    await job_becomes(player, "Paused")
    assert await house.sabnzbd.queue() == []
    await approve(house, greenlight, post.name)
    row = await job_becomes(player, "Completed")
    (there,) = [
        one for one in await house.sabnzbd.history() if one["name"] == post.name
    ]
    assert row["storage"] == there["storage"]
    assert there["category"] == USENET
    await player.play("usenet_remove_completed")
    assert str(player.values["id"]) not in await jobs(player)


@pytest.mark.parametrize("program", ["sonarr5", "lidarr"])
async def test_a_no_is_a_failure_that_it_understands(
    program: str, house: AskerHouse, greenlight: Greenlight, usenet: Entered
) -> None:
    player = usenet_player(program, usenet)
    post = house.post(f"Asker.News.No.S01E01.1080p.WEB.h264-{program}")
    await player.play("usenet_add_file", title=post.name, nzb=post.nzb)
    await job_becomes(player, "Paused")
    await decline_for_good(house, greenlight, post.name)
    row = await job_becomes(player, "Failed")
    assert "Greenlight" in row["fail_message"]
    await player.play("usenet_remove_failed")
    assert str(player.values["id"]) not in await jobs(player)
    assert await house.sabnzbd.queue() == []


async def test_usenet_that_is_taken_back_is_asked_about_no_more(
    house: AskerHouse, greenlight: Greenlight, usenet: Entered
) -> None:
    player = usenet_player("sonarr4", usenet)
    post = house.post("Asker.News.Back.S01E01.1080p.WEB.h264-GROUP")
    await player.play("usenet_add_file", title=post.name, nzb=post.nzb)
    await greenlight.wait_for(post.name, "pending")
    await player.play("usenet_withdraw")
    await greenlight.wait_for(post.name, "cancelled")
    assert str(player.values["id"]) not in await jobs(player)


async def test_what_is_lost_in_the_news_fails_for_it_as_well(
    house: AskerHouse, greenlight: Greenlight, usenet: Entered
) -> None:
    player = usenet_player("sonarr4", usenet)
    post = house.post("Asker.News.Lost.S01E01.1080p.WEB.h264-GROUP", lost=True)
    await player.play("usenet_add_file", title=post.name, nzb=post.nzb)
    await greenlight.wait_for(post.name, "pending")
    await approve(house, greenlight, post.name)
    await job_becomes(player, "Failed")


async def test_an_address_is_fetched_at_once(
    house: AskerHouse, greenlight: Greenlight
) -> None:
    for program in ("prowlarr", "autobrr", "medusa"):
        entered = await add_asker(greenlight, "other", "usenet", name=f"{program} news")
        player = usenet_player(program, entered)
        await player.play("usenet_test")
        post = house.post(f"Asker.Link.2026.1080p.WEB.h264-{program}")
        link = house.site.offer_post(post)
        await player.play("usenet_add_url", link=link, title=post.name)
        asked = await greenlight.wait_for(post.name, "pending")
        await house.hass.call("greenlight.decline", request_id=asked["id"])

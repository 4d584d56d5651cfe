"""Limits, room, and everything paused at once, on a recorded server."""

from aiohttp import web
import pytest

from custom_components.greenlight.clients.errors import BadAnswer, NotSupported
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from custom_components.greenlight.engine.options import DownloadOptions
from tests.contract.clients.answers import answering
from tests.contract.clients.qbittorrent.replay import (
    API_KEY,
    VERSIONS,
    Replay,
    recorded_row,
)
from tests.contract.clients.qbittorrent.world import ReplayWorld
from tests.contract.clients.world import a_torrent, add_file
from tests.support.clock import Clock

OLD = VERSIONS[:-1]


@pytest.mark.parametrize("version", VERSIONS)
async def test_limits_are_rounded_up_before_the_server_rounds_them_down(
    client: QBittorrent, server: Replay
) -> None:
    await client.set_speed_limits(download=1, upload=1025)
    assert server.limits == {"dl_limit": 1024, "up_limit": 2048}
    transfer = (await client.poll({})).transfer
    assert (transfer.download_limit, transfer.upload_limit) == (1024, 2048)


async def test_no_limit_is_no_command(client: QBittorrent, server: Replay) -> None:
    await client.set_speed_limits()
    assert not server.calls["app/setPreferences"]


async def test_limits_that_do_not_stay_are_a_failure(
    client: QBittorrent, server: Replay
) -> None:
    server.instead["app/setPreferences"] = answering(200)
    with pytest.raises(BadAnswer, match="stayed"):
        await client.set_speed_limits(upload=4096)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ('{"dl_limit": -1}', 0),
        ('{"dl_limit": "much"}', None),
        ("{}", None),
        ("[]", None),
    ],
)
async def test_limits_as_some_server_might_tell_them(
    client: QBittorrent, server: Replay, text: str, limit: int | None
) -> None:
    server.instead["app/preferences"] = answering(200, text, "application/json")
    await client.connect()
    assert (await client.poll({})).transfer.download_limit == limit


async def test_a_category_gets_the_limits_that_are_asked_for(
    client: QBittorrent, server: Replay
) -> None:
    await client.set_category_limits("new", DownloadOptions(ratio_limit=1.5))
    await client.set_category_limits("new", DownloadOptions(seeding_time=60))
    category = server.categories["new"]
    assert (category["ratio_limit"], category["seeding_time_limit"]) == (1.5, 60)


@pytest.mark.parametrize("version", OLD)
async def test_a_category_of_an_older_server_stays_as_it_is(
    client: QBittorrent, server: Replay
) -> None:
    with pytest.raises(NotSupported, match=r"5\.3"):
        await client.set_category_limits("films", DownloadOptions(ratio_limit=1))
    assert not server.categories


@pytest.mark.parametrize(
    "asked", [DownloadOptions(ratio_limit=2), DownloadOptions(seeding_time=5)]
)
async def test_limits_of_a_category_that_do_not_stay_are_a_failure(
    client: QBittorrent, server: Replay, asked: DownloadOptions
) -> None:
    server.instead["torrents/editCategory"] = answering(200)
    with pytest.raises(BadAnswer, match="stayed"):
        await client.set_category_limits("films", asked)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("version", VERSIONS)
async def test_what_goes_on_was_not_paused(client: QBittorrent, server: Replay) -> None:
    await add_file(client, a_torrent())
    server.lost_commands = 1
    with pytest.raises(BadAnswer, match="paused"):
        await client.pause_all()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("version", VERSIONS)
async def test_what_failed_or_reached_its_limit_pauses_and_resumes_nobody(
    client: QBittorrent, server: Replay
) -> None:
    """An error stays one whether it is paused or not, and what was shared enough pauses again."""
    word = "stopped" if server.web_api >= (2, 11) else "paused"
    for number, state in enumerate(("error", "missingFiles", f"{word}UP")):
        server.put(
            recorded_row(
                server.version,
                "info-after-add-v1",
                hash=f"{number:040x}",
                state=state,
                progress=1,
            )
        )

    async def change_nothing(_: web.Request) -> web.StreamResponse:
        return web.Response()

    for action in ("stop", "start", "pause", "resume"):
        server.instead[f"torrents/{action}"] = change_nothing
    await client.pause_all()
    await client.resume_all()


async def test_a_folder_of_a_newer_server_is_looked_at(
    client: QBittorrent, server: Replay
) -> None:
    assert (await client.space("/films")).free == 75946811392
    assert ("app/getFreeSpaceAtPath", {"path": "/films"}) in server.asked
    assert (await client.space()).free == 75946811392
    assert server.asked[-1][1] == {"path": "/srv/qbittorrent/dl"}


@pytest.mark.parametrize("version", OLD)
async def test_an_older_server_knows_its_default_folder_only(
    world: ReplayWorld, server: Replay
) -> None:
    clock = Clock()
    client = world.client(clock=clock)
    free = (await client.space()).free
    assert free
    for folder in ("", "/srv/qbittorrent/dl", "/srv/qbittorrent/dl/"):
        assert (await client.space(folder)).free == free
    assert (await client.space("/films")).free is None
    # It costs as much as a list of all torrents, so once does for a while.
    assert server.calls["sync/maindata"] == 1
    await client.survey()
    assert server.calls["sync/maindata"] == 2
    clock.now += 601
    await client.space()
    assert server.calls["sync/maindata"] == 3


async def test_with_a_key_an_older_server_cannot_be_asked_for_its_room(
    world: ReplayWorld, server: Replay
) -> None:
    server.web_api = (2, 15, 1)
    client = world.client(api_key=API_KEY)
    assert (await client.space()).free is None
    assert not server.calls["sync/maindata"]


@pytest.mark.parametrize("version", VERSIONS)
async def test_speeds_of_a_category_that_get_lost_are_sent_again(
    client: QBittorrent, server: Replay
) -> None:
    films = [await add_file(client, a_torrent("One"), category="films")]
    films.append(await add_file(client, a_torrent("Two"), category="films"))
    below = await add_file(client, a_torrent("Three"), category="films/4k")
    # Older servers tell no limit like this.
    server.rows[films[0].id]["up_limit"] = -1
    server.lost_commands = 1
    await client.set_category_speed("films", download=5000, upload=0)
    assert [server.rows[one.id]["dl_limit"] for one in films] == [5000, 5000]
    assert server.rows[below.id]["dl_limit"] == 0
    assert server.calls["torrents/setDownloadLimit"] == 2
    assert not server.calls["torrents/setUploadLimit"]


@pytest.mark.usefixtures("impatient")
async def test_speeds_of_a_category_that_do_not_stay_are_a_failure(
    client: QBittorrent, server: Replay
) -> None:
    await add_file(client, a_torrent(), category="films")
    server.lost_commands = 100
    with pytest.raises(BadAnswer, match="stayed"):
        await client.set_category_speed("films", upload=5000)


@pytest.mark.parametrize("text", ["{}x", '{"a": 1}', '[{"hash": "a"}]', "[1]"])
async def test_speeds_of_a_category_need_a_list(
    client: QBittorrent, server: Replay, text: str
) -> None:
    server.instead["torrents/info"] = answering(200, text, "application/json")
    with pytest.raises(BadAnswer):
        await client.set_category_speed("films", upload=5000)

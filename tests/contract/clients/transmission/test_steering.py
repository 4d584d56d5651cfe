"""What a Transmission was told is looked at, and nothing is asked for that is not needed."""

import logging

from aiohttp import web
import pytest

from custom_components.greenlight.clients.base import (
    DownloadState,
    FoundBy,
    Identity,
    Space,
)
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    ClientTimeout,
    ReleaseRefused,
)
from custom_components.greenlight.clients.transmission.client import Transmission
from custom_components.greenlight.engine.options import DownloadOptions

from ..answers import answering
from ..world import a_torrent, add, add_file, followed, polled
from .fixtures import *  # noqa: F403
from .replay import Replay
from .world import ReplayWorld


async def test_limits_and_speeds(client: Transmission, server: Replay) -> None:
    server.stats |= {"downloadSpeed": 5, "uploadSpeed": 6}
    server.settings |= {
        "speed-limit-down": 7,
        "speed-limit-down-enabled": True,
        "units": server.settings["units"] | {"speed-bytes": 1024},
    }
    transfer = (await client.poll({})).transfer
    assert (transfer.download_speed, transfer.upload_speed) == (5, 6)
    assert (transfer.download_limit, transfer.upload_limit) == (7 * 1024, 0)
    assert (transfer.alternative_speed, transfer.paused) == (False, None)
    await client.set_speed_limits(download=1025)
    assert server.settings["speed-limit-down"] == 2
    changes = server.calls["session-set"]
    await client.set_speed_limits()
    assert server.calls["session-set"] == changes


async def test_a_poll_asks_for_what_is_followed_only(
    client: Transmission, server: Replay
) -> None:
    torrent = a_torrent()
    download = await add_file(client, torrent)
    await add_file(client, a_torrent("Other.mkv"))
    shared = a_torrent("Shared.mkv")
    server.placed.add(shared.name)
    seeding = await add_file(client, shared)
    await client.poll({})
    server.asked.clear()
    await client.poll({"one": followed(download), "two": followed(seeding)})
    methods = [method for method, _ in server.asked]
    assert methods == ["torrent-get"] * 2 + ["session-stats", "session-get"]
    assert server.asked[0][1]["ids"] == sorted((download.id, seeding.id))
    # Trackers are long, and what is complete needs none.
    assert server.asked[1][1]["ids"] == [download.id]
    assert "trackerStats" not in server.asked[0][1]["fields"]


async def test_a_lost_answer_is_resolved_by_looking(
    client: Transmission, server: Replay
) -> None:
    torrent = a_torrent()

    async def take_and_fail(request: web.Request) -> web.StreamResponse:
        server._torrent_add((await request.json())["arguments"])
        return web.Response(status=502)

    server.instead["torrent-add"] = take_and_fail
    added = await add(client, torrent, category="films")
    assert added.already_there is None
    assert added.download.category == "films"
    assert server.calls["torrent-add"] == 1


@pytest.mark.usefixtures("impatient")
async def test_an_add_that_was_not_taken(client: Transmission, server: Replay) -> None:
    server.instead["torrent-add"] = answering(502)
    with pytest.raises(BadAnswer):
        await add(client, a_torrent())
    server.instead["torrent-add"] = answering(
        200, '{"result": "success", "arguments": {"torrent-added": 3}}'
    )
    with pytest.raises(BadAnswer):
        await add(client, a_torrent())


@pytest.mark.usefixtures("impatient")
async def test_an_add_that_never_shows(client: Transmission, server: Replay) -> None:
    server.hidden_adds = 1
    with pytest.raises(ClientTimeout):
        await add(client, a_torrent())


async def test_a_refusal_of_what_is_there_by_now(
    client: Transmission, server: Replay
) -> None:
    torrent = a_torrent()

    async def take_and_refuse(request: web.Request) -> web.StreamResponse:
        server._torrent_add((await request.json())["arguments"])
        return server.say("torrent-add-invalid")

    server.instead["torrent-add"] = take_and_refuse
    assert (await add(client, torrent)).already_there is FoundBy.ID


async def test_what_turns_out_to_be_there_is_left_alone(
    client: Transmission, server: Replay, world: ReplayWorld
) -> None:
    """As when its hashes were not known beforehand."""
    torrent = a_torrent()
    await world.add_by_hand(torrent, category="theirs", stopped=True)
    added = await client.add(
        Identity(),
        magnet=torrent.magnet(),
        file=None,
        options=DownloadOptions(category="ours"),
    )
    assert added.already_there is FoundBy.ID
    assert server.rows[added.download.id]["labels"] == ["theirs", "greenlight"]


@pytest.mark.usefixtures("impatient")
async def test_a_folder_that_is_no_path_is_no_fault_of_the_release(
    client: Transmission,
) -> None:
    with pytest.raises(BadAnswer) as caught:
        await add(client, a_torrent(), save_path="films")
    assert caught.value.detail == "download directory path is not absolute"


async def test_what_only_the_newest_bittorrent_knows_is_refused(
    client: Transmission,
) -> None:
    with pytest.raises(ReleaseRefused):
        await add(client, a_torrent(mode="v2"))


@pytest.mark.parametrize("version", ["4.1.3"])
async def test_a_hybrid_is_found_by_its_first_hash(client: Transmission) -> None:
    torrent = a_torrent(mode="hybrid")
    download = await add_file(client, torrent)
    assert download.id == torrent.v1
    assert (await polled(client, download)).id == torrent.v1
    assert await client.find(Identity(hashes=frozenset({torrent.v2 or ""}))) is None


async def test_limits_that_get_lost_are_sent_again(
    client: Transmission, server: Replay
) -> None:
    server.lost_commands = 1
    download = await add_file(
        client, a_torrent(), tags=("a, b", ""), download_limit=1, ratio_limit=2
    )
    row = server.rows[download.id]
    assert row["labels"] == ["greenlight", "a", "b"]
    assert (row["downloadLimit"], row["downloadLimited"]) == (1, True)
    assert (row["seedRatioLimit"], row["seedRatioMode"]) == (2, 1)
    assert server.calls["torrent-set"] == 2


async def test_limits_that_are_not_taken_over_are_told_of(
    client: Transmission, server: Replay, caplog: pytest.LogCaptureFixture
) -> None:
    server.instead["torrent-set"] = answering(200, '{"result": "no"}')
    with caplog.at_level(logging.WARNING):
        download = await add_file(client, a_torrent(), upload_limit=5000)
    assert download.id in server.rows
    assert "did not take over" in caplog.text


async def test_no_limit_needs_no_command(client: Transmission, server: Replay) -> None:
    await add_file(client, a_torrent(), download_limit=0, seeding_time=5)
    assert server.calls["torrent-set"] == (1 if server.version == "3.00" else 0)


@pytest.mark.usefixtures("impatient")
async def test_commands_that_get_lost_are_noticed(
    client: Transmission, server: Replay
) -> None:
    download = await add_file(client, a_torrent())
    server.lost_commands = 100
    for call in (
        client.pause(download.id),
        client.pause_all(),
        client.remove(download.id, delete_data=False),
    ):
        with pytest.raises(ClientTimeout):
            await call
    for change in (
        client.set_alternative_speed(enabled=True),
        client.set_speed_limits(download=1000),
    ):
        with pytest.raises(BadAnswer):
            await change


async def test_a_pause_that_got_lost_is_repeated(
    client: Transmission, server: Replay
) -> None:
    download = await add_file(client, a_torrent())
    server.lost_commands = 1
    await client.pause(download.id)
    assert (await polled(client, download)).state is DownloadState.PAUSED


@pytest.mark.parametrize(
    "said", ['{"size-bytes": -1}', '{"size-bytes": "x", "total_size": -1}', "{}"]
)
async def test_room_that_is_not_known(
    client: Transmission, server: Replay, said: str
) -> None:
    server.instead["free-space"] = answering(
        200, f'{{"result": "success", "arguments": {said}}}'
    )
    assert await client.space() == Space()


async def test_the_room_of_a_folder_that_is_still_to_be_made(
    client: Transmission, server: Replay
) -> None:
    assert (await client.space("/srv/transmission/new")).free
    assert await client.space("/no/such/folder") == Space()
    assert await client.space("C:\\films") == Space()


async def test_speeds_of_a_label_that_get_lost_are_sent_again(
    client: Transmission, server: Replay
) -> None:
    films = await add_file(client, a_torrent("One"), category="films")
    other = await add_file(client, a_torrent("Two"), category="films 4k")
    server.lost_commands = 1
    # It counts in whole units, and a limit never becomes smaller than it was asked for.
    await client.set_category_speed("films", download=5001)
    row = server.rows[films.id]
    assert (row["downloadLimit"], row["downloadLimited"]) == (6, True)
    assert not row["uploadLimited"]
    assert not server.rows[other.id]["downloadLimited"]
    await client.set_category_speed("films", download=0)
    assert not server.rows[films.id]["downloadLimited"]


@pytest.mark.usefixtures("impatient")
async def test_speeds_of_a_label_that_do_not_stay_are_a_failure(
    client: Transmission, server: Replay
) -> None:
    await add_file(client, a_torrent("One"), category="films")
    server.lost_commands = 100
    with pytest.raises(BadAnswer, match="stayed"):
        await client.set_category_speed("films", upload=5000)

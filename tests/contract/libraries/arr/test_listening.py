"""What Radarr and Sonarr push, and how such a connection ends."""

import asyncio
import json

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.libraries.base import Change, What
from custom_components.greenlight.libraries.common.arr import signalr
from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    LibraryError,
    LibraryTimeout,
)
from tests.contract.libraries.arr_world import RadarrWorld
from tests.contract.libraries.world import Ear, listening, read
from tests.support.arr_rows import episode_file, film, film_file, media_info
from tests.support.fake_signalr import END, message

STALE = Change(what=What.STALE)
# Something of which one hears, sent behind what is not to be heard of.
LAST = message("health", "updated")


async def heard(library, server, *frames: str) -> list[Change]:
    """Return what a library makes of some frames."""
    async with listening(library) as ear:
        for frame in (*frames, LAST + END):
            await server.signalr.raw(frame)
        await ear.until(lambda change: change.what is What.HEALTH, "the last")
    return ear.changes[:-1]


def frame(*messages: str) -> str:
    return "".join(text + END for text in messages)


async def test_first_all_is_stale(radarr, radarr_server) -> None:
    ear = Ear()
    task = asyncio.create_task(radarr.listen(ear))
    await radarr_server.signalr.listened()
    await ear.until(lambda change: True, "anything")
    assert ear.changes == [STALE]
    task.cancel()


async def test_the_key_is_in_no_address(radarr, radarr_server) -> None:
    async with listening(radarr):
        pass
    await read(radarr)
    assert all(radarr_server.key not in one.query for one in radarr_server.asked)


async def test_a_film_that_is_pushed_whole_need_not_be_read(
    radarr, radarr_server
) -> None:
    await read(radarr)
    row = film(9, "New One", 2026, tags=[1])
    before = len(radarr_server.asked)
    (change,) = await heard(
        radarr, radarr_server, frame(message("movie", "created", row))
    )
    assert (change.what, change.id) == (What.CHANGED, "9")
    assert change.item is not None
    assert change.item.title == "New One"
    assert change.item.tags == ("fel",)
    # Only the connection itself.
    assert len(radarr_server.asked) - before <= 1


async def test_a_film_that_is_pushed_without_its_file_is_to_be_read(
    radarr, radarr_server
) -> None:
    row = {**radarr_server.works[1], "movieFile": None}
    told = [message("movie", "updated", row), message("movie", "updated", {"id": 2})]
    assert await heard(radarr, radarr_server, frame(*told)) == [
        Change(what=What.CHANGED, id="1"),
        Change(what=What.CHANGED, id="2"),
    ]


async def test_an_import_is_heard_of(radarr, radarr_server) -> None:
    name = "Salt.and.Cedar.2016.2160p.WEB-DL.DV-GLINT"
    file = film_file(30, name, quality="WEBDL-2160p", info=media_info(range="DV"))
    async with listening(radarr) as ear:
        await radarr_server.put_file(3, {**file, "movieId": 3})
        change = await ear.until(lambda change: change.item is not None, "the film")
        assert change.item is not None
        assert change.item.versions[0].name == name
        assert change.item == await radarr.item("3")
        await radarr_server.remove_file(3)
        await ear.until(
            lambda change: change.item is not None and not change.item.there, "the loss"
        )
    assert {change.id for change in ear.changes} == {"3"}


async def test_an_import_of_episodes_is_heard_of(sonarr, sonarr_server) -> None:
    file = episode_file(40, 1, "Harbour.Nine.S01E04.2160p.WEB-DL-GLINT")
    async with listening(sonarr) as ear:
        await sonarr_server.put_file(file, 4)
        change = await ear.until(lambda change: change.item is not None, "the series")
    assert {change.id for change in ear.changes} == {"1"}
    assert change.item == await sonarr.item("1")
    assert change.item is not None
    assert [one.there for one in change.item.seasons if one.number] == [4]
    assert "40" in (await sonarr.episodes("1")).versions


async def test_a_series_that_is_pushed_without_its_counts_is_to_be_read(
    sonarr, sonarr_server
) -> None:
    row = sonarr_server.works[1]
    bare = {**row, "seasons": [{"seasonNumber": 1, "monitored": True}]}
    assert await heard(
        sonarr, sonarr_server, frame(message("series", "updated", bare))
    ) == [Change(what=What.CHANGED, id="1")]


@pytest.mark.parametrize(
    ("told", "changes"),
    [
        (message("movie", "deleted", {"id": 4}), [Change(what=What.REMOVED, id="4")]),
        (message("movie", "sync"), [STALE]),
        (message("moviefile", "sync"), [STALE]),
        # Whatever that may be.
        (message("movie", "merged", {"id": 4}), [STALE]),
        (message("movie", "updated"), [STALE]),
        (message("movie", "updated", {"id": "x"}), [STALE]),
        (message("moviefile", "created", {"id": 1}), [STALE]),
        (
            message("moviefile", "updated", {"id": 1, "movieId": 4}),
            [Change(what=What.CHANGED, id="4")],
        ),
        # Its film is told of as well.
        (message("moviefile", "deleted", {"id": 1}), []),
        (message("tag", "created", {"id": 5, "label": "x"}), []),
        (message("tag", "updated", {"id": 1, "label": "x"}), [STALE]),
        (message("tag", "sync"), [STALE]),
        (message("queue", "updated", {"id": 1}), []),
        (message("queue", "sync"), []),
        (message("command", "updated", {"id": 1}), []),
        (message("version", None, version="6.0"), []),
        (json.dumps({"type": 6}), []),
        (json.dumps({"type": 3, "invocationId": "1"}), []),
        (json.dumps({"type": 1, "target": "other", "arguments": [{}]}), []),
        (json.dumps({"type": 1, "target": "receiveMessage", "arguments": 7}), []),
        (json.dumps({"type": 1, "target": "receiveMessage", "arguments": [7]}), []),
        (json.dumps([1]), []),
    ],
)
async def test_what_is_told(radarr, radarr_server, told: str, changes) -> None:
    assert await heard(radarr, radarr_server, frame(told)) == changes


async def test_several_messages_in_a_frame_and_one_in_several(
    radarr, radarr_server
) -> None:
    first, second = (message("movie", "deleted", {"id": number}) for number in (4, 5))
    assert [
        change.id
        for change in await heard(
            radarr, radarr_server, first + END + second[:20], second[20:] + END
        )
    ] == ["4", "5"]


async def test_a_new_name_of_a_tag_is_asked_for(radarr, radarr_server) -> None:
    await read(radarr)
    radarr_server.tags[1] = "mel"
    (stale, change) = await heard(
        radarr,
        radarr_server,
        frame(
            message("tag", "updated", {"id": 1, "label": "mel"}),
            message("movie", "updated", radarr_server.works[1]),
        ),
    )
    assert stale == STALE
    assert change.item is not None
    assert change.item.tags == ("mel",)


async def test_it_returns_when_the_server_says_goodbye(radarr, radarr_server) -> None:
    for politely in (True, False):
        task = asyncio.create_task(radarr.listen(lambda _: None))
        await radarr_server.signalr.listened()
        await radarr_server.signalr.leave(politely=politely)
        async with asyncio.timeout(5):
            assert await task is None


async def test_it_raises_when_the_connection_breaks(radarr, radarr_server) -> None:
    task = asyncio.create_task(radarr.listen(lambda _: None))
    await radarr_server.signalr.listened()
    radarr_server.signalr.drop()
    with pytest.raises(LibraryError, match="closed"):
        async with asyncio.timeout(5):
            await task


async def test_both_sides_ping(radarr, radarr_server, monkeypatch) -> None:
    monkeypatch.setattr(signalr, "PING", 0.02)
    monkeypatch.setattr(signalr, "SILENCE", 0.5)
    radarr_server.signalr.ping_every = 0.05
    async with listening(radarr) as ear:
        await asyncio.sleep(1)
        assert radarr_server.signalr.pings > 5
    assert ear.changes == []


async def test_a_server_that_falls_silent(radarr, radarr_server, monkeypatch) -> None:
    monkeypatch.setattr(signalr, "SILENCE", 0.2)
    with pytest.raises(LibraryTimeout, match="silent"):
        await radarr.listen(lambda _: None)


async def test_a_handshake_that_is_refused(radarr, radarr_server) -> None:
    radarr_server.signalr.refusal = f"no, {radarr_server.key}"
    with pytest.raises(BadAnswer) as raised:
        await radarr.listen(lambda _: None)
    assert raised.value.detail == "no, (secret)"


async def test_what_is_no_json_ends_it(radarr, radarr_server) -> None:
    task = asyncio.create_task(radarr.listen(lambda _: None))
    await radarr_server.signalr.listened()
    await radarr_server.signalr.raw("nonsense" + END)
    with pytest.raises(BadAnswer):
        await task


async def test_a_message_without_an_end(radarr, radarr_server, monkeypatch) -> None:
    monkeypatch.setattr(signalr, "MAX_MESSAGE", 1000)
    task = asyncio.create_task(radarr.listen(lambda _: None))
    await radarr_server.signalr.listened()
    await radarr_server.signalr.raw("x" * 2000)
    with pytest.raises(BadAnswer, match="too long"):
        await task


async def test_a_place_without_signalr(radarr_server, session: ClientSession) -> None:
    library = RadarrWorld(radarr_server, session).library(url=radarr_server.url + "/x")
    with pytest.raises(LibraryError):
        await library.listen(lambda _: None)

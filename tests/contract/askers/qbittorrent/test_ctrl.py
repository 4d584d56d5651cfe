"""A stranger's client reads it: @ctrl/qbittorrent, in JavaScript, with both a header and a cookie."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
import json
import os
from pathlib import Path
import shutil
from typing import Any

import pytest

from tests.contract.askers.world import CATEGORY, SAVE_PATH, World
from tests.support.torrents import make_torrent
from tests.support.unpacked import cache_folder

FILM = make_torrent("A.Film.2025.1080p.WEB-DL.x264-GRP", {"a.mkv": b"a" * 9000})
V1 = FILM.v1 or ""

type Say = Callable[..., Awaitable[list[Any]]]


@pytest.fixture
def say(world: World, tmp_path: Path) -> Say:
    """Return what has it say something, in turn; skip where it is not installed."""
    if shutil.which("node") is None:
        pytest.skip("there is no Node here")
    place = cache_folder() / "ctrl"
    if not (place / ".state").exists():
        pytest.skip("@ctrl/qbittorrent is not installed: scripts/servers ctrl does it")
    script = shutil.copy(Path(__file__).parent / "ctrl/stranger.mjs", tmp_path)
    # It looks for what it imports beside itself.
    (tmp_path / "node_modules").symlink_to(place / "node_modules")

    async def run(*calls: Any, password: str = world.password) -> list[Any]:
        told = {
            "baseUrl": f"{world.url}/",
            "username": world.username,
            "password": password,
            "calls": calls,
        }
        process = await asyncio.create_subprocess_exec(
            "node",
            script,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={"PATH": os.environ["PATH"]},
        )
        async with asyncio.timeout(60):
            written, _ = await process.communicate(json.dumps(told).encode())
        assert process.returncode == 0
        answers: list[Any] = json.loads(written)
        return answers

    return run


async def test_it_hands_over_and_follows(say: Say, world: World) -> None:
    file = {"base64": base64.b64encode(FILM.content).decode()}
    version, folder, added, row, files, trackers = await say(
        ["getAppVersion"],
        ["getDefaultSavePath"],
        ["addTorrent", file, {"category": CATEGORY, "filename": "upload"}],
        ["getTorrent", V1],
        ["torrentFiles", V1],
        ["torrentTrackers", V1],
    )
    assert (version, folder, added) == ("v4.6.7", SAVE_PATH, True)
    assert (row["id"], row["state"], row["label"]) == (V1, "paused", CATEGORY)
    assert (row["isCompleted"], row["totalSize"]) == (False, FILM.size)
    assert row["name"] == FILM.name
    assert [file["size"] for file in files] == [FILM.size]
    assert trackers[-1]["status"] == 2
    # That it starts one is no yes.
    _, everything = await say(["startTorrent", V1], ["getAllData"])
    assert [one["state"] for one in everything["torrents"]] == ["paused"]
    await world.approve(V1)
    (row,) = await say(["getTorrent", V1])
    assert (row["state"], row["progress"]) == ("downloading", 0.25)
    await world.finish(V1)
    (row,) = await say(["getTorrent", V1])
    assert (row["state"], row["isCompleted"]) == ("seeding", True)
    refused, removed, left = await say(
        # All of them are removed unless it is told which.
        ["removeTorrent", "all", True],
        ["removeTorrent", V1, True],
        ["listTorrents"],
    )
    assert refused == {"failed": 409}
    assert (removed, left) == (True, [])


async def test_magnets_are_taken_and_strangers_are_not(say: Say) -> None:
    added, rows = await say(
        ["addMagnet", FILM.magnet(), {"category": CATEGORY}],
        ["listTorrents", {"category": CATEGORY, "filter": "paused"}],
    )
    assert added is True
    assert [row["hash"] for row in rows] == [V1]
    (answer,) = await say(["listTorrents"], password="wrong")
    assert "failed" in answer

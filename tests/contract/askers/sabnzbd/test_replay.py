"""What other programs say to a SABnzbd, word for word, is said to what poses as one."""

from typing import Any

import pytest

from tests.contract.askers.sabnzbd.world import CATEGORY, World
from tests.support.nzb import make_post
from tests.support.replay import Player, occasions, programs
from tests.support.replay_reads import Unmet

ADDING = [
    (name, occasion)
    for name in programs()
    for occasion in occasions(name)
    if occasion.startswith("usenet_add_")
]
FOLLOWING = ["sonarr4", "sonarr5", "radarr", "lidarr"]
TITLE = "Some.Show.S01E01.1080p.WEB.h264-GROUP"
POST = make_post(TITLE, {f"{TITLE}.mkv": b"some data" * 50_000})


def player_of(program: str, world: World, **changed: Any) -> Player:
    """Return a program that was given what it takes."""
    usual: dict[str, Any] = {
        "username": world.username,
        "password": world.key,
        "key": world.key,
    }
    player = Player(program, world.url, **usual | changed)
    player.values["category"] = CATEGORY
    return player


async def seen(world: World, kind: str = "queue") -> dict[str, dict[str, Any]]:
    """Return what Sonarr would see, by id."""
    listed = dict(
        zip(
            ("queue", "history"),
            await player_of("sonarr4", world).play("usenet_poll"),
            strict=True,
        )
    )
    return {row["nzo_id"]: row for row in listed[kind].json()[kind]["slots"]}


async def add(player: Player, world: World, occasion: str) -> str:
    """Have a program hand something over, and return its id."""
    link = await world.offer(POST.nzb)
    await player.play(occasion, title=TITLE, nzb=POST.nzb, link=link)
    [job] = await seen(world)
    return job


@pytest.mark.parametrize(("program", "occasion"), ADDING)
async def test_all_it_says_until_there_is_an_answer(
    program: str, occasion: str, world: World
) -> None:
    player = player_of(program, world)
    said = occasions(program)
    for before in ("usenet_test", "usenet_health", "usenet_folder"):
        if before in said:
            await player.play(before)
    assert not await seen(world), "a test is no order"
    job = await add(player, world, occasion)
    assert player.values.get("id", job) == job
    row = (await seen(world))[job]
    assert (row["status"], row["cat"]) == ("Paused", CATEGORY)
    if "usenet_poll" in said:
        await player.play("usenet_poll")
        assert player.makes_of(row) == "Paused"
    if "usenet_withdraw" in said:
        await player.play("usenet_withdraw")
        assert not await seen(world)


@pytest.mark.parametrize("program", FOLLOWING)
async def test_all_it_says_from_the_yes_to_the_removal(
    program: str, world: World
) -> None:
    player = player_of(program, world)
    job = await add(player, world, "usenet_add_file")
    await world.approve(job)
    await player.play("usenet_poll")
    assert player.makes_of((await seen(world))[job]) == "Downloading"
    await world.finish(job)
    await player.play("usenet_poll")
    row = (await seen(world, "history"))[job]
    assert player.makes_of(row) == "Completed"
    assert row["storage"].endswith(f"/{row['name']}")
    await player.play("usenet_remove_completed")
    assert not await seen(world, "history")


@pytest.mark.parametrize("program", FOLLOWING)
async def test_a_no_is_a_failure_to_it(program: str, world: World) -> None:
    player = player_of(program, world)
    job = await add(player, world, "usenet_add_file")
    await world.decline(job, "nobody wants it")
    await player.play("usenet_poll")
    assert not await seen(world)
    row = (await seen(world, "history"))[job]
    assert player.makes_of(row) == "Failed"
    assert "nobody wants it" in row["fail_message"]
    await player.play("usenet_remove_failed")
    assert not await seen(world, "history")


@pytest.mark.parametrize("program", ["sonarr4", "radarr", "lidarr"])
async def test_it_understands_that_a_key_is_wrong(program: str, world: World) -> None:
    player = player_of(program, world, key="wrong", password="")
    with pytest.raises(Unmet, match="API Key Incorrect"):
        await player.play("usenet_test")

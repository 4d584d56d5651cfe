"""What other programs say to a qBittorrent, word for word, is said to what poses as one."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.contract.askers.world import SAVE_PATH, World
from tests.support.replay import Player, occasions, programs, recorded
from tests.support.replay_reads import Unmet
from tests.support.torrents import Mode, Torrent, make_torrent

CATEGORY = "tv"
IMPORTED = "tv-imported"
# What a program may say while it waits for an answer, after it has handed something over...
MEANWHILE = ("reannounce", "priority", "limits", "poll", "health", "recheck")
# ...with which it says that it wants it no more, all of which it may say before there is an answer...
WITHDRAWALS = ("withdraw", "reannounce_in_vain", "remove_with_data", "remove_keeping")
# ...and after it has got what it wanted.
REMOVALS = ("remove", "remove_keeping", "remove_with_data")

ORDERING = [one for one in programs() if "add_magnet" in occasions(one)]
POLLING = ["sonarr4", "sonarr5", "radarr", "lidarr"]


def a_torrent(name: str, *, mode: Mode = "v1") -> Torrent:
    """Make a torrent in a folder of its own name."""
    data = {"some.mkv": name.encode(), "about.txt": b"nothing"}
    return make_torrent(name, data, mode=mode)


def values_of(torrent: Torrent, occasion: str = "") -> dict[str, str | bytes]:
    """Return what a sequence leaves open of a torrent; the hash is as an *arr computes it."""
    many = 20 if "long" in occasion else 0
    trackers = [f"udp://{n}.tracker.example:1337/announce" for n in range(many)]
    return {
        "hash": torrent.v1 or torrent.v2 or "",
        "title": torrent.name,
        "torrent": torrent.content,
        "magnet": torrent.magnet(trackers=trackers),
    }


def player_of(program: str, world: World, **changed: Any) -> Player:
    """Return a program that was given what it takes."""
    usual: dict[str, Any] = {"username": world.username, "password": world.password}
    player = Player(program, world.url, **usual | changed)
    player.values |= {
        "category": CATEGORY,
        "imported_category": IMPORTED,
        "folder": f"{SAVE_PATH}/somewhere",
    }
    return player


async def seen(world: World, category: str = CATEGORY) -> dict[str, Mapping[str, Any]]:
    """Return what Sonarr would see under a category, by hash."""
    player = player_of("sonarr4", world)
    *_, listed = await player.play("poll", category=category)
    return {row["hash"]: row for row in listed.json()}


@pytest.mark.parametrize("program", ORDERING)
async def test_all_it_says_until_there_is_an_answer(program: str, world: World) -> None:
    player = player_of(program, world)
    said = occasions(program)
    if "test" in said:
        await player.play("test")
        assert not await seen(world), "a test is no order"
    for add in (one for one in said if one.startswith("add_")):
        torrent = a_torrent(f"Some.Show.S01E01.1080p.WEB.h264-{add}")
        category = "kapowarr" if program == "kapowarr" else CATEGORY
        await player.play(add, **values_of(torrent, add))
        for occasion in MEANWHILE:
            if occasion in said:
                await player.play(occasion)
        row = (await seen(world, category))[str(torrent.v1)]
        assert row["state"] == "pausedDL", "nothing it says is a yes"
        if program in POLLING:
            assert player.makes_of(row) == "Paused"
        for withdrawal in WITHDRAWALS:
            if withdrawal in said:
                await player.play(withdrawal)
                assert str(torrent.v1) not in await seen(world, category)
                await player.play(add, **values_of(torrent, add))


@pytest.mark.parametrize("program", POLLING)
async def test_all_it_says_from_the_yes_to_the_removal(
    program: str, world: World
) -> None:
    player = player_of(program, world)
    await player.play("test")
    torrent = a_torrent("Some.Show.S01E02.1080p.WEB.h264-GROUP")
    known = str(torrent.v1)
    await player.play("add_file", **values_of(torrent))

    await world.approve(known)
    assert player.makes_of((await seen(world))[known]) == "Downloading"
    await player.play("poll")
    await player.play("health")

    await world.finish(known)
    row = (await seen(world))[known]
    assert player.makes_of(row) == "Completed"
    # It refuses to import what lies in the folder of all downloads.
    assert row["content_path"].startswith(f"{row['save_path']}/")
    await player.play("poll")
    await player.play("imported")
    assert not await seen(world)
    assert known in await seen(world, IMPORTED)
    await player.play("remove")
    assert not await seen(world, IMPORTED)


@pytest.mark.parametrize("program", ["medusa", "kapowarr"])
async def test_others_follow_it_to_its_end(program: str, world: World) -> None:
    player = player_of(program, world)
    torrent = a_torrent("Some.Show.S01E03.1080p.WEB.h264-GROUP")
    words = {"medusa": ("Paused", "Downloading", "Completed")}.get(
        program, ("paused", "downloading", "seeding")
    )
    await player.play("add_magnet", **values_of(torrent))
    known = str(torrent.v1)
    for happens, word in zip((None, world.approve, world.finish), words, strict=True):
        if happens is not None:
            await happens(known)
        *_, listed = await player.play("poll")
        (row,) = listed.json()
        assert player.makes_of(row) == word
    await player.play("remove")
    *_, listed = await player.play("poll")
    assert listed.json() == []


# ------------------------------------------------------------------ the door


KEYED = [one for one in ORDERING if recorded(one, "program")["sign_in"].get("key")]


@pytest.mark.parametrize("program", KEYED)
async def test_it_may_show_a_key_instead(program: str, world: World) -> None:
    player = player_of(program, world, username="", password="", key=world.password)
    if "test" in occasions(program):
        await player.play("test")
    torrent = a_torrent("Some.Show.S01E04.1080p.WEB.h264-GROUP")
    await player.play("add_magnet", **values_of(torrent))
    assert not player.cookies
    assert str(torrent.v1) in await seen(world)


@pytest.mark.parametrize(
    "program", ["sonarr4", "radarr", "lidarr", "autobrr", "medusa", "mylar3"]
)
async def test_it_understands_that_a_password_is_wrong(
    program: str, world: World
) -> None:
    player = player_of(program, world, password="wrong")
    with pytest.raises(Unmet, match=r"login: .*Fails\."):
        await player.play("test")


async def test_it_comes_in_again_after_its_cookie_is_worth_nothing(
    world: World,
) -> None:
    for program in (*POLLING, "autobrr"):
        player = player_of(program, world)
        await player.play("test")
        (name,) = player.cookies
        player.cookies[name] = "of another day"
        # What a *arr shows besides its cookie lets it in as well, without coming here.
        await player.play("add_magnet", **values_of(a_torrent(f"Some.Film.{program}")))
    assert len(await seen(world)) == len(POLLING) + 1


async def test_whoever_has_no_place_for_a_path_writes_it_before_the_port(
    world: World,
) -> None:
    torrent = a_torrent("Some.Show.S01E05.1080p.WEB.h264-GROUP")
    player = player_of("flexget", world)
    player.base = f"{world.url}:{world.port}"
    await player.play("add_file", **values_of(torrent))
    assert str(torrent.v1) in await seen(world)


# ------------------------------------------------------------------ the hash


@pytest.mark.parametrize("program", [*POLLING, "medusa"])
async def test_a_hybrid_is_found_by_what_the_program_computed(
    program: str, world: World
) -> None:
    player = player_of(program, world)
    torrent = a_torrent("Some.Show.S01E06.1080p.WEB.h264-GROUP", mode="hybrid")
    await player.play("add_file", **values_of(torrent))
    *_, listed = await player.play("poll")
    assert [row["hash"] for row in listed.json()] == [torrent.v1]


@pytest.mark.parametrize("program", POLLING)
async def test_one_of_version_2_is_found_by_all_its_digits(
    program: str, world: World
) -> None:
    player = player_of(program, world)
    torrent = a_torrent("Some.Show.S01E07.1080p.WEB.h264-GROUP", mode="v2")
    await player.play("add_forced", **values_of(torrent))
    *_, listed = await player.play("poll")
    assert [row["hash"] for row in listed.json()] == [torrent.v2]
    await player.play("withdraw")
    *_, listed = await player.play("poll")
    assert listed.json() == []


# ------------------------------------------------------------------ what was wished


async def test_what_was_said_with_it_is_shown_again(world: World) -> None:
    player = player_of("sonarr5", world)
    torrent = a_torrent("Some.Show.S01E08.1080p.WEB.h264-GROUP")
    await player.play("add_file", **values_of(torrent))
    row = (await seen(world))[str(torrent.v1)]
    assert row["ratio_limit"] == 1.5
    assert row["seeding_time_limit"] == 2880
    assert row["seq_dl"] is True
    assert row["name"] == torrent.name
    assert row["size"] == torrent.size


async def test_it_is_called_as_the_program_calls_it_unless_that_is_no_name(
    world: World,
) -> None:
    inside = make_torrent("inner name", {"a.mkv": b"some"})
    outside = values_of(inside) | {"title": "Some.Show.S01E09.1080p.WEB.h264-GROUP"}
    await player_of("radarr", world).play("add_file", **outside)
    other = make_torrent("Other.Show.S01E09.1080p.WEB.h264-GROUP", {"b.mkv": b"some"})
    await player_of("autobrr", world).play("add_file", **values_of(other))
    third = make_torrent("Third.Show.S01E09.1080p.WEB.h264-GROUP", {"c.mkv": b"some"})
    await player_of("medusa", world).play("add_file", **values_of(third))
    names = {row["name"] for row in (await seen(world)).values()}
    assert names == {str(outside["title"]), other.name, third.name}


async def test_a_name_in_any_script_arrives(world: World) -> None:
    title = "Ein.Größerer.Film.2026.Überlänge.日本語.1080p.BluRay-GRÜN"
    torrent = make_torrent("x", {"a.mkv": b"some"})
    await player_of("radarr", world).play(
        "add_file", **values_of(torrent) | {"title": title}
    )
    assert [row["name"] for row in (await seen(world)).values()] == [title]


# ------------------------------------------------------------------ what only ours can


async def test_magnet_links_are_not_turned_away_before_they_are_handed_over(
    world: World,
) -> None:
    # Without it Sonarr would not hand over a magnet link that names no tracker.
    player = player_of("sonarr4", world)
    await player.play("poll")
    (preferences,) = (
        answer for said, answer in player.said if said.endswith("/preferences")
    )
    assert preferences.json()["dht"] is True


async def test_all_hear_the_same_version(world: World) -> None:
    # Sonarr remembers it by host and port alone, whatever the URL base.
    told = set()
    for program in (*POLLING, "medusa"):
        player = player_of(program, world)
        await player.play("poll")
        told |= {
            answer.text for said, answer in player.said if said.endswith("Version")
        }
    assert len(told) == 1


async def test_every_occasion_is_played() -> None:
    played = {*MEANWHILE, *WITHDRAWALS, *REMOVALS, "test", "login", "imported"}
    for program in programs():
        for occasion in occasions(program):
            assert occasion in played or occasion.startswith(("add_", "usenet_"))

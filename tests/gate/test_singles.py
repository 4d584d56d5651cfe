"""Of a pack only what is lacking: each of its episodes by itself, in one answer."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.opinion import Ground, Opinion, Stand
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import IllegalMove, State
from custom_components.greenlight.engine.series.singles import alone
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from custom_components.greenlight.gate.ports import (
    LedgerError,
    NotOffered,
    QuestionChanged,
)

from .fakes import ANNA, World
from .scene import by_magnet, torrent
from .shelves import put, series
from .test_series_own import HD, SHOW, asked, have, named, of, offer, rule

PACK = named("S02")
LACKING = (named("S02E01"), named("S02E02"))
LOW = "720p WEB-DL H.264-GRP"
SIZE = Ground.SIZE


async def in_part(world: World, *singles: str) -> str:
    """Have a pack asked about, of which one episode is there; returns the id of its request."""
    await have(world, named("S02E03"))
    await offer(world, *(singles or LACKING), PACK)
    return of(world, PACK).id


async def test_all_that_is_lacking_is_approved_at_once(world: World) -> None:
    request_id = await in_part(world)
    assert alone(of(world, PACK)) == ("S02E01", "S02E02")
    ended = await world.gate.decide.singles(request_id, ANNA)
    await world.settle()
    assert ended.state is State.SUPERSEDED
    assert ended.journal[-1].who == ANNA
    assert ended.journal[-1].why == Reason(
        "only_singles", (("episodes", "S02E01, S02E02"),)
    )
    for title in LACKING:
        one = of(world, title)
        assert one.state is State.DOWNLOADING
        assert one.journal[0].why == Reason("single_of", (("title", PACK),))
        assert torrent(title).v1 in world.client.downloads
    assert torrent(PACK).v1 not in world.client.downloads
    await world.advance(UNDO_WINDOW + 60)
    assert asked(world) == []


async def test_of_each_the_best_is_taken(world: World) -> None:
    better = named("S02E01", "1080p WEB-DL H.265 DDP5.1-GRP")
    worse = named("S02E01", "720p WEB-DL H.264-GRP")
    request_id = await in_part(world, worse, *LACKING)
    await world.gate.decide.singles(request_id, ANNA)
    await world.settle()
    taken = [
        one.release.title
        for one in world.ledger.requests.values()
        if one.state is State.DOWNLOADING
    ]
    assert sorted(taken) == sorted(LACKING)
    assert better not in taken


async def test_what_was_on_offer_once_is_not_enough(world: World) -> None:
    request_id = await in_part(world)
    world.ledger.known = [one for one in world.ledger.known if one.title != LACKING[0]]
    with pytest.raises(NotOffered):
        await world.gate.decide.singles(request_id, ANNA)
    assert world.state(request_id) == "pending"
    assert not any(
        one.release.title == LACKING[1] for one in world.ledger.requests.values()
    )


async def test_where_one_of_them_is_not_offered_nothing_is_said(world: World) -> None:
    await have(world, named("S02E03"))
    await offer(world, named("S02E01"), named("S02E02"))
    await world.gate.decide.decline(of(world, named("S02E02")).id, ANNA)
    await offer(world, PACK)
    pack = of(world, PACK)
    assert alone(pack) == ()
    with pytest.raises(NotOffered):
        await world.gate.decide.singles(pack.id, ANNA)


async def test_a_pack_that_is_new_as_a_whole_has_no_part(world: World) -> None:
    await offer(world, *LACKING, PACK)
    assert alone(of(world, PACK)) == ()


async def test_it_is_said_on_what_was_seen(world: World) -> None:
    request_id = await in_part(world)
    with pytest.raises(QuestionChanged):
        await world.gate.decide.singles(request_id, ANNA, seen="other")


async def test_it_is_said_once(world: World) -> None:
    request_id = await in_part(world)
    await world.gate.decide.singles(request_id, ANNA)
    with pytest.raises(IllegalMove):
        await world.gate.decide.singles(request_id, ANNA)


async def test_all_or_nothing_is_on_disk(world: World) -> None:
    request_id = await in_part(world)
    world.ledger.failing = True
    with pytest.raises(LedgerError):
        await world.gate.decide.singles(request_id, ANNA)
    world.ledger.failing = False
    assert world.state(request_id) == "pending"
    assert asked(world) == [f"S02 {HD}"]


async def in_a_library(world: World, *titles: str) -> str:
    """Have what a library counts asked about, of which it has the third of three episodes."""
    item, episodes = series(3)
    library = put(world, replace(item, title=SHOW, monitored=True, available=True))
    library.series["7"] = replace(
        episodes,
        episodes=tuple(replace(one, monitored=True) for one in episodes.episodes),
    )
    await offer(world, *titles, titles=())
    (asked_about,) = [
        one.id for one in world.ledger.open.values() if one.state is State.PENDING
    ]
    return asked_about


@pytest.mark.parametrize(
    "other",
    [
        named("S01", "1080p WEB-DL H.264-OTHER"),
        named("S01-S02", HD),
        named("S01E02E03", HD),
    ],
)
async def test_nothing_comes_that_holds_more(world: World, other: str) -> None:
    """Another pack of the same, though it were the best of all, is all of it again."""
    singles = [named("S01E01", LOW), named("S01E02", LOW)]
    request_id = await in_a_library(world, *singles, other, named("S01"))
    await world.gate.decide.singles(request_id, ANNA)
    await world.settle()
    coming = [
        one.release.title
        for one in world.ledger.requests.values()
        if one.state is State.DOWNLOADING
    ]
    assert sorted(coming) == singles


async def test_what_holds_more_is_no_part(world: World) -> None:
    request_id = await in_a_library(
        world, named("S01E01"), named("S01E02E03"), named("S01")
    )
    assert alone(world.gate.requests.find(request_id)) == ()


async def test_what_a_program_would_leave_is_no_part(world: World) -> None:
    """Its words stand in its own question, which nobody reads who says yes to a part of another."""
    opinion = Opinion(by="Sonarr", stand=Stand.REJECTED, grounds=frozenset({SIZE}))
    await have(world, named("S02E03"))
    world.gate.attach_rule(rule(overruled=frozenset({SIZE})))
    left = replace(by_magnet(LACKING[1]), opinion=opinion)
    releases = [by_magnet(LACKING[0]), left, by_magnet(PACK)]
    world.ledger.known += releases
    await world.gate.offer(releases)
    await world.settle()
    pack = of(world, PACK)
    assert alone(pack) == ()
    with pytest.raises(NotOffered):
        await world.gate.decide.singles(pack.id, ANNA)


async def test_what_a_program_leaves_since_then_is_not_taken(world: World) -> None:
    request_id = await in_part(world)
    opinion = Opinion(by="Sonarr", stand=Stand.REJECTED, grounds=frozenset({SIZE}))
    world.gate.attach_rule(rule(overruled=frozenset({SIZE})))
    world.ledger.known = [
        replace(one, opinion=opinion) if one.title == LACKING[1] else one
        for one in world.ledger.known
    ]
    with pytest.raises(NotOffered):
        await world.gate.decide.singles(request_id, ANNA)

"""What is read of many results at once is what is read of each."""

import asyncio
from dataclasses import replace

from custom_components.greenlight.engine.fit import sought
from custom_components.greenlight.engine.quality.ladder import FEL_CHAIN
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.rules import Rule, RuleKind
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.gate.found import Lot, Reader

from .scene import by_magnet

RULE = Rule(id="", name="", kind=RuleKind.UPGRADES)
QUALITIES = (
    "2160p UHD BluRay REMUX DV HDR10 TrueHD 7.1 Atmos",
    "2160p WEB-DL DV DDP5.1",
    "1080p BluRay DTS",
    "720p HDTV",
    "HDCAM",
    "",
)


async def read(*releases: Release, rule: Rule = RULE) -> tuple[Lot, ...]:
    reader = Reader(rule, sought(Query(text="salt")))
    await reader.take(releases)
    return await reader.lots()


async def test_results_are_worth_the_same_beside_others_and_alone() -> None:
    releases = [
        by_magnet(f"Salt {number} 2019 {QUALITIES[number % len(QUALITIES)]} x265-Pier")
        for number in range(200)
    ]
    together = await read(*releases)
    alone = [lot for release in releases for lot in await read(release)]
    assert together == tuple(sorted(alone, key=lambda lot: lot.place))
    assert len({lot.rows for lot in together}) == len(QUALITIES)
    assert {lot.refused for lot in together} == {True, False}


async def test_equals_of_a_group_that_is_refused_are_not_refused_with_it() -> None:
    ladder = replace(FEL_CHAIN, refuses=frozenset({"group=Pier"}))
    rule = replace(RULE, ladder=ladder)
    found = await read(
        by_magnet("Salt 2019 1080p WEB-DL x265-Pier"),
        by_magnet("Salt 2019 1080p WEB-DL x265-Quay"),
        rule=rule,
    )
    assert [(one.release.title[-4:], one.refused) for one in found] == [
        ("Quay", False),
        ("Pier", True),
    ]


async def test_others_have_their_turn_while_many_are_read() -> None:
    """However many come at once, no more than some dozens are read without a break."""
    releases = [by_magnet(f"Salt {n} 2019 1080p WEB-DL x265-Pier") for n in range(3000)]
    reading = asyncio.create_task(read(*releases))
    turns = 0
    while not reading.done():
        await asyncio.sleep(0)
        turns += 1
    assert len(reading.result()) == 3000
    assert turns > 10


async def test_what_an_indexer_gives_one_guid_goes_by_two_ids() -> None:
    """Whoever takes the one result is never handed the other."""
    offer = by_magnet("Salt 2019 1080p WEB-DL x265-Pier")
    other = replace(offer, hashes=frozenset({"b" * 40}))
    found = await read(offer, other)
    assert len({lot.id for lot in found}) == len(found) == 2
    # In whatever order they come, each is called as before.
    again = await read(other, offer)
    by_id = {lot.id: lot.release.hashes for lot in again}
    assert by_id == {lot.id: lot.release.hashes for lot in found}


def test_nothing_that_is_kept_apart_shares_an_id() -> None:
    reader = Reader(RULE, sought(Query(text="salt")))
    offer = by_magnet("Salt 2019 1080p WEB-DL x265-Pier")
    assert len({reader._new_id(offer) for _ in range(3)}) == 3

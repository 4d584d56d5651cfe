"""A release whose links are gone is searched for by its title, and taken from where it is found."""

from typing import Any

import pytest

from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.grab import GIVE_UP_AFTER
from custom_components.greenlight.sources.base import (
    IndexerOff,
    Payload,
    SourceBusy,
    SourceError,
    SourceTimeout,
)

from .fakes import ANNA, FakeSource, World
from .indexers import indexers
from .scene import approve, by_file, by_magnet, file_of, torrent
from .test_next_best import asked

TITLE = "Salt.Road.S01E01.1080p.WEB-DL.x264-ELM"
BESIDE = "Salt.Road.S01E01.720p.HDTV.x264-OAK"
SIZE = 1_234_567_891
AGAIN = "https://many.test/again.torrent"


def offer(**changes: Any) -> Release:
    return by_file(TITLE, **{"size": SIZE} | changes)


def again(**changes: Any) -> Release:
    """Return it as an indexer has it now."""
    facts = {"guid": "now", "link": AGAIN, "source": "many"}
    return offer(**facts | changes)


async def approved(world: World, release: Release | None = None) -> str:
    """Have a rule approve it, and return the id of its request."""
    world.gate.attached.rules["auto"] = approve()
    await world.gate.offer([release or offer()])
    await world.settle()
    return next(iter(world.ledger.requests))


def whys(world: World, request_id: str) -> list[str]:
    return world.whys(request_id)


class TestALinkThatIsGone:
    async def test_is_found_again_under_a_new_one(self, world: World) -> None:
        source = indexers(world, oak=[by_magnet(BESIDE, source="many"), again()])
        source.files[AGAIN] = file_of(TITLE)
        request = await approved(world)
        assert world.state(request) == "downloading"
        assert whys(world, request)[-2:] == ["fetched_elsewhere", "client_took_it"]
        assert list(world.client.downloads) == [torrent(TITLE).v1]
        assert source.queries[0].text == "Salt Road S01E01 1080p WEB DL x264 ELM"

    async def test_is_found_by_what_it_is_of_where_its_title_finds_nothing(
        self, world: World
    ) -> None:
        source = indexers(world, oak=[])
        source.files[AGAIN] = file_of(TITLE)
        found = source.found

        class Late(dict[str, list[Release] | SourceError]):
            def items(self) -> Any:
                return (
                    {"oak": [again()]}.items()
                    if len(source.queries) > 1
                    else found.items()
                )

        source.found = Late(found)
        request = await approved(world)
        assert world.state(request) == "downloading"
        second = source.queries[1]
        assert (second.text, second.season, second.episode) == ("Salt Road", 1, 1)

    async def test_is_told_where_nobody_has_it(self, world: World) -> None:
        source = indexers(
            world, oak=[by_magnet(BESIDE, source="many")], elm=SourceBusy()
        )
        request = await approved(world)
        assert world.state(request) == "failed"
        lines = {
            line.why.code: dict(line.why.params)
            for line in world.gate.requests.find(request).journal
        }
        assert lines["searched_gone"] == {"asked": 2, "answered": 1}
        assert "link_not_found" in lines
        # What else the indexers have is asked about instead.
        assert asked(world) == [BESIDE]
        assert len(source.queries) == 3

    async def test_is_no_other_release_of_that_name(self, world: World) -> None:
        source = indexers(world, oak=[again(size=2 * SIZE)])
        source.files[AGAIN] = file_of(TITLE)
        request = await approved(world)
        assert world.state(request) == "failed"
        assert not world.client.downloads

    async def test_waits_where_nobody_answers_that_is_searched(
        self, world: World
    ) -> None:
        source = indexers(world, oak=[again()])
        source.files[AGAIN] = file_of(TITLE)
        source.away = SourceTimeout("no answer")
        request = await approved(world)
        assert world.state(request) == "approved"
        assert whys(world, request)[-1] == "link_nobody_searched"
        source.away = None
        await world.advance(60)
        assert world.state(request) == "downloading"

    async def test_is_given_up_where_nobody_answers_for_a_day(
        self, world: World
    ) -> None:
        indexers(world, oak=[again()]).away = SourceTimeout("no answer")
        request = await approved(world)
        await world.advance(2 * GIVE_UP_AFTER)
        assert world.state(request) == "failed"

    async def test_is_searched_for_once_however_long_its_client_is_away(
        self, world: World
    ) -> None:
        source = indexers(world, oak=[again()])
        source.files[AGAIN] = file_of(TITLE)
        world.client.add_failure = CannotConnect()
        request = await approved(world)
        await world.advance(3600)
        assert world.state(request) == "approved"
        assert len(source.queries) == 1
        world.client.add_failure = None
        await world.advance(3600)
        assert world.state(request) == "downloading"
        assert len(source.queries) == 1

    async def test_is_not_handed_over_where_it_was_cancelled_meanwhile(
        self, world: World
    ) -> None:
        source = indexers(world, oak=[again()])
        source.files[AGAIN] = file_of(TITLE)
        world.hold("search")
        request = await approved(world)
        await world.gate.decide.cancel(request, ANNA)
        world.let_go("search")
        await world.settle()
        assert world.state(request) == "cancelled"
        assert not world.client.downloads

    @pytest.mark.parametrize("after", range(1, 8))
    async def test_is_taken_whenever_the_process_ends(
        self, world: World, after: int
    ) -> None:
        source = indexers(world, oak=[again()])
        source.files[AGAIN] = file_of(TITLE)
        world.gate.attached.rules["auto"] = approve()
        world.kill_on = len(world.points) + after
        world._spawn(_offered(world), "the test")
        await world.settle()
        world.kill_on = None
        await world.restart()
        for request in world.ledger.requests.values():
            assert request.state is State.DOWNLOADING
        assert len(world.client.downloads) == len(world.ledger.requests)


async def _offered(world: World) -> None:
    await world.gate.offer([offer()])


class TestALinkThatIsNot:
    @pytest.mark.parametrize(
        "why",
        [
            SourceBusy("slow down", retry_after=7200),
            IndexerOff("off", retry_after=7200),
        ],
    )
    async def test_gone_is_waited_for_and_says_until_when(
        self, world: World, why: SourceError
    ) -> None:
        source = indexers(world, oak=[again()])
        release = offer()
        world.source.files[release.link] = why
        request = await approved(world, release)
        last = world.gate.requests.find(request).journal[-1].why
        assert (last.code, dict(last.params)["until"]) == (
            "link_left_alone",
            world.now + 7200,
        )
        assert not source.queries
        world.source.files[release.link] = file_of(TITLE)
        await world.advance(7000)
        assert world.state(request) == "approved"
        await world.advance(300)
        assert world.state(request) == "downloading"

    async def test_an_indexer_that_is_off_is_waited_for_as_long_as_it_takes(
        self, world: World
    ) -> None:
        release = offer()
        world.source.files[release.link] = IndexerOff("off")
        request = await approved(world, release)
        await world.advance(3 * GIVE_UP_AFTER)
        assert world.state(request) == "approved"
        assert whys(world, request)[-1] == "link_indexer_off"
        world.source.files[release.link] = file_of(TITLE)
        await world.advance(3600)
        assert world.state(request) == "downloading"

    async def test_another_place_may_have_it_later(self, world: World) -> None:
        """One link is gone and one site is busy: that is waited for, and nobody is searched."""
        other = FakeSource(world)
        world.add_source("other", other)
        elsewhere = offer(guid="9", link="https://other.test/9.torrent", source="other")
        other.files[elsewhere.link] = SourceBusy(retry_after=60)
        source = indexers(world, oak=[again()])
        world.ledger.known = [elsewhere]
        request = await approved(world)
        assert world.state(request) == "approved"
        assert not source.queries
        other.files[elsewhere.link] = file_of(TITLE)
        await world.advance(120)
        assert world.state(request) == "downloading"

    async def test_nobody_is_searched_where_nobody_can_be(self, world: World) -> None:
        request = await approved(world)
        assert world.state(request) == "failed"
        assert "searched_gone" not in whys(world, request)

    async def test_a_known_hash_is_enough_where_the_search_finds_nothing(
        self, world: World
    ) -> None:
        indexers(world, oak=[])
        hashes = frozenset({torrent(TITLE).v1 or ""})
        request = await approved(world, offer(hashes=hashes))
        assert world.state(request) == "downloading"
        assert whys(world, request)[-3:] == [
            "searched_gone",
            "by_hash",
            "client_took_it",
        ]

    async def test_a_link_that_is_gone_in_a_magnet_way_is_followed(
        self, world: World
    ) -> None:
        """Where a site answers with a magnet link, that is what is handed over."""
        release = offer()
        world.source.files[release.link] = Payload(magnet=torrent(TITLE).magnet())
        request = await approved(world, release)
        assert world.state(request) == "downloading"

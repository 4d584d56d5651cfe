"""Prowlarr: many indexers behind one address."""

import asyncio
from collections.abc import Callable, Iterable
import json
import re
from typing import Any, cast, override

import aiohttp
from aiohttp import web
import pytest

from custom_components.greenlight.engine.library.item import Kind
from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.sources.base import (
    IndexerOff,
    NotAFeed,
    SourceAuth,
    SourceBusy,
    SourceError,
    SourceNotFound,
    SourceTimeout,
)
from custom_components.greenlight.sources.prowlarr import source as prowlarr, turns
from custom_components.greenlight.sources.prowlarr.source import ProwlarrSource
from custom_components.greenlight.sources.searching import Listener, Privacy
from tests.contract.sources.contract import (
    SECRET,
    TORRENT,
    SourceContract,
    World,
    titles,
)
from tests.contract.sources.indexers import FakeIndexer, FakeProwlarr
from tests.contract.sources.site import Reply, Site


class ProwlarrWorld(World):
    """One indexer behind a Prowlarr; what fails is the indexer."""

    def __init__(self, site: Site, session: aiohttp.ClientSession) -> None:
        self.site = site
        self.session = session
        self.one = FakeIndexer(3, "Oak")
        self.prowlarr = FakeProwlarr(site, self.one)

    @override
    def source(self, validators: dict[str, str] | None = None) -> ProwlarrSource:
        return ProwlarrSource(
            self.session,
            "s1",
            self.site.url,
            key=SECRET,
            validators=validators,
            seconds=0.5,
        )

    @override
    def offer(self, *titles: str) -> None:
        self.one.reply = None
        self.one.offers = titles

    @override
    def fail(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.one.reply = Reply(status=status, headers=headers or {})

    @override
    def hang(self) -> None:
        async def never(_: web.Request) -> web.StreamResponse:
            await asyncio.sleep(60)
            return web.Response()

        self.site.handlers["/3/api"] = never

    @override
    async def vanish(self) -> None:
        await self.site.stop()

    @override
    def answer(self, body: bytes) -> None:
        self.one.reply = Reply(body=body)

    @override
    def file(self, body: bytes, status: int = 200) -> str:
        self.site.pages["/3/download"] = Reply(body=body, status=status)
        return f"{self.site.url}/3/download?apikey={SECRET}&link=QWxh"


class TestProwlarr(SourceContract):
    @pytest.fixture
    def world(self, site: Site, session: aiohttp.ClientSession) -> World:
        return ProwlarrWorld(site, session)

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (401, SourceAuth),
            (404, SourceNotFound),
            (410, IndexerOff),
            (429, SourceBusy),
        ],
    )
    @override
    async def test_a_refusal_is_typed_and_keeps_its_secrets(
        self, world: World, status: int, kind: type[SourceError]
    ):
        world.fail(status)
        with pytest.raises(SourceError) as caught:
            await world.source().fetch()
        assert type(caught.value) is kind
        assert SECRET not in repr(caught.value)
        assert SECRET not in caught.value.detail


OAK = ("North 2026 2160p",)
ELM = ("Salt 2019 2160p", "Salt 2019 1080p")


class House:
    """A Prowlarr with two indexers for torrents and one for usenet."""

    def __init__(self, site: Site, session: aiohttp.ClientSession) -> None:
        self.oak = FakeIndexer(3, "Oak", offers=OAK, finds=OAK)
        self.elm = FakeIndexer(4, "Elm", offers=ELM, finds=ELM)
        self.news = FakeIndexer(5, "News", usenet=True)
        self.prowlarr = FakeProwlarr(site, self.oak, self.elm, self.news)
        self.site = site
        self.session = session

    def source(self, **options: Any) -> ProwlarrSource:
        return ProwlarrSource(
            self.session, "s1", f"{self.site.url}/", key=SECRET, **options
        )


@pytest.fixture
def house(site: Site, session: aiohttp.ClientSession) -> House:
    return House(site, session)


async def test_its_indexers_are_told_with_who_may_use_them(house: House):
    house.news.enable = False
    house.prowlarr.states = [
        {"id": 1, "indexerId": 4, "disabledTill": "2126-10-03T07:15:00Z"},
        {"id": 2, "indexerId": 3, "disabledTill": "nonsense"},
        {"id": 3, "indexerId": "five"},
    ]
    house.prowlarr.states.append(cast("Any", "nonsense"))
    elm, news, oak = await house.source().indexers()
    assert [elm.name, news.name, oak.name] == ["Elm", "News", "Oak"]
    assert oak.privacy is Privacy.SEMI_PRIVATE
    assert news.protocol is Protocol.USENET
    assert not news.enabled
    assert elm.down_until is not None
    assert oak.down_until is None


async def test_all_are_looked_at_and_one_that_fails_is_named(house: House):
    house.elm.reply = Reply(status=500)
    fetched = await house.source().fetch()
    assert titles(fetched.releases) == [*OAK]
    assert [one.indexer for one in fetched.silent] == ["Elm"]


async def test_those_that_were_not_chosen_are_told_apart(house: House):
    listed = await house.source(chosen=["4"]).indexers()
    assert [one.id for one in listed if one.chosen] == ["4"]
    assert len(listed) > 1
    assert all(one.chosen for one in await house.source().indexers())


async def test_only_those_that_were_chosen_are_looked_at(house: House):
    fetched = await house.source(chosen=["4"], categories=[2000]).fetch()
    assert titles(fetched.releases) == [*ELM]
    assert house.oak.asked == []
    assert house.elm.asked == [{"t": "search", "extended": "1", "cat": "2000"}]


async def test_one_that_asks_for_peace_is_left_alone_and_no_other_is(house: House):
    source = house.source()
    house.elm.reply = Reply(status=429, headers={"Retry-After": "3600"})
    await source.fetch()
    house.elm.reply = None
    fetched = await source.fetch()
    assert len(house.elm.asked) == 1
    assert len(house.oak.asked) == 2
    assert [one.indexer for one in fetched.silent] == ["Elm"]


async def test_one_that_prowlarr_leaves_alone_is_left_alone(house: House):
    house.prowlarr.states = [
        {"id": 1, "indexerId": 4, "disabledTill": "2126-10-03T07:15:00Z"}
    ]
    fetched = await house.source().fetch()
    assert house.elm.asked == []
    assert [type(one.why) for one in fetched.silent] == [SourceBusy]


async def test_one_that_is_back_is_looked_at_again(house: House):
    passed = 0.0
    source = house.source(clock=lambda: passed)
    house.elm.reply = Reply(status=429, headers={"Retry-After": "60"})
    await source.fetch()
    house.elm.reply = None
    passed = 61.0
    fetched = await source.fetch()
    assert fetched.silent == ()
    assert titles(fetched.releases) == [*ELM]


async def test_what_changed_at_one_is_new_whatever_the_others_say(house: House):
    source = house.source()
    await source.fetch()
    house.oak.offers = ("West 2026 2160p",)
    assert titles((await source.fetch()).releases) == ["West 2026 2160p"]


async def test_who_has_no_indexer_offers_nothing(house: House):
    house.prowlarr.indexers.clear()
    assert (await house.source().fetch()).releases == ()


async def test_a_search_asks_all_and_tells_nothing_found_from_nobody_answered(
    house: House,
):
    house.elm.reply = Reply(status=500)
    found = await house.source().search(Query(text="salt"))
    assert titles(found.releases) == [*OAK]
    assert found.asked == ("Elm", "News", "Oak")
    assert [one.indexer for one in found.silent] == ["Elm"]
    assert [told["q"] for told in house.oak.asked] == ["salt"]


class Listening(Listener):
    """Keeps what it hears; ``heard`` is set once something was found."""

    def __init__(self, heard: asyncio.Event) -> None:
        self.heard_any = heard
        self.names: tuple[str, ...] = ()
        self.parts: list[list[str]] = []
        self.said: dict[str, SourceError | None] = {}

    @override
    def asks(self, names: Iterable[str]) -> None:
        self.names = tuple(names)

    @override
    async def take(self, releases: Iterable[Release]) -> None:
        if found := titles(tuple(releases)):
            self.parts.append(found)

    @override
    def heard(self, name: str, why: SourceError | None = None) -> None:
        self.said[name] = why
        if self.parts:
            self.heard_any.set()


async def test_one_that_fails_is_named_while_others_are_still_asked(house: House):
    house.elm.reply = Reply(status=500)
    listener = Listening(asyncio.Event())
    await house.source().search_by_parts(Query(text="salt"), listener)
    assert isinstance(listener.said.pop("Elm"), SourceError)
    assert listener.said == dict.fromkeys(("News", "Oak"))


async def test_what_one_has_found_is_had_while_others_are_still_asked(house: House):
    held, heard = asyncio.Event(), asyncio.Event()
    answer = house.site.handlers["/4/api"]

    async def slow(request: web.Request) -> web.StreamResponse:
        await held.wait()
        return await answer(request)

    house.site.handlers["/4/api"] = slow
    listener = Listening(heard)
    parts = listener.parts
    search = asyncio.ensure_future(
        house.source().search_by_parts(Query(text="salt"), listener)
    )
    await asyncio.wait_for(heard.wait(), 20)
    assert parts == [[*OAK]]
    assert not search.done()
    # Who is asked is known by then, and who has answered.
    assert listener.names == ("Elm", "News", "Oak")
    assert listener.said["Oak"] is None
    assert "Elm" not in listener.said
    held.set()
    found = await search
    assert listener.said == dict.fromkeys(("Elm", "News", "Oak"))
    assert parts == [[*OAK], [*ELM]]
    assert found.releases == ()
    assert (found.asked, found.silent) == (("Elm", "News", "Oak"), ())


async def test_a_search_that_failed_in_prowlarr_is_no_empty_one(house: House):
    house.elm.finds = ()
    source = house.source()
    house.prowlarr.states = [
        {"id": 1, "indexerId": 4, "mostRecentFailure": "2026-10-03T07:15:00Z"},
        {"id": 2, "indexerId": 5, "mostRecentFailure": "2026-10-03T07:15:00Z"},
    ]
    answer = house.site.handlers["/4/api"]

    async def failing(request: web.Request) -> web.StreamResponse:
        house.prowlarr.states[0]["mostRecentFailure"] = "2026-10-03T08:15:00Z"
        return await answer(request)

    house.site.handlers["/4/api"] = failing
    found = await source.search(Query(text="salt"))
    # What failed long ago says nothing about this search.
    assert [one.indexer for one in found.silent] == ["Elm"]


async def test_two_that_count_their_releases_alike_are_told_apart(house: House):
    house.news.enable = False
    for one, title in ((house.oak, "North 2026 2160p"), (house.elm, "Salt 2019 1080p")):
        text = house.prowlarr.document(one, (title,))
        text = re.sub("<guid>.*</guid>", "<guid>12345</guid>", text)
        one.reply = Reply(body=text.encode())
    source = house.source()
    wanted = {"North 2026 2160p", "Salt 2019 1080p"}
    looked = (await source.fetch()).releases or ()
    assert set(titles(looked)) == wanted
    found = (await source.search(Query(text="x"))).releases
    assert set(titles(found)) == wanted
    assert {one.guid for one in found} == {one.guid for one in looked}
    assert len({one.guid for one in found}) == 2


async def test_who_hangs_is_named_before_whoever_searches_has_waited_in_vain(
    site: Site, session: aiohttp.ClientSession
):
    hanging = [FakeIndexer(number, f"Oak {number}") for number in range(1, 18)]
    FakeProwlarr(site, *hanging)
    never = asyncio.Event()

    async def hang(_: web.Request) -> web.Response:
        await never.wait()
        return web.Response()

    for one in hanging:
        site.handlers[f"/{one.id}/api"] = hang
    source = ProwlarrSource(session, "s1", site.url, key=SECRET, search_seconds=0.2)
    # Three turns would take longer than anybody waits for one source.
    found = await asyncio.wait_for(source.search(Query(text="salt")), 20)
    assert len(found.silent) == len(found.asked) == 17
    assert {type(one.why) for one in found.silent} == {SourceTimeout}
    assert "0.32" in found.silent[-1].why.detail


class Hanging:
    """A Prowlarr of which the first so many indexers never answer."""

    def __init__(self, site: Site, session: aiohttp.ClientSession, count: int) -> None:
        self.well = [
            FakeIndexer(n, f"Pine {n}", finds=(OAK[0],)) for n in range(90, 93)
        ]
        self.bad = [FakeIndexer(number, f"Oak {number}") for number in range(1, count)]
        FakeProwlarr(site, *self.bad, *self.well)
        self.asked: list[int] = []
        self.began: Callable[[int], None] = lambda _: None
        self.never = asyncio.Event()
        answer = site.handlers
        for one in [*self.bad, *self.well]:
            path = f"/{one.id}/api"
            answer[path] = self._noted(one.id, answer[path])
        self.source = ProwlarrSource(session, "s1", site.url, key=SECRET)

    def _noted(self, number: int, answer: Any) -> Any:
        async def noted(request: web.Request) -> web.Response:
            self.asked.append(number)
            self.began(number)
            if number < 90 and not self.never.is_set():
                await self.never.wait()
            result: web.Response = await answer(request)
            return result

        return noted


async def test_who_hangs_takes_no_turn_from_who_is_well(
    site: Site, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(turns, "HELD", 0.05)
    house = Hanging(site, session, 21)
    listener = Listening(asyncio.Event())
    searching = asyncio.ensure_future(
        house.source.search_by_parts(Query(text="salt"), listener)
    )
    while len(listener.said) < 3:
        await asyncio.sleep(0.01)
    assert listener.said == {one.name: None for one in house.well}
    assert not searching.done()
    house.never.set()
    assert len((await searching).asked) == 23


async def test_who_was_slow_comes_last_the_next_time_and_in_turn_once_it_is_well(
    site: Site, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(turns, "HELD", 0.05)
    monkeypatch.setattr(prowlarr, "AT_ONCE", 1)
    house = Hanging(site, session, 4)

    def began(number: int) -> None:
        if number == 3:
            # The turns of the others, which are well, are long enough on any machine.
            monkeypatch.setattr(turns, "HELD", 60)
        if number == 92:
            house.never.set()

    house.began = began
    orders = []
    for _ in range(3):
        found = await house.source.search(Query(text="salt"))
        assert [one[:3] for one in found.asked] == ["Oak"] * 3 + ["Pin"] * 3
        orders.append([*dict.fromkeys(house.asked)])
        house.asked.clear()
    bad, well = [1, 2, 3], [90, 91, 92]
    assert orders == [bad + well, well + bad, bad + well]


async def test_a_search_may_name_its_indexers(house: House):
    found = await house.source().search(
        Query(text="salt", indexers=("4",), kind=Kind.MOVIE)
    )
    assert found.asked == ("Elm",)
    assert house.oak.asked == []
    assert [told["t"] for told in house.elm.asked] == ["movie"]


async def test_a_wrong_key_is_told_apart(
    site: Site, session: aiohttp.ClientSession, house: House
):
    source = ProwlarrSource(session, "s1", site.url, key="wrong-key-here")
    with pytest.raises(SourceAuth):
        await source.fetch()


@pytest.mark.parametrize(
    "body", [b"{}", b"[", b"\xff", b"<html><body>Hi</body></html>"]
)
async def test_what_is_no_prowlarr_is_refused(house: House, body: bytes):
    async def other(_: web.Request) -> web.Response:
        return web.Response(body=body)

    house.site.handlers["/api/v1/indexer"] = other
    with pytest.raises(NotAFeed):
        await house.source().fetch()


async def test_a_refusal_in_words_does_not_repeat_the_key(
    site: Site, session: aiohttp.ClientSession
):
    # None that would be cut because it looks like one.
    key = "harbour.and.pier.7"
    site.pages["/api/v1/indexer"] = Reply(body=f"unauthorized: {key}".encode())
    with pytest.raises(SourceAuth) as caught:
        await ProwlarrSource(session, "s1", site.url, key=key).indexers()
    assert "unauthorized" in caught.value.detail
    assert key not in repr(caught.value)


async def test_more_indexers_than_there_can_be_are_left_out(
    site: Site, session: aiohttp.ClientSession
):
    rows = [{"id": number} for number in range(1, 50_000)]
    site.pages["/api/v1/indexer"] = Reply(body=json.dumps(rows).encode())
    site.pages["/api/v1/indexerstatus"] = Reply(body=b"[]")
    found = await ProwlarrSource(session, "s1", site.url, key=SECRET).indexers()
    assert len(found) == 1000


async def test_an_indexer_that_is_off_is_waited_for(house: House):
    (release,) = (await house.source(chosen=["3"]).fetch()).releases or ()
    assert SECRET not in release.link
    house.site.pages["/3/download"] = Reply(status=410)
    with pytest.raises(IndexerOff):
        await house.source().payload(release.link)
    house.site.pages["/3/download"] = Reply(body=TORRENT)
    assert (await house.source().payload(release.link)).file == TORRENT
    # What Prowlarr cannot read any more leads to nothing.
    house.site.pages["/3/download"] = Reply(status=400)
    with pytest.raises(SourceNotFound):
        await house.source().payload(release.link)
    house.site.pages["/3/download"] = Reply(status=500)
    with pytest.raises(SourceError) as caught:
        await house.source().payload(release.link)
    assert not isinstance(caught.value, SourceNotFound)

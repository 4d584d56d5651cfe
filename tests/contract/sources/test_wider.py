"""A search that finds nothing of what was asked for is made once more, by fewer conditions."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aiohttp
from aiohttp import web
import pytest

from custom_components.greenlight.engine.library.item import Ids, Kind
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.sources.base import NotUnderstood, SourceBusy
from custom_components.greenlight.sources.torznab.asking import surely, wider
from custom_components.greenlight.sources.torznab.caps import Caps
from custom_components.greenlight.sources.torznab.source import TorznabSource
from tests.contract.sources.contract import SECRET, titles
from tests.contract.sources.indexers import FakeIndexer, FakeProwlarr
from tests.contract.sources.site import Reply, Site

EPISODE = Query(
    text="Salt Road", kind=Kind.SERIES, ids=Ids(tvdb=42), season=4, episode=3
)
SEASON = Query(text="Salt Road", kind=Kind.SERIES, season=4)
FILM = Query(text="Salt", kind=Kind.MOVIE, year=2019, ids=Ids(imdb="tt0123456"))
NOT_TAKEN = Reply(body=b'<error code="201" description="Incorrect parameter: imdbid"/>')

type Told = dict[str, str]


class Oak:
    """An indexer that answers each question as a test says; ``asked`` are the questions."""

    def __init__(self, site: Site, session: aiohttp.ClientSession) -> None:
        self.site = site
        self.session = session
        self.one = FakeIndexer(3, "Oak")
        self.prowlarr = FakeProwlarr(site, self.one)
        self.asked: list[Told] = []

    def finds(self, answer: Callable[[Told], tuple[str, ...] | Reply]) -> None:
        async def handle(request: web.Request) -> web.Response:
            told = {
                name: value
                for name, value in request.query.items()
                if name not in ("apikey", "extended", "limit")
            }
            if told["t"] == "caps":
                return web.Response(text=self.one.caps)
            self.asked.append(told)
            found = answer(told)
            if isinstance(found, Reply):
                return web.Response(
                    body=found.body, status=found.status, headers=found.headers
                )
            return web.Response(text=self.prowlarr.document(self.one, found))

        self.site.handlers["/3/api"] = handle

    def source(self, **how: Any) -> TorznabSource:
        url = f"{self.site.url}/3/api"
        return TorznabSource(self.session, "s1", url, key=SECRET, name="Oak", **how)

    async def search(self, query: Query, **how: Any) -> list[str]:
        return titles((await self.source(**how).search(query)).releases)


@pytest.fixture
def oak(site: Site, session: aiohttp.ClientSession) -> Oak:
    return Oak(site, session)


async def test_an_indexer_that_does_not_take_an_id_is_asked_by_words(oak: Oak):
    oak.finds(lambda told: NOT_TAKEN if "imdbid" in told else ("Salt 2019 1080p",))
    assert await oak.search(FILM) == ["Salt 2019 1080p"]


async def test_an_indexer_that_cannot_search_for_films_is_asked_for_anything(oak: Oak):
    oak.finds(
        lambda told: (
            Reply(body=b'<error error="202" description="no such function"></error>')
            if told["t"] == "movie"
            else ("Salt 2019 1080p", "Salt Lake 2019 1080p", "Salt 1999 1080p", "Salt")
        )
    )
    assert await oak.search(FILM) == ["Salt 2019 1080p"]


async def test_one_that_takes_nothing_says_so(oak: Oak):
    oak.finds(lambda _: NOT_TAKEN)
    with pytest.raises(NotUnderstood) as caught:
        await oak.search(FILM)
    assert "Incorrect parameter" in caught.value.detail
    with pytest.raises(NotUnderstood):
        await oak.search(Query(text="salt"))


async def test_one_that_took_one_question_has_answered(oak: Oak):
    oak.finds(lambda told: () if "imdbid" in told else NOT_TAKEN)
    assert await oak.search(FILM) == []
    oak.finds(lambda told: () if "season" in told else Reply(status=500))
    assert await oak.search(SEASON) == []


async def test_one_that_passes_over_numbers_is_asked_by_words_too(oak: Oak):
    other, it = "Salt Road S05E06 1080p", "Salt Road S04E03 1080p"
    oak.finds(lambda told: (other,) if "tvdbid" in told else (it,))
    assert await oak.search(EPISODE) == [other, it]


async def test_a_season_that_is_counted_in_words_is_found(oak: Oak):
    pack = "Salt Road Season 4 Complete 480p"
    found = (pack, "Salt Road S07E01 720p", "Salt Road - 02", "Pepper Road S04 1080p")
    oak.finds(lambda told: () if "season" in told else found)
    assert await oak.search(SEASON) == [pack]
    assert oak.asked == [
        {"t": "tvsearch", "q": "Salt Road", "season": "4"},
        {"t": "search", "q": "Salt Road"},
    ]


async def test_an_episode_that_is_only_in_a_pack_is_found_there(oak: Oak):
    packs = ("Salt Road S04 1080p WEB-DL", "Salt Road Complete Series 1080p")
    found = (*packs, "Salt Road S04E04 1080p", "Salt Road S03 1080p")
    oak.finds(lambda told: () if "ep" in told else found)
    assert await oak.search(EPISODE) == [*packs]


@pytest.mark.parametrize(
    ("query", "words", "title"),
    [
        (
            Query(text="Räuber", kind=Kind.MOVIE, year=2019),
            "Raeuber 2019",
            "Raeuber.2019.1080p",
        ),
        (
            Query(text="Räuber", kind=Kind.SERIES, season=2),
            "Raeuber",
            "Raeuber.S02.1080p",
        ),
        (Query(text="Räuber", kind=Kind.SERIES), "Raeuber", "Raeuber.S02.1080p"),
        (Query(text="räuber 1080p"), "raeuber 1080p", "Anything"),
    ],
)
async def test_a_name_is_found_without_its_umlauts(
    oak: Oak, query: Query, words: str, title: str
):
    oak.finds(lambda told: (title,) if told["q"] == words else ())
    assert await oak.search(query) == [title]
    assert [told["q"] for told in oak.asked][-1] == words
    assert len(oak.asked) == 2


async def test_what_is_found_is_not_looked_for_again(oak: Oak):
    oak.finds(lambda _: ("Salt Road S04 1080p",))
    assert await oak.search(SEASON) == ["Salt Road S04 1080p"]
    assert len(oak.asked) == 1


async def test_who_was_slow_is_not_asked_once_more(oak: Oak):
    oak.finds(lambda _: ())
    passed = 0.0

    def clock() -> float:
        nonlocal passed
        passed += 31
        return passed

    assert await oak.search(SEASON, clock=clock) == []
    assert [told.get("season") for told in oak.asked] == ["4"]


async def test_who_asks_for_peace_is_not_searched_meanwhile(oak: Oak):
    passed = 0.0
    busy = Reply(status=429, headers={"Retry-After": "60"})
    oak.finds(lambda _: busy)
    source = oak.source(clock=lambda: passed)
    for _ in range(2):
        with pytest.raises(SourceBusy) as caught:
            await source.search(SEASON)
        assert caught.value.retry_after == 60
    assert len(oak.asked) == 1
    passed += 61
    oak.finds(lambda _: ("Salt Road S04 1080p",))
    assert titles((await source.search(SEASON)).releases) == ["Salt Road S04 1080p"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (Query(text="salt"), None),
        (Query(text="Salt Road", kind=Kind.SERIES), None),
        (Query(text="Salt", kind=Kind.MOVIE), None),
        # By its id it was found in any year.
        (FILM, None),
        (Query(text="Salt", kind=Kind.MOVIE, year=2019), {"q": "Salt"}),
        (
            Query(text="Salt Road", season=4, categories=(5000, 100205), limit=7),
            {"q": "Salt Road", "cat": "5000,100205", "limit": "7"},
        ),
    ],
)
def test_nothing_is_asked_for_twice(query: Query, wanted: Told | None):
    known = {"search": frozenset({"q"}), "movie": frozenset({"q", "imdbid"})}
    caps = Caps(functions=known)
    common = {"t": "search", "extended": "1", "limit": "100"}
    assert wider(query, caps) == (None if wanted is None else common | wanted)


def test_nothing_is_sure_of_nothing():
    assert surely(SEASON, ()) == []


DAILY = "Salt Road 2026 03 02 1080p WEB H264-ELM"
ANIME = "[Elm] Salt Road - 43 [1080p]"


@pytest.mark.parametrize(
    ("query", "title", "words"),
    [
        (replace(EPISODE, date="2026-03-02"), DAILY, "Salt Road 2026 03 02"),
        (replace(EPISODE, absolute=43), ANIME, "Salt Road 43"),
    ],
)
async def test_an_episode_that_is_counted_otherwise_is_found(
    oak: Oak, query: Query, title: str, words: str
):
    oak.finds(lambda told: (title,) if told.get("q") == words else ())
    assert await oak.search(query) == [title]
    assert [told["t"] for told in oak.asked][-1] == "search"


async def test_another_day_is_not_what_was_asked_for(oak: Oak):
    oak.finds(lambda told: (DAILY,) if told["t"] == "search" else ())
    query = replace(EPISODE, date="2026-03-03")
    found = surely(query, (await oak.source().search(query)).releases)
    assert found == []


async def test_what_is_counted_only_by_seasons_is_asked_for_no_other_number(oak: Oak):
    oak.finds(lambda told: ())
    await oak.search(EPISODE)
    assert len(oak.asked) == len({tuple(told.items()) for told in oak.asked}) == 3

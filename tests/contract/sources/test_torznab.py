"""Indexers that speak Torznab, asked one by one."""

from dataclasses import replace
from typing import override
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

import aiohttp
import pytest

from custom_components.greenlight.engine.library.item import Ids, Kind
from custom_components.greenlight.engine.release import Flag, Protocol, release_to_dict
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.sources.base import (
    IndexerOff,
    NotAFeed,
    SourceAuth,
    SourceBusy,
    SourceError,
    SourceNotFound,
)
from custom_components.greenlight.sources.key import with_key
from custom_components.greenlight.sources.torznab.address import split_key
from custom_components.greenlight.sources.torznab.asking import asked
from custom_components.greenlight.sources.torznab.caps import Caps, read_caps
from custom_components.greenlight.sources.torznab.source import TorznabSource
from tests.contract.sources.contract import (
    SECRET,
    TORRENT,
    SourceContract,
    World,
    titles,
)
from tests.contract.sources.indexers import CAPS, FakeIndexer, FakeProwlarr
from tests.contract.sources.site import Reply, Site
from tests.contract.sources.test_rss_contract import TorznabWorld


class IndexerWorld(TorznabWorld):
    @override
    def source(self, validators: dict[str, str] | None = None) -> TorznabSource:
        return TorznabSource(
            self.session,
            "s1",
            f"{self.site.url}/feed",
            key=SECRET,
            validators=validators,
            seconds=0.5,
        )


class TestTorznabSource(SourceContract):
    @pytest.fixture
    def world(self, site: Site, session: aiohttp.ClientSession) -> World:
        return IndexerWorld(site, session)

    # What is gone may be the release or the indexer: 410 means that this is switched off.
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


def one(site: Site, session: aiohttp.ClientSession) -> TorznabSource:
    return TorznabSource(session, "s1", f"{site.url}/3/api", key=SECRET, name="Oak")


@pytest.fixture
def indexer(site: Site) -> FakeIndexer:
    indexer = FakeIndexer(
        3, "Oak", offers=("North 2026 2160p",), finds=("Salt 2019 2160p",)
    )
    FakeProwlarr(site, indexer)
    return indexer


async def test_a_look_asks_for_no_words_and_keeps_no_key(
    site: Site, session: aiohttp.ClientSession, indexer: FakeIndexer
):
    (release,) = (await one(site, session).fetch()).releases or ()
    assert indexer.asked == [{"t": "search", "extended": "1"}]
    assert (release.title, release.indexer) == ("North 2026 2160p", "Oak")
    assert SECRET not in release.link
    assert SECRET not in release.guid
    assert release.ids == Ids(imdb="tt0123456")
    assert release.flags == {Flag.FREELEECH, Flag.INTERNAL}


async def test_another_key_makes_nothing_new_of_what_is_known(
    site: Site, session: aiohttp.ClientSession, indexer: FakeIndexer
):
    def document(key: str) -> Reply:
        at = f"{site.url}/3/item/7?apikey={quote(key, safe='')}"
        text = (
            '<rss version="2.0"><channel><title>Oak</title><item><title>North 2026 2160p</title>'
            f"<guid>{at}</guid><comments>{at}</comments><link>{at}</link>"
            f'<enclosure url="{at}" length="5000" type="application/x-nzb"/></item></channel></rss>'
        )
        return Reply(body=text.encode())

    found = []
    for key in (SECRET, "another+key/of=mine"):
        site.handlers.pop("/3/api", None)
        site.pages["/3/api"] = document(key)
        source = TorznabSource(session, "s1", f"{site.url}/3/api", key=key)
        (release,) = (await source.fetch()).releases or ()
        kept = repr(release_to_dict(release))
        assert key not in unquote(kept)
        found.append(release)
    # By its link it is known under another guid, too.
    assert found[0].link == found[1].link
    assert found[0] == replace(found[1], guid=found[0].guid)


async def test_what_it_offers_says_how_it_is_downloaded(
    site: Site, session: aiohttp.ClientSession, indexer: FakeIndexer
):
    source = one(site, session)
    (before,) = await source.indexers()
    assert before.protocol is Protocol.TORRENT
    posts = FakeProwlarr(site, indexer).document(indexer, ("North 2026 2160p",))
    posts = posts.replace("application/x-bittorrent", "application/x-nzb")
    indexer.reply = Reply(body=posts.replace("torznab:", "newznab:").encode())
    (release,) = (await source.fetch()).releases or ()
    (after,) = await source.indexers()
    assert after.protocol is release.protocol


async def test_a_kept_link_is_fetched_with_the_key_of_today(
    site: Site, session: aiohttp.ClientSession, indexer: FakeIndexer
):
    (release,) = (await one(site, session).fetch()).releases or ()
    seen = []

    def page(request: object) -> Reply:
        seen.append(request.query["apikey"])  # type: ignore[attr-defined]  # of aiohttp
        return Reply(body=TORRENT)

    site.pages["/3/download"] = page
    later = TorznabSource(session, "s1", f"{site.url}/3/api", key="another-key-now")
    assert (await later.payload(release.link)).file == TORRENT
    assert seen == ["another-key-now"]


@pytest.mark.parametrize(
    "link",
    [
        "https://other.example/file?of={key}",
        "https://{key}.other.example/file",
        f"magnet:?xt=urn:btih:{'ab' * 20}&tr=https://other.example/{{key}}/announce",
    ],
)
@pytest.mark.parametrize("key", [SECRET, "short"])
async def test_nobody_is_handed_the_key_who_asks_for_it_in_a_link(
    site: Site, session: aiohttp.ClientSession, link: str, key: str
):
    text = (
        '<rss version="2.0"><channel><title>Oak</title><item><title>North 2026 2160p</title>'
        f'<enclosure url="{escape(link)}" length="5" type="application/x-bittorrent"/>'
        "</item></channel></rss>"
    )
    site.pages["/3/api"] = Reply(body=text.encode())
    source = TorznabSource(session, "s1", f"{site.url}/3/api", key=key)
    (release,) = (await source.fetch()).releases or ()
    assert with_key(release.link, key) == release.link
    assert key not in release.link


async def test_a_link_may_lead_to_a_magnet(
    site: Site, session: aiohttp.ClientSession, indexer: FakeIndexer
):
    (release,) = (await one(site, session).fetch()).releases or ()
    site.redirect("/3/download", "magnet:?xt=urn:btih:" + "ab" * 20, status=301)
    payload = await one(site, session).payload(release.link)
    assert payload.magnet is not None
    assert payload.magnet.startswith("magnet:?xt=urn:btih:" + "ab" * 20)


async def test_an_indexer_that_is_off_is_waited_for_and_no_dead_link(
    site: Site, session: aiohttp.ClientSession, indexer: FakeIndexer
):
    (release,) = (await one(site, session).fetch()).releases or ()
    site.pages["/3/download"] = Reply(
        body=b'<error code="410" description="Indexer is disabled"/>', status=410
    )
    with pytest.raises(IndexerOff) as caught:
        await one(site, session).payload(release.link)
    assert caught.value.retry


async def test_a_link_of_which_an_indexer_can_make_nothing_is_gone(
    site: Site, session: aiohttp.ClientSession, indexer: FakeIndexer
):
    (release,) = (await one(site, session).fetch()).releases or ()
    site.pages["/3/download"] = Reply(status=400)
    with pytest.raises(SourceNotFound):
        await one(site, session).payload(release.link)
    # A key that it does not take any more says nothing of the link.
    site.pages["/3/download"] = Reply(
        body=b'<error code="100" description="Incorrect user credentials"/>', status=400
    )
    with pytest.raises(SourceAuth):
        await one(site, session).payload(release.link)


async def test_a_film_is_searched_by_its_id_where_the_indexer_knows_it(
    site: Site, session: aiohttp.ClientSession, indexer: FakeIndexer
):
    query = Query(
        text="Salt", kind=Kind.MOVIE, year=2019, ids=Ids(imdb="tt0123456", tmdb=9)
    )
    found = await one(site, session).search(query)
    assert titles(found.releases) == ["Salt 2019 2160p"]
    assert found.asked == ("Oak",)
    assert indexer.asked[1:] == [
        {"t": "movie", "extended": "1", "limit": "100", "imdbid": "0123456"}
    ]


async def test_nothing_by_id_is_looked_for_by_name_once_more(
    site: Site, session: aiohttp.ClientSession, indexer: FakeIndexer
):
    indexer.finds = ()
    query = Query(text="Salt", kind=Kind.MOVIE, year=2019, ids=Ids(imdb="tt0123456"))
    assert (await one(site, session).search(query)).releases == ()
    assert [told.get("q") for told in indexer.asked[1:]] == [None, "Salt 2019"]


async def test_what_it_can_is_asked_once(
    site: Site, session: aiohttp.ClientSession, indexer: FakeIndexer
):
    source = one(site, session)
    await source.search(Query(text="one"))
    await source.search(Query(text="two"))
    assert [told["t"] for told in indexer.asked] == ["caps", "search", "search"]


async def test_it_is_itself_its_only_indexer(
    site: Site, session: aiohttp.ClientSession, indexer: FakeIndexer
):
    (itself,) = await one(site, session).indexers()
    assert (itself.name, itself.searches) == ("Oak", True)


async def test_a_search_that_fails_says_why_without_the_key(
    site: Site, session: aiohttp.ClientSession, indexer: FakeIndexer
):
    source = one(site, session)
    await source.search(Query(text="one"))
    body = f'<error code="429" description="limit of {SECRET} reached"/>'.encode()
    indexer.reply = Reply(body=body, status=429, headers={"Retry-After": "60"})
    with pytest.raises(SourceBusy) as caught:
        await source.search(Query(text="two"))
    assert caught.value.retry_after == 60
    assert SECRET not in caught.value.detail


EPISODE = Query(
    text="Salt Road", kind=Kind.SERIES, ids=Ids(tvdb=42), season=1, episode=2
)


@pytest.mark.parametrize(
    ("query", "functions", "wanted"),
    [
        (Query(text="x", limit=500), {}, [{"t": "search", "limit": "100", "q": "x"}]),
        (
            Query(text="x", categories=(2000, 2045), limit=7),
            {},
            [{"t": "search", "limit": "7", "cat": "2000,2045", "q": "x"}],
        ),
        # What an indexer does not know it is not asked.
        (
            EPISODE,
            {},
            [{"t": "search", "limit": "100", "q": "Salt Road S01E02"}],
        ),
        (
            EPISODE,
            {"tvsearch": {"q", "season", "ep"}},
            [
                {
                    "t": "tvsearch",
                    "limit": "100",
                    "q": "Salt Road",
                    "season": "1",
                    "ep": "2",
                }
            ],
        ),
        (
            EPISODE,
            {"tvsearch": {"q", "season", "tvdbid"}},
            [
                {"t": "tvsearch", "limit": "100", "tvdbid": "42"},
                {"t": "tvsearch", "limit": "100", "q": "Salt Road S01E02"},
            ],
        ),
        (
            Query(text="Salt Road", kind=Kind.SERIES, season=3),
            {"tvsearch": {"q", "season"}},
            [{"t": "tvsearch", "limit": "100", "q": "Salt Road", "season": "3"}],
        ),
        (
            Query(text="Salt Road", kind=Kind.SERIES, season=3),
            {},
            [{"t": "search", "limit": "100", "q": "Salt Road S03"}],
        ),
        (
            Query(text="Salt", kind=Kind.MOVIE, year=2019, ids=Ids(tmdb=9)),
            {"movie": {"q", "imdbid"}},
            [{"t": "movie", "limit": "100", "q": "Salt 2019"}],
        ),
    ],
)
def test_each_is_asked_for_what_it_understands(
    query: Query, functions: dict[str, set[str]], wanted: list[dict[str, str]]
):
    caps = Caps(
        functions={
            "search": frozenset({"q"}),
            **{name: frozenset(known) for name, known in functions.items()},
        }
    )
    assert [*asked(query, caps)] == [{"extended": "1", **one} for one in wanted]


def test_what_an_indexer_can_is_read():
    caps = read_caps(CAPS.encode())
    assert caps.title == "Prowlarr"
    assert caps.most == 100
    assert caps.functions == {
        "search": {"q"},
        "tvsearch": {"q", "season", "ep", "tvdbid"},
        "movie": {"q", "imdbid"},
    }


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", SourceError),
        (b"<rss/>", NotAFeed),
        (b"<html><body>Hello</body></html>", NotAFeed),
        (b'<error code="100" description="Incorrect user credentials"/>', SourceAuth),
    ],
)
def test_what_is_no_list_of_abilities_is_refused(body: bytes, kind: type[SourceError]):
    with pytest.raises(kind):
        read_caps(body)


def test_a_list_without_an_end_is_given_up():
    with pytest.raises(NotAFeed):
        read_caps(b"<caps>" + b"<x>" * 10_000, seconds=0.0)


def test_one_that_says_nothing_is_searched_by_words():
    assert read_caps(b"<caps/>").functions == {"search": {"q"}}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("http://box:9696/3/api?apikey=abc", ("http://box:9696/3/api", "abc")),
        ("box:9696/3/", ("http://box:9696/3/api", "")),
        (
            "http://box:9117/api/v2.0/indexers/oak/results/torznab/",
            ("http://box:9117/api/v2.0/indexers/oak/results/torznab", ""),
        ),
        (
            "https://news.example/api?t=caps&amp;apikey=k1",
            ("https://news.example/api", "k1"),
        ),
        ("https://news.example", ("https://news.example/api", "")),
        (
            "http://box:9117/api/v2.0/indexers/oak/results/torznab/api?jackett_apikey=k",
            ("http://box:9117/api/v2.0/indexers/oak/results/torznab/api", "k"),
        ),
        # A key in base64, as it stands in a browser and as a program writes it; in any case.
        ("box/api?apikey=q7+Zr/w0==", ("http://box/api", "q7+Zr/w0==")),
        ("box/api?ApiKey=q7%2BZr%2Fw0%3D%3D&t=caps", ("http://box/api", "q7+Zr/w0==")),
    ],
)
def test_an_address_is_taken_as_people_copy_it(text: str, wanted: tuple[str, str]):
    assert split_key(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "http://box:nine/api", "box:0", "ftp://box/api", "http://[1", "http:///x"],
)
def test_what_is_no_address_is_refused(text: str):
    with pytest.raises(ValueError, match=r".+"):
        split_key(text)

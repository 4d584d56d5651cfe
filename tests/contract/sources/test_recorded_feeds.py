"""Feeds of every shape, from the file to the releases."""

from dataclasses import asdict
from datetime import UTC, datetime
import hashlib
import logging
from typing import Any

import aiohttp
import pytest

from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.sources.base import (
    Fetched,
    NotAFeed,
    SourceAuth,
    SourceBusy,
    SourceError,
)
from custom_components.greenlight.sources.feed.source import RssSource
from tests.contract.sources.conftest import FEEDS
from tests.contract.sources.site import Reply, Site

DOWNLOAD = "http://indexer.example:9696/3/download?apikey=feedfacefeedface&link=QWxhZGRpbg&file=North"
COMET = (
    "magnet:?xt=urn:btih:631a31dd0a46257d5078c0dee4e66e26f73e42ac&xt=urn:btmh:1220"
    "d8dd32ac93357c368556af3ac1d95c9d76bd0dff6fa9833ecdac3d53134efabb&dn=Comet"
)


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def release(guid: str, title: str, link: str, **known: Any) -> dict[str, Any]:
    blank = asdict(Release(guid=guid, title=title, link=link, source="s1"))
    return blank | known


# Every value of every release is spelt out, or expected to be unknown.
EXPECTED: dict[str, list[dict[str, Any]]] = {
    "rss.xml": [
        release(
            "meadow-101",
            "The.Quiet.Harbour.2026.2160p.UHD.BluRay.REMUX.DV.HDR.HEVC.TrueHD.7.1.Atmos-MDW",
            "https://meadow.example/get/101?passkey=0123456789abcdef",
            size=71234567890,
            published=at("2026-10-03 16:30:00"),
            categories=("Movies/UHD",),
        ),
        release(
            digest(
                "Tom & the Lanterns S02E05 1080p WEB-DL\nhttps://meadow.example/files/102.torrent"
            ),
            "Tom & the Lanterns S02E05 1080p WEB-DL",
            "https://meadow.example/files/102.torrent",
            published=at("2026-10-02 09:00:00"),
        ),
        release(
            digest("https://meadow.example/details/103"),
            "Paper Boats 2025",
            "https://meadow.example/download.php?id=103",
        ),
    ],
    "atom.xml": [
        release(
            "urn:orchard:7",
            "Glass Mountain 2026 2160p",
            "https://orchard.example/7.torrent",
            size=8000000000,
            published=at("2026-10-03 09:59:30"),
            categories=("Movies",),
        ),
        release("urn:orchard:8", "No time at all", "https://orchard.example/8.torrent"),
    ],
    "torznab.xml": [
        release(
            digest("https://tracker.example/torrent/5550001"),
            "North.of.Midnight.2026.2160p.WEB-DL.DV.HDR10.H.265-OAK",
            DOWNLOAD,
            size=21474836480,
            hashes=frozenset({"89abcdef0123456789abcdef0123456789abcdef"}),
            seeders=17,
            peers=21,
            published=at("2026-10-03 07:15:00"),
            categories=("2000", "2045"),
            indexer="Tracker",
            flags=frozenset({"freeleech"}),
        ),
        release(
            digest("https://public.example/t/42"),
            "Salt.Road.S01E01.1080p.WEB.h264-ELM",
            "magnet:?xt=urn:btih:AERUKZ4JVPG66AJDIVTYTK6N54ASGRLH&dn=Salt.Road",
            hashes=frozenset({"0123456789abcdef0123456789abcdef01234567"}),
            seeders=3,
            peers=5,
            published=at("2026-10-03 07:00:00"),
        ),
    ],
    "newznab.xml": [
        release(
            digest("https://news.example/details/aa11"),
            "Copper.Sky.2026.2160p.UHD.BluRay.x265-FIR",
            "https://news.example/getnzb/aa11.nzb&i=1&r=feedfacefeedface",
            protocol="usenet",
            size=15032385536,
            published=at("2026-10-03 01:02:03"),
            categories=("2045", "Movies > UHD"),
        ),
        release(
            digest(
                "Copper.Sky.2026.1080p.WEB-FIR\n"
                "https://news.example/api?t=get&id=aa12&apikey=feedfacefeedface"
            ),
            "Copper.Sky.2026.1080p.WEB-FIR",
            "https://news.example/api?t=get&id=aa12&apikey=feedfacefeedface",
            protocol="usenet",
            size=4000000000,
        ),
    ],
    "nyaa.xml": [
        release(
            digest("https://anime.example/view/1900001"),
            "[Lark] Winter Garden - 07 (1080p) [A1B2C3D4].mkv",
            "https://anime.example/download/1900001.torrent",
            size=1503238554,
            hashes=frozenset({"00112233445566778899aabbccddeeff00112233"}),
            seeders=210,
            peers=244,
            published=at("2026-10-03 12:31:45"),
            categories=("Anime - English-translated",),
        )
    ],
    "ezrss.xml": [
        release(
            digest("https://episodes.example/ep/33/"),
            "Low Tide S03E10 720p HDTV",
            "magnet:?xt=urn:btih:ffeeddccbbaa99887766554433221100ffeeddcc&dn=Low+Tide",
            size=734003200,
            hashes=frozenset({"ffeeddccbbaa99887766554433221100ffeeddcc"}),
            seeders=9,
            peers=9,
            published=at("2026-10-04 04:05:00"),
        ),
        release(
            digest("Low Tide S03E09 720p HDTV\nhttps://episodes.example/ep32"),
            "Low Tide S03E09 720p HDTV",
            "https://episodes.example/ep32",
            size=700000000,
            hashes=frozenset({"0f0e0d0c0b0a090807060504030201000f0e0d0c"}),
        ),
    ],
    "magnet.xml": [
        release(
            "comet",
            "Hybrid Comet 2026",
            COMET,
            hashes=frozenset(
                {
                    "631a31dd0a46257d5078c0dee4e66e26f73e42ac",
                    "d8dd32ac93357c368556af3ac1d95c9d76bd0dff6fa9833ecdac3d53134efabb",
                }
            ),
        ),
        release(
            digest(
                "In the enclosure\nmagnet:?xt=urn:btih:0000000000000000000000000000000000000002"
            ),
            "In the enclosure",
            "magnet:?xt=urn:btih:0000000000000000000000000000000000000002",
            size=5000000000,
            hashes=frozenset({"0000000000000000000000000000000000000002"}),
        ),
        release(
            digest("magnet:?dn=nothing"),
            "Without a hash",
            "https://magnets.example/3.torrent",
        ),
    ],
    "broken_middle.xml": [
        release("1", "First, as it should be", "https://careless.example/1.torrent"),
        release(
            "2",
            "Second & careless café &unknown; &A",
            "https://careless.example/get?id=2&passkey=feedface",
        ),
        release("3", "Third, cut off", "https://careless.example/3.torrent"),
        release(
            digest("Fourth, never closed\nhttps://careless.example/4.torrent"),
            "Fourth, never closed",
            "https://careless.example/4.torrent",
        ),
        release(
            "5",
            "Fifth, with an undeclared prefix",
            "https://careless.example/5.torrent",
            seeders=8,
        ),
    ],
    "control_characters.xml": [
        release(
            "bell", "Bell and escape [31mred", "https://strangers.example/1.torrent"
        ),
        release(
            "markup",
            "<b>Bold</b> <script>alert(1)</script> <i> [link](https://evil.example) *star* _under_",
            "https://strangers.example/2.torrent",
        ),
        release(
            "lines", "Two lines three desrever", "https://strangers.example/3.torrent"
        ),
    ],
    "wrong_encoding.xml": [
        release("1", "Le café noir – 2026", "https://ete.example/1.torrent"),
    ],
    "wrong_charset.xml": [
        release("1", "Le café noir – 2026", "https://ete.example/1.torrent"),
    ],
    "relative.xml": [
        release("1", "From the folder", "{site}/feeds/1.torrent"),
        release("2", "From the root", "{site}/files/2.torrent"),
        release("3", "From the scheme", "http://files.example/3.torrent"),
        release("4", "Only a question", "{site}/feeds/feed?get=4"),
    ],
    "duplicates.xml": [
        release("same", "Again, newer", "https://twice.example/2.torrent"),
        release(
            digest("Without a guid\nhttps://twice.example/3.torrent"),
            "Without a guid",
            "https://twice.example/3.torrent",
        ),
        release(
            digest("Without a guid\nhttps://twice.example/4.torrent"),
            "Without a guid",
            "https://twice.example/4.torrent",
        ),
    ],
    "empty.xml": [],
    "billion_laughs.xml": [
        release(
            digest("&i;\nhttps://laughs.example/1.torrent"),
            "&i;",
            "https://laughs.example/1.torrent",
        )
    ],
    "external_entity.xml": [
        release(
            digest("Name: &file;\nhttps://outside.example/1.torrent"),
            "Name: &file;",
            "https://outside.example/1.torrent",
        )
    ],
}
BROKEN = {"control_characters.xml": 2}
TITLES = {
    "rss.xml": "Meadow releases",
    "atom.xml": "Orchard",
    "torznab.xml": "Indexer",
    "newznab.xml": "News indexer",
    "nyaa.xml": "Anime - Torrent File RSS",
    "ezrss.xml": "Episodes",
    "magnet.xml": "Magnets",
    "broken_middle.xml": "Careless",
    "control_characters.xml": "Strangers",
    "wrong_encoding.xml": "Été",
    "wrong_charset.xml": "Été",
    "relative.xml": "Relative",
    "duplicates.xml": "Twice",
    "empty.xml": "Nothing today",
    "billion_laughs.xml": "Laughs",
    "external_entity.xml": "Outside",
}
REFUSED: dict[str, tuple[type[SourceError], str]] = {
    "login.html": (SourceAuth, "a page to log in"),
    "torznab_refused.xml": (SourceAuth, "error 100: Invalid API Key …, see …"),
    "torznab_limit.xml": (SourceBusy, "error 500: Request limit reached (100/100)"),
}


async def look(site: Site, session: aiohttp.ClientSession, body: bytes) -> Fetched:
    site.pages["/feeds/feed"] = Reply(body=body)
    return await RssSource(session, "s1", f"{site.url}/feeds/feed?key=1").fetch()


# The pages that people may be shown, without what says who asks.
PAGES = {
    "atom.xml": ["https://orchard.example/7", ""],
    "broken_middle.xml": ["", "https://careless.example/get?id=2", "", "", ""],
    "ezrss.xml": [
        "https://episodes.example/ep/33/",
        "https://episodes.example/ep/32/",
    ],
    "magnet.xml": ["", "https://magnets.example/2", ""],
    "newznab.xml": [
        "https://news.example/details/aa11",
        "https://news.example/api?t=get&id=aa12",
    ],
    "nyaa.xml": ["https://anime.example/view/1900001"],
    "relative.xml": ["", "", "", "{site}/feeds/feed?get=4"],
    "rss.xml": [
        "https://meadow.example/details/101",
        "",
        "https://meadow.example/details/103",
    ],
    "torznab.xml": [
        "https://tracker.example/torrent/5550001",
        "https://public.example/t/42",
    ],
}


@pytest.mark.parametrize("name", EXPECTED)
async def test_a_feed_is_read(name: str, site: Site, session: aiohttp.ClientSession):
    fetched = await look(site, session, (FEEDS / name).read_bytes())
    assert fetched.releases is not None
    expected = [
        each | {"link": each["link"].replace("{site}", site.url)}
        for each in EXPECTED[name]
    ]
    found = [asdict(each) for each in fetched.releases]
    pages = [each["page"].replace(site.url, "{site}") for each in found]
    assert pages == PAGES.get(name, [""] * len(found))
    assert [each | {"page": ""} for each in found] == expected
    assert fetched.broken == BROKEN.get(name, 0)
    assert fetched.title == TITLES[name]


@pytest.mark.parametrize("name", REFUSED)
async def test_a_feed_is_refused(name: str, site: Site, session: aiohttp.ClientSession):
    kind, detail = REFUSED[name]
    with pytest.raises(kind) as caught:
        await look(site, session, (FEEDS / name).read_bytes())
    assert type(caught.value) is kind
    assert caught.value.detail == detail


def test_every_recorded_feed_is_used():
    assert {path.name for path in FEEDS.iterdir()} == EXPECTED.keys() | REFUSED.keys()


async def test_a_broken_feed_of_which_nothing_can_be_used_is_no_feed(
    site: Site, session: aiohttp.ClientSession
):
    with pytest.raises(NotAFeed, match="nothing in it can be read"):
        await look(site, session, b"<rss><channel><item></rss>")


async def test_items_that_are_lost_in_a_broken_feed_are_counted(
    site: Site, session: aiohttp.ClientSession
):
    item = b"<item><title>A</title><link>https://a.example/1.torrent</link></item>"
    fetched = await look(site, session, b"<rss>" + item + b"<!-- & -- <item> --></rss>")
    assert fetched.releases is not None
    assert (len(fetched.releases), fetched.broken) == (1, 1)


async def test_the_first_thousand_of_many_items_are_read(
    site: Site, session: aiohttp.ClientSession
):
    items = "".join(
        f"<item><title>Release {number}</title><guid>{number}</guid>"
        f"<link>https://many.example/{number}.torrent</link></item>"
        for number in range(5000)
    )
    body = f"<rss><channel><title>Many</title>{items}</channel></rss>".encode()
    fetched = await look(site, session, body)
    assert fetched.releases is not None
    assert [each.guid for each in fetched.releases] == [
        str(number) for number in range(1000)
    ]


async def test_the_first_thousand_of_many_broken_items_are_read(
    site: Site, session: aiohttp.ClientSession
):
    item = "<item><title>A & B {0}</title><guid>{0}</guid><link>https://m.example/{0}</link></item>"
    items = "".join(item.format(number) for number in range(1500))
    fetched = await look(
        site, session, f"<rss><channel>{items}</channel></rss>".encode()
    )
    assert fetched.releases is not None
    assert [each.title for each in fetched.releases] == [
        f"A & B {n}" for n in range(1000)
    ]


async def test_an_item_that_cannot_be_used_is_logged_once_and_without_its_link(
    site: Site, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG, "custom_components.greenlight")
    source = RssSource(session, "s1", f"{site.url}/feed")
    item = "<item><title>Odd</title><link>ftp://odd.example/?passkey=feedface</link></item>"
    site.pages["/feed"] = Reply(body=f"<rss>{item}</rss>".encode())
    assert (await source.fetch()).broken == 1
    site.pages["/feed"] = Reply(body=f"<rss>{item} </rss>".encode())
    assert (await source.fetch()).broken == 1
    ours = [
        record
        for record in caplog.records
        if record.name.startswith("custom_components")
    ]
    assert [record.getMessage() for record in ours] == [
        "Source s1 offers something that cannot be used: no link that can be followed: Odd"
    ]

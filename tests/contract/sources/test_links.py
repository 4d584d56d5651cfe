"""Links: found wherever an item has them, cleaned once, and sent as they were given."""

import bz2
import gzip
import io
import lzma
import zipfile

import aiohttp
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
import pytest

from custom_components.greenlight.sources import private
from custom_components.greenlight.sources.base import (
    NotAFeed,
    SourceBusy,
    SourceError,
    SourceTooLarge,
)
from custom_components.greenlight.sources.feed.feed import read_feed
from custom_components.greenlight.sources.feed.item import UnusableItem, read_item
from custom_components.greenlight.sources.feed.source import RssSource
from custom_components.greenlight.sources.fetch import Fetcher
from custom_components.greenlight.sources.link import as_sent, clean_link
from tests.contract.sources.contract import MAGNET, TORRENT
from tests.contract.sources.site import Reply, Site
from tests.support.nzb import make_post

PAGE = "<link>https://a.example/view/7</link>"
ESCAPED = MAGNET.replace("&", "&amp;")
FILE = "https://a.example/7.torrent"
FEED = b"<rss><channel><title>Feed</title></channel></rss>"


def link_of(inside: str, *, base: str = "https://a.example/rss") -> str:
    text = (
        f"<rss xmlns:media='urn:media'><item><title>A 2026</title>{inside}</item></rss>"
    )
    [item] = read_feed(text.encode()).items
    return read_item(item, source="s", base=base, now=2e9).link


@pytest.mark.parametrize(
    ("inside", "link"),
    [
        (f"{PAGE}<magnetLink>{ESCAPED}</magnetLink>", MAGNET),
        (f"{PAGE}<x:any>{ESCAPED}</x:any>", MAGNET),
        (f"{PAGE}<x:any where='{ESCAPED}'/>", MAGNET),
        (
            f"{PAGE}<description>At &lt;a href='{ESCAPED}'&gt;this&lt;/a&gt;</description>",
            MAGNET,
        ),
        (
            f"{PAGE}<description><![CDATA[<a href=\"{ESCAPED}\">this</a>]]></description>",
            MAGNET,
        ),
        (f"{PAGE}<description><p><a href='{ESCAPED}'>b</a></p></description>", MAGNET),
        (f"{PAGE}<content:encoded>{ESCAPED} new</content:encoded>", MAGNET),
        (f"{PAGE}<description>&lt;a href='{FILE}'&gt;</description>", FILE),
        (f"{PAGE}<torrentLink>{FILE}?k=1</torrentLink>", f"{FILE}?k=1"),
        (
            f"{PAGE}<download>https://a.example/get/7</download>",
            "https://a.example/get/7",
        ),
        (
            f"{PAGE}<media:content url='https://a.example/get/7' type='application/x-bittorrent'/>",
            "https://a.example/get/7",
        ),
        (f"{PAGE}<media:group><media:content url='{FILE}'/></media:group>", FILE),
        (
            f"{PAGE}<media:content url='https://a.example/7.jpg' medium='image'/>",
            "https://a.example/view/7",
        ),
        (
            f"{PAGE}<comments>https://a.example/c/7</comments>",
            "https://a.example/view/7",
        ),
        ("<link>&lt;![CDATA[" + FILE + "]]&gt;</link>", FILE),
        ("<link>\n  https://a.example/\n  get?id=7\t</link>", "https://a.example/get?id=7"),
        ("<link>\u00a0\u2003" + FILE + "\u200b</link>", FILE),
        (
            "<enclosure url='https://a.example/get?a=1&amp;amp;b=2&amp;amp;amp;c=3'/>",
            "https://a.example/get?a=1&b=2&c=3",
        ),
        ("<link>https://a.example/get?region=1&region=2&not=3</link>",
         "https://a.example/get?region=1&region=2&not=3"),
        ("<link>https://a.example/%7e%3a/?sig=a%2Fb%2bc%3D</link>",
         "https://a.example/%7e%3a/?sig=a%2Fb%2bc%3D"),
        ("<link/><guid>https://a.example/get/7</guid>", "https://a.example/get/7"),
    ],
)  # fmt: skip
def test_the_download_is_found_wherever_it_is(inside: str, link: str):
    assert link_of(inside) == link


@pytest.mark.parametrize(
    ("base", "inside", "link"),
    [
        ("https://b.example/x/", "<item xml:base='y/'>", "https://b.example/x/y/1"),
        ("https://b.example/x/", "<item xml:base='/y/'>", "https://b.example/y/1"),
        ("x/", "<item>", "https://a.example/x/1"),
        ("x/", "<item xml:base='y/'>", "https://a.example/x/y/1"),
        ("//[", "<item xml:base='y/'>", "https://a.example/y/1"),
    ],
)
@pytest.mark.parametrize("own", ["", "z/"])
def test_a_base_is_relative_to_that_outside_of_it(
    base: str, inside: str, link: str, own: str
):
    text = f"{inside}<title>A</title><link xml:base='{own}'>1</link></item>"
    document = f"<rss xml:base='{base}'><channel>{text}</channel></rss>"
    [item] = read_feed(document.encode()).items
    read = read_item(item, source="s", base="https://a.example/rss", now=2e9)
    assert read.link == link.removesuffix("1") + f"{own}1"


@pytest.mark.parametrize(
    "inside",
    [
        "<link></link>",
        "<link>  </link>",
        "<link/>",
        "<link>https://a.example/rss</link>",
        "<enclosure url=''/>",
        "<link>&lt;![CDATA[]]&gt;</link>",
    ],
)
def test_the_feed_itself_is_no_download(inside: str):
    with pytest.raises(UnusableItem):
        link_of(inside)


def test_the_hash_is_kept_beside_a_page():
    text = f"<rss><item><title>A</title>{PAGE}<torznab:attr name='infohash' value='{'AB' * 20}'/></item></rss>"
    [item] = read_feed(text.encode()).items
    assert read_item(item, source="s", base="", now=2e9).hashes == {"ab" * 20}


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("", ""),
        ("<![CDATA[ https://a.example/1 ]]>", "https://a.example/1"),
        ("https://a.example/1?a&#38;b", "https://a.example/1?a&b"),
        ("https://a.example/\u202e1", "https://a.example/1"),
        ('"https://a.example/a b"', "https://a.example/a b"),
    ],
)
def test_a_link_is_cleaned(text: str, link: str):
    assert clean_link(text) == link
    assert clean_link(link) == link


@pytest.mark.parametrize(
    ("link", "sent"),
    [
        ("https://a.example/%27%20%26?s=a%2Fb%2Bc%3D&k=%3a", None),
        ("https://a.example/a//b/../c;d?e=[f]&g={h}|'!", None),
        ("https://a.example/?", None),
        ("https://a.example/a b", "https://a.example/a%20b"),
        ("https://a.example/é?ж=1", "https://a.example/%C3%A9?%D0%B6=1"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_an_address_is_sent_as_it_is(link: str, sent: str | None):
    assert as_sent(link) == (sent or link)


@pytest.mark.parametrize(
    "path", ["/f/%27a%20%26?S=a%2Fb%2Bc%3D&t=a%2Fx&k=%3a", "/a//b/%2e%2e/c?x=%7E&&y"]
)
async def test_a_signed_link_arrives_byte_by_byte_also_by_a_redirect(
    path: str, site: Site, session: aiohttp.ClientSession
):
    raw: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        raw.append(request.raw_path)
        return web.Response(body=TORRENT)

    site.handlers[make_mocked_request("GET", path).path] = answer
    site.redirect("/go", path)
    site.redirect("/far", f"{site.url}{path}")
    for link in (path, "/go", "/far"):
        assert (await Fetcher(session).payload(site.url + link)).file == TORRENT
    assert raw == [path] * 3


async def test_a_cookie_that_is_set_on_the_way_comes_along_and_is_forgotten(
    site: Site, other_site: Site, session: aiohttp.ClientSession
):
    def door(request: web.Request) -> Reply:
        if "pass=7" in request.headers.get("Cookie", ""):
            return Reply(body=FEED)
        headers = {"Set-Cookie": "pass=7; Path=/; HttpOnly", "Location": "/feed"}
        return Reply(status=302, headers=headers)

    site.pages["/feed"] = door
    source = RssSource(session, "s1", f"{site.url}/feed", headers={"Cookie": "me=1"})
    assert (await source.fetch()).title == "Feed"
    assert [seen.headers["cookie"] for seen in site.seen] == ["me=1", "me=1; pass=7"]
    source.validators = {}
    await source.fetch()
    assert site.seen[2].headers["cookie"] == "me=1"


async def test_a_cookie_of_one_server_does_not_go_to_another(
    site: Site, other_site: Site, session: aiohttp.ClientSession
):
    headers = {"Set-Cookie": "pass=7", "Location": f"{other_site.url}/file"}
    site.pages["/go"] = Reply(status=302, headers=headers)
    other_site.pages["/file"] = Reply(body=TORRENT)
    await Fetcher(session).payload(f"{site.url}/go")
    assert "cookie" not in other_site.seen[0].headers


async def test_a_cookie_that_is_set_anew_replaces_ones_own(
    site: Site, session: aiohttp.ClientSession
):
    headers = {"Set-Cookie": "a=2", "Location": "/file"}
    site.pages["/go"] = Reply(status=302, headers=headers)
    site.pages["/file"] = Reply(body=TORRENT)
    source = RssSource(
        session, "s1", f"{site.url}/feed", headers={"Cookie": "a=1; b=3"}
    )
    await source.payload(f"{site.url}/go")
    assert site.requests("/file")[0].headers["cookie"] == "b=3; a=2"


async def test_a_long_magnet_link_is_followed_and_written_short(
    site: Site, session: aiohttp.ClientSession
):
    many = "".join(f"&tr=udp%3A%2F%2Ft{n}.example%3A80" for n in range(450))
    payload = await Fetcher(session).payload(site.redirect("/file", MAGNET + many))
    assert payload.magnet is not None
    assert payload.magnet.startswith(MAGNET)
    assert len(payload.magnet) <= 16 * 1024


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("after", "wait"),
    [("85871", 85871.0), ("Sat, 03 Oct 2026 13:00:00 GMT", 3600.0)],
)
async def test_the_wait_that_is_asked_for_counts_for_files(
    status: int, after: str, wait: float, site: Site, session: aiohttp.ClientSession
):
    headers = {"Retry-After": after, "Date": "Sat, 03 Oct 2026 12:00:00 GMT"}
    site.pages["/file"] = Reply(status=status, headers=headers)
    with pytest.raises(SourceBusy) as caught:
        await Fetcher(session).payload(f"{site.url}/file")
    assert caught.value.retry_after == wait


def zipped(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("read.me", b"hello")
        archive.writestr(name, data)
    return buffer.getvalue()


NZB = make_post("Some.Show.S01E02", {"a.r00": b"x"}).nzb


@pytest.mark.parametrize("data", [TORRENT, NZB], ids=["torrent", "nzb"])
@pytest.mark.parametrize("how", ["gzip", "bz2", "xz", "zip"])
async def test_a_file_that_comes_packed_is_unpacked(
    how: str, data: bytes, site: Site, session: aiohttp.ClientSession
):
    name = "a.nzb" if data is NZB else "a.torrent"
    site.pages["/file"] = Reply(
        body={
            "gzip": gzip.compress(data),
            "bz2": bz2.compress(data),
            "xz": lzma.compress(data),
            "zip": zipped(name, data),
        }[how]
    )
    assert (await Fetcher(session).payload(f"{site.url}/file")).file == data


async def test_a_feed_that_comes_packed_is_unpacked(
    site: Site, session: aiohttp.ClientSession
):
    site.pages["/feed"] = Reply(body=gzip.compress(FEED))
    assert (await RssSource(session, "s1", f"{site.url}/feed").fetch()).title == "Feed"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
async def test_a_packed_bomb_is_not_unpacked(
    pack, site: Site, session: aiohttp.ClientSession
):
    site.pages["/file"] = Reply(body=pack(bytes(80_000_000)))
    with pytest.raises(SourceTooLarge):
        await Fetcher(session).payload(f"{site.url}/file")


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(TORRENT)[:20] + b"\xff" * 20,
        b"PK\x03\x04nonsense",
        zipped("a.txt", b"x"),
        b"BZh9nonsense",
        b"\xfd7zXZ\x00nonsense",
    ],
    ids=["gzip", "zip", "other", "bz2", "xz"],
)
async def test_what_cannot_be_unpacked_is_typed(
    body: bytes, site: Site, session: aiohttp.ClientSession
):
    site.pages["/file"] = Reply(body=body)
    with pytest.raises(NotAFeed):
        await Fetcher(session).payload(f"{site.url}/file")


async def test_what_follows_the_end_of_a_torrent_is_not_handed_on(
    site: Site, session: aiohttp.ClientSession
):
    site.pages["/file"] = Reply(body=b"\r\n" + TORRENT + b"\r\n")
    assert (await Fetcher(session).payload(f"{site.url}/file")).file == TORRENT


@pytest.mark.parametrize(
    ("before", "after", "goes"),
    [
        ("http://8.8.8.8/", "http://127.0.0.1:8123/", False),
        ("http://8.8.8.8/", "http://192.168.1.1/", False),
        ("http://8.8.8.8/", "http://[::1]/", False),
        ("http://8.8.8.8/", "http://[fd00::1]/", False),
        ("http://8.8.8.8/", "http://169.254.169.254/", False),
        ("http://8.8.8.8/", "http://[::ffff:10.0.0.1]/", False),
        ("http://8.8.8.8/", "https://1.1.1.1/", True),
        ("http://127.0.0.1/", "http://10.0.0.1/", True),
        ("http://10.0.0.1/", "http://8.8.8.8/", True),
        ("http://8.8.8.8:1/", "http://8.8.8.8:2/", True),
        ("http://outside.example/", "http://inside.example/", False),
        ("http://inside.example/", "http://outside.example/", True),
        ("http://outside.example/", "http://nowhere.example/", True),
    ],
)
async def test_nobody_out_there_leads_into_the_own_network(
    before: str, after: str, goes: bool, monkeypatch: pytest.MonkeyPatch
):
    known = {"outside.example": ["8.8.8.8"], "inside.example": ["8.8.4.4", "10.1.1.1"]}
    real = private.addresses

    async def addresses(host: str) -> list[str]:
        return known.get(host, []) if host.endswith("example") else await real(host)

    monkeypatch.setattr(private, "addresses", addresses)
    if goes:
        await private.refuse_inward(before, after)
        return
    with pytest.raises(SourceError, match="own network"):
        await private.refuse_inward(before, after)


async def test_a_redirect_into_the_own_network_is_refused(
    site: Site, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
):
    async def addresses(host: str) -> list[str]:
        return ["8.8.8.8"] if host == "127.0.0.1" else ["192.168.1.1"]

    monkeypatch.setattr(private, "addresses", addresses)
    link = site.redirect("/file", "http://router.example/reboot")
    with pytest.raises(SourceError, match="own network"):
        await Fetcher(session).payload(link)

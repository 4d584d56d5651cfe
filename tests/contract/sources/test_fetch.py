"""What goes over the wire: conditions, redirects, secrets, sizes and failures."""

import asyncio
from datetime import UTC, datetime, timedelta
import gzip
from pathlib import Path
import ssl
import tracemalloc
import zlib

import aiohttp
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
import pytest

from custom_components.greenlight.engine.files.torrent import MAX_TORRENT_BYTES
from custom_components.greenlight.sources.base import (
    SourceAuth,
    SourceBusy,
    SourceError,
    SourceTls,
    SourceTooLarge,
)
from custom_components.greenlight.sources.credentials import Credentials
from custom_components.greenlight.sources.feed.source import MAX_FEED_BYTES, RssSource
from custom_components.greenlight.sources.fetch import Fetcher
from tests.contract.sources.contract import MAGNET, SECRET, TORRENT
from tests.contract.sources.site import Reply, Site

FEED = b"<rss><channel><title>Feed</title></channel></rss>"
BASIC = "Basic dXNlcjpwOnM="


def source(session: aiohttp.ClientSession, url: str, **headers: str) -> RssSource:
    return RssSource(session, "s1", url, headers=headers)


async def test_validators_are_sent_back(site: Site, session: aiohttp.ClientSession):
    validators = {"etag": 'W/"1"', "last_modified": "Sat, 03 Oct 2026 12:00:00 GMT"}
    headers = {"ETag": validators["etag"], "Last-Modified": validators["last_modified"]}
    site.pages["/feed"] = Reply(body=FEED, headers=headers)
    first = source(session, f"{site.url}/feed")
    await first.fetch()
    site.pages["/feed"] = Reply(status=304)
    assert (await first.fetch()).releases is None
    asked, again = site.requests("/feed")
    assert "if-none-match" not in asked.headers
    assert "if-modified-since" not in asked.headers
    assert again.headers["if-none-match"] == validators["etag"]
    assert again.headers["if-modified-since"] == validators["last_modified"]
    assert first.validators.items() >= validators.items()


@pytest.mark.parametrize("etag", ["\xe9t\xe9", "x" * 2000])
async def test_a_validator_that_could_not_be_sent_is_not_kept(
    etag: str, site: Site, session: aiohttp.ClientSession
):
    site.pages["/feed"] = Reply(body=FEED, headers={"ETag": etag})
    feed = source(session, f"{site.url}/feed")
    await feed.fetch()
    await feed.fetch()
    assert feed.validators["etag"] == ""


async def test_a_feed_that_cannot_be_read_is_not_remembered(
    site: Site, session: aiohttp.ClientSession
):
    site.pages["/feed"] = Reply(body=b"nonsense", headers={"ETag": '"1"'})
    feed = source(session, f"{site.url}/feed")
    with pytest.raises(SourceError):
        await feed.fetch()
    assert feed.validators == {}


async def test_the_same_bytes_are_not_read_again(
    site: Site, session: aiohttp.ClientSession
):
    site.pages["/feed"] = Reply(body=FEED)
    feed = source(session, f"{site.url}/feed")
    assert (await feed.fetch()).releases == ()
    assert (await feed.fetch()).releases is None
    site.pages["/feed"] = Reply(body=FEED + b"\n")
    assert (await feed.fetch()).releases == ()


async def test_own_headers_and_user_go_to_the_own_server(
    site: Site, session: aiohttp.ClientSession
):
    site.pages["/feed"] = Reply(body=FEED)
    site.pages["/file"] = Reply(body=TORRENT)
    url = f"{site.url}/feed".replace("://", "://user:p%3As@")
    feed = source(session, url, Cookie="a=1", **{"User-Agent": "me"})
    await feed.fetch()
    await feed.payload(f"{site.url}/file")
    sent = [seen.headers for seen in site.seen]
    assert [headers["cookie"] for headers in sent] == ["a=1"] * 2
    assert [headers["user-agent"] for headers in sent] == ["me"] * 2
    assert [headers["authorization"] for headers in sent] == [BASIC] * 2


async def test_a_header_of_ones_own_goes_before_a_user_in_the_address(
    site: Site, session: aiohttp.ClientSession
):
    site.pages["/feed"] = Reply(body=FEED)
    url = f"{site.url}/feed".replace("://", "://user:p@")
    await source(session, url, Authorization="Bearer x").fetch()
    assert site.seen[0].headers["authorization"] == "Bearer x"


async def test_nothing_of_ones_own_goes_to_another_server(
    site: Site, other_site: Site, session: aiohttp.ClientSession
):
    other_site.pages["/file"] = Reply(body=TORRENT)
    site.redirect("/file", f"{other_site.url}/file")
    url = f"{site.url}/feed".replace("://", "://user:p@")
    feed = source(session, url, Cookie="a=1", **{"X-Key": "2"})
    assert (await feed.payload(f"{other_site.url}/file")).file == TORRENT
    assert (await feed.payload(f"{site.url}/file")).file == TORRENT
    assert len(other_site.seen) == 2
    secret = {"cookie", "x-key", "authorization"}
    assert all(secret.isdisjoint(seen.headers) for seen in other_site.seen)
    assert secret < site.seen[0].headers.keys()


async def test_what_is_ones_own_comes_along_through_a_foreign_redirect_and_back(
    site: Site, other_site: Site, session: aiohttp.ClientSession
):
    site.redirect("/feed", f"{other_site.url}/hop")
    other_site.redirect("/hop", f"{site.url}/real")
    site.pages["/real"] = Reply(body=FEED)
    await source(session, f"{site.url}/feed", Cookie="a=1").fetch()
    assert "cookie" not in other_site.seen[0].headers
    assert site.requests("/real")[0].headers["cookie"] == "a=1"


async def test_no_cookie_is_kept(site: Site, session: aiohttp.ClientSession):
    site.pages["/feed"] = Reply(body=FEED, headers={"Set-Cookie": "b=2"})
    feed = source(session, f"{site.url}/feed", Cookie="a=1")
    await feed.fetch()
    await feed.fetch()
    assert [seen.headers["cookie"] for seen in site.seen] == ["a=1", "a=1"]


@pytest.mark.parametrize(
    ("own", "other", "goes"),
    [
        ("http://a.example/feed", "http://a.example/x", True),
        ("http://a.example/feed", "http://A.example:80/x", True),
        ("http://a.example/feed", "https://a.example/x", True),
        ("https://a.example/feed", "http://a.example/x", False),
        ("http://a.example/feed", "https://a.example:8443/x", False),
        ("http://a.example:8080/feed", "https://a.example/x", False),
        ("https://a.example/feed", "https://a.example:444/x", False),
        ("https://a.example/feed", "https://b.a.example/x", False),
        ("https://a.example/feed", "https://a.example.evil.example/x", False),
        ("https://a.example/feed", "https://a.example@evil.example/x", False),
        ("https://user@a.example/feed", "https://a.example/x", True),
    ],
)
def test_what_counts_as_the_own_server(own: str, other: str, goes: bool):
    sent = Credentials(own, {"Cookie": "a=1"}).headers_for(other)
    assert (sent.get("cookie") == "a=1") is goes


def test_credentials_do_not_show_themselves():
    assert SECRET not in repr(
        Credentials(f"http://a.example/{SECRET}", {"Cookie": SECRET})
    )


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed(
    status: int, site: Site, session: aiohttp.ClientSession
):
    site.redirect("/feed", "there?x=1#y", status)
    site.pages["/there"] = Reply(body=FEED)
    assert (await source(session, f"{site.url}/feed").fetch()).releases == ()


async def test_links_are_relative_to_where_a_redirect_ended(
    site: Site, session: aiohttp.ClientSession
):
    site.redirect("/feed", "/deep/down/feed")
    item = b"<item><title>A</title><link>1.torrent</link></item>"
    site.pages["/deep/down/feed"] = Reply(body=b"<rss>" + item + b"</rss>")
    releases = (await source(session, f"{site.url}/feed").fetch()).releases
    assert releases is not None
    assert releases[0].link == f"{site.url}/deep/down/1.torrent"


@pytest.mark.parametrize(("hops", "works"), [(5, True), (6, False)])
async def test_five_redirects_are_followed_and_no_more(
    hops: int, works: bool, site: Site, session: aiohttp.ClientSession
):
    for hop in range(hops):
        site.redirect(f"/{hop}", f"/{hop + 1}")
    site.pages[f"/{hops}"] = Reply(body=TORRENT)
    [outcome] = await asyncio.gather(
        Fetcher(session).payload(f"{site.url}/0"), return_exceptions=True
    )
    assert (getattr(outcome, "file", None) == TORRENT) is works
    assert (str(outcome) == "too many redirects") is not works


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://a.example/x", "http://[", "data:,x"],
)
async def test_a_redirect_to_anything_else_is_not_followed(
    target: str, site: Site, session: aiohttp.ClientSession
):
    link = site.redirect("/file", target)
    with pytest.raises(SourceError) as caught:
        await Fetcher(session).payload(link)
    assert type(caught.value) is SourceError
    assert len(site.seen) == 1


async def test_a_redirect_may_end_at_a_magnet_link(
    site: Site, session: aiohttp.ClientSession
):
    link = site.redirect("/file", MAGNET)
    payload = await Fetcher(session).payload(link)
    assert (payload.magnet, payload.file) == (MAGNET, None)


async def test_a_feed_that_redirects_to_a_magnet_link_is_none(
    site: Site, session: aiohttp.ClientSession
):
    with pytest.raises(SourceError) as caught:
        await source(session, site.redirect("/feed", MAGNET)).fetch()
    assert caught.value.key == "not_a_feed"


async def test_a_redirect_without_a_target_is_a_failure(
    site: Site, session: aiohttp.ClientSession
):
    site.pages["/file"] = Reply(status=302)
    with pytest.raises(SourceError, match="HTTP 302"):
        await Fetcher(session).payload(f"{site.url}/file")


@pytest.mark.parametrize(
    "link", ["", "nonsense", "ftp://a.example/1.torrent", "http:///x"]
)
async def test_a_link_that_is_not_followed_is_typed(
    link: str, session: aiohttp.ClientSession
):
    with pytest.raises(SourceError):
        await Fetcher(session).payload(link)


async def test_a_link_by_hand_brings_its_own_user(
    site: Site, session: aiohttp.ClientSession
):
    site.pages["/file"] = Reply(body=TORRENT)
    link = f"{site.url}/file".replace("://", "://user:p%3As@")
    assert (await Fetcher(session).payload(link)).file == TORRENT
    assert site.seen[0].headers["authorization"] == BASIC


@pytest.mark.parametrize("name", ["gzip", "deflate"])
async def test_a_packed_feed_is_unpacked(
    name: str, site: Site, session: aiohttp.ClientSession
):
    packed = {"gzip": gzip.compress(FEED), "deflate": zlib.compress(FEED)}[name]
    site.pages["/feed"] = Reply(body=packed, headers={"Content-Encoding": name})
    assert (await source(session, f"{site.url}/feed").fetch()).title == "Feed"


async def test_a_bomb_is_not_unpacked(site: Site, session: aiohttp.ClientSession):
    """Ten megabytes that would unpack to ten gigabytes."""
    mebibyte = zlib.compressobj(9, wbits=31)
    piece = mebibyte.compress(bytes(1024**2)) + mebibyte.flush(zlib.Z_FULL_FLUSH)
    repeat = mebibyte.compress(bytes(1024**2)) + mebibyte.flush(zlib.Z_FULL_FLUSH)
    bomb = piece + repeat * (10 * 1024)
    assert len(bomb) > 10_000_000
    site.pages["/feed"] = Reply(body=bomb, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        with pytest.raises(SourceTooLarge, match="more than 10 MB"):
            await source(session, f"{site.url}/feed").fetch()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # What may be had, once as it grows and once as bytes, and the buffers on the way.
    assert peak < 4 * MAX_FEED_BYTES


@pytest.mark.parametrize(
    ("start", "size", "fits"),
    [
        (b"d4:infod", MAX_TORRENT_BYTES, True),
        (b"d4:infod", MAX_TORRENT_BYTES + 1, False),
        (b"<?xml?><nzb>", MAX_TORRENT_BYTES + 1, True),
        (b"<?xml?><nzb>", 64 * 1024**2 + 1, False),
    ],
)
async def test_a_file_may_be_as_large_as_its_kind(
    start: bytes, size: int, fits: bool, site: Site, session: aiohttp.ClientSession
):
    body = start.ljust(size, b"x")
    site.pages["/file"] = Reply(body=body)
    [outcome] = await asyncio.gather(
        Fetcher(session).payload(f"{site.url}/file"), return_exceptions=True
    )
    assert (getattr(outcome, "file", None) == body) is fits
    assert isinstance(outcome, SourceTooLarge) is not fits


@pytest.mark.parametrize(
    ("header", "date", "wait"),
    [
        ("120", None, 120.0),
        ("0", None, 0.0),
        (" 7 ", None, 7.0),
        ("999999999", None, 86400.0),
        ("-5", None, None),
        ("soon", None, None),
        ("\u0663", None, None),
        ("", None, None),
        ("Sat, 03 Oct 2026 12:02:00 GMT", "Sat, 03 Oct 2026 12:00:00 GMT", 120.0),
        ("Sat, 03 Oct 2026 12:02:00", "Sat, 03 Oct 2026 12:00:00 GMT", 120.0),
        ("Sat, 03 Oct 2026 11:00:00 GMT", "Sat, 03 Oct 2026 12:00:00 GMT", 0.0),
        ("Sat, 03 Oct 2126 12:00:00 GMT", "Sat, 03 Oct 2026 12:00:00 GMT", 86400.0),
        ("Sat, 03 Oct 2026 12:02:00 GMT", "never", None),
    ],
)
async def test_the_wait_a_busy_server_asks_for(
    header: str,
    date: str | None,
    wait: float | None,
    site: Site,
    session: aiohttp.ClientSession,
):
    headers = {"Retry-After": header} | ({"Date": date} if date else {})
    site.pages["/feed"] = Reply(status=503, headers=headers)
    with pytest.raises(SourceBusy) as caught:
        await source(session, f"{site.url}/feed").fetch()
    assert caught.value.retry_after == wait


async def test_a_login_page_in_place_of_a_file_asks_for_other_credentials(
    site: Site, session: aiohttp.ClientSession
):
    page = (
        b"<html><form method=post><input name=user><input type=password></form></html>"
    )
    site.pages["/file"] = Reply(body=page)
    with pytest.raises(SourceAuth):
        await Fetcher(session).payload(f"{site.url}/file")


async def test_a_connection_that_breaks_off_is_typed(
    site: Site, session: aiohttp.ClientSession
):
    async def break_off(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(FEED)
        assert request.transport
        request.transport.abort()
        return response

    site.handlers["/feed"] = break_off
    with pytest.raises(SourceError) as caught:
        await source(session, f"{site.url}/feed?passkey={SECRET}").fetch()
    assert type(caught.value) is SourceError
    assert SECRET not in repr(caught.value)


async def test_an_answer_that_is_no_http_is_typed_and_keeps_its_secrets(
    socket_enabled: None, session: aiohttp.ClientSession
):
    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(SourceError) as caught:
            await source(session, f"http://127.0.0.1:{port}/?passkey={SECRET}").fetch()
    assert type(caught.value) is SourceError
    assert SECRET not in repr(caught.value)
    assert caught.value.__suppress_context__


async def test_a_header_that_cannot_be_sent_is_typed(
    site: Site, session: aiohttp.ClientSession
):
    with pytest.raises(SourceError):
        await source(session, f"{site.url}/feed", Cookie="a=1\r\nX: 2").fetch()
    assert site.seen == []


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "certificate.pem"
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


async def test_a_certificate_nobody_trusts_is_typed(
    socket_enabled: None, session: aiohttp.ClientSession, tmp_path: Path
):
    site = await Site().start(tls=self_signed(tmp_path))
    with pytest.raises(SourceTls) as caught:
        await source(session, f"{site.url}/feed?passkey={SECRET}").fetch()
    await site.stop()
    assert caught.value.detail == "self-signed certificate"


async def test_a_server_without_encryption_is_typed(
    site: Site, session: aiohttp.ClientSession
):
    url = f"{site.url}/feed?passkey={SECRET}".replace("http://", "https://")
    with pytest.raises(SourceTls) as caught:
        await source(session, url).fetch()
    assert SECRET not in repr(caught.value)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
async def test_a_packed_feed_that_cannot_be_unpacked_is_typed(
    name: str, site: Site, session: aiohttp.ClientSession
):
    site.pages["/feed"] = Reply(
        body=b"nonsense" * 40, headers={"Content-Encoding": name}
    )
    with pytest.raises(SourceError):
        await source(session, f"{site.url}/feed").fetch()


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=\xff\xfe\r\n\r\n<rss/",
        b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\nContent-Length: 0\r\n\r\n",
        b"",
    ],
    ids=["length", "chunk", "long header", "charset", "location", "nothing"],
)
async def test_an_answer_that_is_broken_http_is_typed(
    raw: bytes, socket_enabled: None, session: aiohttp.ClientSession
):
    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(raw)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(SourceError):
            await source(session, f"http://127.0.0.1:{port}/").fetch()


async def test_a_session_that_was_closed_says_nothing_of_the_site():
    async with aiohttp.ClientSession() as session:
        pass
    with pytest.raises(SourceError, match="reloaded") as raised:
        await Fetcher(session).payload("https://site.test/1.torrent")
    assert raised.value.retry

import asyncio
from typing import override
from xml.sax.saxutils import escape

import aiohttp
from aiohttp import web
import pytest

from custom_components.greenlight.sources.feed.source import RssSource
from tests.contract.sources.contract import SECRET, SourceContract, World
from tests.contract.sources.site import Reply, Site


class FeedWorld(World):
    def __init__(self, site: Site, session: aiohttp.ClientSession) -> None:
        self.site = site
        self.session = session
        self.url = f"{site.url}/feed?passkey={SECRET}"

    @override
    def source(self, validators: dict[str, str] | None = None) -> RssSource:
        headers = {"Cookie": f"session={SECRET}"}
        return RssSource(
            self.session,
            "s1",
            self.url,
            headers=headers,
            validators=validators,
            seconds=0.5,
        )

    @override
    def offer(self, *titles: str) -> None:
        self.answer(self.document(titles))

    def document(self, titles: tuple[str, ...]) -> bytes:
        items = "".join(
            f"<item><title>{escape(title)}</title><guid>{hash(title)}</guid>"
            f"<link>{self.site.url}/{len(title)}.torrent</link></item>"
            for title in titles
        )
        return f"<rss><channel><title>World</title>{items}</channel></rss>".encode()

    @override
    def fail(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.site.pages["/feed"] = Reply(status=status, headers=headers or {})

    @override
    def hang(self) -> None:
        async def never(_: web.Request) -> web.StreamResponse:
            await asyncio.sleep(60)
            return web.Response()

        self.site.handlers["/feed"] = never

    @override
    async def vanish(self) -> None:
        await self.site.stop()

    @override
    def answer(self, body: bytes) -> None:
        self.site.pages["/feed"] = Reply(body=body)

    @override
    def file(self, body: bytes, status: int = 200) -> str:
        self.site.pages["/file"] = Reply(body=body, status=status)
        return f"{self.site.url}/file?passkey={SECRET}"


class AtomWorld(FeedWorld):
    @override
    def document(self, titles: tuple[str, ...]) -> bytes:
        entries = "".join(
            f"<entry><title>{escape(title)}</title><id>urn:{hash(title)}</id>"
            f'<link href="{self.site.url}/{len(title)}.torrent"/></entry>'
            for title in titles
        )
        return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()


class TorznabWorld(FeedWorld):
    @override
    def document(self, titles: tuple[str, ...]) -> bytes:
        items = "".join(
            f"<item><title>{escape(title)}</title><link>{self.site.url}/details</link>"
            f"<guid>{self.site.url}/{hash(title)}?passkey={SECRET}</guid>"
            f'<torznab:attr name="seeders" value="1"/>'
            f'<torznab:attr name="magneturl" value="magnet:?xt=urn:btih:{len(title):040x}"/>'
            "</item>"
            for title in titles
        )
        return (
            '<rss xmlns:torznab="http://torznab.com/schemas/2015/feed"><channel>'
            f"{items}</channel></rss>"
        ).encode()


class TestRss(SourceContract):
    @pytest.fixture
    def world(self, site: Site, session: aiohttp.ClientSession) -> World:
        return FeedWorld(site, session)


class TestAtom(SourceContract):
    @pytest.fixture
    def world(self, site: Site, session: aiohttp.ClientSession) -> World:
        return AtomWorld(site, session)


class TestTorznab(SourceContract):
    @pytest.fixture
    def world(self, site: Site, session: aiohttp.ClientSession) -> World:
        return TorznabWorld(site, session)


@pytest.mark.parametrize(
    ("others", "apart"),
    [
        (["<title>Salt 2026 720p</title><link>/2</link>"], True),
        (["<title>Salt 2026 1080p</title><link>/2</link>"], False),
        (["<title>Sallt 2026 1080p</title><link>/1</link>"], False),
        (["<title>Salt 2026 1080p</title><link>/2</link><size>9000</size>"], True),
        (["<title>Salt 2026 1080p</title><link>/2</link>"] * 2, False),
    ],
)
async def test_a_guid_names_nothing_that_is_surely_not_the_same(
    others: list[str], apart: bool, site: Site, session: aiohttp.ClientSession
):
    first = "<title>Salt 2026 1080p</title><link>/1</link><size>5000</size>"
    items = "".join(
        f"<item><guid>7</guid>{inside}</item>" for inside in (first, *others)
    )
    site.pages["/feed"] = Reply(body=f"<rss>{items}</rss>".encode())
    releases = (await RssSource(session, "s1", f"{site.url}/feed").fetch()).releases
    assert releases is not None
    assert len(releases) == (2 if apart else 1)

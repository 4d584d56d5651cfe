"""A Prowlarr and the indexers behind it, on loopback, as their answers are read in its source."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from aiohttp import web

from tests.contract.sources.site import Reply, Site

# That of the contract, which knows the integration: the demo does without.
KEY = "feedfacefeedface"

CAPS = """<?xml version="1.0" encoding="UTF-8"?>
<caps>
  <server title="Prowlarr" />
  <limits default="100" max="100" />
  <searching>
    <search available="yes" supportedParams="q" />
    <tv-search available="yes" supportedParams="q,season,ep,tvdbid" />
    <movie-search available="yes" supportedParams="q,imdbid" />
    <music-search available="no" supportedParams="q" />
  </searching>
  <categories><category id="2000" name="Movies"><subcat id="2045" name="UHD"/></category></categories>
</caps>"""


# What a link leads to, made when somebody follows it.
type Make = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What is said of a release: its bytes, who has it, when it came, and what it costs."""

    size: int = 21474836480
    seeders: int = 17
    published: str = ""
    free: bool = True
    imdb: str = "0123456"


GOODS = Goods()


@dataclass(slots=True)
class FakeIndexer:
    """One indexer: what it offers to a look, and to a search by any of these parameters.

    One that ``reads`` finds what has all the words it is asked for, in both.
    """

    id: int
    name: str
    offers: tuple[str, ...] = ()
    finds: tuple[str, ...] = ()
    reply: Reply | None = None
    enable: bool = True
    usenet: bool = False
    privacy: str = "semiPrivate"
    reads: bool = False
    goods: Mapping[str, Goods] = field(default_factory=dict)
    caps: str = CAPS
    # The parameters of each question, without the key.
    asked: list[dict[str, str]] = field(default_factory=list)

    def answer(self, told: Mapping[str, str]) -> tuple[str, ...]:
        """Return the titles of what it answers with."""
        if not {"q", "imdbid", "tvdbid"} & told.keys():
            return self.offers
        if not self.reads:
            return self.finds
        words = re.findall(r"\w+", told.get("q", "").casefold())
        if told.get("season"):
            episode = f"e{int(told['ep']):02}" if told.get("ep") else ""
            words.append(f"s{int(told['season']):02}{episode}")
        known = dict.fromkeys((*self.offers, *self.finds))
        return tuple(
            title
            for title in known
            if words and set(words) <= set(re.findall(r"\w+", title.casefold()))
        )


class FakeProwlarr:
    """Answers below a site's address; ``states`` are the rows of ``/indexerstatus``.

    Its links lead to what is made of a title, nowhere if nothing is.
    """

    def __init__(
        self, site: Site, *indexers: FakeIndexer, make: Make | None = None
    ) -> None:
        self.site = site
        self.key = KEY
        self._make = make
        self.indexers = {one.id: one for one in indexers}
        self.states: list[dict[str, Any]] = []
        site.handlers["/api/v1/indexer"] = self._json(self._listed)
        site.handlers["/api/v1/indexerstatus"] = self._json(lambda: self.states)
        for one in indexers:
            site.handlers[f"/{one.id}/api"] = self._asked(one)
            if make is not None:
                site.handlers[f"/{one.id}/download"] = self._downloads(one)

    def _listed(self) -> list[dict[str, Any]]:
        return [
            {
                "id": one.id,
                "name": one.name,
                "enable": one.enable,
                "protocol": "usenet" if one.usenet else "torrent",
                "privacy": one.privacy,
                "supportsRss": True,
                "supportsSearch": True,
                "capabilities": {
                    "limitsMax": 100,
                    "searchParams": ["q"],
                    "tvSearchParams": ["q", "season", "ep", "tvdbId"],
                    "movieSearchParams": ["q", "imdbId"],
                },
            }
            for one in self.indexers.values()
        ]

    def _json(self, rows: Any) -> Any:
        async def answer(request: web.Request) -> web.Response:
            if request.headers.get("X-Api-Key") != self.key:
                return web.json_response({"error": "Unauthorized"}, status=401)
            return web.json_response(rows())

        return answer

    def _asked(self, one: FakeIndexer) -> Any:
        async def answer(request: web.Request) -> web.Response:
            told = dict(request.query)
            if told.pop("apikey", "") != self.key:
                return web.Response(status=401)
            one.asked.append(told)
            if one.reply is not None:
                return web.Response(
                    body=one.reply.body,
                    status=one.reply.status,
                    headers=one.reply.headers,
                )
            await asyncio.sleep(0)
            if told.get("t") == "caps":
                return web.Response(text=one.caps, content_type="application/xml")
            return web.Response(
                text=self.document(one, one.answer(told)),
                content_type="application/rss+xml",
            )

        return answer

    def _downloads(self, one: FakeIndexer) -> Any:
        async def answer(request: web.Request) -> web.Response:
            if request.query.get("apikey") != self.key:
                return web.Response(status=401)
            for title in (*one.offers, *one.finds):
                if request.query.get("link") == self._packed(title) and self._make:
                    return web.Response(body=await self._make(title))
            return web.Response(status=404)

        return answer

    def document(self, one: FakeIndexer, titles: tuple[str, ...]) -> str:
        """Return what Prowlarr makes of some releases of an indexer."""
        items = "".join(
            f"<item><title>{escape(title)}</title>"
            f"<guid>https://tracker.example/{one.id}/{abs(hash(title))}</guid>"
            f'<prowlarrindexer id="{one.id}" type="private">{escape(one.name)}</prowlarrindexer>'
            f"<size>{(goods := one.goods.get(title, GOODS)).size}</size>"
            f"<link>{escape(self.link(one, title))}</link>"
            f"<enclosure url={quoteattr(self.link(one, title))} length='{goods.size}'"
            f' type="application/x-bittorrent"/>'
            f"{f'<pubDate>{goods.published}</pubDate>' if goods.published else ''}"
            f'<torznab:attr name="seeders" value="{goods.seeders}"/>'
            f'<torznab:attr name="imdb" value="{goods.imdb}"/>'
            '<torznab:attr name="tmdbid" value="0"/>'
            f'<torznab:attr name="downloadvolumefactor" value="{int(not goods.free)}"/>'
            '<torznab:attr name="tag" value="internal"/>'
            "</item>"
            for title in titles
        )
        return (
            '<rss xmlns:torznab="http://torznab.com/schemas/2015/feed"><channel>'
            f"<title>{escape(one.name)}</title>{items}</channel></rss>"
        )

    def link(self, one: FakeIndexer, title: str) -> str:
        return (
            f"{self.site.url}/{one.id}/download?apikey={self.key}"
            f"&link={self._packed(title)}&file=North"
        )

    def _packed(self, title: str) -> str:
        return f"QWxh{abs(hash(title))}"

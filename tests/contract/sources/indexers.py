"""A Prowlarr and the indexers behind it, on loopback, as their answers are read in its source."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from aiohttp import web

from tests.contract.sources.contract import SECRET
from tests.contract.sources.site import Reply, Site

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


@dataclass(slots=True)
class FakeIndexer:
    """One indexer: what it offers to a look, and to a search by any of these parameters."""

    id: int
    name: str
    offers: tuple[str, ...] = ()
    finds: tuple[str, ...] = ()
    reply: Reply | None = None
    enable: bool = True
    usenet: bool = False
    caps: str = CAPS
    # The parameters of each question, without the key.
    asked: list[dict[str, str]] = field(default_factory=list)


class FakeProwlarr:
    """Answers below a site's address; ``failed`` are the rows of ``/indexerstatus``."""

    def __init__(self, site: Site, *indexers: FakeIndexer) -> None:
        self.site = site
        self.indexers = {one.id: one for one in indexers}
        self.states: list[dict[str, Any]] = []
        site.handlers["/api/v1/indexer"] = self._json(self._listed)
        site.handlers["/api/v1/indexerstatus"] = self._json(lambda: self.states)
        for one in indexers:
            site.handlers[f"/{one.id}/api"] = self._asked(one)

    def _listed(self) -> list[dict[str, Any]]:
        return [
            {
                "id": one.id,
                "name": one.name,
                "enable": one.enable,
                "protocol": "usenet" if one.usenet else "torrent",
                "privacy": "semiPrivate",
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
            if request.headers.get("X-Api-Key") != SECRET:
                return web.json_response({"error": "Unauthorized"}, status=401)
            return web.json_response(rows())

        return answer

    def _asked(self, one: FakeIndexer) -> Any:
        async def answer(request: web.Request) -> web.Response:
            told = dict(request.query)
            if told.pop("apikey", "") != SECRET:
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
            looks = not {"q", "imdbid", "tvdbid"} & told.keys()
            titles = one.offers if looks else one.finds
            return web.Response(
                text=self.document(one, titles), content_type="application/rss+xml"
            )

        return answer

    def document(self, one: FakeIndexer, titles: tuple[str, ...]) -> str:
        """Return what Prowlarr makes of some releases of an indexer."""
        items = "".join(
            f"<item><title>{escape(title)}</title>"
            f"<guid>https://tracker.example/{one.id}/{abs(hash(title))}</guid>"
            f'<prowlarrindexer id="{one.id}" type="private">{escape(one.name)}</prowlarrindexer>'
            f"<size>21474836480</size><link>{escape(self.link(one, title))}</link>"
            f"<enclosure url={quoteattr(self.link(one, title))} length='21474836480'"
            f' type="application/x-bittorrent"/>'
            '<torznab:attr name="seeders" value="17"/>'
            '<torznab:attr name="imdb" value="0123456"/>'
            '<torznab:attr name="tmdbid" value="0"/>'
            '<torznab:attr name="downloadvolumefactor" value="0"/>'
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
            f"{self.site.url}/{one.id}/download?apikey={SECRET}"
            f"&link=QWxh{abs(hash(title))}&file=North"
        )

"""A whole house: Home Assistant with all four download clients, a release site and a news server."""

from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from .feed import NZB_TYPE, TORRENT_TYPE, FeedServer
from .feed_documents import Item
from .greenlight import CLIENT_SECTIONS, Greenlight, begin, client_form
from .homeassistant import HomeAssistantProcess
from .nntp import NewsServer
from .nzb import Post, make_post
from .nzbget import NzbGet
from .qbittorrent import QBittorrent
from .sabnzbd import SABnzbd
from .stage import installed
from .torrents import Torrent, make_torrent
from .transmission import Transmission


class House:
    """Six programs and a site, each an attribute; ``clients`` are Greenlight's ids of them by name."""

    def __init__(self) -> None:
        """Cast the parts. Raises one of Unavailable where one cannot be had."""
        self.hass = HomeAssistantProcess()
        self.site = FeedServer()
        self.news = NewsServer()
        self.qbittorrent = QBittorrent(installed()[0])
        self.transmission = Transmission("forky")
        self.sabnzbd = SABnzbd(news=self.news)
        self.nzbget = NzbGet(self.news)
        self.clients: dict[str, str] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Start everything."""
        async with AsyncExitStack() as stack:
            for part in (
                self.site,
                self.news,
                self.qbittorrent,
                self.transmission,
                self.sabnzbd,
                self.nzbget,
                self.hass,
            ):
                await stack.enter_async_context(part)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End everything."""
        await self._stack.aclose()

    async def set_up(self, **changed: dict[str, Any]) -> Greenlight:
        """Set Greenlight up with the four clients, the feed and a rule that asks.

        ``changed`` are parts of a client's form by its type. NZBGet comes before SABnzbd, and
        qBittorrent before Transmission.
        """
        first = changed.get("qbittorrent", {})
        greenlight, _ = await begin(self.hass, self.qbittorrent, **first)
        (self.clients["qbittorrent"],) = (await greenlight.parts("client")).values()
        for client in ("transmission", "nzbget", "sabnzbd"):
            form = self.form(client, **changed.get(client, {}))
            self.clients[client] = await greenlight.add(
                "client", {"next_step_id": client}, form
            )
        await greenlight.add_source(self.site.rss_url)
        added = await greenlight.add_rule()
        await self.hass.stored("core.config_entries", added)
        return greenlight

    def form(self, client: str, **changed: Any) -> dict[str, Any]:
        """Return what a person fills in for a client."""
        if client == "qbittorrent":
            return client_form(self.qbittorrent, **changed)
        return server_form(getattr(self, client), **changed)

    def publish(self, name: str, size: int = 300_000, *, gone: int = 0) -> Post:
        """Post a release and list it; of every ``gone`` articles one is missing."""
        post = make_post(name, {f"{name}.mkv": _bytes(name, size)}, segment_size=50_000)
        self.news.carry(post.losing(gone) if gone else post)
        self._list(name, self.site.offer_post(post), size, NZB_TYPE)
        return post

    def publish_torrent(self, name: str, size: int = 300_000) -> Torrent:
        """List a torrent whose data the site itself holds."""
        data = {f"{name}.mkv": _bytes(name, size)}
        seeds = [self.site.hold(f"{name}.mkv", data[f"{name}.mkv"])]
        torrent = make_torrent(f"{name}.mkv", data, web_seeds=seeds)
        self._list(name, self.site.offer(torrent), size, TORRENT_TYPE)
        return torrent

    async def holds(self, name: str, *clients: str) -> Counter[str]:
        """Return how often each client, or each of these, has a release on its way or done."""
        known = {
            "qbittorrent": self._in_qbittorrent,
            "transmission": self._in_transmission,
            "nzbget": self._in_nzbget,
            "sabnzbd": self._in_sabnzbd,
        }
        found: Counter[str] = Counter()
        for client in clients or known:
            found[client] += (await known[client]()).count(name)
        return +found

    async def _in_qbittorrent(self) -> list[str]:
        return [Path(row["name"]).stem for row in await self.qbittorrent.torrents()]

    async def _in_transmission(self) -> list[str]:
        return [Path(row["name"]).stem for row in await self.transmission.torrents()]

    async def _in_nzbget(self) -> list[str]:
        # What was removed stays in its history as deleted.
        ended = [
            row["Name"]
            for row in await self.nzbget.history()
            if not row["Status"].startswith("DELETED/")
        ]
        return [row["NZBName"] for row in await self.nzbget.queue()] + ended

    async def _in_sabnzbd(self) -> list[str]:
        ended = [row["name"] for row in await self.sabnzbd.history()]
        return [row["filename"] for row in await self.sabnzbd.queue()] + ended

    def _list(self, name: str, link: str, size: int, kind: str) -> None:
        list_release(self.site, name, link, size, kind)


def server_form(
    server: Transmission | SABnzbd | NzbGet, **changed: Any
) -> dict[str, Any]:
    """Return what a person fills in for a client; of the two of usenet NZBGet is the first."""
    login = (
        {"api_key": server.api_key}
        if isinstance(server, SABnzbd)
        else {"username": server.username, "password": server.password}
    )
    sections = {name: dict(fields) for name, fields in CLIENT_SECTIONS.items()}
    sections["choosing"] = {"priority": 1 if isinstance(server, NzbGet) else 2}
    if not isinstance(server, Transmission):
        del sections["seeding"]
        sections["failures"] = {"on_failure": "keep"}
    return {"url": server.url, **login, "verify_ssl": True, **sections, **changed}


def list_release(site: FeedServer, name: str, link: str, size: int, kind: str) -> None:
    """Have a release at the top of a feed."""
    site.items.insert(
        0,
        Item(
            title=name,
            link=link,
            guid=name,
            size=size,
            kind=kind,
            published=datetime.now(UTC).replace(microsecond=0),
        ),
    )


def _bytes(name: str, size: int) -> bytes:
    pattern = name.encode() + b"\0"
    return (pattern * (size // len(pattern) + 1))[:size]

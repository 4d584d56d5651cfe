"""The demo's programs that have Greenlight for their download client: a Sonarr, and a FlexGet to paste.

The Sonarr is the make-believe one, whose driver puts the requests of the real one. What its indexers
have is made when somebody wants it handed over: `scripts/hand-over` asks for that here.
"""

from collections.abc import Iterator, Mapping
import re
import time
from typing import Any, Final, Self

from aiohttp import web

from .arr_clients import qbittorrent_row
from .arr_downloads import EVERY
from .arr_journal import GRABBED, IMPORTED
from .arr_offers import Offer
from .arr_torrents import QBittorrentOrders
from .asker import add_asker
from .demo_films import demo_sonarr, sees_disk
from .flexget import host_of
from .greenlight import Greenlight
from .hand_over import PORT
from .releases import MEGABYTE, make_release
from .stage import Stage
from .torrents import Torrent

CATEGORY: Final = "tv-sonarr"
# Hours, which are fewer than those of the rules: what is to end first stands at the top.
LIFETIME: Final = 12
CALLED: Final = "Greenlight"
SIZE: Final = 12 * MEGABYTE
SECONDS: Final = 20.0
# How what it finds is called behind the episode, the best first.
FOUND: Final = (
    "1080p.WEB-DL.DDP5.1.H.264-DEMO",
    "720p.WEB-DL.DDP5.1.H.264-DEMO",
)
# What a FlexGet that somebody runs may hand over.
FLEXGET: Final = "Windmill.Studies.1931.1080p.BluRay.x264-DEMO"
_EPISODE: Final = re.compile(r"(?P<series>.+?)\.S(?P<season>\d\d)E(?P<episode>\d\d)\.")
_NOT_A_LETTER: Final = re.compile(r"[\W_]+")

type Row = dict[str, Any]


class NotHandedOver(Exception):
    """Sonarr orders nothing, and why."""


class DemoAskers:
    """The Sonarr, the askers, and what can be had of both while the demo runs."""

    def __init__(self, port: int = 0, *, seconds: float = SECONDS) -> None:
        """Have a Sonarr that is not there yet; it is to listen at a port, or at any.

        A download takes so many seconds.
        """
        self.sonarr = demo_sonarr()
        self.sonarr.downloads.every = EVERY
        self._port = port
        self._seconds = seconds
        self._client: Row = {}

    async def __aenter__(self) -> Self:
        """Start Sonarr."""
        await self.sonarr.start(self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it."""
        await self.sonarr.stop()

    async def join(self, stage: Stage, greenlight: Greenlight) -> None:
        """Add the library and both askers by their forms, and enter in Sonarr what is shown there."""
        self._stage, self._greenlight, sonarr = stage, greenlight, self.sonarr
        sees_disk(sonarr, stage.client.saves)
        library = await greenlight.add_library(
            "sonarr", "Sonarr", sonarr.url, sonarr.key
        )
        shown = await add_asker(
            greenlight,
            "sonarr",
            library=library,
            category=CATEGORY,
            lifetime=LIFETIME,
        )
        row = qbittorrent_row(
            "Sonarr",
            shown.url,
            shown.username,
            shown.password,
            category=CATEGORY,
            name=CALLED,
        )
        self._client = sonarr.downloads.add_client(row)
        self.flexget = await add_asker(greenlight, "flexget", lifetime=LIFETIME)
        self.link = stage.site.offer(await self._seed(FLEXGET))
        sonarr.route("POST", "/fake/hand-over", self._hand_over)
        sonarr.route("GET", "/fake/seen", self._seen)

    # -------------------------------------------------------------- what to do

    @property
    def command(self) -> str:
        """Return what somebody types to have something handed over."""
        port = int(self.sonarr.url.rpartition(":")[2])
        where = "" if port == PORT else f"GREENLIGHT_DEMO_SONARR_PORT={port} "
        return f"{where}scripts/hand-over"

    def yaml(self) -> str:
        """Return a whole configuration of FlexGet, which hands over a release of the demo's site."""
        at = host_of(self.flexget.url)
        return f"""\
tasks:
  demo:
    mock:
      - title: {FLEXGET}
        url: {self.link}
    accept_all: yes
    qbittorrent:
      host: {at["host"]}  # it puts the port behind the path, which does no harm
      port: {at["port"]}
      username: {self.flexget.username}
      password: "{self.flexget.password}"
"""

    async def _seed(self, title: str) -> Torrent:
        """Have the demo's other qBittorrent seed a release slowly enough to watch."""
        torrent = make_release(title, SIZE, trackers=[self._stage.site.announce_url])
        await self._stage.seeder.seed(torrent, upload_limit=int(SIZE / self._seconds))
        return torrent

    # --------------------------------------------------------------- hand over

    async def _hand_over(self, request: web.Request, _: str) -> web.StreamResponse:
        """Have Sonarr search for an episode, and say what it asked Greenlight for that."""
        try:
            told = await self.hand_over((await request.json())["title"])
        except NotHandedOver as err:
            return self.sonarr.refused(request, 409, {"message": str(err)})
        return self.sonarr.json(request, told)

    async def hand_over(self, title: str = "") -> Row:
        """Have Sonarr find a release, or the next episode it lacks, and something worse beside it.

        Raises ``NotHandedOver``.
        """
        sonarr = self.sonarr
        episode = self._episode(title) if title else self._next()
        if title.casefold() in self._had():
            raise NotHandedOver("Sonarr has that one already.")
        best, *others = self._titles(episode, title)
        sonarr.downloads.offers += [
            Offer(
                title=one,
                work=episode["seriesId"],
                episodes=(episode["id"],),
                file=(await self._seed(one)).content,
                rank=-worse,
                size=SIZE,
                quality=_quality(one),
            )
            for worse, one in enumerate((best, *others))
        ]
        # As after its start: it looks what answers there, and logs in.
        sonarr.downloads.drivers.probed.clear()
        sonarr.downloads.drivers.cookies.clear()
        before = len(sonarr.downloads.wire.asked)
        grabbed = await sonarr.downloads.search(episode["seriesId"], episode["id"])
        if not grabbed:
            raise NotHandedOver(
                "Sonarr takes none of it: it has as good a release in its queue, or has"
                " blocked it, or Greenlight has turned it down (somebody said no before)"
            )
        return {
            "episode": episode["id"],
            "title": grabbed[0].title,
            "asked": sonarr.downloads.wire.asked[before:],
            "home": self._greenlight.hass.url,
        }

    def _titles(self, episode: Row, title: str) -> Iterator[str]:
        """Yield how what is found is called: what was wanted, and what would be the next best."""
        series = self.sonarr.works[episode["seriesId"]]["title"]
        named = f"{'.'.join(series.split())}.S{episode['seasonNumber']:02}E{episode['episodeNumber']:02}"
        known = {one.title for one in self.sonarr.downloads.offers}
        if title:
            yield title
        for one in (f"{named}.{how}" for how in FOUND):
            if one not in known and one != title:
                yield one

    def _next(self) -> Row:
        """Return the first episode of the second series that nobody has asked for yet."""
        known = {
            number for one in self.sonarr.downloads.offers for number in one.episodes
        }
        for one in self.sonarr.episodes:
            if one["seriesId"] == 2 and not one["hasFile"] and one["id"] not in known:
                return one
        raise NotHandedOver(f"Every episode was had by now. {self._what_there_is()}")

    def _episode(self, title: str) -> Row:
        found = _EPISODE.match(title)
        for one in self.sonarr.episodes:
            series = self.sonarr.works[one["seriesId"]]
            if found and (
                _plain(found["series"]) == _plain(series["title"])
                and int(found["season"]) == one["seasonNumber"]
                and int(found["episode"]) == one["episodeNumber"]
            ):
                return one
        raise NotHandedOver(
            f"No episode of this Sonarr is called that. {self._what_there_is()}"
        )

    def _had(self) -> set[str]:
        rows = self.sonarr.downloads.journal.records(event=IMPORTED)
        # A file is called in small letters what its release is.
        return {row["sourceTitle"].casefold() for row in rows}

    def _what_there_is(self) -> str:
        return "; ".join(
            f"{'.'.join(series['title'].split())}.S01E01 to E{len(its):02}"
            for series in self.sonarr.works.values()
            if (its := [e for e in self.sonarr.episodes if e["seriesId"] == series["id"]])
        )  # fmt: skip

    # -------------------------------------------------------------------- seen

    async def _seen(self, request: web.Request, _: str) -> web.StreamResponse:
        told = await self.seen(int(request.query["episode"]))
        return self.sonarr.json(request, told)

    async def seen(self, episode: int) -> list[Row]:
        """Return what Sonarr has grabbed of an episode, the first at first, as it sees that now."""
        downloads = self.sonarr.downloads
        driver = downloads.drivers.of(self._client)
        assert isinstance(driver, QBittorrentOrders)
        rows = {row["hash"].upper(): row for row in await driver.rows()}
        answers = await self._answers()
        blocked = {row["sourceTitle"] for row in downloads.journal.blocklist}
        imported = self._had()
        found = []
        for record in downloads.journal.history:
            if record["eventType"] != GRABBED or record["episodeId"] != episode:
                continue
            known, title = record["downloadId"], record["sourceTitle"]
            row = rows.get(known, {})
            found.append(
                {
                    "title": title,
                    "state": row.get("state", ""),
                    "percent": int(100 * row.get("progress", 0.0)),
                    "imported": title.casefold() in imported,
                    "blocked": title in blocked,
                    "answer": answers.get(title, ""),
                }
            )
        return found

    async def _answers(self) -> Mapping[str, str]:
        """Return how each question stands in Greenlight."""
        hass = self._greenlight.hass
        if time.time() > hass.tokens["expires"] - 60:
            await hass.log_in()
        listed = await self._greenlight.requests()
        return {one["title"]: one["state"] for one in reversed(listed)}


def _plain(text: str) -> str:
    return _NOT_A_LETTER.sub("", text).casefold()


def _quality(title: str) -> str:
    """Return what Sonarr calls the quality of a release from the web."""
    known = ("2160p", "1080p", "720p")
    return f"WEBDL-{next((one for one in known if one in title), '1080p')}"

"""A Plex Media Server that keeps invented films and series, in JSON and in XML.

``python -m tests.support.fake_plex --port 32400`` runs it by itself.
"""

import argparse
import asyncio
from collections.abc import Iterable
import json
from typing import Any
from xml.etree import ElementTree as ET

from aiohttp import web

from .fake_library import FakeLibrary, Fault, serve
from .media_files import FILMS, SHOWS, File, Film, Show, poster
from .plex_rows import (
    CODECS,
    PROFILES,
    Row,
    as_text,
    audio,
    element,
    is_bright,
    seasons,
    show as show_row,
    video,
    without,
)
from .plex_sections import SECTIONS

VERSION = "1.43.4.10903-1a2b3c4d5"


class FakePlex(FakeLibrary):
    """The server. What it knows of streams is to be had by details only.

    ``as_text`` spells numbers and flags as texts, ``short_streams`` leaves the streams out of
    details as some servers do, ``old`` leaves out what came with 1.43.4, ``filters`` is whether it
    knows ``dovi`` and ``hdr``, ``sections`` are what it has. ``told`` is which of them was told to look
    through what.
    """

    key = "ratingKey"
    starting_page = (
        '<Response code="503" title="Maintenance" '
        'status="Plex Media Server is still starting up"/>'
    )

    def __init__(
        self,
        films: Iterable[Film] = FILMS,
        shows: Iterable[Show] = SHOWS,
        *,
        token: str = "plex-token-of-a-test",
    ) -> None:
        """Keep these films and series."""
        super().__init__(token=token)
        self.films = list(films)
        self.shows = list(shows)
        self.sections = list(SECTIONS)
        self.as_text = False
        self.short_streams = False
        self.old = False
        self.filters = True
        # By the key of the film; all others have one of a single colour.
        self.posters: dict[int, bytes] = {}
        self.sockets: set[web.WebSocketResponse] = set()
        self._transports: set[asyncio.Transport] = set()

    def app(self) -> web.Application:
        """Return the routes."""
        app = web.Application()
        get = app.router.add_get
        get("/identity", self._identity)
        get("/", self._root)
        get("/library", self._root)
        get("/library/", self._root)
        get("/library/sections", self._sections)
        get("/library/sections/{section}/all", self._all)
        get("/library/sections/{section}/refresh", self._refresh)
        get("/library/metadata/{keys}", self._details)
        get("/library/metadata/{key}/children", self._children)
        get("/library/metadata/{key}/allLeaves", self._leaves)
        get("/library/metadata/{key}/thumb/{when}", self._thumb)
        get("/:/websockets/notifications", self._notifications)
        return app

    # ------------------------------------------------------------- what it does

    async def tell(self, kind: int, key: object, state: int, **more: Any) -> None:
        """Tell everybody who listens what has become of something."""
        entry = {
            "identifier": "com.plexapp.plugins.library",
            "sectionID": "1",
            "itemID": str(key),
            "type": kind,
            "title": "Something",
            "state": state,
            "updatedAt": 1_714_600_000,
            **more,
        }
        await self.send({"type": "timeline", "size": 1, "TimelineEntry": [entry]})

    async def send(self, container: Any) -> None:
        """Send any container to everybody who listens."""
        for socket in list(self.sockets):
            await socket.send_str(json.dumps({"NotificationContainer": container}))

    async def say_goodbye(self) -> None:
        """Close the sockets as it should be done."""
        for socket in list(self.sockets):
            await socket.close()

    def drop(self) -> None:
        """End the sockets without a word."""
        for transport in self._transports:
            transport.abort()

    # ------------------------------------------------------------------ answers

    async def _identity(self, request: web.Request) -> web.Response:
        return self._answer(
            request, {"machineIdentifier": self.identity, "version": VERSION}
        )

    async def _root(self, request: web.Request) -> web.Response:
        if refused := self._refuses(request):
            return refused
        return self._answer(
            request,
            {
                "friendlyName": "Attic",
                "machineIdentifier": self.identity,
                "version": VERSION,
                "myPlex": True,
                "title1": "Plex Library",
            },
        )

    async def _sections(self, request: web.Request) -> web.Response:
        if refused := self._refuses(request):
            return refused
        sections = [section.row() for section in self.sections]
        return self._answer(request, {"title1": "Plex Library", "Directory": sections})

    async def _refresh(self, request: web.Request) -> web.Response:
        """Look through a folder; one that it does not know is as good an answer."""
        if refused := self._refuses(request):
            return refused
        key = request.match_info["section"]
        if key not in {section.key for section in self.sections}:
            return web.Response(status=404, text="", content_type="application/json")
        path = request.query.get("path", "")
        self.told.append((key, path))
        for film in self.look(path):
            await self.tell(1, film.key, 5)
        return web.Response(status=200)

    async def _all(self, request: web.Request) -> web.Response:
        if refused := self._refuses(request):
            return refused
        kind = request.query.get("type")
        rows: list[Any] = []
        match request.match_info["section"], kind:
            case "1", "1" | None:
                asked = [name for name in ("dovi", "hdr") if name in request.query]
                if asked and not self.filters:
                    return web.Response(
                        status=400,
                        text="<html>Bad Request</html>",
                        content_type="text/html",
                    )
                films = [
                    film
                    for film in self.films
                    if all(is_bright(film, name) for name in asked)
                ]
                return self._page(request, films, [] if asked else self.unreadable)
            case "2", "2" | None:
                rows = [show_row(show) for show in self.shows]
            case "2", "3":
                rows = [row for show in self.shows for row in seasons(show)]
        return self._page(request, rows, [])

    def _page(
        self, request: web.Request, listed: list[Any], more: list[Any]
    ) -> web.Response:
        def asked(name: str, default: int) -> int:
            return int(request.query.get(name) or request.headers.get(name) or default)

        listed = [*listed, *more]
        start = asked("X-Plex-Container-Start", 0)
        size = min(asked("X-Plex-Container-Size", len(listed)), self.page_limit)
        part = listed[start : start + size]
        if self.fault is Fault.EMPTY and start:
            part = []
        rows = [self._film(row) if isinstance(row, Film) else row for row in part]
        if "includeGuids" not in request.query:
            rows = [without(row, "Guid") for row in rows]
        container = {"totalSize": len(listed), "offset": start, "Metadata": rows}
        return self._answer(request, container)

    async def _details(self, request: web.Request) -> web.Response:
        if refused := self._refuses(request):
            return refused
        rows = [
            row
            for key in request.match_info["keys"].split(",")
            if (row := self._detail(key))
        ]
        if not rows:
            return web.Response(status=404, text="", content_type="application/json")
        return self._answer(request, {"Metadata": rows})

    def _detail(self, key: str) -> Row | None:
        for film in self.films:
            if str(film.key) == key:
                return self._film(film, streams=not self.short_streams)
        for show in self.shows:
            if str(show.key) == key:
                return show_row(show)
            for row in seasons(show):
                if row["ratingKey"] == key:
                    return row
            for row in self._episodes(show, streams=not self.short_streams):
                if row["ratingKey"] == key:
                    return row
        return None

    async def _children(self, request: web.Request) -> web.Response:
        if refused := self._refuses(request):
            return refused
        key = request.match_info["key"]
        found = [
            row for show in self.shows if str(show.key) == key for row in seasons(show)
        ]
        return self._page(request, found, [])

    async def _leaves(self, request: web.Request) -> web.Response:
        if refused := self._refuses(request):
            return refused
        for show in self.shows:
            if str(show.key) == request.match_info["key"]:
                return self._page(request, list(self._episodes(show)), [])
        return web.Response(status=404, text="", content_type="application/json")

    async def _thumb(self, request: web.Request) -> web.Response:
        if refused := self._refuses(request):
            return refused
        if not request.match_info["key"].isdecimal():
            return web.Response(status=404, text="", content_type="application/json")
        key = int(request.match_info["key"])
        picture = self.posters.get(key) or poster(key % 200)
        return web.Response(body=picture, content_type="image/png")

    async def _notifications(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refuses(request):
            return refused
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        transport = request.transport
        assert isinstance(transport, asyncio.Transport)
        self._transports.add(transport)
        self.sockets.add(socket)
        try:
            async for _ in socket:
                pass
        finally:
            self.sockets.discard(socket)
            self._transports.discard(transport)
        return socket

    def _refuses(self, request: web.Request) -> web.Response | None:
        given = request.headers.get("X-Plex-Token") or request.query.get("X-Plex-Token")
        return None if given == self.token else self.unauthorised()

    def _answer(self, request: web.Request, container: Row) -> web.Response:
        container = {"size": len(container.get("Metadata", ())), **container}
        if "application/json" not in request.headers.get("Accept", ""):
            return web.Response(
                body=ET.tostring(element("MediaContainer", container)),
                content_type="text/xml",
            )
        if self.as_text:
            container = as_text(container)
        return web.Response(
            text=json.dumps({"MediaContainer": container}),
            content_type="application/json",
        )

    # --------------------------------------------------------------------- rows

    def _film(self, film: Film, *, streams: bool = False) -> Row:
        row = {
            "ratingKey": str(film.key),
            "key": f"/library/metadata/{film.key}",
            "guid": f"plex://movie/{film.key:024x}",
            "type": "movie",
            "title": film.title,
            "year": film.year,
            "duration": film.files[0].minutes * 60_000 if film.files else 0,
            "thumb": f"/library/metadata/{film.key}/thumb/{film.added}",
            "originallyAvailableAt": f"{film.year}-05-01",
            "addedAt": film.added,
            "updatedAt": film.added,
            "Media": [self._media(film.key, place, file, streams) for place, file in enumerate(film.files)],
            "Genre": [{"tag": genre} for genre in film.genres],
            "Director": [{"tag": film.director}],
            "Role": [{"tag": "Juno Vale"}, {"tag": "Per Lind"}],
            "Label": [{"tag": label} for label in film.labels],
            "Guid": [
                {"id": f"imdb://{film.imdb}"},
                {"id": f"tmdb://{film.tmdb}"},
            ],
        }  # fmt: skip
        if film.original:
            row["originalTitle"] = film.original
        if film.edition:
            row["editionTitle"] = film.edition
        return row

    def _media(self, key: int, place: int, file: File, streams: bool) -> Row:
        first = file.tracks[0]
        number = key * 10 + place
        part: Row = {
            "id": number + 100_000,
            "key": f"/library/parts/{number}/1/file.mkv",
            "duration": file.minutes * 60_000,
            "file": file.path,
            "size": file.size,
            "container": file.path[-3:],
        }
        if streams:
            part["Stream"] = [video(file, old=self.old), *map(audio, file.tracks)]
        media = {
            "id": number,
            "duration": file.minutes * 60_000,
            "width": file.width,
            "height": file.height,
            "videoResolution": "4k" if file.width > 3000 else "1080",
            "videoCodec": file.codec,
            "videoProfile": "main 10" if file.depth == 10 else "high",
            "audioCodec": CODECS.get(first.codec, first.codec),
            "audioChannels": first.channels,
            "container": file.path[-3:],
            "Part": [part],
        }
        if first.codec == "dts":
            media["audioProfile"] = PROFILES[first.profile]
        return {**media, "proxyType": 42, "target": "TV"} if file.optimised else media

    def _episodes(self, show: Show, *, streams: bool = False) -> Iterable[Row]:
        for leaf in show.leaves:
            if leaf.file is None:
                continue
            for place, number in enumerate(leaf.numbers):
                key = leaf.key + place
                yield {
                    "ratingKey": str(key),
                    "key": f"/library/metadata/{key}",
                    "type": "episode",
                    "title": f"{leaf.title} {number}",
                    "parentRatingKey": f"{show.key}{leaf.season:02}",
                    "grandparentRatingKey": str(show.key),
                    "grandparentTitle": show.title,
                    "parentIndex": leaf.season,
                    "index": number,
                    "originallyAvailableAt": leaf.aired,
                    "addedAt": 1_714_600_000,
                    # Under each episode the same file has other ids.
                    "Media": [self._media(key, 0, leaf.file, streams)],
                }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=32400)
    parser.add_argument("--token", default="plex-token-of-a-test")
    arguments = parser.parse_args()
    asyncio.run(serve(FakePlex(token=arguments.token), arguments.port))

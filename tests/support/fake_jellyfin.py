"""A Jellyfin server that keeps invented films and series.

``python -m tests.support.fake_jellyfin --port 8096`` runs it by itself.
"""

import argparse
import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
import re
import time
from typing import Any

from aiohttp import web

from .fake_library import FakeLibrary, Fault, as_json, serve
from .media_files import FILMS, HLG, SHOWS, File, Film, Leaf, Show, Track, poster

type Row = dict[str, Any]

_TOKEN = re.compile(r'(?:^|[ ,])Token="([^"]*)"')
_HEADER = re.compile(r"(?:MediaBrowser|Emby) ")
_COUNTRIES = {"eng": "eng", "ger": "ger"}


def key_of(number: int) -> str:
    """Return an id as the server has them."""
    return f"{number:032x}"


class FakeJellyfin(FakeLibrary):
    """The server. ``version`` below 10.11 knows fewer words, ``emby`` makes it the other program.

    ``old_login`` lets only the old header in, ``base`` is a path it wants to be asked under,
    ``saved`` says when a key was saved last, in epoch seconds, ``libraries`` are name, kind and folders
    of what it has.
    """

    key = "Id"

    def __init__(
        self,
        films: Iterable[Film] = FILMS,
        shows: Iterable[Show] = SHOWS,
        *,
        token: str = "0123456789abcdef0123456789abcdef",
    ) -> None:
        """Keep these films and series."""
        super().__init__(token=token)
        self.identity = "ffeeddccbbaa99887766554433221100"
        self.films = list(films)
        self.shows = list(shows)
        self.version = "12.1.0"
        self.emby = False
        self.old_login = False
        self.base = ""
        self.libraries: list[tuple[str, str, tuple[str, ...]]] = [
            ("Films", "movies", ("/media/films",)),
            ("Series", "tvshows", ("/media/series",)),
        ]
        self.extra_sources: dict[int, list[Row]] = {}
        self.saved: dict[int, float] = {}

    def app(self) -> web.Application:
        """Return the routes; the server does not mind how their case is."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._route)
        return app

    async def _route(self, request: web.Request) -> web.StreamResponse:
        path = request.path.rstrip("/")
        if self.base and not path.startswith(self.base):
            return web.Response(status=302, headers={"Location": f"{self.base}/web/"})
        path = path.removeprefix(self.base).casefold()
        if path == "/web":
            return web.Response(text="<html>Jellyfin</html>", content_type="text/html")
        if path == "/system/info/public":
            return as_json(self._public())
        if picture := re.fullmatch(r"/items/([0-9a-f]+)/images/primary", path):
            shade = int(picture[1], 16) % 200
            return web.Response(body=poster(shade), content_type="image/png")
        if not self._let_in(request):
            return web.Response(status=401)
        if path == "/system/info":
            return as_json({**self._public(), "CanSelfRestart": True})
        if path in ("/users/me", "/users/" + key_of(1)):
            return as_json({"Name": "Ada", "Id": key_of(1), "ServerId": self.identity})
        if path == "/library/virtualfolders":
            return as_json(self._folders())
        if path == "/library/media/updated" and request.method == "POST":
            return await self._updated(request)
        if path in ("/items", f"/users/{key_of(1)}/items"):
            return self._items(request)
        return web.Response(status=404)

    def _folders(self) -> list[Row]:
        return [
            {
                "Name": name,
                "CollectionType": kind,
                "Locations": list(folders),
                "ItemId": key_of(500 + at),
                "LibraryOptions": {"Enabled": True},
                "RefreshStatus": "Idle",
            }
            for at, (name, kind, folders) in enumerate(self.libraries)
        ]

    async def _updated(self, request: web.Request) -> web.Response:
        """Take what has changed; nothing is said of whether anything is known there."""
        body = await request.json()
        for update in body["Updates"]:
            self.told.append(("", update["Path"]))
            for film in self.look(update["Path"]):
                self.saved[film.key] = time.time()
        return web.Response(status=204)

    def _public(self) -> Row:
        product = {} if self.emby else {"ProductName": "Jellyfin Server"}
        return {
            "LocalAddress": self.url,
            "ServerName": "Attic",
            "Version": "4.9.1.0" if self.emby else self.version,
            **product,
            "Id": self.identity,
            "StartupWizardCompleted": True,
        }

    def _let_in(self, request: web.Request) -> bool:
        if self.emby or self.old_login:
            return request.headers.get("X-Emby-Token") == self.token
        given = request.headers.get("Authorization", "")
        token = _TOKEN.search(given)
        return bool(_HEADER.match(given) and token and token[1] == self.token)

    def _items(self, request: web.Request) -> web.StreamResponse:
        query = {name.casefold(): value for name, value in request.query.items()}
        fields = frozenset(query.get("fields", "").split(","))
        found = list(self._asked(query))
        start = int(query.get("startindex", 0))
        limit = min(int(query.get("limit", len(found))), self.page_limit)
        part = found[start : start + limit]
        if self.fault is Fault.EMPTY and start:
            part = []
        rows = [
            self._row(each, fields) if isinstance(each, Film | Show | tuple) else each
            for each in part
        ]
        return as_json(
            {"Items": rows, "TotalRecordCount": len(found), "StartIndex": start}
        )

    def _asked(self, query: dict[str, str]) -> Iterable[Any]:
        kinds = query.get("includeitemtypes", "Movie,Series,Episode").split(",")
        ids = query["ids"].replace("-", "").split(",") if "ids" in query else None
        since = query.get("mindatelastsaved")
        oldest = datetime.fromisoformat(since).timestamp() if since else None
        everything: list[tuple[str, int, Any]] = [
            *(("Movie", film.key, film) for film in self.films),
            *(("Series", show.key, show) for show in self.shows),
            *(
                ("Episode", leaf.key, (show, leaf))
                for show in self.shows
                for leaf in show.leaves
                if query.get("parentid") in (None, key_of(show.key))
            ),
        ]
        for kind, key, thing in everything:
            if kind not in kinds or (ids is not None and key_of(key) not in ids):
                continue
            if oldest is not None and self.saved.get(key, 0) < oldest:
                continue
            yield thing
        if "Movie" in kinds and ids is None and since is None:
            yield from self.unreadable

    def _row(self, thing: Any, fields: frozenset[str]) -> Row:
        if isinstance(thing, Film):
            row = self._film(thing)
        elif isinstance(thing, Show):
            row = self._show(thing)
        else:
            row = self._episode(*thing)
        optional = {
            "ProviderIds", "MediaSources", "Path", "DateCreated", "Genres", "People", "Tags",
            "OriginalTitle",
        }  # fmt: skip
        return {
            name: value
            for name, value in row.items()
            if value not in (None, [], "") and (name not in optional or name in fields)
        }

    def _film(self, film: Film) -> Row:
        files = [file for file in film.files if not file.optimised]
        sources = [
            self._source(film.key * 10 + place, file)
            for place, file in enumerate(files)
        ]
        title = f"{film.title} [{film.edition}]" if film.edition else film.title
        return {
            "Name": title,
            "OriginalTitle": film.original,
            "ServerId": self.identity,
            "Id": key_of(film.key),
            "Type": "Movie",
            "DateCreated": _date(film.added),
            "PremiereDate": f"{film.year}-05-01T00:00:00.0000000Z",
            "ProductionYear": film.year,
            "RunTimeTicks": files[0].minutes * 600_000_000 if files else None,
            "Path": files[0].path if files else None,
            "LocationType": "FileSystem",
            "MediaType": "Video",
            "IsFolder": False,
            "ProviderIds": {"Tmdb": str(film.tmdb), "Imdb": film.imdb},
            "Genres": list(film.genres),
            "Tags": list(film.labels),
            "People": [
                {"Name": film.director, "Type": "Director", "Id": key_of(9)},
                {"Name": "Juno Vale", "Type": "Actor", "Role": "Her", "Id": key_of(8)},
                {"Name": "Ole Munk", "Type": "Producer", "Id": key_of(7)},
            ],
            "ImageTags": {"Primary": f"tag{film.key}"},
            "MediaSources": sources + self.extra_sources.get(film.key, []),
        }

    def _show(self, show: Show) -> Row:
        return {
            "Name": show.title,
            "ServerId": self.identity,
            "Id": key_of(show.key),
            "Type": "Series",
            "ProductionYear": show.year,
            "PremiereDate": f"{show.year}-03-04T00:00:00.0000000Z",
            "Path": f"/media/series/{show.title}",
            "LocationType": "FileSystem",
            "IsFolder": True,
            "Status": "Continuing",
            "ProviderIds": {"Tvdb": str(show.tvdb)},
            "ImageTags": {"Primary": f"tag{show.key}"},
        }

    def _episode(self, show: Show, leaf: Leaf) -> Row:
        several = {"IndexNumberEnd": leaf.numbers[-1]} if len(leaf.numbers) > 1 else {}
        sources = [self._source(leaf.key * 10, leaf.file)] if leaf.file else []
        return {
            "Name": f"{leaf.title} {leaf.numbers[0]}",
            "Id": key_of(leaf.key),
            "Type": "Episode",
            "SeriesId": key_of(show.key),
            "SeriesName": show.title,
            "ParentIndexNumber": leaf.season,
            "IndexNumber": leaf.numbers[0],
            **several,
            "PremiereDate": f"{leaf.aired}T00:00:00.0000000Z",
            "DateCreated": _date(1_714_600_000),
            "LocationType": "FileSystem" if leaf.file else "Virtual",
            "Path": leaf.file.path if leaf.file else None,
            "MediaSources": sources,
        }

    def _source(self, number: int, file: File) -> Row:
        streams = [self._video(file), *map(self._audio, file.tracks)]
        streams.append({"Type": "Subtitle", "Codec": "subrip", "Language": "eng"})
        return {
            "Protocol": "File",
            "Id": key_of(number),
            "Path": file.path,
            "Type": "Default",
            "Container": file.path[-3:],
            "Size": file.size,
            "Name": file.path.rsplit("/", 1)[-1].rsplit(".", 1)[0],
            "IsRemote": False,
            "RunTimeTicks": file.minutes * 600_000_000,
            "VideoType": "VideoFile",
            "MediaStreams": [
                {**stream, "Index": place} for place, stream in enumerate(streams)
            ],
        }

    def _video(self, file: File) -> Row:
        new = self._knows(10, 11)
        row: Row = {
            "Codec": file.codec,
            "Type": "Video",
            "Width": file.width,
            "Height": file.height,
            "BitDepth": file.depth,
            "VideoRange": "HDR" if file.dolby or file.transfer else "SDR",
            "VideoRangeType": self._range(file, new=new),
            "AudioSpatialFormat": "None",
        }
        if file.transfer:
            row["ColorTransfer"] = file.transfer
        if file.dolby:
            profile, compatible, layer = file.dolby
            row |= {
                "DvVersionMajor": 1,
                "DvProfile": profile,
                "DvLevel": 6,
                "RpuPresentFlag": 1,
                "ElPresentFlag": int(layer),
                "BlPresentFlag": 1,
                "DvBlSignalCompatibilityId": compatible,
            }
        if new:
            row["Hdr10PlusPresentFlag"] = file.plus
        return row

    def _range(self, file: File, *, new: bool) -> str:
        plain = "HLG" if file.transfer == HLG else "HDR10" if file.transfer else "SDR"
        plus = "Plus" if file.plus and new else ""
        match file.dolby:
            case 5, _, _:
                return "DOVI"
            case 7, _, _:
                return f"DOVIWithEL{'HDR10Plus' if plus else ''}" if new else "HDR10"
            case 8, 4, _:
                return "DOVIWithHLG"
            case 8, 2, _:
                return "DOVIWithSDR"
            case 8, _, _:
                return f"DOVIWithHDR10{plus}"
        return plain + (plus if plain == "HDR10" else "")

    def _audio(self, track: Track) -> Row:
        row: Row = {
            "Codec": track.codec,
            "Type": "Audio",
            "Language": _COUNTRIES[track.language],
            "Channels": track.channels,
            "ChannelLayout": {2: "stereo", 6: "5.1", 8: "7.1"}[track.channels],
            "VideoRange": "Unknown",
            "VideoRangeType": "Unknown",
            "Profile": track.profile,
            "Title": track.title,
        }
        if self._knows(10, 9):
            row["AudioSpatialFormat"] = track.spatial or "None"
        return {name: value for name, value in row.items() if value != ""}

    def _knows(self, *since: int) -> bool:
        return tuple(map(int, self.version.split(".")[:2])) >= since


def _date(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.0000000Z"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8096)
    arguments = parser.parse_args()
    asyncio.run(serve(FakeJellyfin(), arguments.port))

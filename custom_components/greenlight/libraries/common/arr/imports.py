"""How Radarr and Sonarr are told to import a file, and how it is seen what has become of that.

They check nothing of what they are told to import, and say that it went well whatever became of it.
"""

from abc import abstractmethod
from collections.abc import Collection, Iterator, Sequence
from contextlib import aclosing
from itertools import batched, islice
from typing import Any, ClassVar, Final, override

from ....engine.home.paths import tail
from ...errors import BadAnswer, NotFound
from ...imports import (
    Candidate,
    CommandState,
    Doing,
    Imported,
    Imports,
    Mode,
    Rejection,
    Tracked,
)
from ..api import Query
from ..values import objects, of, path, some, text, texts, whole
from .disk import ArrDisk
from .records import written

_IMPORTED: Final = "downloadFolderImported"
_IMPORTED_NUMBER: Final = 3
_COMMAND: Final = "ManualImport"
# Files that are looked into for one answer: each of them takes a while, of a slow disk several seconds.
_AT_ONCE: Final = 10
_SLOW: Final = 20.0
# More than any download has that is to be imported.
_MOST: Final = 1000
_MAX_WORDS: Final = 300
_MAX_MESSAGES: Final = 20
_DOING: Final = {
    "queued": Doing.QUEUED,
    "started": Doing.STARTED,
    "completed": Doing.DONE,
    "failed": Doing.FAILED,
    "aborted": Doing.FAILED,
    "cancelled": Doing.FAILED,
}
_UNDER_WAY: Final = frozenset({"queued", "started"})
# What is to be read again where nothing is known of it.
_FIRST: Final = {"version": 1, "real": 0, "isRepack": False}
_UNKNOWN: Final = {
    "quality": {
        "quality": {"id": 0, "name": "Unknown", "source": "unknown", "resolution": 0},
        "revision": _FIRST,
    },
    "languages": [{"id": 0, "name": "Unknown"}],
}

# What says nothing of a file, and is no reason to pass over what was said before.
_NOTHING: Final[tuple[Any, ...]] = ("", None, {}, [], "unknown")
_MAX_SCALARS: Final = 20

type Row = dict[str, Any]


class ArrImports(ArrDisk, Imports):
    """The imports of one Radarr or Sonarr."""

    # What has the folder of one work looked through.
    rescans: ClassVar[str]

    @override
    async def tracked(self, download: str) -> Tracked | None:
        state, messages = "", dict[str, None]()
        if not download:
            return None
        rows = self._in_queue(download)
        async with aclosing(rows):
            async for row in rows:
                state = state or text(row.get("trackedDownloadState"))
                messages |= dict.fromkeys(self._messages(row))
        if not state:
            return None
        return Tracked(state=state, messages=tuple(messages)[:_MAX_MESSAGES])

    @override
    async def imported(self, download: str) -> Imported | None:
        if not download:
            return None
        records = await self._records(download, eventType=_IMPORTED_NUMBER)
        found = [row for row in records if row.get("eventType") == _IMPORTED]
        if not found:
            return None
        files = (some(of(row, "data", "fileId")) for row in found)
        paths = (path(of(row, "data", "importedPath")) for row in found)
        return Imported(
            files=tuple(dict.fromkeys(str(number) for number in files if number)),
            paths=tuple(dict.fromkeys(filter(None, paths))),
        )

    @override
    async def candidates(
        self, path: str, *, item: str, download: str = ""
    ) -> tuple[Candidate, ...]:
        number = _number(item)
        rows = await self._importable(path)
        read = await self._files_read(
            [self._asked(row, number, download) for row in rows]
        )
        return tuple(self._candidate(row, read.get(_path(row), {})) for row in rows)

    @override
    async def bring(
        self, files: Collection[Candidate], *, mode: Mode, item: str, download: str = ""
    ) -> str:
        number = _number(item)
        if not files:
            raise NotFound("no files to import")
        body = {
            "name": _COMMAND,
            # Left to it, it moves what it does not follow itself, and a torrent loses its file.
            "importMode": mode.value,
            "files": await self._orders([*files], number, download),
        }
        return await self._command(body)

    @override
    async def bringing(self, paths: Collection[str]) -> str:
        wanted = set(paths)
        rows = self._api.rows("api/v3/command")
        async with aclosing(rows):
            async for some_rows in rows:
                for row in some_rows:
                    number = some(of(row, "id"))
                    if number and wanted & _brought(row):
                        return str(number)
        return ""

    @override
    async def doing(self, command: str) -> CommandState:
        number = some(command)
        if number is None:
            return CommandState(doing=Doing.GONE)
        try:
            answer = await self._object(f"api/v3/command/{number}")
        except NotFound:
            return CommandState(doing=Doing.GONE)
        status = text(answer.get("status")).casefold()
        if not status:
            raise BadAnswer("no status in the answer")
        # After a restart it stands there as orphaned, and nobody does it any more.
        doing = _DOING.get(status, Doing.GONE)
        if doing is Doing.DONE and text(answer.get("result")) == "unsuccessful":
            doing = Doing.FAILED
        return CommandState(doing=doing, message=self._said(answer.get("message")))

    @override
    async def rescan(self, item: str) -> str:
        number = _number(item)
        # Of one that it does not have it might take all.
        await self._object(f"api/v3/{self.subjects.work}/{number}")
        body = {"name": self.rescans, self.subjects.belongs: number}
        return await self._command(body)

    # ------------------------------------------------- what one does otherwise

    @abstractmethod
    def _asked(self, row: Row, number: int, download: str) -> Row:
        """Return what has a file read for a work."""

    @abstractmethod
    def _episodes(self, row: Row) -> tuple[tuple[int, int], ...]:
        """Return which episodes a file holds, as far as it says so."""

    @abstractmethod
    async def _orders(
        self, files: Sequence[Candidate], number: int, download: str
    ) -> list[Row]:
        """Return what orders files for a work."""

    # ------------------------------------------------------------------ below

    async def _files_read(self, asked: Sequence[Row]) -> dict[str, Row]:
        """Have files read for a work; returns what is said of each, by its path."""
        found: dict[str, Row] = {}
        for some_rows in batched(asked, _AT_ONCE, strict=False):
            body = [*some_rows]
            answer = await self._api.post("api/v3/manualimport", body, slow=_SLOW)
            if not isinstance(answer, list):
                raise BadAnswer("no list of files in the answer")
            found |= {_path(row): row for row in objects(answer)}
        return found

    def _asking(self, row: Row, number: int, download: str) -> Row:
        """Return what both want to be told: what it knows of a file already, and whose it is."""
        return {
            "id": whole(row.get("id")) or 0,
            **_UNKNOWN,
            **_kept(row),
            "path": _path(row),
            self.subjects.belongs: number,
            **_tracked_as(download),
        }

    def _ordering(self, one: Candidate, number: int, download: str) -> Row:
        """Return what orders a file for a work, whose episodes are still to be said."""
        return {
            **_UNKNOWN,
            **(_kept(one.raw) if isinstance(one.raw, dict) else {}),
            "path": one.path,
            self.subjects.belongs: number,
            **_tracked_as(download),
        }

    def _candidate(self, row: Row, read: Row) -> Candidate:
        """Return a file as it was listed, and as it was read for a work."""
        where = _path(row)
        number = some(of(read, self.subjects.work, "id"))
        number = number or some(read.get(self.subjects.belongs))
        return Candidate(
            path=where,
            name=text(row.get("name")) or text(tail(where)),
            size=some(row.get("size")),
            item=str(number or ""),
            episodes=self._episodes(read),
            rejections=tuple(self._rejections(read or row)),
            raw={**_kept(row), **_kept(read)},
        )

    def _rejections(self, row: Row) -> Iterator[Rejection]:
        for one in islice(objects(row.get("rejections")), _MAX_MESSAGES):
            if said := self._said(one.get("reason")):
                yield Rejection(text=said)

    def _messages(self, row: Row) -> Iterator[str]:
        """Yield why a download is not taken in: of some reasons only the heading is there."""
        for one in objects(row.get("statusMessages")):
            reasons = texts(one.get("messages")) or (text(one.get("title")),)
            yield from filter(None, map(self._said, reasons))
        if said := self._said(row.get("errorMessage")):
            yield said

    def _said(self, value: Any) -> str:
        """Return its own words, of which a stack may follow the first line."""
        first = value.lstrip().partition("\n")[0] if isinstance(value, str) else ""
        return self._api.clean(text(first))[:_MAX_WORDS]

    async def _importable(self, where: str) -> list[Row]:
        """Return what is listed at a path.

        Asked for a work or a download instead, it would list the files that it has of that.
        """
        query: Query = {"folder": where, "filterExistingFiles": "false"}
        found: dict[str, Row] = {}
        rows = self._api.rows("api/v3/manualimport", query, slow=_SLOW)
        async with aclosing(rows):
            async for some_rows in rows:
                for row in some_rows:
                    if isinstance(row, dict) and _path(row) and len(found) < _MOST:
                        found.setdefault(_path(row), row)
        return list(found.values())

    async def _command(self, body: Row) -> str:
        answer = await self._api.post("api/v3/command", body)
        number = some(of(answer, "id"))
        if number is None:
            raise BadAnswer("no command in the answer")
        return str(number)


def _kept(row: Row) -> Row:
    """Return what is known of a file as it was told, as far as it is what it should be."""
    quality = _scalars(of(row, "quality", "quality"))
    revision = _scalars(of(row, "quality", "revision"))
    told = {
        "folderName": path(row.get("folderName")),
        "quality": {"quality": quality, "revision": revision or _FIRST}
        if quality
        else {},
        "languages": [*filter(None, map(_scalars, objects(row.get("languages"))))],
        "releaseGroup": text(row.get("releaseGroup")),
        "indexerFlags": whole(row.get("indexerFlags")),
        "releaseType": text(row.get("releaseType")),
    }
    return {name: value for name, value in told.items() if value not in _NOTHING}


def _scalars(value: Any) -> Row:
    """Return the plain values of an object."""
    found = value.items() if isinstance(value, dict) else ()
    plain = ((name, one) for name, one in found if isinstance(one, str | int))
    return dict(islice(plain, _MAX_SCALARS))


def _tracked_as(download: str) -> Row:
    return {"downloadId": written(download)} if download else {}


def _path(row: Any) -> str:
    return path(of(row, "path"))


def _number(item: str) -> int:
    """Return the number of a work. Raises ``NotFound``: without one, all of them might be meant."""
    number = some(item)
    if number is None:
        raise NotFound("not an id")
    return number


def _brought(row: Any) -> set[str]:
    """Return the files that a command imports which has not ended."""
    if text(of(row, "name")).casefold() != _COMMAND.casefold():
        return set()
    if text(of(row, "status")).casefold() not in _UNDER_WAY:
        return set()
    return {_path(file) for file in objects(of(row, "body", "files"))}

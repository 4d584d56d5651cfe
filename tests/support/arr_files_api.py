"""What a fake Sonarr or Radarr answers about files that could be imported, and about its disk."""

from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from .arr_orders import Row

if TYPE_CHECKING:
    from .fake_arr import FakeArr

# Folders that are not listed, whatever is in them.
_HIDDEN: Final = frozenset({"cache", "recovery", "windows", "trash", "$recycle.bin"})
_WHEN: Final = "2026-03-01T18:00:00Z"


class FilesApi:
    """The routes."""

    def __init__(self, arr: FakeArr) -> None:
        """Answer for a fake."""
        self._arr = arr
        for method, path, handler in (
            ("GET", "manualimport", self._importable),
            ("POST", "manualimport", self._reprocess),
            ("GET", "filesystem", self._filesystem),
            ("GET", "remotepathmapping", self._mappings),
            ("GET", "diskspace", self._space),
            ("GET", "rootfolder", self._roots),
            ("GET", "config/mediamanagement", self._media),
            ("GET", "config/downloadclient", self._handling),
        ):
            arr.route(method, f"/api/v3/{path}", handler)

    async def _importable(self, request: web.Request, _: str) -> web.Response:
        query, imports = request.query, self._arr.imports
        of = query.get(self._belongs)
        if download := query.get("downloadId"):
            one = self._arr.downloads.tracked.get(download)
            path = imports.seen_as(one.item.path) if one else ""
            return self._arr.json(request, imports.listed(path) if path else [])
        if of is not None:
            # The folder that was asked for counts for nothing then.
            return self._arr.json(request, self._own(int(of)))
        return self._arr.json(request, imports.listed(query.get("folder", "")))

    @property
    def _belongs(self) -> str:
        return f"{self._arr.work}Id"

    def _own(self, number: int) -> list[Row]:
        """Return the files in the folder of a work; nobody has looked at those it does not know."""
        work = self._arr.works.get(number)
        if work is None:
            return []
        unknown = {"quality": self._arr.quality("Unknown"), "rejections": []}
        return [
            {**row, **unknown} for row in self._arr.imports.listed(work["path"], number)
        ]

    async def _reprocess(self, request: web.Request, _: str) -> web.Response:
        answer = []
        for asked in await request.json():
            work = self._arr.works.get(asked.get(self._belongs))
            if work is None:
                return self._arr.refused(request, 404, {"message": "NotFound"})
            row = self._reread(asked, work["id"])
            if row is None:
                said = {"message": "Object reference not set", "description": "at x.cs"}
                return self._arr.refused(request, 500, said)
            answer.append(row)
        return self._arr.json(request, answer)

    def _reread(self, asked: Row, work: int) -> Row | None:
        """Return a file as it is read for a work; what nobody has asked for is not said again."""
        if asked.get("quality") is None:
            return None
        found = self._arr.imports.listed(asked["path"], work)
        if not found:
            return {**asked, "rejections": [_rejection("File does not exist")]}
        row = self._arr.imports.reread(found[0], asked, work)
        for name in ("name", "size", "relativePath", "folderName", "qualityWeight"):
            del row[name]
        if asked["quality"]["quality"]["id"]:
            row["quality"] = asked["quality"]
        return {**asked, **row}

    async def _filesystem(self, request: web.Request, _: str) -> web.Response:
        """Answer what is in the folder before the last separator, as if the rest was being typed."""
        asked = request.query.get("path", "") or "/"
        folder = asked[: asked.rfind("/") + 1]
        if not folder:
            return self._arr.json(request, {"directories": [], "files": []})
        folders, files = self._arr.disk.listing(folder)
        with_files = request.query.get("includeFiles", "").lower() == "true"
        answer = {
            "parent": folder.rstrip("/").rpartition("/")[0] or None,
            "directories": [
                _entry("folder", folder, one)
                for one in folders
                if one.casefold() not in _HIDDEN
            ],
            "files": [
                {
                    **_entry("file", folder, one),
                    "size": self._arr.disk.size(folder + one),
                }
                for one in (files if with_files else ())
            ],
        }
        return self._arr.json(request, answer)

    async def _mappings(self, request: web.Request, _: str) -> web.Response:
        rows = [
            {"id": at, "host": "box", "remotePath": remote, "localPath": local}
            for at, (remote, local) in enumerate(self._arr.imports.mappings, 1)
        ]
        return self._arr.json(request, rows)

    async def _space(self, request: web.Request, _: str) -> web.Response:
        rows = [
            {"path": path, "label": "", "freeSpace": free, "totalSpace": 2 * free}
            for path, free in self._arr.disk.rooms.items()
        ]
        return self._arr.json(request, rows)

    async def _roots(self, request: web.Request, _: str) -> web.Response:
        roots = dict.fromkeys(row["rootFolderPath"] for row in self._arr.works.values())
        rows: list[dict[str, Any]] = [
            {
                "id": at,
                "path": path,
                "accessible": True,
                "freeSpace": self._arr.disk.room(path),
                "unmappedFolders": [],
            }
            for at, path in enumerate(roots, 1)
        ]
        return self._arr.json(request, rows)

    async def _media(self, request: web.Request, _: str) -> web.Response:
        return self._arr.json(request, self._arr.imports.media)

    async def _handling(self, request: web.Request, _: str) -> web.Response:
        return self._arr.json(request, self._arr.imports.handling)


def _rejection(reason: str) -> Row:
    return {"reason": reason, "type": "permanent"}


def _entry(kind: str, folder: str, name: str) -> Row:
    end = "/" if kind == "folder" else ""
    return {
        "type": kind,
        "name": name,
        "path": f"{folder}{name}{end}",
        "lastModified": _WHEN,
    }

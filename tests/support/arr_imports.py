"""How a fake Sonarr or Radarr imports files: what both do alike.

Read from `MediaFiles` of Sonarr 5 and Radarr 6: `ManualImportService`, `ImportApprovedMovie`,
`UpgradeMediaFileService`, `DiskScanService`. What they are told by hand they check in no way; what is
replaced is deleted before its successor is brought; and a file that cannot be had is no failure.
"""

import asyncio
from dataclasses import dataclass
from itertools import count
import re
from typing import TYPE_CHECKING, Final
import zlib

from .arr_commands import CommandFailed
from .arr_orders import Row

if TYPE_CHECKING:
    from .fake_arr import FakeArr

VIDEOS: Final = (".mkv", ".mp4", ".avi", ".m2ts", ".iso")
_NOT_WORDS: Final = re.compile(r"[^a-z0-9]+")
MANY: Final = 100
UNKNOWN: Final = {"id": 0, "name": "Unknown"}
ENGLISH: Final = {"id": 1, "name": "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file that is to be imported: which, for which work, for what of it, and how it is described."""

    path: str
    work: int
    parts: tuple[int, ...]
    described: Row
    download: str = ""


class Imports:
    """What may be changed while it runs: how it is set up, and what it sees in files.

    ``media`` and ``handling`` are its settings, ``mappings`` its folders under two names. ``infos`` are
    what it finds in a file, ``objections`` what it has against one, both by the file's name.
    ``swallows`` is why nothing comes of any import, although it says that all went well. ``between`` is
    how many seconds pass when what is replaced is gone, and what replaces it is not there yet.
    """

    # How it calls what it finds nothing for.
    nothing: str = ""

    def __init__(self, arr: FakeArr) -> None:
        """Import for a fake."""
        self.arr = arr
        self.media: Row = {
            "id": 1,
            "recycleBin": "",
            "recycleBinCleanupDays": 7,
            "downloadPropersAndRepacks": "preferAndUpgrade",
            "deleteEmptyFolders": False,
            "fileDate": "none",
            "rescanAfterRefresh": "always",
            "setPermissionsLinux": False,
            "chmodFolder": "755",
            "chownGroup": "",
            "skipFreeSpaceCheckWhenImporting": False,
            "minimumFreeSpaceWhenImporting": 100,
            "copyUsingHardlinks": True,
            "useScriptImport": False,
            "scriptImportPath": "",
            "importExtraFiles": False,
            "extraFileExtensions": "srt",
            "enableMediaInfo": True,
        }
        self.handling: Row = {
            "id": 1,
            "downloadClientWorkingFolders": "_UNPACK_|_FAILED_",
            "enableCompletedDownloadHandling": True,
            "autoRedownloadFailed": True,
            "autoRedownloadFailedFromInteractiveSearch": True,
        }
        self.mappings: list[tuple[str, str]] = []
        self.infos: dict[str, Row] = {}
        self.objections: dict[str, list[str]] = {}
        self.swallows = ""
        self.between = 0.0
        self.log: list[str] = []
        # Why a download that is complete is not taken in, by its id.
        self.blocks: dict[str, str] = {}
        self.numbers = count(1001)
        arr.commands.needs_disk("ManualImport", self._by_hand)

    # -------------------------------------------------- what one does otherwise

    def guessed(self, name: str) -> Row:
        """Return the quality that a name says."""
        raise NotImplementedError

    def objected(self, told: Row) -> list[str]:
        """Return what speaks against a file, by what is told of it."""
        del told
        return []

    def reread(self, row: Row, asked: Row, work: int) -> Row:
        """Return a file as it is listed for a work, by what somebody has said of it."""
        del asked, work
        return row

    def matched(self, path: str, work: int | None = None) -> tuple[int, Row] | None:
        """Return which work a file is of, and what is told of that; None where it cannot tell."""
        raise NotImplementedError

    def wanted(self, body: Row) -> tuple[int, tuple[int, ...]]:
        """Return for what a file was ordered. Raises ``CommandFailed``."""
        raise NotImplementedError

    def told(self, work: int, parts: tuple[int, ...]) -> list[Row]:
        """Return what rows say of a work: one for each thing of it that a file holds."""
        raise NotImplementedError

    def replaced(self, one: Brought) -> list[Row]:
        """Return the files that are there, which an import deletes."""
        raise NotImplementedError

    def target(self, one: Brought) -> str:
        """Return where a file is to lie."""
        raise NotImplementedError

    async def lose(self, one: Brought, row: Row) -> None:
        """Know a file no more."""
        raise NotImplementedError

    async def have(self, one: Brought, path: str) -> Row:
        """Know a new file. Returns its row."""
        raise NotImplementedError

    # ------------------------------------------------------------- what is there

    def listed(self, path: str, work: int | None = None) -> list[Row]:
        """Return what there is to import at a path: nothing is, where that is wrong."""
        videos = [
            one for one in self.arr.disk.files(path) if one.casefold().endswith(VIDEOS)
        ]
        rows = [self._row(one, path, work) for one in videos]
        if work is None and len(rows) > MANY:
            # It looks into none of so many, but into any that is asked for by itself.
            unknown = {"quality": self.arr.quality("Unknown"), "languages": [UNKNOWN]}
            rows = [{**row, **unknown, "rejections": []} for row in rows]
        return rows

    def _row(self, path: str, folder: str, work: int | None) -> Row:
        name = path.rpartition("/")[2]
        base = folder if folder != path else path.rpartition("/")[0]
        found = self.matched(path, work)
        return {
            "id": zlib.crc32(path.encode("utf-8", "surrogatepass")) & 0x7FFFFFFF,
            "path": path,
            "relativePath": path.removeprefix(f"{base}/"),
            "folderName": base.rpartition("/")[2],
            "name": name.rpartition(".")[0],
            "size": self.arr.disk.size(path),
            **(found[1] if found else {}),
            **self.described(path),
            "qualityWeight": 0,
            "customFormats": [],
            "customFormatScore": 0,
            "rejections": self._rejections(name, found[1] if found else None),
        }

    def described(self, path: str) -> Row:
        """Return what a name says of a file."""
        name = path.rpartition("/")[2].rpartition(".")[0]
        return {
            "quality": self.guessed(name),
            "languages": [ENGLISH],
            "releaseGroup": name.rpartition("-")[2] if "-" in name else None,
            "indexerFlags": 0,
        }

    def _rejections(self, name: str, told: Row | None) -> list[Row]:
        reasons = list(self.objections.get(name, ()))
        if "sample" in name.casefold():
            reasons.append("Sample")
        reasons += [self.nothing] if told is None else self.objected(told)
        return [{"reason": one, "type": "permanent"} for one in reasons]

    def words(self, text: str) -> str:
        """Return a title or a name as they are compared."""
        return _NOT_WORDS.sub("", text.casefold())

    def work_in(self, path: str) -> int | None:
        """Return the work whose title a file's name begins with, or that of its folder."""
        for name in reversed(path.split("/")[-2:]):
            for number, row in self.arr.works.items():
                if self.words(name).startswith(self.words(row["title"])):
                    return number
        return None

    # ------------------------------------------------------------------ importing

    async def _by_hand(self, body: Row) -> None:
        """Import what was ordered, each file at its own risk: the order is a success in any case."""
        orders = [self._read(file) for file in body.get("files", [])]
        mode = body.get("importMode", "auto")
        for one in orders:
            tracked = self.arr.downloads.tracked.get(one.download)
            # Left to it, it moves what it does not follow, or what its client says can be moved.
            move = mode == "move" or (mode == "auto" and tracked is None)
            try:
                await self.bring(one, move=move)
            except OSError as err:
                self.log.append(str(err))
            else:
                if tracked is not None:
                    tracked.state = "imported"

    def _read(self, file: Row) -> Brought:
        work, parts = self.wanted(file)
        if work not in self.arr.works:
            raise CommandFailed(f"{self.arr.work} with ID {work} does not exist")
        described = {
            name: file.get(name)
            for name in ("quality", "languages", "releaseGroup", "indexerFlags")
        }
        if described["quality"] is None:
            raise CommandFailed("Object reference not set to an instance of an object.")
        return Brought(
            path=file["path"],
            work=work,
            parts=parts,
            described=described,
            download=file.get("downloadId") or "",
        )

    async def bring(self, one: Brought, *, move: bool) -> Row:
        """Import one file. Raises ``OSError``; what was there may be gone then."""
        if self.swallows:
            raise OSError(self.swallows)
        disk, to = self.arr.disk, self.target(one)
        size = disk.size(one.path)
        folder = self.arr.works[one.work]["path"]
        if one.path.startswith(f"{folder}/"):
            # What lies there already is neither moved nor written down, and nothing is deleted.
            return await self.have(one, one.path)
        for row in self.replaced(one):
            self._recycle(row["path"])
            await self.lose(one, row)
        await asyncio.sleep(self.between)
        disk.bring(
            one.path, to, move=move, link=self.media["copyUsingHardlinks"] is True
        )
        row = await self.have(one, to)
        known = one.download and self.arr.downloads.journal.records(one.download)
        self.arr.downloads.journal.brought(
            self.told(one.work, one.parts),
            one.described,
            title=one.path.rpartition("/")[2].rpartition(".")[0],
            download=one.download if known or one.download in self._followed else None,
            data={
                "fileId": str(row["id"]),
                "droppedPath": one.path,
                "importedPath": to,
                "size": str(size),
            },
        )
        return row

    @property
    def _followed(self) -> set[str]:
        return set(self.arr.downloads.tracked)

    def _recycle(self, path: str) -> None:
        """Delete a file, or put it aside where there is a bin."""
        bin_ = self.media["recycleBin"]
        if not bin_:
            self.arr.disk.remove(path)
            return
        try:
            to = f"{bin_.rstrip('/')}/{path.rpartition('/')[2]}"
            self.arr.disk.bring(path, to, move=True, link=False)
        except FileNotFoundError:
            pass

    # ------------------------------------------------------------------ by itself

    def seen_as(self, path: str) -> str:
        """Return what a client calls a path, as it is seen here."""
        for remote, local in self.mappings:
            base = remote.rstrip("/")
            if path == base or path.startswith(f"{base}/"):
                return local.rstrip("/") + path[len(base) :]
        return path

    async def take_in(self, download: str, path: str, work: int) -> str:
        """Import what is complete in its own category. Returns why not, where it does not."""
        rows = self.listed(self.seen_as(path), work)
        if not rows:
            return f"No files found are eligible for import in {path}"
        if said := [one["reason"] for row in rows for one in row["rejections"]]:
            return str(said[0])
        for row in rows:
            found = self.matched(row["path"], work)
            assert found is not None
            described = {name: row[name] for name in ("quality", "languages")}
            described["releaseGroup"] = row["releaseGroup"]
            one = Brought(
                path=row["path"],
                work=work,
                parts=self.parts_of(found[1]),
                described=described,
                download=download,
            )
            try:
                await self.bring(one, move=False)
            except OSError as err:
                return str(err)
        return ""

    def parts_of(self, told: Row) -> tuple[int, ...]:
        """Return what of a work a file holds, by what is told of it."""
        return tuple(one["id"] for one in told.get("episodes", ()))

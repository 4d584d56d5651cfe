"""The disk as Radarr and Sonarr see it, and how they treat what is on it."""

from typing import Any, Final

from ....engine.home.paths import below, composed, folder_of, is_windows, sound, tail
from ...errors import BadAnswer
from ...imports import ImportHabits
from ..api import Query
from ..values import flag, objects, of, path, some, whole
from .records import ArrRecords

_MEGABYTE: Final = 1024 * 1024

type Row = dict[str, Any]


class ArrDisk(ArrRecords):
    """What one Radarr or Sonarr tells of its disk."""

    async def import_habits(self) -> ImportHabits:
        """Return what an import there does as a rule."""
        media = await self._object("api/v3/config/mediamanagement")
        clients = await self._object("api/v3/config/downloadclient")
        if "copyUsingHardlinks" not in media:
            # Whoever took that for an answer would think that nothing is kept in a bin.
            raise BadAnswer("no settings in the answer")
        free = whole(media.get("minimumFreeSpaceWhenImporting"))
        skips = flag(media.get("skipFreeSpaceCheckWhenImporting")) is True
        return ImportHabits(
            recycle_bin=bool(path(media.get("recycleBin")).strip()),
            bin_days=some(media.get("recycleBinCleanupDays")),
            min_free=None if skips or free is None else free * _MEGABYTE,
            # What is not known to save room is taken not to.
            hardlinks=flag(media.get("copyUsingHardlinks")) is True,
            by_itself=flag(clients.get("enableCompletedDownloadHandling")) is not False,
            # Without a script it imports as usual.
            by_script=flag(media.get("useScriptImport")) is True
            and bool(path(media.get("scriptImportPath")).strip()),
        )

    async def sees(self, path: str) -> bool:
        """Tell whether there is something at a path."""
        if not sound(path):
            return False
        folder, windows = folder_of(path), is_windows(path)
        name = _compared(tail(path), windows)
        if folder and any(
            _compared(one, windows) == name for one in await self._names_in(folder)
        ):
            return True
        # Some folders are not shown in that which they lie in.
        return bool(await self._names_in(path))

    async def mappings(self) -> tuple[tuple[str, str], ...]:
        """Return the folders that it knows under two names, those of all clients."""
        rows = await self._listed("api/v3/remotepathmapping")
        pairs = (
            (path(row.get("remotePath")), path(row.get("localPath"))) for row in rows
        )
        return tuple(dict.fromkeys(pair for pair in pairs if all(pair)))

    async def free(self, path: str) -> int | None:
        """Return the bytes that are free on the disk of a path."""
        for source in ("api/v3/diskspace", "api/v3/rootfolder"):
            if (found := _free(await self._listed(source), path)) is not None:
                return found
        return None

    async def _names_in(self, folder: str) -> tuple[str, ...]:
        """Return the names in a folder, none where it cannot be read."""
        sign = "/"
        if is_windows(folder):
            # There it goes by its own sign only.
            folder, sign = folder.replace("/", "\\"), "\\"
        # Without it, what lies beside the folder would be listed, too.
        where = folder if folder.endswith(sign) else folder + sign
        query: Query = {"path": where, "includeFiles": "true"}
        answer = await self._object("api/v3/filesystem", query)
        if "directories" not in answer and "files" not in answer:
            raise BadAnswer("no folder in the answer")
        found: list[str] = []
        for kind in ("directories", "files"):
            listed = answer.get(kind)
            rows = listed if isinstance(listed, list) else []
            found += (path(of(one, "name")) for one in rows)
        return tuple(filter(None, found))

    async def _object(self, where: str, query: Query | None = None) -> Row:
        answer = await self._api.get(where, query)
        if not isinstance(answer, dict):
            raise BadAnswer("not what was asked for")
        return answer

    async def _listed(self, where: str) -> list[Row]:
        answer = await self._api.get(where)
        if not isinstance(answer, list):
            raise BadAnswer("no list in the answer")
        return list(objects(answer))


def _compared(name: str, windows: bool) -> str:
    """Return a name as it is compared: Windows minds no case."""
    name = composed(name)
    return name.casefold() if windows else name


def _free(rows: list[Row], where: str) -> int | None:
    """Return the room on the disk of a path: what is mounted deepest is where it lies."""
    found = [
        (len(mount.rstrip("/\\")), free)
        for row in rows
        if below(where, mount := path(row.get("path")))
        if (free := whole(row.get("freeSpace"))) is not None
    ]
    return max(found)[1] if found else None

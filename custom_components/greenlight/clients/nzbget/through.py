"""What an NZBGet shows of its downloads, and lets be done with them.

Any name is a category to it. Of the files of a download it tells only those that are still to come.
"""

from collections.abc import Mapping
from dataclasses import replace
import re
from typing import Any, Final, override

from ...engine.order import Place
from ...engine.text import clean_title
from ..base import DownloadState, Identity
from ..common.usenet import UsenetClient, whole_of
from ..common.values import fraction, path_text, reading
from ..errors import BadAnswer, NotSupported, UnknownDownload
from ..through import File, Habits, Shown
from .api import Api
from .following import Following
from .lists import read_lists
from .rows import FORCED, Row, large

_CATEGORY: Final = re.compile(r"(Category\d+\.)(Name|DestDir)")
_FOLDER: Final = "DestDir"
_MOVES: Final[Mapping[Place, tuple[str, str]]] = {
    Place.TOP: ("GroupMoveTop", ""),
    Place.UP: ("GroupMoveOffset", "-1"),
    Place.DOWN: ("GroupMoveOffset", "1"),
    Place.BOTTOM: ("GroupMoveBottom", ""),
}


class NZBGetThrough(UsenetClient):
    """An NZBGet, as far as it is for other programs.

    ``_shown_following`` remembers what is shown, apart from what is followed.
    """

    _api: Api
    _following: Following
    _shown_following: Following

    @override
    async def show(self, wanted: Mapping[str, Identity]) -> Mapping[str, Shown]:
        if not wanted:
            return {}
        _, rows = await self._shown_following.look(wanted)
        return {
            key: replace(row.shown, download=row.download) for key, row in rows.items()
        }

    @override
    async def habits(self) -> Habits:
        folder = (await self._config(re.compile(_FOLDER))).get(_FOLDER, "")
        return Habits(save_path=path_text(folder), queueing=True)

    @override
    async def categories(self) -> Mapping[str, str]:
        told = await self._config(_CATEGORY)
        return {
            name: path_text(told.get(f"{option.removesuffix('Name')}{_FOLDER}", ""))
            for option, value in told.items()
            if option.endswith(".Name") and (name := clean_title(value))
        }

    @override
    async def create_category(self, name: str, path: str = "") -> None:
        """Do nothing: any name is one, and gets its folder with the first download."""

    @override
    async def files(self, download: str) -> tuple[File, ...]:
        row = await self._known(download)
        if row.ended is not None:
            return whole_of(row.download)
        told = await self._api.call("listfiles", 0, 0, int(download))
        with reading("not a list of files"):
            files = tuple(map(_file, told))
        return files if len(files) == row.files else whole_of(row.download)

    @override
    async def set_category(self, download: str, category: str) -> None:
        row = await self._known(download)
        if row.ended is not None:
            await self._change("HistorySetCategory", download, category)
            self._forget()
            return
        self._check_waiting(row)
        await self._change("GroupSetCategory", download, category)

    @override
    async def set_forced(self, download: str, *, forced: bool) -> None:
        row = await self._known(download)
        self._check_waiting(row)
        if row.shown.forced is not forced:
            await self._change(
                "GroupSetPriority", download, str(FORCED if forced else 0)
            )

    @override
    async def move(self, download: str, place: Place) -> None:
        if (await self._known(download)).ended is None:
            command, by = _MOVES[place]
            await self._change(command, download, by)

    async def _row(self, known: str) -> Row | None:
        """Look one download up by its id."""
        _, queue = await read_lists(self._api)
        for row in queue:
            if row.download.id == known:
                return row
        return await self._following.history.row(known)

    async def _known(self, known: str) -> Row:
        row = await self._row(known)
        if row is None or row.removed:
            raise UnknownDownload
        return row

    @staticmethod
    def _check_waiting(row: Row) -> None:
        if row.ended is not None or row.download.state is DownloadState.POST_PROCESSING:
            raise NotSupported("it is downloaded already")

    async def _edit(self, command: str, known: str, param: str = "") -> bool:
        """Change one download, and return whether NZBGet found it."""
        return bool(await self._api.call("editqueue", command, param, [int(known)]))

    async def _change(self, command: str, known: str, param: str = "") -> None:
        if not await self._edit(command, known, param):
            raise UnknownDownload

    def _forget(self) -> None:
        """Read what ended anew at the next look."""
        self._following.history.forget()
        self._shown_following.history.forget()

    async def _config(self, wanted: re.Pattern[str]) -> dict[str, str]:
        """Return some options; the rest of the answer, with secrets, is dropped."""
        options: dict[str, str] = {}

        def take(option: Any) -> bool:
            if not isinstance(option, dict):
                raise BadAnswer("not a list of options")
            if wanted.fullmatch(name := str(option.get("Name"))):
                options[name] = str(option.get("Value") or "")
            return False

        await self._api.rows(take, "config")
        return options


def _file(told: Mapping[str, Any]) -> File:
    size, left = large(told, "FileSize"), large(told, "RemainingSize")
    return File(
        name=path_text(told["Filename"]),
        size=size,
        progress=fraction((size - left) / size) if size else 0.0,
        wanted=told["Paused"] is not True,
    )

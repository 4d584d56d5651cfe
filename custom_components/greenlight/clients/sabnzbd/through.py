"""What a SABnzbd shows of its jobs, and lets be done with them.

The order of its queue is made of priorities: a job that is moved gets that of its new neighbours, so
it is kept from getting among those that are forced, or away from there.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, override

from ...engine.order import Place
from ...engine.text import clean_title
from ..base import Identity
from ..common.looking import ABSENT, Again, tries
from ..common.usenet import UsenetClient, whole_of
from ..common.values import finite, fraction, is_absolute, path_text, reading
from ..errors import BadAnswer, CategoryRefused, NotSupported, UnknownDownload
from ..through import File, Habits, Shown
from .api import Api
from .lists import History, Queue
from .names import job_name
from .options import FORCE, USUAL
from .rows import Row, category_of

_NONE: Final = "*"
_MIB: Final = 1024**2


class SABnzbdThrough(UsenetClient):
    """A SABnzbd, as far as it is for other programs.

    ``_shown_history`` remembers what is shown, apart from what is followed, and ``_absent`` when to
    look again for what is not there.
    """

    _api: Api
    _queue: Queue
    _history: History
    _shown_history: History
    _clock: Callable[[], float]
    _absent: dict[Identity, Again]

    @override
    async def show(self, wanted: Mapping[str, Identity]) -> Mapping[str, Shown]:
        if not wanted:
            return {}
        ids = {identity.id for identity in wanted.values() if identity.id}
        _, rows = await self._queue.look(ids)
        rows |= await self._shown_history.look(ids - rows.keys())
        shown = {
            key: rows[identity.id].shown
            for key, identity in wanted.items()
            if identity.id in rows
        }
        missing = {key: one for key, one in wanted.items() if key not in shown}
        for key, identity in missing.items():
            row = await self._anew(identity)
            # What had an id is not what somebody else has by that title.
            if row is not None and not (identity.id and row.download.id in rows):
                shown[key] = row.shown
        self._absent = {
            identity: again
            for identity, again in self._absent.items()
            if identity in missing.values()
        }
        return shown

    async def _anew(self, identity: Identity) -> Row | None:
        """Look, ever more rarely, for what has another id by now: a retry is a new job."""
        now, name = self._clock(), job_name(identity.title)
        again = self._absent.setdefault(identity, Again(now))
        if not name or again.due > now:
            return None
        found = await self._queue.find(identity, name) or await self._history.find(
            identity, name
        )
        if found is None:
            again.put_off(now, ABSENT)
            return None
        return await self._row(found.download.id)

    @override
    async def habits(self) -> Habits:
        return Habits(save_path=await self._folder(), queueing=True)

    @override
    async def categories(self) -> Mapping[str, str]:
        folder = await self._folder()
        told = await self._config("categories")
        with reading("not a list of categories"):
            return {
                name: _below(folder, str(one.get("dir") or ""))
                for one in told
                if (name := clean_title(str(one["name"]))) not in ("", _NONE)
            }

    @override
    async def create_category(self, name: str, path: str = "") -> None:
        await self._ensured(name, path)

    async def _ensured(self, name: str, path: str = "") -> str:
        """Make sure of a category, and return how SABnzbd spells it. Raises ``CategoryRefused``."""
        if (known := await self._spelled(name)) is not None:
            return known
        if not category_of(name):
            raise CategoryRefused(f"{name}: to SABnzbd that is none")
        folder = {"dir": path} if path else {}
        await self._api.call("set_config", section="categories", name=name, **folder)
        if (known := await self._spelled(name)) is None:
            raise CategoryRefused(name)
        return known

    async def _spelled(self, name: str) -> str | None:
        wanted = name.casefold()
        names = await self._categories()
        return next((one for one in names if one.casefold() == wanted), None)

    async def _categories(self) -> tuple[str, ...]:
        found = (await self._api.call("get_cats")).get("categories")
        if not isinstance(found, list):
            raise BadAnswer("no categories in the answer")
        names = (clean_title(str(name)) for name in found if name != _NONE)
        return tuple(name for name in names if name)

    @override
    async def files(self, download: str) -> tuple[File, ...]:
        row = await self._known(download)
        told = (await self._api.call("get_files", value=download)).get("files")
        with reading("not a list of files"):
            files = tuple(map(_file, told if row.queued and told else ()))
        return files or whole_of(row.download)

    @override
    async def set_category(self, download: str, category: str) -> None:
        await self._waiting(download)
        name = await self._ensured(category) if category else ""
        await self._bring(
            download,
            lambda row: row.download.category == clean_title(name),
            {"mode": "change_cat", "value2": name or _NONE},
        )

    @override
    async def set_forced(self, download: str, *, forced: bool) -> None:
        """Force a job, or give it what is usual in its category."""
        await self._waiting(download)
        priority = FORCE if forced else USUAL
        await self._bring(
            download,
            lambda row: row.shown.forced is forced,
            {"mode": "queue", "name": "priority", "value2": priority},
        )

    @override
    async def move(self, download: str, place: Place) -> None:
        await self._known(download)
        _, rows = await self._queue.all()
        forced = sum(row.shown.forced for row in rows)
        for at, row in enumerate(rows):
            if row.download.id != download:
                continue
            first, last = (0, forced - 1) if at < forced else (forced, len(rows) - 1)
            wanted = {
                Place.TOP: first,
                Place.UP: max(at - 1, first),
                Place.DOWN: min(at + 1, last),
                Place.BOTTOM: last,
            }[place]
            if wanted != at:
                await self._api.call("switch", value=download, value2=str(wanted))

    async def _bring(
        self, known: str, holds: Callable[[Row], bool], command: Mapping[str, str]
    ) -> None:
        """Do something to a job until it holds. Raises ``BadAnswer`` if it never does."""
        fields = {"value": known, **command}
        mode = fields.pop("mode")
        async for _ in tries():
            if holds(await self._waiting(known)):
                return
            await self._api.call(mode, **fields)
        raise BadAnswer("it stayed as it was")

    async def _row(self, known: str) -> Row | None:
        """Look one job up by its id."""
        _, queued = await self._queue.look({known})
        return queued.get(known) or await self._history.row(known)

    async def _known(self, known: str) -> Row:
        if (row := await self._row(known)) is None:
            raise UnknownDownload
        return row

    async def _waiting(self, known: str) -> Row:
        """Look a job of the queue up. Raises ``UnknownDownload`` and ``NotSupported``."""
        row = await self._known(known)
        if not row.queued:
            raise NotSupported("it is downloaded already")
        return row

    async def _folder(self) -> str:
        """Return where completed downloads are saved."""
        told = await self._config("misc", keyword="complete_dir")
        with reading("not the settings"):
            folder = str(told["complete_dir"])
        if not is_absolute(folder):
            # Only this tells below what. It holds the key as well, so the rest is dropped.
            folder = str((await self._fullstatus()).get("completedir") or folder)
        return path_text(folder)

    async def _fullstatus(self) -> Mapping[str, Any]:
        status = (await self._api.call("fullstatus", skip_dashboard="1")).get("status")
        return status if isinstance(status, dict) else {}

    async def _config(self, section: str, **fields: str) -> Any:
        """Return a section of the settings, of which most are secrets: no more than is asked for."""
        told = await self._api.call("get_config", section=section, **fields)
        with reading("not the settings"):
            return told["config"][section]


def _below(folder: str, name: str) -> str:
    """Return the folder of a category, empty for none; a star at its end is about folders in it."""
    name = name.removesuffix("*")
    if not name or is_absolute(name):
        return path_text(name)
    between = "\\" if "\\" in folder else "/"
    return path_text(f"{folder.rstrip('/\\')}{between}{name}")


def _file(told: Mapping[str, Any]) -> File:
    size = finite(told["mb"])
    left = finite(told["mbleft"])
    return File(
        name=path_text(told["filename"]),
        size=round(finite(told.get("bytes", size * _MIB))),
        progress=fraction((size - left) / size) if size else 0.0,
    )

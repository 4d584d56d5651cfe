"""A library that runs: when it is read, what it tells by itself, and what becomes of a failure.

It is read whole at first, once a day, and after every time in which nobody listened; in between it
tells of each change. While it is listened to and says nothing, nothing at all is done.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..coordinator import PartCoordinator
from ..engine.lately import lately
from ..engine.library.item import Item
from ..engine.library.shelf import Shelf
from ..gate.library_desk import LibraryDesk
from ..ledger.shelf_store import ShelfStore
from ..libraries.base import About, Change, Library, Trouble, What
from ..libraries.errors import LibraryAuth, LibraryError, LibraryOff, OtherServer
from ..libraries.imports import Imports
from .counts import NONE, Counts, counted
from .doubt import Doubt
from .ear import FIRST_RETRY, Ear, pause
from .keeping import Keeping
from .library_settings import SERVER_ID, paths_of
from .setting import ENABLED
from .singly import Singly

# Seconds between two readings of one that is listened to, and of one that cannot be.
DAILY: Final = 86400.0
UNHEARD: Final = 3600.0
# Seconds between two readings that the library itself makes necessary.
BETWEEN: Final = 60.0
# An interval of nothing would be none.
SOON: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryData:
    """What is known of a library; times are aware.

    ``read`` is when it was read whole, None if never, ``changed`` when it told of its last change
    since the start, ``broken`` how many items could not be understood.
    """

    about: About | None = None
    counts: Counts = NONE
    read: datetime | None = None
    changed: datetime | None = None
    broken: int = 0
    listening: bool = False
    troubles: tuple[Trouble, ...] = ()


class LibraryCoordinator(PartCoordinator[LibraryData]):
    """Keeps the shelf of one library as the library is."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        subentry: ConfigSubentry,
        desk: LibraryDesk,
        library: Library,
        shelf: Shelf,
        store: ShelfStore,
        counts: Counts,
    ) -> None:
        """Hand the library to the desk, with what is kept of it on its shelf."""
        super().__init__(hass, entry, subentry)
        self._desk = desk
        self.shelf = shelf
        self._keeping = Keeping(subentry.subentry_id, desk, shelf, store)
        self._ear = Ear(hass, self._on_change, self._on_silence)
        self._doubt = Doubt(hass, subentry.subentry_id)
        self._singly = Singly(self._spawn, self._take_single, self._on_stale)
        self._asking_troubles: asyncio.Task[None] | None = None
        read = shelf.as_of
        self.data = LibraryData(
            counts=counts,
            read=None if read is None else dt_util.utc_from_timestamp(read),
        )
        self._begin(subentry, library)

    def _begin(self, subentry: ConfigSubentry, library: Library) -> None:
        """Take over a library and settings."""
        self.subentry = subentry
        self.library = library
        # Whether there is something that was not heard of.
        self._stale = True
        # Whether somebody will say anyway when it is looked at next.
        self._looking = False
        # Whether all of it is being read; what is told meanwhile is newer and comes after.
        self._reading = False
        self._told_meanwhile: list[Change] = []
        self._failures = 0
        self._enable(enabled=ENABLED.of(subentry.data))
        library_id = subentry.subentry_id
        if self.enabled:
            self._desk.attach(
                library_id,
                library,
                self.shelf,
                name=subentry.title,
                paths=paths_of(subentry.data),
            )
            # What is kept may not be what is there, or be another server's.
            self._desk.away(library_id)
        else:
            self._desk.detach(library_id)
        self._set_interval()

    async def async_attach(self, subentry: ConfigSubentry, library: Library) -> None:
        """Take over a library and settings that have been changed."""
        # What is under way ends without a word: it is about another one.
        self.library, self.shelf.habits = library, {}
        await self._hush()
        self._begin(subentry, library)

    async def async_detach(self) -> None:
        """Stop listening, and write what has not been written yet."""
        await self._stop()
        self._doubt.let_go()
        await self._keeping.store.async_flush()

    async def async_forget(self) -> None:
        """Stop listening, and forget what it holds: it has been removed."""
        await self._stop()
        self._doubt.drop()
        await self._keeping.store.async_remove()

    async def _stop(self) -> None:
        await self.async_shutdown()
        await self._hush()
        self._desk.detach(self.subentry.subentry_id)

    async def _hush(self) -> None:
        """End whatever is under way with the library."""
        await self._ear.hush()
        await self._singly.stop()
        if self._asking_troubles is not None:
            self._asking_troubles.cancel()
            await asyncio.gather(self._asking_troubles, return_exceptions=True)
        self._know(listening=False)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return self.config_entry.async_create_background_task(
            self.hass, work, f"ask {self.subentry.title}"
        )

    def _is(self, library: Library) -> bool:
        """Tell whether a library that was waited for has been neither removed nor replaced."""
        return self.library is library and not self._shutdown_requested

    @property
    def answers(self) -> bool:
        """Tell whether it answered its last look and has been read whole."""
        return self.last_update_success and self.data.read is not None

    @callback
    def _know(self, **facts: Any) -> None:
        """Take note of something, and tell those who show it if it is new."""
        data = replace(self.data, **facts)
        if data != self.data:
            self.data = data
            self.async_update_listeners()

    # -------------------------------------------------------------- one look

    @override
    def _off(self) -> LibraryError:
        return LibraryOff()

    @override
    async def _async_test(self) -> Mapping[str, str | int]:
        await self.async_refresh()
        self.raise_failure()
        about = self.data.about
        return {
            "version": f"{self.library.program} {about.version}" if about else "",
            "items": self.data.counts.movies + self.data.counts.series,
            "unreadable": self.data.broken,
        }

    @override
    async def _async_look(self) -> LibraryData:
        library = self.library
        self._looking = True
        try:
            about = await library.about()
            if self._is(library):
                self._check_server(about)
                await self._ear.listen(library)
            if self._is(library) and self._is_due():
                await self._read_whole(library)
            troubles = await library.troubles()
            await self._learn_habits(library)
        except LibraryError as err:
            if self._is(library):
                raise self._down(err) from err
        finally:
            if self._is(library):
                self._looking = False
        if not self._is(library):
            # It has been replaced meanwhile, and the new one is looked at next.
            return self.data
        if self._failures or not self.last_update_success:
            self._end_reauth()
        self._failures = 0
        self._set_interval()
        self._desk.here(self.subentry.subentry_id)
        return replace(self.data, about=about, troubles=troubles)

    async def _learn_habits(self, library: Library) -> None:
        """Ask one that imports what becomes of files there; it says so some other time where it does not."""
        if not isinstance(library, Imports):
            return
        with suppress(LibraryError):
            habits = await library.import_habits()
            if not self._is(library):
                return
            if self._desk.learn_habits(self.subentry.subentry_id, habits):
                self._keeping.save()

    def _check_server(self, about: About) -> None:
        """Take no other server for the one that was set up. Raises ``OtherServer``."""
        known = SERVER_ID.of(self.subentry.data)
        if known and about.id and known != about.id:
            raise OtherServer(about.name)

    def _down(self, err: LibraryError) -> Exception:
        """Return the failure of a look; what stays down is asked ever more rarely."""
        if isinstance(err, LibraryAuth):
            self._start_reauth()
        self._failures += 1
        # Whatever changes until it answers again goes unheard.
        self._stale = True
        self._desk.away(self.subentry.subentry_id)
        return self._failed(err, pause(self._failures))

    def _is_due(self) -> bool:
        if self._stale or self.shelf.as_of is None:
            return True
        between = DAILY if self._ear.listening else UNHEARD
        return not lately(self.shelf.as_of, between, now=_now())

    @callback
    def _set_interval(self) -> None:
        """Say when it is looked at next, whatever is told until then."""
        if not self.enabled:
            self.update_interval = None
            return
        now = _now()
        # A clock that was set back has it read in the future.
        waits = [DAILY - max(now - (self.shelf.as_of or now), 0.0)]
        if not self._ear.listening:
            waits.append(self._ear.pause)
        if (left := self._doubt.left) is not None:
            waits.append(left)
        elif self._stale:
            waits.append(BETWEEN)
        self.update_interval = timedelta(seconds=max(min(waits), FIRST_RETRY))

    @callback
    def _look_in(self, seconds: float) -> None:
        """Look again in so many seconds, in place of later; a look under way says itself when."""
        if self.enabled and not self._looking:
            self.update_interval = timedelta(seconds=seconds)
            self._schedule_refresh()

    # ------------------------------------------------------------ read whole

    async def _read_whole(self, library: Library) -> None:
        """Read all of it, and only then put it on the shelf. Raises ``LibraryError``."""
        self._reading, self._stale = True, False
        try:
            found: list[Item] = []
            async for items in library.read():
                found += items
            if self._is(library):
                await self._take_all(library, found)
        finally:
            if self._is(library):
                self._reading = False
                told, self._told_meanwhile = self._told_meanwhile, []
                for change in told:
                    self._take(change)

    async def _take_all(self, library: Library, found: list[Item]) -> None:
        if broken := library.broken:
            # What is missing may be what could not be understood.
            known = {item.id for item in found}
            found += [item for item in self.shelf if item.id not in known]
        counts = await self.hass.async_add_executor_job(counted, found)
        if not self._is(library):
            return
        if self._doubt.cast(self.subentry.title, self.data.counts, counts):
            self._stale = True
            return
        changes = await self._keeping.replace(found, lambda: self._is(library))
        if changes is None:
            return
        self._know(counts=counts, read=dt_util.utcnow(), broken=broken)
        self._keeping.changed(*changes.added, *changes.changed, *changes.removed)

    # -------------------------------------------------------- what it tells

    @callback
    def _on_silence(self) -> None:
        """Take it that nothing is heard any more, and look soon what is the matter."""
        self._know(listening=False)
        self._look_in(self._ear.pause)

    @callback
    def _on_change(self, change: Change) -> None:
        match change.what:
            case What.STALE:
                self._know(listening=True)
                self._on_stale()
            case What.HEALTH:
                self._ask_troubles()
            case _:
                self._take(change)

    @callback
    def _on_stale(self) -> None:
        """Take it that something was missed, and read all soon."""
        self._stale = True
        read = self.shelf.as_of
        recent = read is not None and lately(read, BETWEEN, now=_now())
        self._look_in(BETWEEN if recent else SOON)

    @callback
    def _take(self, change: Change) -> None:
        if self._reading:
            self._told_meanwhile.append(change)
        elif change.what is What.REMOVED or change.item is not None:
            item_id = change.item.id if change.item else change.id
            self._singly.know(item_id)
            self._put(item_id, change.item)
        else:
            self._singly.read(self.library, change.id)

    @callback
    def _take_single(self, item_id: str, item: Item | None) -> None:
        what = What.CHANGED if item else What.REMOVED
        self._take(Change(what=what, id=item_id, item=item))

    @callback
    def _put(self, item_id: str, item: Item | None) -> None:
        """Put an item on the shelf, or take it off, if that is anything new."""
        before = self.shelf.items.get(item_id)
        if self._keeping.put(item_id, item):
            counts = self.data.counts.instead(before, self.shelf.items.get(item_id))
            self._know(counts=counts, changed=dt_util.utcnow())
            self._keeping.changed(item_id)

    # ---------------------------------------------------------------- health

    @callback
    def _ask_troubles(self) -> None:
        if self._asking_troubles is None or self._asking_troubles.done():
            self._asking_troubles = self._spawn(self._look_at_troubles(self.library))

    async def _look_at_troubles(self, library: Library) -> None:
        # What does not answer is found out by a look.
        with suppress(LibraryError):
            self._know(troubles=await library.troubles())


def _now() -> float:
    return dt_util.utcnow().timestamp()

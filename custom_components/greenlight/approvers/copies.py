"""Copies: what is seen where, so that all of it can be changed or taken away at any time."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import asdict, replace
import logging
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..engine.stored import is_time, stored_text, stored_texts
from ..ledger.copies import CopyFile
from ..presentation.screens import Page
from .base import Copy

_LOGGER = logging.getLogger(__name__)

# More are not kept; the oldest of them go.
MOST: Final = 2000
# Seconds until a disk that refused is tried again.
AGAIN: Final = 30.0

TIMES: Final = ("at", "turned", "goes", "later")

type Key = tuple[str, str, str]


class Copies:
    """All copies, each as it was last shown; what has changed is soon on disk."""

    def __init__(
        self,
        hass: HomeAssistant,
        file: CopyFile,
        spawn: Callable[[Coroutine[Any, Any, None], str], None],
    ) -> None:
        """Know the file, which ``async_load`` reads."""
        self._hass = hass
        self._file = file
        self._spawn = spawn
        self._copies: dict[Key, Copy] = {}
        self._unsaved = False
        self._writing = False
        self._waiting: list[asyncio.Future[None]] = []
        self._complained = False
        self._again: CALLBACK_TYPE | None = None
        self._closed = False

    async def async_load(self) -> None:
        """Read what was there before; a copy that makes no sense is forgotten."""
        await self._file.async_load()
        for row in self._file.rows:
            try:
                copy = _from_stored(row)
            except KeyError, TypeError, ValueError:
                _LOGGER.warning("One copy of a question cannot be read")
                continue
            self._copies[_key(copy)] = copy

    @property
    def secret(self) -> bytes:
        """Return the secret of this installation's buttons."""
        return self._file.secret

    # ------------------------------------------------------------------ find

    def get(self, approver: str, place: str, request: str) -> Copy | None:
        """Return what is seen of a request at a place, None if nothing was ever."""
        return self._copies.get((approver, place, request))

    def has(self, approver: str, place: str, request: str) -> bool:
        """Tell whether something is seen of a request at a place, which can still be changed."""
        copy = self.get(approver, place, request)
        return copy is not None and not copy.closed

    def __iter__(self) -> Iterator[Copy]:
        """Yield all of them, those that changed longest ago first."""
        yield from list(self._copies.values())

    def at(self, approver: str, place: str) -> list[Copy]:
        """Return what is seen at a place."""
        return [
            one
            for one in self._copies.values()
            if one.approver == approver and one.place == place
        ]

    # ---------------------------------------------------------------- change

    @callback
    def put(self, copy: Copy) -> None:
        """Take a copy as it is seen now."""
        key = _key(copy)
        if self._copies.get(key) == copy:
            return
        self._copies.pop(key, None)
        self._copies[key] = copy
        while len(self._copies) > MOST:
            del self._copies[next(iter(self._copies))]
        self.save()

    async def async_put(self, copy: Copy) -> None:
        """Take a copy, and wait until that is on disk, or the disk has refused it."""
        if self._copies.get(_key(copy)) == copy and not self._unsaved:
            return
        self.put(copy)
        if self._closed:
            return
        written = asyncio.get_running_loop().create_future()
        self._waiting.append(written)
        self.save()
        await written

    @callback
    def drop(self, copy: Copy) -> None:
        """Forget a copy that is not there any more."""
        if self._copies.pop(_key(copy), None):
            self.save()

    @callback
    def restore(self, copy: Copy, before: Copy | None) -> None:
        """Take it that at the place of a copy is what was there before, or nothing."""
        if before is None:
            self.drop(copy)
        else:
            self.put(before)

    def sent(self, place: str, day: str) -> int:
        """Return how much was sent to a place on a day (ISO date)."""
        return self._file.sent.get(place, 0) if self._file.day == day else 0

    @callback
    def count(self, place: str, day: str) -> None:
        """Count what was sent to a place; it is on disk with the next change."""
        if self._file.day != day:
            self._file.day, self._file.sent = day, {}
        self._file.sent[place] = self._file.sent.get(place, 0) + 1

    # ------------------------------------------------------------------ disk

    @callback
    def save(self) -> None:
        """Have what is so now written."""
        self._unsaved = True
        if not self._writing and not self._closed:
            self._writing = True
            self._spawn(self._write(), "write what people see")

    async def _write(self) -> None:
        try:
            while self._unsaved:
                if not await self._write_once():
                    break
        finally:
            self._writing = False
            # What has come while the disk refused is refused with that.
            self._answer(self._waiting)

    async def _write_once(self) -> bool:
        waiting, self._waiting = self._waiting, []
        try:
            return await self._write_all()
        finally:
            self._answer(waiting)

    def _answer(self, waiting: list[asyncio.Future[None]]) -> None:
        """Let those go on who have waited for the disk."""
        while waiting:
            one = waiting.pop()
            if not one.done():
                one.set_result(None)

    async def _write_all(self) -> bool:
        self._unsaved = False
        rows = [asdict(copy) for copy in self._copies.values()]
        if await self._file.async_write(rows, self._file.day, self._file.sent):
            self._complained = False
            return True
        self._unsaved = True
        if not self._complained:
            self._complained = True
            _LOGGER.warning(
                "What people see elsewhere cannot be written and is tried again"
            )
        if self._again is None and not self._closed:
            self._again = async_call_later(self._hass, AGAIN, self._try_again)
        return False

    @callback
    def _try_again(self, _now: Any) -> None:
        self._again = None
        self.save()

    async def async_stop(self) -> None:
        """Leave the file complete."""
        self._closed = True
        if self._again:
            self._again()
            self._again = None
        if self._unsaved:
            await self._write_once()


def _key(copy: Copy) -> Key:
    return copy.approver, copy.place, copy.request


def _from_stored(row: dict[str, Any]) -> Copy:
    """Return a stored copy. Raises ``KeyError``, ``TypeError`` or ``ValueError``."""
    copy = Copy(
        approver=stored_text(row["approver"]),
        place=stored_text(row["place"]),
        request=stored_text(row["request"]),
        message=stored_text(row["message"]),
        shown=stored_text(row["shown"]),
        call=stored_text(row["call"]),
        step=stored_text(row["step"]),
        photo=row["photo"] is True,
        closed=row["closed"] is True,
        asks=row.get("asks", True) is True,
        page=Page(row["page"]),
        covers=stored_texts(row["covers"]),
    )
    times = {key: row[key] for key in TIMES if is_time(row.get(key))}
    return replace(copy, **times)

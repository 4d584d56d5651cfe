"""A source that programs push to: what comes is remembered, considered, and answered at once.

Many may come at the same moment: some are considered at a time, in the order in which they came, so
that nobody else waits and what they become is written once for all of them.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
import logging
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..engine.release import Release
from ..gate.gate import Gate
from ..gate.ports import LedgerError
from ..gate.standing import Stand
from ..ledger.source_memory import SourceMemory
from ..sources.base import NeverHeard, Source
from ..sources.pushes import TakesPushes
from .push_settings import PushSettings, settings_of
from .source import SourceCoordinator, SourceData

_LOGGER = logging.getLogger(__name__)

# So many are considered at once.
AT_ONCE: Final = 50
# So many wait at a time; the others have to come again.
MOST_WAITING: Final = 1000


class TooManyPushes(Exception):
    """More comes than can be considered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is known of what was pushed: how it stands, and whether that was so before it came.

    ``put_off`` says that people are asked about it later, ``stand`` is None while it is not known yet.
    """

    stand: Stand | None = None
    before: bool = False
    put_off: bool = False


@dataclass(slots=True)
class _Pushed:
    release: Release
    new: bool
    before: str
    answer: asyncio.Future[Answer]
    kept: bool = False


class PushCoordinator(SourceCoordinator):
    """Takes what programs push, and offers it to the gate. It looks at nothing by itself."""

    settings: PushSettings

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        subentry: ConfigSubentry,
        gate: Gate,
        source: Source,
        memory: SourceMemory,
    ) -> None:
        """Attach the source to the gate; programs are let in by whoever asks for the settings."""
        self._waiting: list[_Pushed] = []
        self._working: asyncio.Task[None] | None = None
        self._on_detach: list[CALLBACK_TYPE] = []
        self._gone = False
        super().__init__(hass, entry, subentry, gate, source, memory)
        if memory.items:
            last = max(item.first_seen for item in memory.items.values())
            at = dt_util.utc_from_timestamp(last)
            self.data = replace(self.data, last_success=at)

    @override
    @callback
    def async_attach(self, subentry: ConfigSubentry, source: Source) -> None:
        assert isinstance(source, TakesPushes)
        self.settings, self.pushes = settings_of(subentry), source
        super().async_attach(subentry, source)
        self.update_interval = None

    @callback
    def on_detach(self, action: CALLBACK_TYPE) -> None:
        """Call back once it is gone, or stops."""
        self._on_detach.append(action)

    @override
    async def async_detach(self) -> None:
        while self._on_detach:
            self._on_detach.pop()()
        # Who has not been answered comes again, also one whose body is still on its way.
        self._gone = True
        waiting, self._waiting = self._waiting, []
        _fail(waiting, LedgerError())
        if self._working is not None:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)
        await super().async_detach()

    @override
    @callback
    def _start_reauth(self) -> None:
        """Ask for nothing: what a link leads to refuses whoever comes, and no form knows better."""

    # ------------------------------------------------------------------ look

    @override
    async def _async_look(self) -> SourceData:
        if self._changed:
            self._changed = False
            self._end_reauth()
            self._gate.source_back()
        return self.data

    @override
    async def _async_test(self) -> Mapping[str, int]:
        if self.data.last_success is None:
            raise self._failed(NeverHeard())
        await self.async_refresh()
        self.raise_failure()
        return {
            "items": len(self._memory.items),
            "unreadable": self.data.broken,
            "left_out": 0,
        }

    # ------------------------------------------------------------------ push

    @callback
    def async_unreadable(self) -> None:
        """Count something that was pushed and could not be read."""
        self.async_set_updated_data(replace(self.data, broken=self.data.broken + 1))

    async def async_push(self, release: Release, seconds: float) -> Answer:
        """Take a release, and return what became of it.

        What takes longer than that goes on; it is on disk by then. Raises ``TooManyPushes``, or
        ``LedgerError`` if nothing of it could be kept.
        """
        if self._gone:
            raise LedgerError
        if len(self._waiting) >= MOST_WAITING:
            raise TooManyPushes
        self.pushes.heard(release.link)
        known = self._gate.standing.known(release)
        # Nothing can be lost of what was pushed before: it comes only once.
        self._memory.baseline = False
        news = self._memory.take([release], {}, all_of_it=False)
        pushed = _Pushed(
            release=release,
            new=bool(news.new),
            before=known.id if known else "",
            answer=self.hass.loop.create_future(),
        )
        self._waiting.append(pushed)
        self._begin()
        done, _ = await asyncio.wait([pushed.answer], timeout=seconds)
        if done:
            return pushed.answer.result()
        await self._keep(pushed)
        return Answer()

    @callback
    def _begin(self) -> None:
        if self._working is None or self._working.done():
            self._working = self.config_entry.async_create_background_task(
                self.hass, self._work(), f"consider what {self.subentry.title} is told"
            )

    async def _work(self) -> None:
        while some := self._waiting[:AT_ONCE]:
            del self._waiting[:AT_ONCE]
            try:
                await self._consider(some)
            except LedgerError as err:
                _fail(some, err)
            except Exception as err:
                _LOGGER.exception("What was pushed could not be considered")
                _fail(some, err)
            finally:
                _fail(some, LedgerError())

    async def _consider(self, some: list[_Pushed]) -> None:
        """Offer some of it, and answer each."""
        matched = await self._gate.offer([one.release for one in some if one.new])
        known = [one.release for one in some if not one.new]
        matched += await self._gate.offer(known, again=True)
        answers = [await self._answer(one) for one in some]
        if any(answer.put_off for answer in answers):
            # It is in no request, so nothing else remembers it.
            await self._flush()
        self._memory.matched += matched
        self._memory.save_later()
        for one, answer in zip(some, answers, strict=True):
            if not one.answer.done():
                one.answer.set_result(answer)
        self.async_set_updated_data(
            replace(
                self.data,
                seen=self._memory.seen,
                matched=self._memory.matched,
                last_success=dt_util.utcnow(),
            )
        )

    async def _answer(self, one: _Pushed) -> Answer:
        stand = await self._gate.standing.of(one.release)
        before = stand.request is not None and stand.request.id == one.before
        if one.kept and not stand.waits:
            self._memory.let_go(one.release)
        put_off = stand.request is None and self._memory.puts_off(one.release)
        return Answer(stand=stand, before=before, put_off=put_off)

    async def _keep(self, pushed: _Pushed) -> None:
        """See to it that it is considered after a restart, too, which may come at any moment."""
        pushed.kept = True
        self._memory.hold(pushed.release, dt_util.utcnow().timestamp())
        await self._flush()

    async def _flush(self) -> None:
        """Write down now what was pushed. Raises ``LedgerError``."""
        if not await self._memory.async_write():
            raise LedgerError


def _fail(some: list[_Pushed], err: Exception) -> None:
    for one in some:
        if not one.answer.done():
            one.answer.set_exception(err)
            # Who waited for it may have gone.
            one.answer.exception()

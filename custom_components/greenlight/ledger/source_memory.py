"""What is remembered of one source: the items it offers or offered, and its counters."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
import logging
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..engine.evidence import Evidence, Known, evidence, named, offered_as
from ..engine.finder import Finder
from ..engine.release import Release, release_from_dict, release_to_dict
from ..engine.stored import Reading
from .store import LedgerStore

_LOGGER = logging.getLogger(__name__)

MAX_ITEMS: Final = 2000
MAX_AGE: Final = 90 * 86400
# Requests are written at once, so losing this file's last minutes asks nothing twice.
LATE: Final = 60


@dataclass(frozen=True, slots=True)
class Item:
    """A release and when it was first seen, in epoch seconds."""

    release: Release
    first_seen: float


@dataclass(frozen=True, slots=True)
class News:
    """What a look at a source brought.

    ``new`` are releases never seen, ``risen`` known ones with more seeders, or of which the program
    that found them thinks better now, and ``corrected`` known ones under another title.
    """

    new: tuple[Release, ...] = ()
    risen: tuple[Release, ...] = ()
    corrected: tuple[Release, ...] = ()


class SourceMemory:
    """The items of one source, oldest first, by guid where that names no other one, too."""

    def __init__(self, hass: HomeAssistant, store: LedgerStore) -> None:
        """Start empty; ``async_load`` reads the file."""
        self._hass = hass
        self._store = store
        self.items: dict[str, Item] = {}
        self.validators: dict[str, str] = {}
        self.seen = 0
        self.matched = 0
        # What matched a rule and could not be asked about yet, by its key.
        self.left_out: dict[str, None] = {}
        # What waits until a library can be asked, by its key, and since when (epoch seconds).
        self.held: dict[str, float] = {}
        # True after a loss: what is on offer is taken as seen before, not asked about again.
        self.baseline = False
        self._finder = Finder()
        self._before = self._as_it_is()

    async def async_load(self) -> None:
        """Read the file; what cannot be read is kept aside and reported."""
        data = await self._store.async_read()
        if data is None:
            return
        reading = Reading()
        self.seen = reading.whole(reading.of(data, "seen"), 0)
        self.matched = reading.whole(reading.of(data, "matched"), 0)
        self.validators = _read_validators(reading.of(data, "validators"), reading)
        try:
            (
                self.items,
                self.left_out,
                self.held,
                broken,
            ) = await self._hass.async_add_executor_job(
                _read_items, data["items"], reading
            )
        except KeyError, TypeError:
            broken = 1
        self._finder = await self._hass.async_add_executor_job(_finder, self.items)
        if broken:
            _LOGGER.error("%s items of %s cannot be read", broken, self._store.key)
            # What the server leaves out because it has not changed may be what is missing.
            self.validators = {}
            await self._store.async_report_damage(kept=False)
        await self._store.async_report_mended(reading.mended)

    @callback
    def take(
        self,
        releases: Iterable[Release],
        validators: dict[str, str],
        *,
        all_of_it: bool = True,
    ) -> News:
        """Remember what a source offers now and tell what is news about it.

        Unless that is ``all_of_it``, what was offered before still is.
        """
        self._before = self._as_it_is()
        now = dt_util.utcnow().timestamp()
        offered = list(releases)
        guids = {release.guid for release in offered}
        if not all_of_it:
            guids.update(item.release.guid for item in self.items.values())
        kept: set[str] = set()
        new: list[Release] = []
        risen: list[Release] = []
        corrected: list[Release] = []
        for release in offered:
            key = self._key(release, now)
            if known := self.items.get(key):
                if _is_worth_more(release, known.release):
                    risen.append(release)
                if named(release.title) != named(known.release.title):
                    corrected.append(release)
            elif not self._takes_place(key, release, guids, now):
                new.append(release)
            self._put(key, release, known.first_seen if known else now)
            kept.add(key)
        self.validators = validators
        if new or corrected:
            self._prune(kept, now, all_of_it=all_of_it)
            self.save_later()
        news = News(tuple(new), tuple(risen), tuple(corrected))
        return News() if self._take_as_baseline() else news

    def _key(self, release: Release, now: float) -> str:
        """Return under which key a release is known, or is to be from now on."""
        item = self.items.get(release.guid)
        if item is None or _still(item, release):
            return release.guid
        # A guid that was given to something else, too; or everything has the same.
        offered = offered_as(release, now)
        if evidence(_known(item), offered):
            return release.guid
        for key, proof in self._finder.find(offered).items():
            if proof is Evidence.GUID:
                return key
        return f"{release.guid}\n{release.title}\n{release.link}"

    def _takes_place(
        self, key: str, release: Release, guids: set[str], now: float
    ) -> bool:
        """Tell whether a release is known under another guid, and put it in the place of that.

        Two that are listed side by side stay two, of which the second is no news where it is
        surely the same: where only the size says so, it is offered as another place to get it.
        """
        found = self._finder.find(offered_as(release, now))
        gone = [one for one in found if self.items[one].release.guid not in guids]
        for one in gone[:1]:
            before = self.items[one]
            self._put(key, _with_hashes(release, before.release), before.first_seen)
        for one in gone:
            self._drop(one, instead=key)
        if not gone:
            self.seen += 1
        return bool(gone) or any(proof > Evidence.SIZE for proof in found.values())

    def _put(self, key: str, release: Release, first_seen: float) -> None:
        before = self.items.get(key)
        if before is not None:
            release = _with_hashes(release, before.release)
            if before.release == release:
                return
        item = Item(release, before.first_seen if before else first_seen)
        self.items[key] = item
        self._finder.put(key, _known(item))

    def _drop(self, key: str, *, instead: str = "") -> None:
        del self.items[key]
        self._finder.discard(key)
        if self.left_out.pop(key, "") is None and instead:
            self.left_out[instead] = None
        since = self.held.pop(key, None)
        if since is not None and instead:
            self.held[instead] = since

    def _as_it_is(
        self,
    ) -> tuple[dict[str, Item], dict[str, None], dict[str, float], int, dict[str, str]]:
        return (
            dict(self.items),
            dict(self.left_out),
            dict(self.held),
            self.seen,
            self.validators,
        )

    @callback
    def undo(self) -> None:
        """Forget what was taken last: it could not be considered, so it must count as new again."""
        self.items, left_out, held, self.seen, self.validators = self._before
        self._finder = _finder(self.items)
        # Asked about twice is asked about once; what is forgotten is never asked about.
        left_out |= self.left_out
        held |= self.held
        self.left_out = {key: None for key in left_out if key in self.items}
        self.held = {key: since for key, since in held.items() if key in self.items}

    def same_as(self, known: Known) -> list[Item]:
        """Return the items that are the same release as one that is known."""
        return [self.items[key] for key in self._finder.find(known)]

    @callback
    def leave_out(self, release: Release) -> None:
        """Remember that a release is to be asked about later."""
        key = self._key(release, 0.0)
        if key in self.items:
            self.left_out[key] = None
            self.save_later()

    @callback
    def take_left_out(self, key: str) -> Release:
        """Return what was left out, which it is not any more."""
        del self.left_out[key]
        self.save_later()
        return self.items[key].release

    @callback
    def hold(self, release: Release, since: float) -> None:
        """Remember that a release waits for a library, since then (epoch seconds)."""
        key = self._key(release, 0.0)
        if key in self.items:
            self.held[key] = since
            self.save_later()

    @callback
    def take_held(self) -> list[tuple[Release, float]]:
        """Return all that waits for a library, which it does not any more, and since when."""
        held, self.held = self.held, {}
        if held:
            self.save_later()
        return [(self.items[key].release, since) for key, since in held.items()]

    @callback
    def let_go(self, release: Release) -> None:
        """Take it that a release does not wait for anything any more."""
        if self.held.pop(self._key(release, 0.0), None) is not None:
            self.save_later()

    def puts_off(self, release: Release) -> bool:
        """Tell whether a release is to be asked about later, or waits for a library."""
        key = self._key(release, 0.0)
        return key in self.left_out or key in self.held

    def _take_as_baseline(self) -> bool:
        was, self.baseline = self.baseline, False
        return was

    def _prune(self, offered: set[str], now: float, *, all_of_it: bool) -> None:
        spare = len(self.items) - MAX_ITEMS
        for key, item in list(self.items.items()):
            # What is still on offer must stay known, or it would count as new the next time.
            old = all_of_it and now - item.first_seen > MAX_AGE
            if key not in offered and (spare > 0 or old):
                self._drop(key)
                spare -= 1

    @callback
    def save_later(self) -> None:
        """Write the file in a while."""
        self._store.async_delay_save(self._data, LATE)

    async def async_flush(self) -> None:
        """Write the file now."""
        await self._store.async_save(self._data())

    async def async_write(self) -> bool:
        """Write the file now, and tell whether it worked."""
        return await self._store.async_write(self._data)

    async def async_remove(self) -> None:
        """Delete the file."""
        await self._store.async_remove()

    def _data(self) -> dict[str, Any]:
        # Called in a worker thread: copying a dictionary's values is one uninterrupted step.
        held = dict(self.held)
        return {
            "seen": self.seen,
            "matched": self.matched,
            "validators": self.validators,
            "items": [
                {
                    **release_to_dict(item.release),
                    "first_seen": item.first_seen,
                    **({"left_out": True} if key in self.left_out else {}),
                    **({"held": held[key]} if key in held else {}),
                }
                for key, item in list(self.items.items())
            ],
        }


def _read_items(
    stored: Iterable[dict[str, Any]], reading: Reading
) -> tuple[dict[str, Item], dict[str, None], dict[str, float], int]:
    """Return the items that can be read, those left out and held, and how many cannot."""
    items: dict[str, Item] = {}
    left_out: dict[str, None] = {}
    held: dict[str, float] = {}
    broken = 0
    for data in stored:
        try:
            release = release_from_dict(data, reading)
        except KeyError, TypeError, ValueError, AttributeError:
            broken += 1
            continue
        key = release.guid
        if key in items:
            if items[key].release == release:
                continue
            key = f"{release.guid}\n{release.title}\n{release.link}"
        # As if it had been there for ever.
        first_seen = reading.time(reading.of(data, "first_seen"), 0.0)
        items[key] = Item(release, first_seen)
        if data.get("left_out") is True:
            left_out[key] = None
        since = reading.time(data.get("held"), None) if "held" in data else None
        if since is not None:
            held[key] = since
    return items, left_out, held, broken


def _read_validators(stored: Any, reading: Reading) -> dict[str, str]:
    """Return what is sent back to a server; none of it if any of it could not be sent."""
    found = reading.named(stored)
    usable = all(
        isinstance(value, str) and value.isascii() and value.isprintable()
        for value in found.values()
    )
    if not usable:
        reading.mended += 1
    return {str(name): value for name, value in found.items()} if usable else {}


def _finder(items: dict[str, Item]) -> Finder:
    finder = Finder()
    for key, item in items.items():
        finder.put(key, _known(item))
    return finder


def _known(item: Item) -> Known:
    return offered_as(item.release, item.first_seen)


def _still(item: Item, release: Release) -> bool:
    """Tell at little cost that an item is offered as it was."""
    known = item.release
    return (
        known.title == release.title
        and known.link == release.link
        and release.hashes <= known.hashes
    )


def _is_worth_more(release: Release, known: Release) -> bool:
    if (release.seeders or 0) > (known.seeders or 0):
        return True
    # What a rule does not ask about for one reason it may for another, and who is asked is told of it.
    return release.opinion is not None and release.opinion.differs(known.opinion)


def _with_hashes(release: Release, before: Release) -> Release:
    """Return an offer with the hashes that were told before, where it tells fewer."""
    if before.hashes <= release.hashes:
        return release
    return replace(release, hashes=release.hashes | before.hashes)

"""News: what people are told once without a question of theirs: that nothing came in so many days.

Each is on disk before it is told, with whom it is for, so that quiet hours and a restart only put it off, and
none is told twice.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..gate.gate import Gate
from ..gate.nothing_came import Nothing
from ..parts.approver_settings import ApproverSettings
from ..presentation.asking.news import MOST, Missing
from .base import NEWS, Copy
from .copies import Copies
from .putting import Putting
from .queue import Queue
from .showing import TOLD, Spot
from .wanting import is_quiet

# Seconds after which it is no news any more, and for which it is remembered that it was told.
OLD: Final = 7 * 86400.0
KEPT: Final = 60 * 86400.0
# What is seen of one that is just being told.
_BEGUN: Final = "begun"

type Places = Callable[[Callable[[ApproverSettings], bool]], Iterable[tuple[str, str]]]


class News:
    """Has what is new told at every place that wants it, all of one rule at a time."""

    def __init__(
        self,
        hass: HomeAssistant,
        gate: Gate,
        copies: Copies,
        now: Callable[[], float],
        places: Places,
        look: Callable[[], None],
    ) -> None:
        """Know the copies; ``places`` finds those of approvers that want something, each place once.

        ``look`` has all places look what is there for them.
        """
        self._hass = hass
        self._gate = gate
        self._copies = copies
        self._now = now
        self._places = places
        self._look = look
        self._gathered: dict[str, list[Nothing]] = {}

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Begin to hear of it. Returns what ends it."""
        return self._gate.nothing_came.listen(self._on_nothing)

    @callback
    def _on_nothing(self, nothing: Nothing) -> None:
        if not self._gathered:
            self._hass.loop.call_soon(self._take)
        self._gathered.setdefault(nothing.rule, []).append(nothing)

    @callback
    def _take(self) -> None:
        gathered, self._gathered = self._gathered, {}
        for rule, every in gathered.items():
            self._keep(rule, every)
        self._look()

    def _keep(self, rule: str, every: list[Nothing]) -> None:
        """Have it told of each kind of work to those who are asked about such."""
        for media in ("series", "movie"):
            some = [one for one in every if bool(one.episodes) is (media == "series")]
            if not some:
                continue
            told = missing(some)
            mark = blake2b(repr((rule, some)).encode(), digest_size=8).hexdigest()
            for approver, place in self._places(_wants(rule, media)):
                key = f"{NEWS}/{mark}"
                if self._copies.get(approver, place, key) is None:
                    self._copies.put(
                        Copy(
                            approver=approver,
                            place=place,
                            request=key,
                            at=self._now(),
                            covers=told.stored(),
                            asks=False,
                        )
                    )

    def is_over(self, copy: Copy) -> bool:
        """Tell whether it is no news any more, or was told long ago."""
        age = self._now() - copy.at
        return age >= (KEPT if copy.closed else OLD)


def missing(every: list[Nothing]) -> Missing:
    """Return what is told of it: the works that fit, and how many there are."""
    lines = tuple((one.work, ", ".join(one.episodes)) for one in every[:MOST])
    return Missing(days=every[0].days, count=len(every), works=lines)


def _wants(rule: str, media: str) -> Callable[[ApproverSettings], bool]:
    def wants(settings: ApproverSettings) -> bool:
        filters = settings.filters
        ruled = not filters.rules or rule in filters.rules
        return ruled and (not filters.media or media in filters.media)

    return wants


class Newsboy:
    """Tells at one place what waits there, when it may be heard."""

    def __init__(self, spot: Spot, queue: Queue, putting: Putting) -> None:
        """Know the place."""
        self._spot = spot
        self._queue = queue
        self._putting = putting

    @callback
    def plan(self) -> None:
        """Have told what waits, unless nobody is called now."""
        if is_quiet(self._spot.settings, dt_util.now()):
            return
        for copy in self._spot.world.copies.at(self._spot.settings.id, self._spot.name):
            if copy.of == NEWS and not copy.closed:
                self._queue.add(copy.request)

    async def bring(self, key: str) -> None:
        """Tell one, at most once. Raises ``NotDelivered``."""
        copy, copies = self._spot.copy(key), self._spot.world.copies
        if copy is None or copy.closed or self._spot.budget.spent(TOLD):
            return
        if copy.shown != _BEGUN:
            told = Missing.from_stored(copy.covers)
            if told is not None:
                screen = self._spot.channel.news(told, self._spot.name)
                await copies.async_put(replace(copy, shown=_BEGUN))
                try:
                    await self._putting.tell(_apart(copy), screen)
                except Exception:
                    copies.put(copy)
                    raise
        # Whether one that was begun before a power cut has come nobody knows: it is not told twice.
        copies.put(replace(copy, closed=True, shown=""))


def _apart(copy: Copy) -> Copy:
    """Return a copy by a name that a phone takes for one of its own."""
    return replace(copy, request=copy.request.replace("/", "-"), covers=())


def first_of_each(
    approvers: Mapping[str, ApproverSettings],
    places: Mapping[str, Iterable[str]],
    wants: Callable[[ApproverSettings], bool],
) -> Iterable[tuple[str, str]]:
    """Yield the places of approvers that want something; of several with the same one only the first by name."""
    seen = set[tuple[str, str, str]]()
    for one in sorted(
        approvers.values(), key=lambda one: (one.name.casefold(), one.id)
    ):
        if not wants(one):
            continue
        for place in places.get(one.id, ()):
            where = (one.kind, one.bot, place)
            if where not in seen:
                seen.add(where)
                yield one.id, place

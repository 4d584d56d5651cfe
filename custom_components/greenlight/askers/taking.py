"""Taking: from what a program hands over, on disk first, to a request about it."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
import logging
import re
import secrets
from typing import Final

from ..engine.evidence import named
from ..engine.order import KEPT, Fate, Order
from ..engine.reason import Reason
from ..engine.release import Protocol, Release
from ..engine.request import IllegalMove, Request, State
from ..engine.same_size import same_size
from ..gate.content import Content, read_content
from ..gate.ordered import Placed
from ..gate.ports import LedgerError, UnknownRequest
from ..libraries.errors import LibraryError
from ..libraries.grabs import Grab
from ..parts.asker_settings import AskerSettings, Manner
from .base import Handed, NotNow, NotTaken
from .house import House
from .orders import Key, is_about, modest, release_of

_LOGGER = logging.getLogger(__name__)

# Seconds between looks for what a library has written down of its grab, which it does right after.
GRAB_DELAYS: Final = (3.0, 2.0, 3.0)
# Seconds by which two clocks may differ.
CLOCKS: Final = 600.0
# Seconds until what could not be written is tried again.
RETRY: Final = 60.0
# Seconds after which what nobody answered is asked about again.
REST: Final = 12 * 3600.0
# It holds back everything else of a search for a release that is refused, and tries that for ever.
_TRIES_FOR_EVER: Final = re.compile(r"Sonarr/(?:[5-9]|\d\d)\.")


class Taking:
    """Takes orders and has them asked about."""

    def __init__(self, house: House, owe: Callable[[Order], None]) -> None:
        """Put orders into a house. ``owe`` is told of those whose library is to be told."""
        self._house = house
        self._owe = owe
        self._turns = defaultdict[str, asyncio.Lock](asyncio.Lock)
        self._timers: dict[Key, Callable[[], None]] = {}
        # Whether the client that had an order has it no more.
        self.is_gone: Callable[[Order], Awaitable[bool]] = _is_there
        # Told of what has a request now, which may have been answered already.
        self.begun: Callable[[list[Key]], None] = lambda _keys: None

    async def take(self, settings: AskerSettings, handed: Handed) -> Order:
        """Take what is handed over. Raises ``NotTaken`` or ``NotNow``."""
        try:
            content = await read_content(handed.payload)
        except ValueError as err:
            raise NotTaken(str(err), unreadable=True) from err
        if content.protocol is not settings.protocol:
            raise NotTaken(f"this address takes {settings.protocol}", unreadable=True)
        order = _order(settings, handed, content, self._house.now())
        try:
            async with self._turns[settings.id]:
                known = self._known(order)
                if known is None:
                    return await self._accept(order, handed)
                return await self._again(known, order, handed)
        except LedgerError as err:
            raise NotNow from err

    def _known(self, order: Order) -> Order | None:
        """Return the order of the same download, None if there is none."""
        for value in (order.id, *sorted(order.hashes)):
            if found := self._house.orders.find(order.asker, value):
                return found
        alike = [
            one for one in self._house.orders.of(order.asker) if _alike(one, order)
        ]
        return alike[-1] if alike else None

    async def _accept(self, order: Order, handed: Handed) -> Order:
        file = handed.payload.file
        if file is not None:
            name = await self._house.orders.files.async_keep(file)
            order = replace(order, link=f"{KEPT}{name}")
        await self._house.orders.put(order)
        self.begin(order.key)
        return order

    async def _again(self, known: Order, order: Order, handed: Handed) -> Order:
        """Take what was ordered before. Raises ``NotTaken`` for what is not wanted here."""
        if known.live:
            if await self._is_over(known):
                return await self._accept(order, handed)
            self._picked_later(known)
            return await self._filed_again(known, order)
        insists = bool(_TRIES_FOR_EVER.match(handed.agent))
        if known.fate is Fate.DECLINED:
            if not self._house.linked(order.asker) and not insists:
                raise NotTaken(known.why or "declined before")
            return await self._declined_again(known, order)
        resting = 0.0 <= self._house.now() - (known.ended or 0.0) < REST
        if known.fate is not Fate.EXPIRED or not resting:
            return await self._accept(order, handed)
        if insists:
            return known
        raise NotTaken("nobody answered a few hours ago")

    async def _is_over(self, known: Order) -> bool:
        """Tell whether an order that its program still sees has failed, or was removed in its client."""
        request = self._house.gate.requests.get(known.request)
        if request is not None and (request.open or request.state is State.FAILED):
            return not request.open
        return await self.is_gone(known)

    async def _filed_again(self, known: Order, order: Order) -> Order:
        """File what is known already under the category it is ordered under now.

        Programs look only there, and may have filed it elsewhere once they had it.
        """
        if known.category == order.category:
            return known
        category = order.category

        def filed(now: Order) -> Order:
            options = replace(now.options, category=category)
            return replace(now, category=category, options=options)

        now = await self._house.orders.change(known.key, filed)
        if now is None:
            return known
        request = self._house.gate.requests.get(now.request)
        if request is not None and is_about(now, request):
            await self._house.gate.orders.wish(request.id, now.options)
        return now

    async def _declined_again(self, known: Order, order: Order) -> Order:
        """Show it as failed once more; its library tells whether a person has picked it since."""
        now = replace(
            known,
            id=order.id,
            seen=True,
            ended=self._house.now(),
            request=known.request,
        )
        await self._house.orders.put(now)
        if now.key != known.key:
            await self._house.orders.remove(known.key)
        if self._house.linked(now.asker):
            self._house.spawn(
                self._ask_if_picked(now.key), "look whether it was picked"
            )
        return now

    async def _ask_if_picked(self, key: Key) -> None:
        order = self._house.orders.get(key)
        grab = await self._grab(order) if order else None
        order = self._house.orders.get(key)
        if order is None or order.live:
            return
        with suppress(LedgerError):
            if grab is not None and grab.by_hand:
                await self._house.orders.change(key, self._live_again)
                await self._begin(key, grab)
            elif order.protocol is Protocol.TORRENT:
                told = grab.id if grab else order.grab
                owed = await self._house.orders.change(
                    key, lambda now: replace(now, owed=True, grab=told)
                )
                if owed is not None:
                    self._owe(owed)

    def _live_again(self, order: Order) -> Order:
        return replace(
            order,
            fate=Fate.LIVE,
            why="",
            request="",
            seen=False,
            owed=False,
            ended=None,
            at=self._house.now(),
        )

    # ----------------------------------------------------------------- begin

    def begin(self, key: Key) -> None:
        """Begin to have people asked about an order, unless there is a request about it."""
        self._house.spawn(self._try(key), "ask about an order")

    async def _try(self, key: Key) -> None:
        try:
            await self._begin(key)
        except LedgerError:
            self._try_later(key)
        except Exception:
            # Its program believes that it is on its way, and nobody would ever hear of it.
            _LOGGER.exception("Nobody could be asked about an order")
            self._try_later(key)

    def _try_later(self, key: Key) -> None:
        def again() -> None:
            self._timers.pop(key, None)
            self.begin(key)

        if key not in self._timers:
            self._timers[key] = self._house.call_later(RETRY, again)

    def stop(self) -> None:
        """Let go of the timers, for good; what nobody was asked about yet is on disk."""
        for cancel in self._timers.values():
            cancel()
        self._timers.clear()

    async def _begin(self, key: Key, grab: Grab | None = None) -> None:
        order = self._house.orders.get(key)
        if order is None or not order.live or order.request:
            return
        grab = grab or await self._grab(order)
        order, settings = self._house.orders.get(key), self._house.askers.get(key[0])
        if order is None or settings is None or not order.live or order.request:
            return
        placed = self._placed(order, settings, grab)
        request = await self._house.gate.orders.place(placed)

        def noted(now: Order) -> Order:
            told = grab.id if grab else now.grab
            return replace(now, request=request.id, grab=told) if now.live else now

        now = await self._house.orders.change(key, noted)
        if now is None or not now.live:
            # It was withdrawn while the libraries were asked.
            await self._let_go(request, key)
            return
        if now.options != order.options and is_about(now, request):
            # So was something wished of it.
            await self._house.gate.orders.wish(request.id, now.options)
        if placed.approved is not None:
            await self._approve(request, order)
        self.begun([key])

    def _placed(
        self, order: Order, settings: AskerSettings, grab: Grab | None
    ) -> Placed:
        rules = self._house.gate.attached.rules.values()
        picked = settings.approve_picked and grab is not None and grab.by_hand
        name = (("asker", settings.name),)
        approved = None
        if picked:
            approved = Reason("picked_there", name)
        elif settings.manner is Manner.APPROVE:
            approved = Reason("asker_approves", name)
        return Placed(
            release=_release(order, grab, self._house),
            rule=settings.rule,
            who=self._house.actor(settings.id),
            others=tuple(rules) if settings.manner is Manner.RULES else (),
            options=order.options,
            approved=approved,
            notes=_notes(grab, settings.name),
            by_hand=grab is not None and grab.by_hand,
        )

    async def _approve(self, request: Request, order: Order) -> None:
        """Approve what was a question already when an asker wants it unasked."""
        if request.state is State.PENDING and not request.tell:
            who = self._house.actor(order.asker)
            with suppress(IllegalMove, UnknownRequest):
                await self._house.gate.decide.approve(request.id, who)

    async def _let_go(self, request: Request, key: Key) -> None:
        others = [one for one in self._house.orders.about(request.id) if one.live]
        if not others and request.release.source in self._house.askers:
            await self._house.withdraw(request.id, key[0])

    def _picked_later(self, order: Order) -> None:
        """Look whether somebody has picked it in the meantime, where that is a yes."""
        settings = self._house.askers.get(order.asker)
        request = self._house.gate.requests.get(order.request)
        waits = request is not None and request.state is State.PENDING
        if settings and settings.approve_picked and waits:
            work = self._approve_picked(order)
            self._house.spawn(work, "look whether it was picked")

    async def _approve_picked(self, order: Order) -> None:
        grab = await self._grab(order)
        request = self._house.gate.requests.get(order.request)
        if grab is not None and grab.by_hand and request is not None:
            with suppress(LedgerError):
                await self._approve(request, order)

    async def _grab(self, order: Order) -> Grab | None:
        """Return what its library has written down of an order; it does so right after."""
        if not self._house.linked(order.asker):
            return None
        for delay in GRAB_DELAYS:
            # Whoever orders waits for nothing of this.
            await asyncio.sleep(delay)
            grabs = self._house.grabs(order.asker)
            if grabs is None:
                return None
            try:
                found = await grabs.grab(order.id)
            except LibraryError:
                return None
            except Exception:
                _LOGGER.exception("What a library answers cannot be read")
                return None
            if found is not None and _is_new(found, order):
                return found
        return None


async def _is_there(_order: Order) -> bool:
    return False


def _order(
    settings: AskerSettings, handed: Handed, content: Content, now: float
) -> Order:
    if content.protocol is Protocol.TORRENT:
        # That of version 1 where it has one, as every program computes it.
        order_id = min(content.hashes, key=lambda one: (len(one), one))
    else:
        order_id = f"SABnzbd_nzo_{secrets.token_hex(6)}"
    options = modest(handed.options)
    return Order(
        asker=settings.id,
        id=order_id,
        protocol=content.protocol,
        name=handed.name or content.name or order_id,
        link=handed.payload.magnet or "",
        at=now,
        hashes=content.hashes,
        size=content.size,
        category=options.category,
        options=options,
    )


def _is_new(grab: Grab, order: Order) -> bool:
    """Tell whether a grab is the one by which an order came, and not one of long before."""
    if grab.id == order.grab:
        return False
    since = order.at if order.ended is None else order.ended
    return grab.at is None or grab.at > since - CLOCKS


def _alike(one: Order, other: Order) -> bool:
    """Tell whether an order that has ended is of the same upload in another place, or of the same file."""
    if one.live or one.protocol is not other.protocol:
        return False
    if not one.size or not other.size or not same_size(one.size, other.size):
        return False
    return named(one.name) == named(other.name)


def _release(order: Order, grab: Grab | None, house: House) -> Release:
    release = release_of(order, grab.title if grab else "")
    if grab is None:
        return release
    settings = house.asker(order)
    found = (
        house.gate.library.ids_of(settings.library, item)
        for item in grab.items
        if settings is not None and settings.library is not None
    )
    ids = next((one for one in found if one.any), release.ids)
    # A magnet link does not say how large it is.
    size = release.size or grab.size
    return replace(
        release, size=size, published=grab.published, page=grab.page, ids=ids
    )


def _notes(grab: Grab | None, name: str) -> tuple[Reason, ...]:
    """Return what a library has written down of its grab, for people to see."""
    if grab is None:
        return ()
    asker = ("asker", name)
    notes = []
    if grab.by_hand:
        notes.append(Reason("grab_by_hand", (asker,)))
    if grab.quality:
        notes.append(Reason("grab_quality", (asker, ("quality", grab.quality))))
    if grab.score:
        formats = ", ".join(grab.formats)
        notes.append(
            Reason("grab_score", (("score", grab.score), ("formats", formats)))
        )
    if grab.indexer:
        notes.append(Reason("grab_indexer", (("indexer", grab.indexer),)))
    return tuple(notes)

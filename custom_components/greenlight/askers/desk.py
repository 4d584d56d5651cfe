"""The desk of one asker: what it sees of its orders, and what it does with them."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, override

from ..clients.base import Client
from ..clients.errors import ClientError, NotSupported, UnknownDownload
from ..clients.through import File, Habits, ShareLimits, Through, Tracker
from ..engine.files.metainfo import TorrentError
from ..engine.files.torrent import torrent_files
from ..engine.options import Priority
from ..engine.order import Fate, Order, Place, moved
from ..engine.request import State
from ..gate.ports import LedgerError, UnknownRequest
from ..parts.asker_settings import AskerSettings
from ..sources.base import Payload, SourceError
from .base import Desk, Handed, NotNow, NotTaken, Standing, UnknownOrder
from .house import House
from .looking import Looking
from .orders import MOST_CHARS, is_about, modest
from .standings import Standings
from .taking import Taking

type Fetch = Callable[[str], Awaitable[Payload]]
type PassOn = Callable[[Through, Client, str], Awaitable[None]]

_LIVE: Final[dict[str, Any]] = {"fate": Fate.LIVE, "ended": None}
# What programs read that look at trackers: one that works has nothing left to be done about it.
_WAITS: Final = "Waiting for an answer in Greenlight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What all desks share."""

    house: House
    standings: Standings
    looking: Looking
    taking: Taking
    fetch: Fetch


class AskerDesk(Desk):
    """One asker's."""

    def __init__(self, settings: AskerSettings, office: Office) -> None:
        """Serve an asker as it is set up now."""
        self.settings = settings
        self._office = office
        self._house = office.house
        self._orders = office.house.orders

    # ------------------------------------------------------------------ look

    @override
    async def look(self) -> tuple[Standing, ...]:
        looking = self._office.looking
        await looking.look(self._orders.of(self.settings.id))
        await looking.learn(self._client_id)
        return self._office.standings.of(self.settings.id)

    @override
    def find(self, order: str) -> Standing | None:
        found = self._orders.find(self.settings.id, order)
        return self._office.standings.one(found) if found else None

    @override
    async def files(self, order: str) -> tuple[File, ...]:
        found = self._known(order)
        if (where := self._where(found)) is not None:
            through, _, download = where
            with suppress(ClientError):
                return await through.files(download)
        content = (
            await self._orders.files.async_read(found.file) if found.file else None
        )
        if content is None or not found.hashes:
            return ()
        try:
            listed = torrent_files(content)
        except TorrentError:
            return ()
        return tuple(File(name=name, size=size) for name, size in listed)

    @override
    async def trackers(self, order: str) -> tuple[Tracker, ...]:
        found = self._known(order)
        if (where := self._where(found)) is not None:
            through, _, download = where
            with suppress(ClientError):
                return await through.trackers(download)
        return (Tracker(url="** [Greenlight] **", works=True, message=_WAITS),)

    @override
    async def habits(self) -> Habits:
        habits, _ = await self._office.looking.learn(self._client_id)
        return habits

    @override
    async def categories(self) -> Mapping[str, str]:
        _, theirs = await self._office.looking.learn(self._client_id)
        own = self._orders.categories(self.settings.id)
        made = {self.settings.category: ""} if self.settings.category else {}
        return {
            **made,
            **theirs,
            **{name: own[name] or theirs.get(name, "") for name in own},
        }

    # ------------------------------------------------------------- hand over

    @override
    async def take(self, handed: Handed) -> Order:
        if self._house.askers.get(self.settings.id) is not self.settings:
            raise NotNow
        return await self._office.taking.take(self.settings, handed)

    @override
    async def fetch(self, link: str) -> Payload:
        try:
            return await self._office.fetch(link)
        except SourceError as err:
            raise NotTaken(err.detail or err.key) from err

    # ---------------------------------------------------------------- delete

    @override
    async def delete(self, orders: Collection[str], *, delete_data: bool) -> None:
        try:
            for order in self._each(orders):
                with suppress(ClientError):
                    await self._delete(order, delete_data=delete_data)
        except LedgerError as err:
            raise NotNow from err

    async def _delete(self, order: Order, *, delete_data: bool) -> None:
        """Withdraw or remove one. Raises ``ClientError``, and leaves it as it was then."""
        if not order.live:
            # It is remembered, so that the same thing is not asked about again.
            await self._orders.change(order.key, lambda now: replace(now, seen=False))
            return
        # First of all: or whoever follows requests takes this end for another's, and asks anew.
        leaving = await self._orders.change(order.key, self._leaving)
        if leaving is None:
            return
        try:
            await self._let_go(leaving, delete_data=delete_data)
        except ClientError, LedgerError:
            await self._orders.change(order.key, lambda now: replace(now, **_LIVE))
            raise
        self._office.looking.forget(order.key)
        self._office.standings.forget(order.key)
        await self._orders.remove(order.key)

    def _leaving(self, order: Order) -> Order:
        return replace(order, fate=Fate.DROPPED, ended=self._house.now())

    async def _let_go(self, order: Order, *, delete_data: bool) -> None:
        """End what only this order was for. Raises ``ClientError``."""
        others = [one for one in self._orders.about(order.request) if one.live]
        request = self._house.gate.requests.get(order.request)
        about = request is not None and is_about(order, request)
        held = any(request and is_about(one, request) for one in others)
        if request is not None and not about:
            await self._house.gate.orders.without(request.id, {order.link})
        elif request is not None and not held:
            # What a rule has found as well is none of a program's business.
            if request.release.source in self._house.askers:
                await self._house.withdraw(
                    request.id, order.asker, delete_data=delete_data
                )
        elif request is None and order.download and not held:
            await self._remove(order, delete_data=delete_data)

    async def _remove(self, order: Order, *, delete_data: bool) -> None:
        client = self._house.gate.attached.clients.get(order.client)
        if client is not None:
            with suppress(UnknownDownload):
                await client.remove(order.download, delete_data=delete_data)

    # ---------------------------------------------------------------- wishes

    @override
    async def create_category(self, name: str, path: str = "") -> None:
        try:
            await self._orders.add_category(self.settings.id, name, path)
        except LedgerError as err:
            raise NotNow from err
        through = self._office.looking.through(self._client_id)
        if through is not None:
            # It is made with the first download at the latest.
            with suppress(ClientError):
                await through.create_category(name, path)
            self._office.looking.forget_categories(self._client_id)

    @override
    async def set_category(self, orders: Collection[str], category: str) -> None:
        async def pass_on(through: Through, client: Client, download: str) -> None:
            await through.set_category(download, category)

        category = category[:MOST_CHARS]

        def wished(now: Order) -> Order:
            return replace(_with(now, category=category), category=category)

        for order in self._each(orders):
            await self._wish(order, wished, pass_on)

    @override
    async def set_limits(self, orders: Collection[str], limits: ShareLimits) -> None:
        async def pass_on(through: Through, client: Client, download: str) -> None:
            await through.set_limits(download, limits)

        await self._change(
            orders,
            pass_on,
            ratio_limit=limits.ratio,
            seeding_time=limits.seeding_time,
            inactive_seeding_time=limits.inactive_time,
        )

    @override
    async def set_stopped(self, orders: Collection[str], *, stopped: bool) -> None:
        async def pass_on(through: Through, client: Client, download: str) -> None:
            await (client.pause if stopped else client.resume)(download)

        await self._change(orders, pass_on, stopped=stopped)

    @override
    async def set_forced(self, orders: Collection[str], *, forced: bool) -> None:
        async def pass_on(through: Through, client: Client, download: str) -> None:
            await through.set_forced(download, forced=forced)

        def wished(now: Order) -> Order:
            was = now.options.priority
            usual = Priority.NORMAL if was is Priority.FORCE else was
            return _with(now, priority=Priority.FORCE if forced else usual)

        for order in self._each(orders):
            await self._wish(order, wished, pass_on)

    @override
    async def move(self, orders: Collection[str], place: Place) -> None:
        async def pass_on(through: Through, client: Client, download: str) -> None:
            await through.move(download, place)

        def wished(now: Order) -> Order:
            return _with(now, priority=moved(now.options.priority, place))

        for order in self._each(orders):
            await self._wish(order, wished, pass_on)

    @override
    async def add_tags(self, orders: Collection[str], tags: Collection[str]) -> None:
        async def pass_on(through: Through, client: Client, download: str) -> None:
            await through.add_tags(download, tags)

        def wished(now: Order) -> Order:
            return _with(now, tags=tuple(dict.fromkeys((*now.options.tags, *tags))))

        for order in self._each(orders):
            await self._wish(order, wished, pass_on)

    @override
    async def remove_tags(self, orders: Collection[str], tags: Collection[str]) -> None:
        async def pass_on(through: Through, client: Client, download: str) -> None:
            await through.remove_tags(download, tags)

        def wished(now: Order) -> Order:
            left = tuple(one for one in now.options.tags if one not in tags)
            return _with(now, tags=left)

        for order in self._each(orders):
            await self._wish(order, wished, pass_on)

    @override
    async def reannounce(self, orders: Collection[str]) -> None:
        async def pass_on(through: Through, client: Client, download: str) -> None:
            await through.reannounce(download)

        await self._change(orders, pass_on)

    @override
    async def recheck(self, orders: Collection[str]) -> None:
        async def pass_on(through: Through, client: Client, download: str) -> None:
            await client.recheck(download)

        await self._change(orders, pass_on)

    # ------------------------------------------------------------------ below

    @property
    def _client_id(self) -> str:
        return self._office.standings.client_for(self.settings.id)

    def _known(self, order: str) -> Order:
        found = self._orders.find(self.settings.id, order)
        if found is None or self._office.standings.one(found) is None:
            raise UnknownOrder(order)
        return found

    def _each(self, orders: Iterable[str]) -> list[Order]:
        found = (self._orders.find(self.settings.id, one) for one in orders)
        return list({one.key: one for one in found if one is not None}.values())

    def _where(self, order: Order) -> tuple[Through, Client, str] | None:
        """Return the client that has an order and its id there, None while none has it."""
        request = self._house.gate.requests.get(order.request)
        if request is not None and request.state in (State.PENDING, State.APPROVED):
            return None
        client = self._house.gate.attached.clients.get(order.client)
        through = self._office.looking.through(order.client)
        if not order.download or client is None or through is None:
            return None
        download = request.download if request else None
        return through, client, download or order.download

    async def _change(
        self, orders: Collection[str], pass_on: PassOn, **wished: Any
    ) -> None:
        for order in self._each(orders):
            await self._wish(order, lambda now: _with(now, **wished), pass_on)

    async def _wish(
        self, order: Order, wished: Callable[[Order], Order], pass_on: PassOn
    ) -> None:
        """Keep what is wished of an order, and pass it on where it is somewhere."""
        try:
            changed = await self._orders.change(order.key, wished)
            if changed is None:
                return
            request = self._house.gate.requests.get(changed.request)
            new = changed.options != order.options
            if new and request is not None and is_about(changed, request):
                with suppress(UnknownRequest):
                    await self._house.gate.orders.wish(request.id, changed.options)
        except LedgerError as err:
            raise NotNow from err
        if (where := self._where(changed)) is None:
            return
        through, client, download = where
        with suppress(NotSupported, UnknownDownload, ClientError):
            await pass_on(through, client, download)
        self._office.looking.look_anew(order.client)


def _with(order: Order, **wished: Any) -> Order:
    return replace(order, options=modest(replace(order.options, **wished)))

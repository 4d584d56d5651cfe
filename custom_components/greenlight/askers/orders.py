"""Orders: all that other programs have handed over, found by what each of them knows it by."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final, override

from ..engine.evidence import evidence, known_as, offered_as
from ..engine.files.hashes import same_torrent
from ..engine.options import DownloadOptions
from ..engine.order import KEPT, Order
from ..engine.release import Release
from ..engine.request import Request
from ..ledger.kept_files import KeptFiles
from ..ledger.order_store import Categories, OrderStore
from ..sources.base import Fetched, Payload, Source, SourceNotFound, SourceOff
from ..sources.payload import read_payload

_SHORT: Final = 40
# Of a category or a tag, and so many tags.
MOST_CHARS: Final = 300
_MOST_TAGS: Final = 100

type Key = tuple[str, str]


class Orders:
    """Every order by asker, by hash and by request. Whatever writes raises ``LedgerError``."""

    def __init__(self, store: OrderStore, files: KeptFiles) -> None:
        """Find what a store holds."""
        self._store = store
        self.files = files
        self._of: dict[str, dict[str, Order]] = {}
        self._by_hash: dict[Key, Key] = {}
        self._by_request: dict[str, dict[Key, None]] = {}

    async def async_load(self) -> None:
        """Read what is stored."""
        await self._store.async_load()
        for order in self._store:
            self._index(order)

    async def async_close(self) -> None:
        """Write nothing any more, once what is being written is."""
        await self._store.async_close()

    # ------------------------------------------------------------------ find

    def __iter__(self) -> Iterator[Order]:
        """Go through all orders."""
        return iter(self._store)

    def of(self, asker: str) -> list[Order]:
        """Return what an asker has ordered, the oldest first."""
        known = self._of.get(asker, {})
        # As they are now: what has just changed is indexed only once it is on disk.
        found = (self._store.get((asker, one)) for one in known)
        return [order for order in found if order is not None]

    def get(self, key: Key) -> Order | None:
        """Return an order as it is now, None if there is none any more."""
        return self._store.get(key)

    def find(self, asker: str, known: str) -> Order | None:
        """Return an order by what a program calls it: its id or any of its hashes, short or in full."""
        if known in self._of.get(asker, {}):
            return self._store.get((asker, known))
        key = self._by_hash.get((asker, known.strip().lower()[:_SHORT]))
        return self._store.get(key) if key else None

    def about(self, request_id: str) -> list[Order]:
        """Return the orders that a request is about, its candidates' too."""
        keys = self._by_request.get(request_id, {})
        return [order for key in keys if (order := self._store.get(key))]

    def categories(self, asker: str) -> Categories:
        """Return the categories that an asker has made, and the folder of each or none."""
        return self._store.categories(asker)

    # ---------------------------------------------------------------- change

    async def put(self, *orders: Order) -> None:
        """Put orders on disk before returning."""
        await self._store.async_put(*orders)
        for order in orders:
            if self._store.get(order.key) is order:
                self._index(order)

    async def change(self, key: Key, change: Callable[[Order], Order]) -> Order | None:
        """Change an order as it is by then, on disk before returning; None if it is gone."""
        changed = await self._store.async_change(key, change)
        if changed is not None and self._store.get(key) is changed:
            self._index(changed)
        return changed

    async def remove(self, *keys: Key) -> None:
        """Forget orders."""
        await self._store.async_remove(*keys)
        for key in keys:
            if self._store.get(key) is None:
                self._unindex(key)

    async def add_category(self, asker: str, name: str, path: str) -> None:
        """Remember a category that an asker has made."""
        await self._store.async_add_category(asker, name, path)

    async def forget(self, asker: str) -> None:
        """Forget an asker that is gone, and all that it has ordered."""
        await self.remove(*(order.key for order in self.of(asker)))
        await self._store.async_forget_categories(asker)

    def _index(self, order: Order) -> None:
        self._unindex(order.key)
        self._of.setdefault(order.asker, {})[order.id] = order
        for value in order.hashes:
            self._by_hash[order.asker, value[:_SHORT]] = order.key
        if order.request:
            self._by_request.setdefault(order.request, {})[order.key] = None

    def _unindex(self, key: Key) -> None:
        before = self._of.get(key[0], {}).get(key[1])
        if before is None:
            return
        # The place in the list stays, unless it is gone.
        if self._store.get(key) is None:
            del self._of[key[0]][key[1]]
        for value in before.hashes:
            self._by_hash.pop((key[0], value[:_SHORT]), None)
        self._by_request.get(before.request, {}).pop(key, None)
        if not self._by_request.get(before.request, True):
            del self._by_request[before.request]


def modest(options: DownloadOptions) -> DownloadOptions:
    """Return options without what is longer than anybody means: they are written with each change."""
    return replace(
        options,
        category=options.category[:MOST_CHARS],
        tags=tuple(one[:MOST_CHARS] for one in options.tags[:_MOST_TAGS]),
    )


def release_of(order: Order, title: str = "") -> Release:
    """Return an order as a release on offer; its asker is where it is on offer."""
    return Release(
        guid=order.id,
        title=title or order.name,
        link=order.link,
        source=order.asker,
        protocol=order.protocol,
        size=order.size,
        hashes=order.hashes,
    )


def is_about(order: Order, request: Request) -> bool:
    """Tell whether a request is about an order itself, and not about another candidate."""
    if order.hashes:
        return same_torrent(order.hashes, request.all_hashes)
    if order.link == request.release.link:
        return True
    offered = offered_as(release_of(order, request.release.title), order.at)
    others = (one.link for one in request.also)
    return order.link not in others and evidence(known_as(request), offered) is not None


def any_about(orders: Iterable[Order], request: Request) -> bool:
    """Tell whether a request is about any of some orders that are still followed."""
    return any(order.live and is_about(order, request) for order in orders)


class KeptPayloads(Source):
    """Where the files of orders are had: they were handed to us."""

    validators: dict[str, str]

    def __init__(self, files: KeptFiles) -> None:
        """Read kept files."""
        self._files = files
        self.validators = {}

    @override
    async def fetch(self) -> Fetched:
        raise SourceOff

    @override
    async def payload(self, link: str) -> Payload:
        if not link.startswith(KEPT):
            return Payload(magnet=link)
        content = await self._files.async_read(link.removeprefix(KEPT))
        if content is None:
            raise SourceNotFound("the file that was handed over is not kept any more")
        return read_payload(content)

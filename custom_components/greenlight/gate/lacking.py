"""Lacking: what people would be asked about of a library, for whoever looks for it elsewhere."""

import asyncio
from collections.abc import Iterator, Sequence
import time

from ..engine.lacking import Lack, lack_of, looks_at
from ..engine.library.item import Item, Kind, Version
from .attached import Attached
from .judge import TURN
from .libraries import Libraries


class Lacking:
    """Looks through libraries; nothing of it is kept, and nobody is asked for anything."""

    def __init__(self, attached: Attached, libraries: Libraries) -> None:
        """Know the rules, and what is there."""
        self._attached = attached
        self._libraries = libraries

    async def of(self, library: str, source: str) -> list[tuple[Item, Lack]]:
        """Return of what a library has those works of which a source may offer what is lacking."""
        rules = [
            rule
            for rule in self._attached.rules.values()
            if looks_at(rule, library=library, source=source)
        ]
        found: list[tuple[Item, Lack]] = []
        until = time.monotonic() + TURN
        for item in self._items(library) if rules else ():
            if lack := lack_of(rules, item, self._versions(item)):
                found.append((item, lack))
            if time.monotonic() >= until:
                await asyncio.sleep(0)
                until = time.monotonic() + TURN
        return found

    def _items(self, library: str) -> Iterator[Item]:
        return iter(self._libraries.index.shelf(library))

    def _versions(self, item: Item) -> Sequence[Version] | None:
        if item.kind is Kind.MOVIE:
            return item.versions
        shelf = self._libraries.index.shelf(item.library)
        known = shelf.episodes.get(item.id)
        return None if known is None else tuple(known.versions.values())

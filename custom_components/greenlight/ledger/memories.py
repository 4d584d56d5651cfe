"""Memories: what all sources offer or offered, and what of that is put off."""

from collections.abc import Iterator

from homeassistant.core import callback

from ..engine.evidence import known_as
from ..engine.release import Release
from ..engine.request import Request
from .source_memory import SourceMemory


class Memories:
    """The memory of each source, by the id of its subentry."""

    def __init__(self) -> None:
        """Start with none."""
        self.sources: dict[str, SourceMemory] = {}

    def offers_of(self, request: Request) -> list[Release]:
        """Return where a request's release is or was on offer, the newest first."""
        known = known_as(request)
        found = [
            item for memory in self.sources.values() for item in memory.same_as(known)
        ]
        found.sort(key=lambda item: item.first_seen, reverse=True)
        return [item.release for item in found]

    @property
    def left_out(self) -> int:
        """Return how many releases are to be asked about once fewer questions wait."""
        return sum(len(memory.left_out) for memory in self.sources.values())

    @callback
    def leave_out(self, release: Release) -> None:
        """Remember that a release is to be asked about later."""
        if memory := self.sources.get(release.remembered_by):
            memory.leave_out(release)

    @callback
    def take_left_out(self, most: int) -> list[Release]:
        """Return some of what was left out, the newest first, which is not left out any more."""
        found = [
            (memory.items[key].first_seen, memory, key)
            for memory in self.sources.values()
            for key in memory.left_out
        ]
        found.sort(key=lambda one: one[0], reverse=True)
        return [memory.take_left_out(key) for _, memory, key in found[:most]]

    @property
    def held(self) -> int:
        """Return how many releases wait until a library can be asked."""
        return sum(len(memory.held) for memory in self.sources.values())

    @callback
    def hold(self, release: Release, since: float) -> None:
        """Remember that a release waits for a library, since then (epoch seconds)."""
        if memory := self.sources.get(release.remembered_by):
            memory.hold(release, since)

    @callback
    def take_held(self) -> list[tuple[Release, float]]:
        """Return all that waits for a library, which it does not any more, and since when."""
        return [one for memory in self.sources.values() for one in memory.take_held()]

    def known_releases(self) -> Iterator[Release]:
        """Yield every release that is still offered or remembered, newest first."""
        items = [
            item for memory in self.sources.values() for item in memory.items.values()
        ]
        for item in sorted(items, key=lambda item: item.first_seen, reverse=True):
            yield item.release

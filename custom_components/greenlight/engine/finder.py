"""Finder: which of many known releases are the same as one that is offered, without looking at all."""

from collections.abc import Iterable
from itertools import islice
from typing import Final

from .evidence import Evidence, Known, evidence, keys
from .request import Request

# What more have in common than these says nothing of any of them.
_MOST_IN_COMMON: Final = 50


class Finder:
    """Known releases by what two of the same have in common. Each has an id."""

    def __init__(self) -> None:
        """Start with none."""
        self._known: dict[str, Known] = {}
        self._by_key: dict[str, dict[str, None]] = {}

    def put(self, known_id: str, known: Known) -> None:
        """Know a release, or what has changed about it."""
        before = self._known.get(known_id)
        self._known[known_id] = known
        if before is not None:
            if _keyed(before) == _keyed(known):
                return
            self._drop(known_id, before)
        for key in keys(known):
            self._by_key.setdefault(key, {})[known_id] = None

    def discard(self, known_id: str) -> None:
        """Know a release no longer."""
        if known := self._known.pop(known_id, None):
            self._drop(known_id, known)

    def clear(self) -> None:
        """Know nothing any more."""
        self._known.clear()
        self._by_key.clear()

    def find(self, offered: Known) -> dict[str, Evidence]:
        """Return the ids of those that are the same as what is offered, and what says so."""
        found: dict[str, Evidence] = {}
        for key in keys(offered):
            for known_id in islice(
                reversed(self._by_key.get(key, {})), _MOST_IN_COMMON
            ):
                if known_id not in found and (
                    proof := evidence(self._known[known_id], offered)
                ):
                    found[known_id] = proof
        return found

    def _drop(self, known_id: str, known: Known) -> None:
        for key in keys(known):
            if ids := self._by_key.get(key):
                ids.pop(known_id, None)
                if not ids:
                    del self._by_key[key]


def _keyed(known: Known) -> tuple[object, ...]:
    """Return what the keys are made of."""
    release = known.release
    return (known.hashes, release.source, release.guid, release.link, release.title)


def closest(found: Iterable[tuple[Request, Evidence]]) -> Request | None:
    """Return the request to go by of several for one release: one that goes on, else the surest."""

    def order(one: tuple[Request, Evidence]) -> tuple[bool, Evidence, float]:
        request, proof = one
        return request.open, proof, request.created

    best = max(found, key=order, default=None)
    return best[0] if best else None

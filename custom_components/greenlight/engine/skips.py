"""Skips: releases that have failed, so that no rule asks about them again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .reason import Reason, reason_from_dict
from .release import Release
from .request import Request
from .same_release import spelled
from .stored import Reading, is_time, stored_text, stored_texts
from .text import clean_title

MAX_SKIPS: Final = 500
MAX_AGE: Final = 180 * 86400.0
# Two sites may count the same release a little differently, with or without what comes along.
SAME_SIZE: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """A release that has failed: by what it is known again, when and why.

    ``id`` is that of the request that failed, ``at`` in epoch seconds, ``size`` in bytes.
    """

    id: str
    at: float
    title: str
    why: Reason
    source: str
    guid: str
    hashes: frozenset[str] = frozenset()
    size: int | None = None

    def covers(self, release: Release) -> bool:
        """Tell whether it is the same release, given that one of the keys is the same."""
        keys = set(_facts(self.source, self.guid, self.hashes))
        if not keys.isdisjoint(_facts(release.source, release.guid, release.hashes)):
            return True
        if not self.size or not release.size:
            return True
        return abs(self.size - release.size) <= SAME_SIZE * max(self.size, release.size)


def skip_of(request: Request, *, at: float, why: Reason) -> Skip:
    """Return the skip of a request's release."""
    release = request.release
    return Skip(
        id=request.id,
        at=at,
        title=release.title,
        why=why,
        source=release.source,
        guid=release.guid,
        hashes=request.all_hashes,
        size=request.bytes,
    )


class Skips:
    """The releases that are skipped, oldest first; the newest 500 of the last 180 days."""

    def __init__(self, skips: Iterable[Skip] = (), *, now: float = 0.0) -> None:
        """Take what was stored."""
        self._skips: dict[str, Skip] = {}
        self._by_key: dict[str, list[Skip]] = {}
        self._take(skips, now)

    def __iter__(self) -> Iterator[Skip]:
        """Give all of them, newest first."""
        return reversed(self._skips.values())

    def __len__(self) -> int:
        """Count them."""
        return len(self._skips)

    def __contains__(self, skip_id: object) -> bool:
        """Tell whether one has that id."""
        return skip_id in self._skips

    def find(self, release: Release, *, now: float) -> Skip | None:
        """Return why a release is skipped: by a hash, by its guid in the same source, or by title.

        By title it is the same if it is spelled alike and, where both sizes are known, as large.
        """
        for key in _keys(release.source, release.guid, release.hashes, release.title):
            for skip in self._by_key.get(key, ()):
                if now - skip.at <= MAX_AGE and skip.covers(release):
                    return skip
        return None

    def add(self, skip: Skip) -> None:
        """Skip a release from now on."""
        self._skips.pop(skip.id, None)
        self._take([*self._skips.values(), skip], skip.at)

    def discard(self, ids: Iterable[str]) -> bool:
        """Skip these no longer, and tell whether any of them was there."""
        gone = [skip_id for skip_id in ids if self._skips.pop(skip_id, None)]
        self._index()
        return bool(gone)

    def discard_all_of(self, release: Release) -> bool:
        """Skip a release no longer, and tell whether it was."""
        covering = {
            skip.id
            for key in _keys(
                release.source, release.guid, release.hashes, release.title
            )
            for skip in self._by_key.get(key, ())
            if skip.covers(release)
        }
        return self.discard(covering)

    def _take(self, skips: Iterable[Skip], now: float) -> None:
        kept = sorted(skips, key=lambda skip: skip.at)[-MAX_SKIPS:]
        self._skips = {skip.id: skip for skip in kept if now - skip.at <= MAX_AGE}
        self._index()

    def _index(self) -> None:
        self._by_key = {}
        for skip in self._skips.values():
            for key in _keys(skip.source, skip.guid, skip.hashes, skip.title):
                self._by_key.setdefault(key, []).append(skip)


def _facts(source: str, guid: str, hashes: frozenset[str]) -> Iterator[str]:
    for value in hashes:
        yield value[:40]
    yield f"{source} {guid}"


def _keys(source: str, guid: str, hashes: frozenset[str], title: str) -> Iterator[str]:
    yield from _facts(source, guid, hashes)
    yield f"= {spelled(title)}"


def skip_to_dict(skip: Skip) -> dict[str, Any]:
    """Return what ``skip_from_dict`` reads."""
    return {
        "id": skip.id,
        "at": skip.at,
        "title": skip.title,
        "why": skip.why.as_dict(),
        "source": skip.source,
        "guid": skip.guid,
        "hashes": sorted(skip.hashes),
        "size": skip.size,
    }


def skip_from_dict(data: Mapping[str, Any]) -> Skip:
    """Read a stored skip. Raises ``KeyError``, ``TypeError`` or ``ValueError`` if damaged."""
    if not is_time(data["at"]):
        raise ValueError("not a time")
    return Skip(
        id=stored_text(data["id"]),
        at=float(data["at"]),
        title=clean_title(stored_text(data["title"])),
        why=reason_from_dict(data["why"]),
        source=stored_text(data["source"]),
        guid=stored_text(data["guid"]),
        hashes=frozenset(stored_texts(data["hashes"])),
        size=Reading().whole(data.get("size"), None),
    )

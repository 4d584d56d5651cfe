"""Skips: what no rule asks about, because it has failed or because somebody has refused it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from .reason import Reason, reason_from_dict
from .refusal import Refusal, Scope, refusal_from_dict, refusal_of, refusal_to_dict
from .release import Release
from .request import Request
from .same_release import spelled
from .stored import Reading, is_time, stored_text, stored_texts
from .text import clean_title
from .weighed import Weighed

MAX_SKIPS: Final = 500
DAY: Final = 86400.0
MAX_AGE: Final = 180 * DAY
# So many releases are told apart of those that one entry keeps away.
MAX_COUNTED: Final = 1000
# Between the id of a request and the scope of what was refused with it; no id holds it.
_OF: Final = "."
# Two sites may count the same release a little differently, with or without what comes along.
SAME_SIZE: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """What is skipped: a release and by what it is known again, or more than it; when and why.

    ``id`` is that of the request that failed, or begins with that of the one that was refused. ``at`` and ``until`` are in epoch
    seconds, None is for good; ``size`` is in bytes. What a person has refused says how much that is,
    and ``who`` it was; what has failed says neither.
    """

    id: str
    at: float
    title: str
    why: Reason
    source: str
    guid: str
    hashes: frozenset[str] = frozenset()
    size: int | None = None
    until: float | None = None
    refusal: Refusal | None = None
    who: str = ""

    @property
    def scope(self) -> Scope:
        """Return how much is skipped."""
        return self.refusal.scope if self.refusal else Scope.RELEASE

    @property
    def request(self) -> str:
        """Return the id of the request that failed, or with which it was refused."""
        return self.id.partition(_OF)[0]

    def over(self, now: float) -> bool:
        """Tell whether it counts no longer."""
        return self.until is not None and now > self.until

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
        until=at + MAX_AGE,
    )


def refused(
    request: Request,
    scope: Scope,
    *,
    at: float,
    who: str,
    days: int | None,
    why: Reason,
) -> Skip:
    """Return the skip of what a person refuses, for so many days or for good.

    Raises ``CannotRefuse``.
    """
    return replace(
        skip_of(request, at=at, why=why),
        id=f"{request.id}{_OF}{scope.value}",
        until=None if days is None else at + days * DAY,
        refusal=refusal_of(request, scope),
        who=clean_title(who),
    )


class Skips:
    """All that is skipped, oldest first, up to 500; of more, what failed first is forgotten first."""

    def __init__(
        self,
        skips: Iterable[Skip] = (),
        *,
        kept: Mapping[str, int] = MappingProxyType({}),
        now: float = 0.0,
    ) -> None:
        """Take what was stored; ``kept`` says how many releases each has kept away."""
        self._skips: dict[str, Skip] = {}
        self._by_key: dict[str, list[Skip]] = {}
        self._wide: list[Skip] = []
        self._kept: dict[str, int] = {}
        self._seen: dict[str, set[tuple[str, str]]] = {}
        self._take(skips, now)
        for skip_id in self._skips.keys() & kept.keys():
            self._kept[skip_id] = kept[skip_id]

    def __iter__(self) -> Iterator[Skip]:
        """Give all of them, newest first."""
        return reversed(self._skips.values())

    def __len__(self) -> int:
        """Count them."""
        return len(self._skips)

    def __contains__(self, skip_id: object) -> bool:
        """Tell whether one has that id."""
        return skip_id in self._skips

    def find(
        self,
        release: Release,
        weighed: Weighed | None = None,
        rule: str = "",
        *,
        now: float,
    ) -> Skip | None:
        """Return why a release is skipped: by a hash, by its guid in the same source, or by title.

        By title it is the same if it is spelled alike and, where both sizes are known, as large. Else
        it may be refused with more, as ``weighed`` against what is there, and for that rule.
        """
        for key in _keys(release.source, release.guid, release.hashes, release.title):
            for skip in self._by_key.get(key, ()):
                if not skip.over(now) and skip.covers(release):
                    return skip
        for skip in self._wide:
            refusal = skip.refusal
            if (
                refusal
                and not skip.over(now)
                and refusal.covers(release, weighed, rule)
            ):
                return skip
        return None

    @property
    def kept(self) -> Mapping[str, int]:
        """Return how many releases each has kept away."""
        return self._kept

    def count(self, skip: Skip, release: Release) -> bool:
        """Count a release that is kept away, and tell whether it was not counted before."""
        seen = self._seen.setdefault(skip.id, set())
        mark = release.source, release.guid
        if mark in seen or len(seen) >= MAX_COUNTED:
            return False
        seen.add(mark)
        self._kept[skip.id] = self._kept.get(skip.id, 0) + 1
        return True

    def add(self, skip: Skip) -> None:
        """Skip a release from now on."""
        self._skips.pop(skip.id, None)
        self._kept.pop(skip.id, None)
        self._seen.pop(skip.id, None)
        self._take([*self._skips.values(), skip], skip.at)

    def clear_over(self, now: float) -> None:
        """Forget what counts no longer."""
        self._take([*self._skips.values()], now)

    def discard(self, ids: Iterable[str]) -> bool:
        """Skip these no longer, and tell whether any of them was there."""
        gone = [skip_id for skip_id in ids if self._skips.pop(skip_id, None)]
        self._index()
        return bool(gone)

    def all_of(self, release: Release) -> list[Skip]:
        """Return all that skips just a release, in whatever form."""
        covering = {
            skip.id: skip
            for key in _keys(
                release.source, release.guid, release.hashes, release.title
            )
            for skip in self._by_key.get(key, ())
            if skip.covers(release)
        }
        return [*covering.values()]

    def discard_all_of(self, release: Release) -> bool:
        """Skip a release no longer, and tell whether it was."""
        return self.discard([skip.id for skip in self.all_of(release)])

    def _take(self, skips: Iterable[Skip], now: float) -> None:
        lasting = [skip for skip in skips if not skip.over(now)]
        # What a person has said is worth more than what has merely failed.
        lasting.sort(key=lambda skip: (skip.refusal is not None, skip.at))
        kept = sorted(lasting[-MAX_SKIPS:], key=lambda skip: skip.at)
        self._skips = {skip.id: skip for skip in kept}
        self._index()

    def _index(self) -> None:
        self._by_key, self._wide = {}, []
        for skip in self._skips.values():
            if skip.scope is not Scope.RELEASE:
                self._wide.append(skip)
                continue
            for key in _keys(skip.source, skip.guid, skip.hashes, skip.title):
                self._by_key.setdefault(key, []).append(skip)
        for counts in (self._kept, self._seen):
            for skip_id in counts.keys() - self._skips.keys():
                del counts[skip_id]


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
        **({} if _usual(skip) else {"until": skip.until}),
        **({"refused": refusal_to_dict(skip.refusal)} if skip.refusal else {}),
        **({"who": skip.who} if skip.who else {}),
    }


def _usual(skip: Skip) -> bool:
    return skip.until == skip.at + MAX_AGE


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
        until=_until(data),
        refusal=refusal_from_dict(data["refused"]) if "refused" in data else None,
        who=clean_title(Reading().text(data.get("who"))),
    )


def _until(data: Mapping[str, Any]) -> float | None:
    """Return until when it counts; what failed before anybody could refuse does not say."""
    if "until" not in data:
        return float(data["at"]) + MAX_AGE
    until = data["until"]
    if until is not None and not is_time(until):
        raise ValueError("not a time")
    return None if until is None else float(until)

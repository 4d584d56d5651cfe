"""Places: where a request's release can be had, one after the other until one has it.

First where it was offered, under the newest link that is known, then wherever else it is on offer.
A page in place of a file, a limit or a refusal says nothing about the release, so the request waits;
where a site says for how long, nobody asks it for anything before. Where the links lead to nothing,
the same release is searched for at indexers, once, and taken from there; a known info hash is enough for a
torrent client.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from ..engine.decided import is_decided
from ..engine.files.hashes import two_torrents
from ..engine.files.magnet import is_magnet, write_magnet
from ..engine.reason import Param, Reason
from ..engine.release import Protocol, Release
from ..engine.request import SYSTEM, Request
from ..sources.base import (
    IndexerOff,
    NotAFeed,
    Payload,
    SourceAuth,
    SourceBusy,
    SourceChallenge,
    SourceError,
    SourceNotFound,
)
from .attached import Attached
from .content import Content, read_content
from .elsewhere import Elsewhere
from .ports import Environment, Ledger
from .requests import Requests
from .tries import Postponed, Refused

# So many places are tried at once: a person waits.
MOST_PLACES: Final = 6
# Seconds: nobody is waited for longer, as the clock may have been set back since then.
LONGEST_WAIT: Final = 25 * 3600.0

# The answers of a site that say nothing about the release, nor that the site is gone.
_SITE: Final = (IndexerOff, NotAFeed, SourceAuth, SourceBusy, SourceChallenge)
# Where there is no file to be had, a hash is enough; what is wrong with a file is so without it, too.
_NO_FILE: Final = (NotAFeed, SourceChallenge, SourceNotFound)


@dataclass(frozen=True, slots=True)
class Got:
    """What is to be handed over, and what it says."""

    payload: Payload
    content: Content


class Places:
    """Fetches what is to be handed over. Raises ``Refused``, ``Postponed`` or ``LedgerError``."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        attached: Attached,
        elsewhere: Elsewhere,
        environment: Environment,
    ) -> None:
        """Know the sources, who searches them, and how to fetch what none of them offered."""
        self._elsewhere = elsewhere
        # What was found again of requests whose links are gone.
        self._found: dict[str, tuple[Release, ...]] = {}
        self._ledger = ledger
        self._requests = requests
        self._attached = attached
        self._now = environment.now
        self._environment = environment

    async def fetch(self, request: Request) -> Got:
        """Fetch it from the first place that has it."""
        passed: list[Refused | Postponed] = []
        got = await self._first(self._of(request), request, passed)
        if got is None and _is_gone(passed) and request.id not in self._found:
            found = await self._find_again(request, passed)
            got = await self._first(found, request, passed)
        if got is not None:
            return got
        if request.all_hashes and any(
            isinstance(one.__cause__, _NO_FILE) for one in passed
        ):
            why = Reason("by_hash", (_detail(passed[0]),))
            await self._requests.note(request.id, SYSTEM, why)
            return await _by_hash(request)
        raise _worst(passed)

    async def _first(
        self,
        places: Iterable[Release],
        request: Request,
        passed: list[Refused | Postponed],
    ) -> Got | None:
        """Return it from the first place that has it; why others have not is added to what has ``passed``."""
        for release in places:
            try:
                got = await self._from(release, request, first=not passed)
            except (Refused, Postponed) as err:
                passed.append(err)
                continue
            if passed:
                source = ("source", self._attached.source_name(release.source))
                why = Reason("fetched_elsewhere", (source, _detail(passed[0])))
                await self._requests.note(request.id, SYSTEM, why)
            return got
        return None

    async def _find_again(
        self, request: Request, passed: list[Refused | Postponed]
    ) -> tuple[Release, ...]:
        """Search for a release whose links are gone. Nobody's answer is no answer: it is waited for."""
        if not self._elsewhere.can():
            return ()
        looked = await self._elsewhere.same(request)
        tried = {one.link for one in self._of(request)}
        found = [one for one in looked.releases if one.link not in tried]
        asked = ("asked", looked.asked)
        if found:
            self._keep(request.id, tuple(found[:MOST_PLACES]))
        elif looked.asked and looked.silent >= looked.asked:
            passed.append(Postponed(Reason("link_nobody_searched", (asked,))))
        elif looked.asked:
            answered = ("answered", looked.asked - looked.silent)
            why = Reason("searched_gone", (asked, answered))
            await self._requests.note(request.id, SYSTEM, why)
        return tuple(found[:MOST_PLACES])

    def _keep(self, request_id: str, found: tuple[Release, ...]) -> None:
        """Keep what was found for the next try, which may be because of a client."""
        known = self._requests.open
        self._found = {key: one for key, one in self._found.items() if key in known}
        self._found[request_id] = found

    def _of(self, request: Request) -> Iterator[Release]:
        """Yield the offers of a request's release in the order of trying."""
        own = request.release
        known = [
            one
            for one in self._ledger.offers_of(request)
            # There is no file behind what a library has decided about.
            if not is_decided(one.link)
        ]
        listed = [one for one in known if one.source == own.source]
        others = [one for one in known if one.source != own.source]
        again = self._found.get(request.id, ())
        places = (*again, *listed, own, *others)
        links = {one.link: one for one in reversed(places)}
        yield from [*reversed(links.values())][:MOST_PLACES]

    async def _from(self, release: Release, request: Request, *, first: bool) -> Got:
        """Fetch it from one place."""
        source = self._attached.sources.get(release.source)
        environment = self._environment
        anywhere = environment.fetch_outward if request.outward else environment.fetch
        fetch = source.payload if source else anywhere
        if not is_magnet(release.link):
            self._leave_alone(release)
        try:
            payload = await fetch(release.link)
            content = await read_content(payload)
        except SourceError as err:
            raise self._why_not(err, release, request) from err
        except ValueError as err:
            raise Refused(Reason("bad_torrent", (("detail", str(err)),))) from err
        _check(content, request, first=first)
        return Got(payload, content)

    def _why_not(
        self, err: SourceError, release: Release, request: Request
    ) -> Refused | Postponed:
        """Return what becomes of a request whose file could not be had from one place."""
        detail = ("detail", err.detail)
        if isinstance(err, SourceAuth) and (
            refused := self._attached.refused.get(release.source)
        ):
            refused()
        why = Reason(f"link_{err.key}", (detail,))
        # Credentials can be mended while the request waits; a dead link stays dead.
        if not err.retry and not isinstance(err, SourceAuth):
            return Refused(why)
        changes: dict[str, Any] = {}
        if err.retry_after:
            until = self._now() + err.retry_after
            why = _left_alone(until, err.detail)
            changes["closed"] = {**self._closed(request), _site(release): until}
        return Postponed(
            why,
            for_site=isinstance(err, _SITE),
            again_in=err.retry_after,
            changes=changes,
        )

    # -------------------------------------------------------- what is left alone

    def _leave_alone(self, release: Release) -> None:
        """Raise ``Postponed`` where a site has asked not to be asked yet, by whichever request."""
        site = _site(release)
        until = max(
            (self._closed(one).get(site, 0.0) for one in self._requests.open.values()),
            default=0.0,
        )
        if until:
            wait = until - self._now()
            raise Postponed(_left_alone(until, ""), for_site=True, again_in=wait)

    def _closed(self, request: Request) -> Mapping[str, float]:
        """Return the sites that are to be left alone because of what a request was told."""
        now = self._now()
        return {
            site: until
            for site, until in request.closed.items()
            if now < until <= now + LONGEST_WAIT
        }


def _detail(passed: Refused | Postponed) -> tuple[str, Param]:
    return "detail", dict(passed.why.params).get("detail", "")


def _is_gone(passed: list[Refused | Postponed]) -> bool:
    """Tell whether a link leads to nothing any more, and none may lead to something later."""
    if any(isinstance(one, Postponed) for one in passed):
        return False
    return any(isinstance(one.__cause__, SourceNotFound) for one in passed)


def _left_alone(until: float, detail: str) -> Reason:
    return Reason("link_left_alone", (("until", until), ("detail", detail)))


def _site(release: Release) -> str:
    """Return whose limits count for a link: a source's own on one host."""
    return f"{release.source} {urlsplit(release.link).hostname or ''}"


def _check(content: Content, request: Request, *, first: bool) -> None:
    """Raise ``Refused`` for a file that is not what was approved."""
    detail = ""
    if content.protocol is Protocol.USENET and request.all_hashes:
        detail = "an NZB file instead of a torrent"
    elif not first and two_torrents(content.hashes, request.all_hashes):
        detail = "another torrent"
    if detail:
        raise Refused(Reason("bad_torrent", (("detail", detail),)))


async def _by_hash(request: Request) -> Got:
    """Return a magnet link written from what is known of a request."""
    link = write_magnet(request.all_hashes, request.release.title)
    payload = Payload(magnet=link)
    return Got(payload, await read_content(payload))


def _worst(passed: list[Refused | Postponed]) -> Refused | Postponed:
    """Return what becomes of a request that no place has: it waits where any of them may later."""
    waiting = [one for one in passed if isinstance(one, Postponed)]
    if not waiting:
        return passed[0]
    soonest = min(waiting, key=lambda one: one.again_in or 0.0)
    soonest.why = waiting[0].why
    soonest.for_site = any(one.for_site for one in waiting)
    for one in waiting:
        soonest.changes = {**one.changes, **soonest.changes}
    return soonest

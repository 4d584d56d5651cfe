"""An indexer that speaks Torznab or Newznab: what is new there, and what it finds."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
import logging
import math
import time
from typing import Final, override
from urllib.parse import urljoin

import aiohttp

from ...engine.release import Protocol, Release
from ...engine.search import Query
from ..base import (
    Fetched,
    IndexerOff,
    NotUnderstood,
    Payload,
    SourceBusy,
    SourceError,
    SourceNotFound,
    broken_link,
    only_source_errors,
)
from ..feed.source import RssSource
from ..fetch import MAX_SECONDS
from ..key import fetch_with_key, without_key
from ..searching import Found, Indexer, Searches
from .address import asking
from .asking import asked, holds, surely, wider
from .caps import Caps, read_caps

_LOGGER = logging.getLogger(__name__)

# Seconds: whoever asks a dozen sites in turn takes its time.
SEARCH_SECONDS: Final = 90.0
_MAX_CAPS: Final = 1024**2
_GONE: Final = 410
# Seconds for which one may ask to be left alone.
_LONGEST: Final = 86400.0


class TorznabSource(RssSource, Searches):
    """One indexer at ``url``, without parameters, opened by ``key``.

    Its links are kept without the key. ``caps`` are given by who knows them, else they are asked for
    before the first search.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        source_id: str,
        url: str,
        *,
        key: str = "",
        name: str = "",
        indexer_id: str = "",
        categories: Iterable[int] = (),
        caps: Caps | None = None,
        validators: Mapping[str, str] | None = None,
        seconds: float = MAX_SECONDS,
        search_seconds: float = SEARCH_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take a session that keeps no cookies. ``clock`` tells seconds that never go back.

        ``indexer_id`` tells it from the others of one source: two sites count their releases alike.
        """
        wanted = ",".join(map(str, categories))
        params = {"cat": wanted} if wanted else {}
        super().__init__(
            session,
            source_id,
            asking(url, key, t="search", extended="1", **params),
            validators=validators,
            seconds=seconds,
        )
        self._session = session
        self._at = url
        self._key = key
        self._name = name
        self._prefix = f"{indexer_id}:" if indexer_id else ""
        self._caps = caps
        self._protocol = Protocol.TORRENT
        self._seconds = search_seconds
        self._clock = clock
        # Until when it asked not to be searched, by the clock.
        self._peace_until = -math.inf

    @override
    async def fetch(self) -> Fetched:
        """Look at what is new."""
        try:
            fetched = await super().fetch()
        except SourceError as err:
            raise _told(err) from err
        if fetched.releases is None:
            return fetched
        return replace(fetched, releases=self._kept(fetched.releases))

    @override
    async def payload(self, link: str) -> Payload:
        """Fetch what a release links to, with the key that is valid now."""
        try:
            own = urljoin(self._at, "/")
            return await fetch_with_key(super().payload, link, self._key, own)
        except SourceError as err:
            if broken_link(err):
                raise SourceNotFound(err.detail) from err
            raise _told(err) from err

    @override
    async def indexers(self) -> tuple[Indexer, ...]:
        """Ask what it is. Raises ``SourceError``, as all of it does."""
        caps = await self._asked_caps()
        return (
            Indexer(
                id="",
                name=self._name or caps.title,
                # Nothing but what it offers says so.
                protocol=self._protocol,
                searches=bool(caps.functions),
            ),
        )

    @override
    async def search(self, query: Query) -> Found:
        """Search it; by the words, too, where its numbers find nothing of what was asked for.

        One that has asked to be left alone is not asked before that time is over.
        """
        began = self._clock()
        if (left := self._peace_until - began) > 0:
            raise SourceBusy(retry_after=left)
        caps = await self._asked_caps()
        found = Found(asked=(self._name,))
        refused: NotUnderstood | None = None
        answered = False
        for params in asked(query, caps):
            try:
                more = await self._found_at(params)
            except NotUnderstood as err:
                refused = err
                continue
            answered, found = True, _both(found, more)
            if await asyncio.to_thread(holds, query, more.releases):
                return found
        wide = wider(query, caps, refused=not answered)
        # Whoever was slow is not asked once more for what may be somewhere in between.
        if wide is not None and self._clock() - began < self._seconds / 3:
            try:
                more = await self._found_at(wide)
            except SourceError:
                if not answered:
                    raise
            else:
                sure = await asyncio.to_thread(surely, query, more.releases)
                return _both(found, replace(more, releases=tuple(sure)))
        if refused is not None and not answered:
            raise refused
        return found

    # ------------------------------------------------------------------ below

    async def _found_at(self, params: Mapping[str, str]) -> Found:
        url = asking(self._at, self._key, **params)
        once = RssSource(self._session, self._id, url, seconds=self._seconds)
        try:
            fetched = await once.fetch()
        except SourceError as err:
            if isinstance(err, SourceBusy) and err.retry_after:
                self._peace_until = self._clock() + min(err.retry_after, _LONGEST)
            raise _told(err) from err
        return Found(
            releases=self._kept(fetched.releases or ()),
            broken=fetched.broken,
            left_out=fetched.left_out,
        )

    async def _asked_caps(self) -> Caps:
        if self._caps is None:
            with only_source_errors(_LOGGER, f"Source {self._id}"):
                url = asking(self._at, self._key, t="caps")
                answer = await self._fetcher.get(url, limit=lambda _: _MAX_CAPS)
                with answer.read() as body:
                    self._caps = read_caps(body, answer.charset, answer.secrets)
        return self._caps

    def _kept(self, releases: Iterable[Release]) -> tuple[Release, ...]:
        """Return releases as they are kept: with nothing in them that another key would change."""
        kept = tuple(
            replace(
                one,
                guid=f"{self._prefix}{without_key(one.guid, self._key)}",
                link=without_key(one.link, self._key),
                page=one.page if without_key(one.page, self._key) == one.page else "",
                indexer=one.indexer or self._name,
            )
            for one in releases
        )
        for one in kept[:1]:
            self._protocol = one.protocol
        return kept


def _both(one: Found, other: Found) -> Found:
    """Return what two questions to the same indexer have brought, each release once."""
    releases = {each.guid: each for each in (*one.releases, *other.releases)}
    return replace(
        one,
        releases=tuple(releases.values()),
        broken=max(one.broken, other.broken),
        left_out=max(one.left_out, other.left_out),
    )


def _told(err: SourceError) -> SourceError:
    """Return what has failed, told apart from a release that is gone.

    Prowlarr answers 410 for an indexer that is switched off.
    """
    if err.status != _GONE:
        return err
    return IndexerOff(err.detail, retry_after=err.retry_after)

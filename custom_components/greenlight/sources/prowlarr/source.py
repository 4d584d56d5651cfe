"""Prowlarr as one source: its indexers are looked at and searched one by one.

Each of them is asked by its own address below Prowlarr's (``/{id}/api``), so that its limits are told
apart, and one that fails costs no other. A search that has failed there is answered as one that found
nothing, so what Prowlarr notes of failures is read before and after.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
import json
import logging
import time
from typing import Any, Final, override

import aiohttp

from ...engine.release import Release
from ...engine.search import Query
from ...engine.secrets import Secrets
from ..backoff import backoff
from ..base import (
    Fetched,
    IndexerOff,
    NotAFeed,
    Payload,
    Silent,
    Source,
    SourceBusy,
    SourceError,
    SourceNotFound,
    SourceTimeout,
    broken_link,
    only_source_errors,
)
from ..credentials import Credentials
from ..document import refusal
from ..fetch import MAX_SECONDS, Fetcher
from ..key import fetch_with_key
from ..searching import Found, Indexer, Listener, Searches
from ..torznab.caps import Caps
from ..torznab.source import SEARCH_SECONDS, TorznabSource
from .listed import failures, read_caps_of, read_indexers, rows
from .turns import AT_ONCE, Turns

_LOGGER = logging.getLogger(__name__)

_MAX_LIST: Final = 16 * 1024**2
# How often those may need all the time there is for one, before whoever searches has waited in vain.
_ROUNDS: Final = 1.6


class ProwlarrSource(Source, Searches):
    """Prowlarr at ``url``, opened by ``key``. ``chosen`` are the ids of its indexers, none for all.

    ``validators`` hold those of each indexer, under its id and a colon.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        source_id: str,
        url: str,
        *,
        key: str,
        chosen: Collection[str] = (),
        categories: Collection[int] = (),
        validators: Mapping[str, str] | None = None,
        seconds: float = MAX_SECONDS,
        search_seconds: float = SEARCH_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take a session that keeps no cookies. ``clock`` tells seconds that never go back."""
        self._clock = clock
        self._session = session
        self._id = source_id
        self._url = url.rstrip("/")
        self._key = key
        self._chosen = frozenset(chosen)
        self._categories = tuple(categories)
        self._seconds = seconds
        self._search_seconds = search_seconds
        self._fetcher = Fetcher(
            session, Credentials(url, {"X-Api-Key": key}), seconds=seconds
        )
        self._caps: dict[str, Caps] = {}
        # Until when one is left alone, by the clock, why, and how often it has failed in a row.
        self._rest: dict[str, tuple[float, SourceError]] = {}
        self._failures: dict[str, int] = {}
        self._turns = Turns()
        self.validators: dict[str, str] = dict(validators or {})

    @override
    async def fetch(self) -> Fetched:
        """Look at what is new on each; raises only where none of them answers."""
        known = await self.indexers()
        listed = [one for one in known if self._wanted(one) and one.looks]
        looks = await self._each(listed, self._look)
        answered = {name: look for name, look in looks if isinstance(look, Fetched)}
        silent = self._missing(known) + [
            Silent(indexer=name, why=look)
            for name, look in looks
            if isinstance(look, SourceError)
        ]
        if silent and not answered:
            raise silent[0].why
        found = [one for one in answered.values() if one.releases is not None]
        releases: dict[str, Release] = {}
        for one in found:
            for release in one.releases or ():
                releases.setdefault(release.guid, release)
        return Fetched(
            releases=tuple(releases.values()) if found or not listed else None,
            broken=sum(one.broken for one in found),
            left_out=sum(one.left_out for one in found),
            silent=tuple(silent),
            # What has not changed at one is on offer there still.
            all_of_it=len(found) == len(looks) and not silent,
        )

    @override
    async def payload(self, link: str) -> Payload:
        """Fetch what a release links to."""
        try:
            return await fetch_with_key(
                self._fetcher.payload, link, self._key, self._url
            )
        except SourceError as err:
            if err.status == 410:
                raise IndexerOff(err.detail, retry_after=err.retry_after) from err
            if broken_link(err):
                raise SourceNotFound(err.detail) from err
            raise

    @override
    async def indexers(self) -> tuple[Indexer, ...]:
        """Return all of them, also those that are not chosen or are down."""
        listed, states = (
            await self._ask("indexer"),
            rows(await self._ask("indexerstatus")),
        )
        found = read_indexers(listed, states)
        self._caps = {str(row["id"]): read_caps_of(row) for row in rows(listed)}
        return tuple(
            replace(one, chosen=not self._chosen or one.id in self._chosen)
            for one in found
        )

    @override
    async def search(self, query: Query) -> Found:
        """Search those that are chosen, and named by the query."""
        return await self._search(query, None)

    @override
    async def search_by_parts(self, query: Query, listener: Listener) -> Found:
        """Search them, and hand over what each has while the others are still asked."""
        return replace(await self._search(query, listener), releases=())

    # ------------------------------------------------------------------ below

    async def _search(self, query: Query, listener: Listener | None) -> Found:
        before = failures(rows(await self._ask("indexerstatus")))
        known = await self.indexers()
        listed = [
            one
            for one in known
            if self._wanted(one)
            and one.searches
            and (not query.indexers or one.id in query.indexers)
        ]

        async def searched(one: Indexer) -> Found:
            if listener is None:
                return await self._indexer(one).search(query)
            try:
                found = await self._indexer(one).search(query)
            except SourceError as err:
                listener.heard(one.name, err)
                raise
            await listener.take(found.releases)
            listener.heard(one.name)
            return found

        if listener is not None:
            listener.asks(one.name for one in listed)

        seconds = _ROUNDS * self._search_seconds
        results = await self._each(listed, searched, seconds)
        failed = await self._failed_since(before)
        releases: dict[str, Release] = {}
        silent = [] if query.indexers else self._missing(known)
        missing = tuple(one.indexer for one in silent)
        broken = left_out = 0
        for one, (name, result) in zip(listed, results, strict=True):
            if isinstance(result, SourceError):
                silent.append(Silent(indexer=name, why=result))
                continue
            if not result.releases and one.id in failed:
                why = SourceError("Prowlarr could not ask it")
                silent.append(Silent(indexer=name, why=why))
                continue
            broken += result.broken
            left_out += result.left_out
            for release in result.releases:
                releases.setdefault(release.guid, release)
        return Found(
            releases=tuple(releases.values()),
            asked=(*(one.name for one in listed), *missing),
            silent=tuple(silent),
            broken=broken,
            left_out=left_out,
        )

    def _wanted(self, one: Indexer) -> bool:
        return one.enabled and one.chosen

    def _missing(self, known: Collection[Indexer]) -> list[Silent]:
        """Return which of those that were chosen cannot be asked as Prowlarr is set up."""
        there = {one.id: one for one in known}
        gone = sorted(self._chosen - there.keys())
        off = [one for one in known if one.id in self._chosen and not one.enabled]
        return [
            *(Silent(indexer=one.name, why=IndexerOff()) for one in off),
            *(
                Silent(indexer=one, why=IndexerOff("Prowlarr has it no more"))
                for one in gone
            ),
        ]

    def _indexer(self, one: Indexer) -> TorznabSource:
        prefix = f"{one.id}:"
        own = {
            name.removeprefix(prefix): value
            for name, value in self.validators.items()
            if name.startswith(prefix)
        }
        return TorznabSource(
            self._session,
            self._id,
            f"{self._url}/{one.id}/api",
            key=self._key,
            name=one.name,
            indexer_id=one.id,
            categories=self._categories,
            caps=self._caps.get(one.id),
            validators=own,
            seconds=self._seconds,
            search_seconds=self._search_seconds,
        )

    async def _each[T](
        self,
        listed: list[Indexer],
        ask: Callable[[Indexer], Awaitable[T]],
        seconds: float | None = None,
    ) -> list[tuple[str, T | SourceError]]:
        """Ask each, some at a time; what fails is handed back beside what does not.

        Who has not answered after so many ``seconds`` has failed, whether or not its turn has come.
        """
        free = asyncio.Semaphore(AT_ONCE)

        async def one(indexer: Indexer) -> T | SourceError:
            try:
                async with asyncio.timeout(seconds), self._turns.turn(free, indexer):
                    return await ask(indexer)
            except TimeoutError:
                return SourceTimeout(f"no answer within {seconds:g} s")
            except SourceError as err:
                return err

        ordered = self._turns.in_order(listed)
        found = await asyncio.gather(*map(one, ordered))
        said = {one.id: each for one, each in zip(ordered, found, strict=True)}
        return [(one.name, said[one.id]) for one in listed]

    async def _look(self, one: Indexer) -> Fetched:
        """Look at one, unless it is to be left alone."""
        until, why = self._rest.get(one.id, (0.0, None))
        if why is not None and self._clock() < until:
            raise why
        if one.down_until is not None and one.down_until > time.time():
            raise SourceBusy("Prowlarr leaves it alone after failures")
        source = self._indexer(one)
        try:
            fetched = await source.fetch()
        except SourceError as err:
            count = self._failures[one.id] = self._failures.get(one.id, 0) + 1
            rest = self._clock() + backoff(count, err.retry_after)
            self._rest[one.id] = (rest, err)
            raise
        self._failures.pop(one.id, None)
        self._rest.pop(one.id, None)
        kept = {f"{one.id}:{name}": value for name, value in source.validators.items()}
        self.validators = {**self.validators, **kept}
        return fetched

    async def _failed_since(self, before: Mapping[int, float | None]) -> set[str]:
        try:
            after = failures(rows(await self._ask("indexerstatus")))
        except SourceError:
            return set()
        return {str(one) for one, at in after.items() if at != before.get(one)}

    async def _ask(self, what: str) -> Any:
        with only_source_errors(_LOGGER, f"Source {self._id}"):
            url = f"{self._url}/api/v1/{what}"
            answer = await self._fetcher.get(url, limit=lambda _: _MAX_LIST)
            with answer.read() as body:
                return await asyncio.to_thread(_decoded, body, answer.secrets)


def _decoded(body: bytes, secrets: Secrets) -> Any:
    try:
        return json.loads(body)
    except ValueError, RecursionError:
        error = refusal(body, secrets=secrets)
        raise error or NotAFeed("a document of another kind") from None

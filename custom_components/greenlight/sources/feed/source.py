"""RSS and Atom feeds, including those of Torznab and Newznab indexers."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
import hashlib
import logging
import time
from typing import Final, override

import aiohttp

from ...engine.evidence import Known, evidence, offered_as
from ...engine.files.magnet import is_magnet
from ...engine.release import Release
from ..base import Fetched, NotAFeed, Payload, Source, only_source_errors
from ..credentials import Credentials
from ..fetch import MAX_SECONDS, Answer, Fetcher
from ..unpack import unpack
from .feed import Feed, read_feed
from .item import UnusableItem, read_item

_LOGGER = logging.getLogger(__name__)

MAX_FEED_BYTES: Final = 10 * 1024**2

_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.8"
_MAX_REMEMBERED = 1000
_NAMES_NOTHING = 3
# Characters of a key that is certain to be no part of a title.
_LEAST_KEY = 8


def _limit(_: bytes) -> int:
    return MAX_FEED_BYTES


@dataclass(frozen=True, slots=True)
class _Page:
    """A document that has been read: its digest, its releases, and what could not be read."""

    digest: str
    title: str = ""
    releases: tuple[Release, ...] | None = None
    broken: int = 0
    left_out: int = 0
    unusable: tuple[str, ...] = ()


class RssSource(Source):
    """One feed. ``validators`` is what to hand to the next object in place of this one."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        source_id: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        validators: Mapping[str, str] | None = None,
        seconds: float = MAX_SECONDS,
    ) -> None:
        """Take a session that keeps no cookies; ``headers`` go to the feed's own server only."""
        self._fetcher = Fetcher(
            session, Credentials(url, headers or {}), seconds=seconds
        )
        self._id = source_id
        self._url = url
        self._reported: set[str] = set()
        self._said_left_out = False
        self.validators: dict[str, str] = dict(validators or {})

    @override
    async def fetch(self) -> Fetched:
        """Look at the feed; it is read only if its bytes have changed."""
        with only_source_errors(_LOGGER, f"Source {self._id}"):
            return await self._fetch()

    async def _fetch(self) -> Fetched:
        answer = await self._fetcher.get(
            self._url, limit=_limit, headers=self._conditions()
        )
        if is_magnet(answer.url):
            raise NotAFeed("a magnet link")
        if answer.body is None:
            return Fetched(releases=None)
        loop = asyncio.get_running_loop()
        known = self.validators.get("digest", "")
        page = await loop.run_in_executor(None, self._read, answer, known)
        self.validators = {
            "etag": answer.etag,
            "last_modified": answer.last_modified,
            "digest": page.digest,
        }
        self._report(page)
        return Fetched(
            releases=page.releases,
            broken=page.broken,
            left_out=page.left_out,
            title=page.title,
        )

    @override
    async def payload(self, link: str) -> Payload:
        """Fetch what a release links to."""
        return await self._fetcher.payload(link)

    def _conditions(self) -> dict[str, str]:
        conditions = {"accept": _ACCEPT}
        if etag := self.validators.get("etag"):
            conditions["if-none-match"] = etag
        if last_modified := self.validators.get("last_modified"):
            conditions["if-modified-since"] = last_modified
        return conditions

    def _read(self, answer: Answer, known: str) -> _Page:
        """Read a document, in a worker thread: a thousand items take a while on a small computer."""
        secrets = answer.secrets
        with answer.read() as body:
            digest = hashlib.sha256(body).hexdigest()
            if digest == known:
                return _Page(digest)
            feed = read_feed(unpack(body, _limit), answer.charset, secrets=secrets)
        releases, unusable = self._releases(feed, answer.url)
        # Sites also complain in what they offer, and repeat what they were sent there.
        releases = tuple(
            replace(one, title=secrets.cut(one.title, least=_LEAST_KEY))
            for one in releases
        )
        unusable = [secrets.cut(why) for why in unusable]
        if feed.broken and not releases:
            raise NotAFeed("nothing in it can be read")
        broken = feed.lost + len(unusable)
        if feed.lost:
            unusable.append(f"{feed.lost} items with broken markup")
        return _Page(
            digest,
            secrets.cut(feed.title),
            releases,
            broken,
            feed.left_out,
            tuple(unusable),
        )

    def _releases(self, feed: Feed, base: str) -> tuple[tuple[Release, ...], list[str]]:
        """Read the items; whatever is wrong with one costs no other."""
        now = time.time()
        read: list[Release] = []
        unusable: list[str] = []
        for item in feed.items:
            try:
                release = read_item(item, source=self._id, base=base, now=now)
            except UnusableItem as err:
                unusable.append(str(err))
            except Exception as err:  # noqa: BLE001 - a stranger's item, read by many hands
                unusable.append(f"an item that raises {type(err).__name__}")
            else:
                read.append(release)
        found: dict[str, Release] = {}
        for release in _told_apart(read):
            # Feeds that list something twice list the newer one first.
            found.setdefault(release.guid, release)
        return tuple(found.values()), unusable

    def _report(self, page: _Page) -> None:
        """Log what cannot be used once, and nothing of its links: they carry passkeys."""
        if page.left_out and not self._said_left_out:
            self._said_left_out = True
            _LOGGER.warning(
                "Source %s offers %d releases more than are read; the newest are kept",
                self._id,
                page.left_out,
            )
        for why in page.unusable:
            if why not in self._reported and len(self._reported) < _MAX_REMEMBERED:
                self._reported.add(why)
                _LOGGER.debug(
                    "Source %s offers something that cannot be used: %s", self._id, why
                )


def _told_apart(releases: list[Release]) -> Iterator[Release]:
    """Yield each with a GUID that names it.

    What two have that are not the same one names none, nor what three have that differ at all.
    """
    firsts: dict[str, Known] = {}
    named: dict[str, set[str]] = {}
    names_none: set[str] = set()
    for release in releases:
        offered = offered_as(release, 0.0)
        first = firsts.setdefault(release.guid, offered)
        spellings = named.setdefault(release.guid, set())
        spellings.add(f"{release.title}\n{release.link}")
        if len(spellings) >= _NAMES_NOTHING or not evidence(first, offered):
            names_none.add(release.guid)
    for release in releases:
        if release.guid not in names_none:
            yield release
            continue
        known = f"{release.guid}\n{release.title}\n{release.link}"
        digest = hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()
        yield replace(release, guid=digest)

"""The torrents of a Transmission, looked up by their hashes, which are the only ids that last.

3.00 answers with no torrents at all while it still loads them, so what is missing right after a start
is looked for again.
"""

import asyncio
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Final

from ..base import Download, DownloadState
from .api import Api
from .rows import FIELDS, Row, read_rows, with_trackers

# Seconds after a start in which a server without any torrent may still be loading them.
_LOADING: Final = 3


class Torrents:
    """The list of torrents."""

    def __init__(self, api: Api) -> None:
        """Take the API to ask."""
        self._api = api
        self._loaded = 0

    async def find(self, hashes: frozenset[str]) -> Row | None:
        """Look a torrent up by any of its hashes."""
        return next(iter(await self._rows(hashes, 1)), None)

    async def followed(
        self, followed: Collection[frozenset[str]]
    ) -> dict[str, Download]:
        """Return the downloads with these hashes by id, with what their trackers say."""
        return await self._with_trackers(await self.listed(followed))

    async def listed(self, wanted: Collection[frozenset[str]]) -> list[Row]:
        """Return the torrents with these hashes."""
        return await self._rows(frozenset[str]().union(*wanted), len(wanted))

    async def _rows(self, ids: frozenset[str], expected: int) -> list[Row]:
        """List those of the ids that are there; where fewer are than expected, for sure."""
        # Its ids are version 1 hashes only; a hybrid keeps that one.
        known = sorted(value for value in ids if len(value) == 40)
        if not known:
            return []
        rows = read_rows(await self._api.torrents(FIELDS, known))
        if len(rows) < expected and await self._was_loading():
            rows = read_rows(await self._api.torrents(FIELDS, known))
        return rows

    async def _was_loading(self) -> bool:
        """Wait while a server that has just started may not have loaded its torrents yet.

        Tells whether it did wait, or whether it only now turned out to be a new one.
        """
        await self._api.open()
        if self._loaded == self._api.renewals:
            return False
        end = asyncio.get_running_loop().time() + 2 * _LOADING
        while asyncio.get_running_loop().time() < end:
            totals = await self._api.totals()
            with suppress(KeyError, TypeError):
                age = totals["current-stats"]["secondsActive"]
                if totals["torrentCount"] or age >= _LOADING:
                    break
            await asyncio.sleep(0.2)
        self._loaded = self._api.renewals
        return True

    async def _with_trackers(self, rows: Iterable[Row]) -> dict[str, Download]:
        """Return the downloads by id; trackers are asked about where they matter, as they are long.

        What is complete or paused needs no peers.
        """
        shown = {row.download.id: row.download for row in rows}
        running = [
            one.id
            for one in shown.values()
            if not one.complete and one.state is not DownloadState.PAUSED
        ]
        if running:
            fields = ("hashString", "trackerStats")
            for row in await self._api.torrents(fields, running):
                with suppress(KeyError):
                    one = str(row["hashString"]).lower()
                    shown[one] = with_trackers(shown[one], row["trackerStats"])
        return shown

"""The desk: what a program that is let in may do, in its own words."""

import asyncio
from collections.abc import Mapping
from itertools import batched
from typing import Final

from ..gate.gate import Gate
from ..parts.push import PushCoordinator
from ..parts.push_settings import PushSettings
from ..presentation.texts import Texts
from .answers import answered
from .lists import Row, tag_rows, work_row

# Seconds in which a program is answered: who announces races against others.
ANSWERED_IN: Final = 0.8
# So many works are written down before others have their turn.
AT_A_TIME: Final = 100


class PushDesk:
    """One source that programs push to."""

    def __init__(self, gate: Gate, texts: Texts, part: PushCoordinator) -> None:
        """Know whom it is for."""
        self._gate = gate
        self._texts = texts
        self._part = part

    @property
    def settings(self) -> PushSettings:
        """Return the settings as they are now."""
        return self._part.settings

    async def push(self, body: bytes) -> list[Row]:
        """Take what is announced, and answer it.

        Raises ``Unreadable``, ``TooManyPushes``, or ``LedgerError`` if it could not be kept.
        """
        try:
            release = self._part.pushes.read(body)
        except ValueError:
            self._part.async_unreadable()
            raise
        answer = await self._part.async_push(release, ANSWERED_IN)
        return [answered(release, answer, self._texts)]

    def tags(self) -> list[Row]:
        """Return by what the works that are listed are told apart."""
        return tag_rows()

    async def works(self, query: Mapping[str, str]) -> list[Row]:
        """Return the works of its library of which something is lacking."""
        library = self.settings.library
        if library is None:
            return []
        found = await self._gate.lacking.of(library, self.settings.id)
        rows: list[Row] = []
        for some in batched(found, AT_A_TIME, strict=False):
            rows += [work_row(item, lack) for item, lack in some]
            await asyncio.sleep(0)
        for name, key in (("tmdbid", "tmdbId"), ("tvdbid", "tvdbId")):
            if wanted := query.get(name):
                rows = [row for row in rows if str(row.get(key)) == wanted]
        return rows

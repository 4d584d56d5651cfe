"""The desk: what a program that is let in may do, in its own words."""

import asyncio
from collections.abc import Mapping
from itertools import batched
from typing import Final

from homeassistant.helpers.json import json_bytes, json_fragment

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
# By which numbers of works a list is asked for, and what these are called there.
_ASKED_BY: Final = {"tmdbid": "tmdbId", "tvdbid": "tvdbId"}


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

    async def works(self, query: Mapping[str, str]) -> list[json_fragment]:
        """Return the works of its library of which something is lacking, each written down already."""
        library = self.settings.library
        if library is None:
            return []
        wanted = {
            key: query[name] for name, key in _ASKED_BY.items() if query.get(name)
        }
        found = await self._gate.lacking.of(library, self.settings.id)
        rows: list[json_fragment] = []
        for some in batched(found, AT_A_TIME, strict=False):
            for item, lack in some:
                row = work_row(item, lack)
                if all(str(row.get(key)) == value for key, value in wanted.items()):
                    rows.append(json_fragment(json_bytes(row)))
            await asyncio.sleep(0)
        return rows

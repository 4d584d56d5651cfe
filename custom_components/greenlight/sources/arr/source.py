"""What a Radarr or Sonarr makes of what its indexers have, for as long as it does not look by itself.

It is given how the library is asked, and talks to nobody itself.
"""

from collections.abc import Mapping
from dataclasses import replace
import time
from typing import Final, NoReturn, override

from ..base import Fetched, Source, SourceError, SourceNotFound
from ..deciding import Decider, LooksByItself, NotReadYet, OfLibrary

# Seconds between two looks, whoever asks for them: each is one at all of its indexers.
LEAST: Final = 15 * 60.0
# Timers are not that exact.
_EARLY: Final = 30.0
_LOOKED: Final = "looked"


class ArrSource(Source, OfLibrary):
    """The decisions of one Radarr or Sonarr. ``validators`` say when it looked last."""

    def __init__(
        self,
        source_id: str,
        library: str,
        decider: Decider,
        *,
        validators: Mapping[str, str] | None = None,
    ) -> None:
        """Take the id of the library, and how that is asked."""
        self._id = source_id
        self.library = library
        self._decider = decider
        self.validators = dict(validators or {})
        self._looked = _time(self.validators.get(_LOOKED, ""))
        # Why its last look failed: nobody asks for another one so soon.
        self._failure: SourceError | None = None

    @override
    async def fetch(self) -> Fetched:
        """Have it look at its indexers, unless it has just done so.

        Raises ``LooksByItself``, and asks nothing of its indexers, where it would have fetched by now what it
        approves of.
        """
        try:
            minutes = await self._decider.looks_by_itself()
        except NotReadYet:
            return Fetched(releases=None)
        if minutes:
            raise LooksByItself(str(minutes))
        now = time.time()
        if 0 <= now - self._looked < LEAST - _EARLY:
            if self._failure is not None:
                raise self._failure
            return Fetched(releases=None)
        # Also where it fails: the indexers were asked all the same.
        self._looked, self._failure = now, None
        try:
            releases, broken = await self._decider.decisions()
        except SourceError as err:
            err.retry_after = err.retry_after or LEAST
            self._failure = err
            raise
        self.validators = {_LOOKED: str(int(now))}
        mine = tuple(replace(one, source=self._id) for one in releases)
        return Fetched(releases=mine, broken=broken)

    @override
    async def payload(self, link: str) -> NoReturn:
        """Raise ``SourceNotFound``: there is no file to be had of what it shows."""
        raise SourceNotFound("it is had through the program that has decided about it")


def _time(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0

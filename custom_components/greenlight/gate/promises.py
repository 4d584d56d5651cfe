"""Promises: whether what a rule had fetched by itself turned out as its title said.

A title is a promise and a measurement a fact: only what a library has looked into counts.
"""

from collections.abc import Collection
from typing import Final

from ..engine.library.item import Origin, Version
from ..engine.quality.comparison import compare
from ..engine.quality.gains import Change, Gain
from ..engine.quality.quality import Quality
from ..engine.quality.wishes import Settings
from ..engine.reading import read
from ..engine.reason import Reason
from ..engine.request import SYSTEM, Request, State
from ..engine.rules import Rule
from .attached import Attached
from .libraries import Libraries
from .ports import NOT_AS_PROMISED, Environment, LedgerError
from .requests import Requests

# Seconds after its end in which a download is looked for in a library.
_LOOKED_FOR: Final = 30 * 86400.0
# What a measurement tells for certain, and by which field of a quality it is known.
_MEASURED: Final = {
    Gain.ENHANCEMENT_LAYER: "layer",
    Gain.LAYER_FROM_P5: "layer",
    Gain.LAYER_FROM_HDR: "layer",
    Gain.DOLBY_VISION: "dynamic_range",
    Gain.PROFILE: "profile",
    Gain.DYNAMIC_RANGE: "dynamic_range",
    Gain.RESOLUTION: "resolution",
    Gain.ATMOS: "atmos",
    Gain.AUDIO: "audio",
}


class Promises:
    """Looks at what has come into libraries of what rules on trial have fetched."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        libraries: Libraries,
        environment: Environment,
    ) -> None:
        """Know what was fetched, and by which rules."""
        self._requests = requests
        self._attached = attached
        self._libraries = libraries
        self._environment = environment

    def library_changed(
        self, library_id: str, item_ids: Collection[str] | None = None
    ) -> None:
        """Begin to look at what rules on trial have fetched for some items of a library."""
        rules = self._attached.rules
        now = self._environment.now()
        fetched = [
            (request, rule)
            for request in self._requests.history.values()
            if request.state in (State.COMPLETED, State.IMPORTED)
            and now - request.ended < _LOOKED_FOR
            and (rule := rules.get(request.rule)) is not None
            and rule.trial
            and _is_of(request, library_id, item_ids)
        ]
        if fetched:
            self._environment.spawn(self._look(fetched), "look at what rules fetched")

    async def _look(self, fetched: list[tuple[Request, Rule]]) -> None:
        for request, rule in fetched:
            broken = self._broken(request, rule)
            # It is told once.
            told = any(one.why.code == NOT_AS_PROMISED for one in request.journal)
            if broken is None or told:
                continue
            why = Reason(
                NOT_AS_PROMISED, (("promised", broken.offered), ("is", broken.have))
            )
            try:
                await self._requests.note(request.id, SYSTEM, why, problem=True)
            except LedgerError:
                # The storage has logged why; the next change is another chance.
                return

    def _broken(self, request: Request, rule: Rule) -> Change | None:
        """Return in what the file that has come is worse than its title had promised."""
        title = read(request.release.title)
        holding = self._libraries.find(title, frozenset())
        before = {one.name for one in request.weighed.there} if request.weighed else ()
        for version in holding.versions:
            if version.name in before:
                continue
            if change := _worse(version, title.quality, rule):
                return change
        return None


def _worse(version: Version, promised: Quality, rule: Rule) -> Change | None:
    measured = {Origin.PERSON, Origin.TAG, Origin.STREAM, Origin.MEDIA_INFO}
    compared = compare(promised, [version.quality], rule.ladder, Settings())
    for gain in compared.gains:
        field = _MEASURED.get(gain.kind)
        if field and version.origins.get(field) in measured and not gain.doubts:
            return gain
    return None


def _is_of(request: Request, library_id: str, item_ids: Collection[str] | None) -> bool:
    work = request.weighed.work if request.weighed else None
    if work is None:
        return False
    return any(
        library == library_id and (item_ids is None or item in item_ids)
        for library, item in work.known_to
    )

"""Standing: what has become of a release that somebody offers and waits for word about."""

from dataclasses import dataclass

from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import Request
from ..engine.skips import Skip
from .again import gone_elsewhere
from .attached import Attached
from .judge import Judge
from .ports import Ledger
from .requests import Requests
from .rivals import mark
from .skip_list import SkipList


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How a release stands that was considered.

    ``request`` was made for it, or is a question about a better one of the same item, of which it is
    ``another``. Where there is none, ``skip`` is why no rule asks about it, or ``reasons`` are why none
    matches; ``waits`` says that a rule may match once a library has been asked.
    """

    request: Request | None = None
    another: bool = False
    skip: Skip | None = None
    reasons: tuple[Reason, ...] = ()
    waits: bool = False


class Standing:
    """Tells how releases stand. It changes nothing."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        attached: Attached,
        judge: Judge,
        skip_list: SkipList,
    ) -> None:
        """Know what is known of releases, and who judges."""
        self._ledger = ledger
        self._requests = requests
        self._attached = attached
        self._judge = judge
        self._skip_list = skip_list

    def known(self, release: Release) -> Request | None:
        """Return the request that there is for a release, None if there is none."""
        request = self._ledger.lookup(release)
        if request is None or gone_elsewhere(request, release):
            return None
        return request

    async def of(self, release: Release) -> Stand:
        """Return how a release stands that was considered a moment ago."""
        if (request := self.known(release)) is not None:
            return Stand(request=request)
        rules = list(self._attached.rules.values())
        (judged,) = await self._judge.judge([release], rules, why=True)
        # It may have become one meanwhile.
        if (request := self.known(release)) is not None:
            return Stand(request=request)
        if (request := self._joined(release)) is not None:
            return Stand(request=request, another=True)
        skip = self._skip_list.find(release, judged.weighed, judged.rule_id)
        return Stand(skip=skip, reasons=judged.verdict.reasons, waits=judged.waits)

    def _joined(self, release: Release) -> Request | None:
        """Return the question that waits about a better release of the same item."""
        marked = mark(release)
        waiting = self._requests.open.values()
        return next((one for one in waiting if marked in one.unasked), None)

"""Ownerless: questions whose rule or source is gone.

A question goes with the rule that asked it. It goes with the source that offered its release only if
nobody else offers that. What is approved goes on, and a rule that is changed or off keeps its questions.
"""

from collections.abc import Collection
from dataclasses import replace

from ..engine.ordering import is_under_own
from ..engine.reason import Reason
from ..engine.request import SYSTEM, Request, State
from .attached import Attached
from .ports import Environment, Ledger
from .requests import Requests


class Ownerless:
    """Ends what is left when parts are removed, now or while nothing ran."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        attached: Attached,
        environment: Environment,
    ) -> None:
        """Know the questions, and who else offers a release."""
        self._ledger = ledger
        self._requests = requests
        self._attached = attached
        self._environment = environment

    async def run(self, rules: Collection[str], sources: Collection[str]) -> None:
        """End questions, or have them go on with another source. Raises ``LedgerError``.

        ``rules`` and ``sources`` are the ids of all there are.
        """
        ended, moved, there = [], [], frozenset(sources)
        for request in self._requests.open.values():
            if request.state is not State.PENDING:
                continue
            if request.rule and request.rule not in rules:
                gone = _gone(request)
                if not _asked_again_after(request, gone):
                    ended.append(self._cancelled(request, gone))
            elif not request.release.ways <= there:
                if (elsewhere := self._elsewhere(request, sources)) is not None:
                    moved.append(elsewhere)
                elif not _asked_again_after(request, why := Reason("source_removed")):
                    ended.append(self._cancelled(request, why))
        await self._requests.enter(*ended, noted=moved)

    def _cancelled(self, request: Request, why: Reason) -> Request:
        now = self._environment.now()
        return request.move(State.CANCELLED, at=now, who=SYSTEM, why=why)

    def _elsewhere(self, request: Request, sources: Collection[str]) -> Request | None:
        """Return a question about its release as another source offers it, None if none does."""
        for offer in self._ledger.offers_of(request):
            if offer.ways <= frozenset(sources):
                hashes = request.release.hashes | offer.hashes
                name = self._attached.source_name(offer.source)
                return request.note(
                    at=self._environment.now(),
                    who=SYSTEM,
                    why=Reason("source_removed_other_has_it", (("source", name),)),
                    # What people saw it called and how large it was stays as it was.
                    release=replace(
                        offer,
                        hashes=hashes,
                        title=request.release.title,
                        size=request.release.size,
                    ),
                )
        return None


def _asked_again_after(request: Request, gone: Reason) -> bool:
    """Tell whether it has ended so before, and somebody wanted to be asked again all the same."""
    return any(entry.why.code == gone.code for entry in request.journal)


def _gone(request: Request) -> Reason:
    """Return that its rule is gone, or the program that had people asked."""
    if is_under_own(request):
        return Reason("asker_removed", (("asker", request.rule_name),))
    return Reason("rule_removed", (("rule", request.rule_name),))

"""Overtaken: questions that a library has answered meanwhile, by what it has now."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from ..engine.library.holding import Holding
from ..engine.library.matching import name_key
from ..engine.on_way import BETTER_ON_WAY, ON_ITS_WAY
from ..engine.outcome import Outcome
from ..engine.reading import read
from ..engine.reason import Reason
from ..engine.request import SYSTEM, Request, State
from ..engine.rules import Rule
from ..engine.weighed import work_in
from ..engine.wording import TEXTS
from .attached import Attached
from .judge import Judge, Judged
from .libraries import Libraries
from .ports import Environment, LedgerError
from .requests import Requests
from .search import ANYTHING

# What a verdict says of a holding, which is said anew with the next one.
_JUDGED: Final = frozenset(
    {
        *TEXTS,
        "which_work",
        "library_not_asked",
        "series_not_read",
        "year_differs",
        "year_not_known",
        "file_holds_more",
        BETTER_ON_WAY,
    }
)


class Overtaken:
    """Looks at the questions that wait when something about their item has changed."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        libraries: Libraries,
        judge: Judge,
        environment: Environment,
    ) -> None:
        """Know the questions and who judges."""
        self._requests = requests
        self._attached = attached
        self._libraries = libraries
        self._judge = judge
        self._environment = environment
        self._stopped = False

    def stop(self) -> None:
        """Look at nothing any more: libraries that are let go of now have not lost anything."""
        self._stopped = True

    def library_changed(
        self, library_id: str, item_ids: Collection[str] | None = None
    ) -> None:
        """Begin to look at the questions about some items of a library, or about any of it."""
        asked = (
            request.id
            for request in self._requests.open.values()
            if _concerns(request, library_id, item_ids)
        )
        self._look_later([*asked], library_id)

    def called(self, key: str, library_id: str, but: str = "") -> None:
        """Begin to look at the questions whose releases are called so, all ``but`` one (``name_key``)."""
        asked = (
            request.id
            for request in self._requests.open.values()
            if request.state is State.PENDING
            and request.id != but
            and name_key(read(request.release.title)) == key
        )
        self._look_later([*asked], library_id)

    def _look_later(self, request_ids: list[str], library_id: str) -> None:
        if request_ids and not self._stopped:
            work = self._look(request_ids, library_id)
            self._environment.spawn(work, "look at questions anew")

    async def _look(self, request_ids: list[str], library_id: str) -> None:
        for request_id in request_ids:
            try:
                await self.again(request_id, library_id)
            except LedgerError:
                # The storage has logged why; the next change is another chance.
                return

    async def again(self, request_id: str, library_id: str = "") -> None:
        """Look at a question anew, whoever has come with it. Raises ``LedgerError``."""
        await self.look(request_id, library_id)
        await self.weigh(request_id)

    async def weigh(self, request_id: str) -> None:
        """Hold what somebody came with themselves against what is there. Raises ``LedgerError``.

        It stays a question whatever is there: no rule has made it.
        """
        request = self._requests.still(request_id, State.PENDING)
        if request is None or request.rule:
            return
        (judged,) = await self._judge.judge(
            [request.release], [ANYTHING], patient=False, why=True
        )
        request = self._requests.still(request_id, State.PENDING)
        if request is not None:
            judged = judged.picked(ANYTHING.ladder)
            await self._tell(request, judged, judged.told)

    async def look(self, request_id: str, library_id: str = "") -> None:
        """Judge a question anew. Raises ``LedgerError``."""
        request = self._requests.still(request_id, State.PENDING)
        rules = self._rules_of(request) if request else []
        if request is None or not rules:
            return
        (judged,) = await self._judge.judge([request.release], rules, why=True)
        # Others had their turn: it may have been answered, or a rule may be another one.
        request = self._requests.still(request_id, State.PENDING)
        if request is None or judged.waits or self._rules_of(request) != rules:
            return
        if judged.verdict.outcome is not Outcome.IGNORE:
            # It stays a question, whatever the rule does.
            await self._tell(request, judged, judged.verdict.reasons[1:])
        elif (holding := _what_is_there(judged)) is not None:
            await self._end(request, library_id, judged, holding)

    def _rules_of(self, request: Request) -> list[Rule]:
        """Return the rule of a question, and after it all others: one of them may want it, too.

        There is none where that rule asks nothing now: then libraries answer nothing for it.
        """
        rules = self._attached.rules
        rule = self._attached.rule(request.rule)
        if rule is None or not rule.enabled or rule.stopped:
            return []
        if rule.id in self._attached.asker_rules:
            return [rule]
        return [rule, *(one for one in rules.values() if one is not rule)]

    async def _end(
        self, request: Request, library_id: str, judged: Judged, holding: Holding
    ) -> None:
        having = [item.library for item in holding.items]
        name = self._libraries.name(library_id if library_id in having else having[0])
        why = Reason("library_has_it", (("library", name),))
        if ON_ITS_WAY in {one.code for one in judged.verdict.reasons}:
            why = Reason(ON_ITS_WAY)
        elif not name:
            # No library has it: it was fetched.
            why = Reason("not_missing")
        reasons = tuple(_without_rule(one) for one in judged.verdict.reasons)
        await self._requests.move(
            request.id,
            State.SUPERSEDED,
            SYSTEM,
            why,
            weighed=judged.weighed or request.weighed,
            reasons=reasons or request.reasons,
        )

    async def _tell(
        self, request: Request, judged: Judged, told: tuple[Reason, ...]
    ) -> None:
        """Tell in the question what is had now."""
        weighed = judged.weighed
        if weighed == request.weighed and judged.switch == request.switch:
            return
        kept = [one for one in request.reasons if one.code not in _JUDGED]
        changes: dict[str, Any] = {
            "weighed": weighed,
            "switch": judged.switch,
            "reasons": tuple(dict.fromkeys((*told, *kept))),
        }
        await self._requests.note(
            request.id, SYSTEM, Reason("library_changed"), **changes
        )


def _concerns(
    request: Request, library_id: str, item_ids: Collection[str] | None
) -> bool:
    """Tell whether a question is about an item of a library, or about one that may be there now."""
    if request.state is not State.PENDING:
        return False
    if not request.rule and request.weighed is None:
        # What somebody came with themselves is held against something only where they have said what it is.
        return False
    work = work_in(request.weighed)
    if work is None or item_ids is None:
        return True
    known = [item for library, item in work.known_to if library == library_id]
    # A library that did not have it may have it now.
    return not known or not set(known).isdisjoint(item_ids)


def _what_is_there(judged: Judged) -> Holding | None:
    """Return what is no worse than what is offered; None where there is no such thing.

    That a film is gone from a library, or a library from the house, is no answer to a question.
    """
    holding, comparison = judged.verdict.holding, judged.verdict.comparison
    if holding is None or not holding.items or comparison is None:
        return None
    return holding if comparison.have else None


def _without_rule(reason: Reason) -> Reason:
    return replace(
        reason, params=tuple(pair for pair in reason.params if pair[0] != "rule")
    )

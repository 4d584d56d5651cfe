"""On their way: what follows from what was fetched and is still to come, for all that are asked about."""

from collections.abc import Awaitable, Callable, Sequence

from ..engine.request import Request, State
from ..engine.rules import Rule
from .attached import Attached
from .by_work import ByWork
from .libraries import Libraries
from .nothing_came import NothingCame
from .ports import Environment, Event, Ledger
from .requests import Requests
from .series import SeriesBoard
from .switch import Switches
from .way import Way


class OnTheirWay:
    """Builds what knows of it, and has it follow what happens."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        attached: Attached,
        libraries: Libraries,
        look: Callable[[str], Awaitable[None]],
        environment: Environment,
    ) -> None:
        """Know nothing yet; ``look`` judges a question anew."""
        self._by_work = by_work = ByWork(requests, attached)
        self._attached = attached
        self.way = Way(ledger, attached, libraries, by_work, environment)
        self._switches = Switches(requests, attached, by_work, look, environment)
        self.series = SeriesBoard(
            ledger, attached, libraries, by_work, self.way, environment
        )
        self.nothing_came = NothingCame(
            ledger, attached, libraries, by_work, self.series, environment
        )

    async def start(self) -> None:
        """Read what there is, and take up what was left."""
        await self._by_work.read()
        self._switches.start()

    def stop(self) -> None:
        """Let go of timers, for good."""
        self.nothing_came.stop()
        self.series.stop()

    def completed(self, entering: Sequence[Request]) -> list[Request]:
        """Return requests that come into a new state, with what is given up because of them."""
        return self._switches.completed(entering)

    def entering(self, requests: Sequence[Request]) -> None:
        """Know requests that are about to be put on disk."""
        self._by_work.take(requests)

    def moved(self, events: Sequence[Event]) -> None:
        """Take what was put on disk."""
        self._switches.moved(events)
        self.series.came_home(
            one.request for one in events if one.kind == State.IMPORTED
        )

    def attach_rule(self, rule: Rule) -> None:
        """Take a rule, one that is new or one that was changed."""
        before = self._attached.rules.get(rule.id)
        self._attached.rules[rule.id] = rule
        if rule.numbering or (before and before.numbering):
            self._by_work.forget(rule.id)
        self.forget_rule(rule.id)
        self.nothing_came.attend(rule)
        self.series.read_soon()

    def forget_rule(self, rule_id: str) -> None:
        """Let go of what was built for a rule."""
        self.way.forget(rule_id)
        self.series.forget(rule_id)

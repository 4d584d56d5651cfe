"""The gate: the one orchestrator between a release and its download.

The way of a request is told here from top to bottom: a source offers releases, rules and libraries
judge them, a request is put to people, somebody decides, a client takes it, is asked how it gets
on, and the request ends. Each part has a file of its own (``docs/architecture.md`` lists them);
``built`` puts them together.

The gate knows contracts only, and nothing of Home Assistant; time and tasks are given to it.
"""

from collections.abc import Collection, Iterable, Mapping

from ..clients.base import Download
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import Actor, Request
from ..engine.rules import Rule
from ..engine.skips import Skip, Skips
from ..engine.weighed import Weighed
from .built import Built
from .preview import Preview


class Gate(Built):
    """The verbs that people and parts call. Each raises ``LedgerError`` if it was not written."""

    # -------------------------------------------------------------- consider

    async def offer(self, releases: Iterable[Release], *, again: bool = False) -> int:
        """Consider releases that are new, or ``again`` because something about them has changed.

        Returns how many matched a rule for the first time. What there is a request for already is
        another place to get that from; what nobody can be asked about now waits (``left_out``).
        """
        rules = list(self.attached.rules.values())
        matched = await self._offers.ask_about(
            releases, rules, count_known=not again, changed=again
        )
        return matched.total()

    async def look_back(self, rule: Rule, mark: str) -> Mapping[str, int]:
        """Consider what is already known under one rule, once per ``mark``.

        Returns how many matched, by source. A rule that is off looks back once it is on.
        """
        if not (mark and rule.enabled) or self._ledger.looked_back(rule.id) == mark:
            return {}
        matched = await self._offers.ask_about(
            self._ledger.known_releases(), [rule], count_known=False
        )
        self._ledger.set_looked_back(rule.id, mark)
        return matched

    async def replay(
        self, rules: list[Rule], since: float | None = None
    ) -> Mapping[str, int]:
        """Consider what is known once more, or only what was published ``since``; count by source."""
        known = (
            release
            for release in self._ledger.known_releases()
            if since is None or (release.published or since) >= since
        )
        return await self._offers.ask_about(known, rules, count_known=False)

    async def preview(
        self, rules: list[Rule], releases: Iterable[Release] | None = None
    ) -> Preview:
        """Return what rules would make of all that is known, unless ``releases`` are given."""
        known = self._ledger.known_releases() if releases is None else releases
        return await self._previews.of(known, rules)

    # ------------------------------------------------------------------- ask

    def forget_skip(self, ids: Collection[str]) -> None:
        """Take entries off the list of what is skipped. Raises ``UnknownSkip``."""
        self._skip_list.remove(ids)

    # ---------------------------------------------------------------- follow

    def source_back(self) -> None:
        """Try what waits, because a source answers again."""
        self._grabber.start_waiting()

    # ------------------------------------------ what people do to a download

    async def remove_download(
        self,
        request_id: str,
        who: Actor,
        *,
        delete_data: bool,
        why: Reason | None = None,
    ) -> Request:
        """Remove a download from its client; one that still ran is cancelled by that.

        Raises ``IllegalMove`` if there is none, or ``ClientError``.
        """
        why = why or Reason("removed_with_data" if delete_data else "removed_by_person")
        return await self._removals.remove(
            request_id, who, why, delete_data=delete_data
        )

    async def next_best(self, request_id: str, who: Actor) -> Request:
        """Give a download up, so that people are asked about the next best now.

        Raises ``IllegalMove`` if it does not run, or ``NothingElse``.
        """
        return await self._failures.give_up(request_id, who)

    # ------------------------------------------------------ what comes and goes

    def attach_rule(self, rule: Rule) -> None:
        """Take a rule, one that is new or one that was changed."""
        self._on_way.attach_rule(rule)
        self._void_votes.look()

    def detach_rule(self, rule_id: str) -> bool:
        """Let go of a rule; tell whether it was there."""
        self._on_way.forget_rule(rule_id)
        return self.attached.rules.pop(rule_id, None) is not None

    async def cancel_ownerless(
        self, rules: Collection[str], sources: Collection[str]
    ) -> None:
        """End the questions of rules that are gone, and those that only a gone source offered.

        ``rules`` and ``sources`` are the ids of all there are, also of those that are off.
        """
        await self._ownerless.run(rules, sources)

    def limits_changed(self) -> None:
        """Ask about what waits for its turn, because more may wait for an answer now."""
        self._queue.fill()

    # ------------------------------------------------------- what people see

    @property
    def downloads(self) -> Mapping[str, Download]:
        """Return what clients said last of their downloads, by request."""
        return self._downloads

    @property
    def skips(self) -> Skips:
        """Return what no rule is to ask about, because it has failed or is refused."""
        self._ledger.skips.clear_over(self._environment.now())
        return self._ledger.skips

    def skip_of(
        self, release: Release, weighed: Weighed | None, rule: str
    ) -> Skip | None:
        """Return why a rule does not ask about a release, None if nothing keeps it from that."""
        return self._skip_list.find(release, weighed, rule)

    @property
    def queued(self) -> int:
        """Return how many questions wait until fewer wait for an answer."""
        return len(self._queue)

    @property
    def left_out(self) -> int:
        """Return how many releases match a rule and wait until fewer questions do."""
        return self._ledger.left_out

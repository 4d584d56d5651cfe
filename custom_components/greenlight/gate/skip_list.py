"""The skip list: what has failed or was refused, so that no rule asks about it."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from ..engine.reason import Reason
from ..engine.refusal import Scope
from ..engine.release import Release
from ..engine.request import Actor, Request
from ..engine.skips import Skip, refused
from ..engine.weighed import Weighed
from .ports import Environment, Ledger, UnknownSkip


class SkipList:
    """What is skipped, as the ledger has it."""

    def __init__(self, ledger: Ledger, environment: Environment) -> None:
        """Keep it in a ledger."""
        self._ledger = ledger
        self._now = environment.now

    def covers(
        self, release: Release, weighed: Weighed | None = None, rule: str = ""
    ) -> bool:
        """Tell whether a rule is not to ask about a release: it has failed, or is refused."""
        return self.find(release, weighed, rule) is not None

    def find(
        self, release: Release, weighed: Weighed | None = None, rule: str = ""
    ) -> Skip | None:
        """Return why a release is skipped, None if it is not."""
        return self._ledger.skips.find(release, weighed, rule, now=self._now())

    def keeps_away(self, release: Release, weighed: Weighed | None, rule: str) -> bool:
        """Tell whether a release is skipped that is on offer, and count it then."""
        skip = self.find(release, weighed, rule)
        if skip is not None and self._ledger.skips.count(skip, release):
            self._ledger.skips_counted()
        return skip is not None

    @contextmanager
    def refusing(
        self,
        request: Request,
        scope: Scope | None,
        who: Actor,
        days: int | None,
        why: Reason,
    ) -> Iterator[None]:
        """Skip what a person refuses from now on, unless their answer cannot be committed.

        Without a scope it is nothing but their answer; without days it is for good. It is on disk with
        the next commit. Raises ``CannotRefuse``.
        """
        if scope is None:
            yield
            return
        skip = refused(request, scope, at=self._now(), who=who.name, days=days, why=why)
        self.add(skip)
        try:
            yield
        except BaseException:
            self.take_back(skip.id)
            raise

    def add(self, skip: Skip) -> None:
        """Skip a release from now on; it is on disk with the next commit."""
        self._ledger.skips.add(skip)

    def take_back(self, skip_id: str) -> None:
        """Forget what was added and could not be committed."""
        self._ledger.skips.discard([skip_id])

    def forget_by(self, request_id: str, code: str = "") -> list[Skip]:
        """Forget what was skipped because of a request, and return it; on disk with the next commit.

        With a ``code`` only what was skipped for that reason.
        """
        return self._forget(
            skip
            for skip in self._ledger.skips
            if skip.request == request_id and code in ("", skip.why.code)
        )

    def forget_all_of(self, release: Release) -> list[Skip]:
        """Forget what skips just a release, and return it; on disk with the next commit."""
        return self._forget(self._ledger.skips.all_of(release))

    def _forget(self, skips: Iterable[Skip]) -> list[Skip]:
        gone = list(skips)
        if gone:
            self._ledger.skips.discard([skip.id for skip in gone])
        return gone

    def forgive(self, release: Release) -> None:
        """Skip a release no longer: a person wants it."""
        if self._ledger.skips.discard_all_of(release):
            self._ledger.skips_changed()

    def remove(self, ids: Collection[str]) -> None:
        """Take entries off the list. Raises ``UnknownSkip``."""
        skips = self._ledger.skips
        if unknown := [skip_id for skip_id in ids if skip_id not in skips]:
            raise UnknownSkip(unknown[0])
        if skips.discard(ids):
            self._ledger.skips_changed()

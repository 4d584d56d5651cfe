"""The skip list: releases that have failed, so that no rule asks about them again."""

from collections.abc import Collection, Iterable

from ..engine.release import Release
from ..engine.skips import Skip
from .ports import Environment, Ledger, UnknownSkip


class SkipList:
    """What is skipped, as the ledger has it."""

    def __init__(self, ledger: Ledger, environment: Environment) -> None:
        """Keep it in a ledger."""
        self._ledger = ledger
        self._now = environment.now

    def covers(self, release: Release) -> bool:
        """Tell whether no rule is to ask about a release, because it has failed."""
        return self.find(release) is not None

    def find(self, release: Release) -> Skip | None:
        """Return why a release is skipped, None if it is not."""
        return self._ledger.skips.find(release, now=self._now())

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
            if skip.id == request_id and code in ("", skip.why.code)
        )

    def forget_all_of(self, release: Release) -> list[Skip]:
        """Forget what covers a release, and return it; on disk with the next commit."""
        found: list[Skip] = []
        while (skip := self.find(release)) is not None:
            found += self._forget([skip])
        return found

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

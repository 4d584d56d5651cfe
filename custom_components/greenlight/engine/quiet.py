"""Quiet: since when rules wait for what is missing, and of what it was said that nothing came."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from .stored import Reading, is_time

# More that is missing nobody is told of one by one.
MOST: Final = 5000


class Quiet:
    """What is remembered of each rule, by its id. It says nothing itself."""

    def __init__(self) -> None:
        """Begin with no rule that waits."""
        self._since: dict[str, float] = {}
        self._said: dict[str, dict[str, None]] = {}

    def since(self, rule: str, now: float) -> float:
        """Return since when a rule waits, in epoch seconds: from now on, if it did not before."""
        # A clock that was set back would have it wait for longer than anybody meant.
        self._since[rule] = began = min(self._since.get(rule, now), now)
        return began

    def waits(self, rule: str) -> bool:
        """Tell whether a rule waited before."""
        return rule in self._since

    def said(self, rule: str, key: str) -> bool:
        """Tell whether it was said of something."""
        return key in self._said.get(rule, {})

    def say(self, rule: str, keys: Iterable[str]) -> None:
        """Take it that it was said."""
        said = self._said.setdefault(rule, {})
        said.update(dict.fromkeys(keys))
        for key in list(said)[: max(0, len(said) - MOST)]:
            del said[key]

    def forget(self, rule: str) -> bool:
        """Forget a rule that is gone, or waits for nothing; tell whether anything was known."""
        known = self._since.pop(rule, None) is not None
        return self._said.pop(rule, None) is not None or known

    def to_dict(self) -> dict[str, Any]:
        """Return what ``quiet_from_dict`` reads."""
        return {
            rule: {"since": since, "said": list(self._said.get(rule, ()))}
            for rule, since in self._since.items()
        }


def quiet_from_dict(data: Any, reading: Reading) -> Quiet:
    """Read what was stored. What is damaged begins anew."""
    quiet = Quiet()
    for rule, stored in reading.named(data).items():
        found: Mapping[str, Any] = reading.named(stored)
        since = found.get("since")
        if is_time(since) and since is not None:
            quiet.since(rule, float(since))
            quiet.say(rule, reading.texts(found.get("said")))
    return quiet

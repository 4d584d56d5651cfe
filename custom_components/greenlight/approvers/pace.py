"""Pace: how often something may be sent, below what a platform takes."""

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Final

from ..parts.approver_settings import ApproverKind, ApproverSettings

# Below what Telegram takes: of all chats of a bot, of one chat, and of a group, in how many seconds.
BOT_PACE: Final = (25, 1.0)
CHAT_PACE: Final = (1, 1.0)
GROUP_PACE: Final = (18, 60.0)


class Pace:
    """Lets at most so many through in so many seconds, by one limit or several."""

    def __init__(self, clock: Callable[[], float], *limits: tuple[int, float]) -> None:
        """Take limits as how many in how many seconds; ``clock`` never goes back."""
        self._clock = clock
        self._limits = limits
        most = max((count for count, _ in limits), default=1)
        self._taken = deque[float](maxlen=most)

    def wait(self) -> float:
        """Return in how many seconds the next may be sent, 0 for now."""
        now = self._clock()
        passed = (
            (seconds, now - self._taken[-count])
            for count, seconds in self._limits
            if len(self._taken) >= count
        )
        # What a clock says that was set back holds nobody up.
        return max(
            (limit - ago for limit, ago in passed if 0 <= ago < limit), default=0.0
        )

    def take(self) -> None:
        """Note that one is sent now."""
        self._taken.append(self._clock())


def paces_of(
    settings: ApproverSettings, place: str, bots: dict[str, Pace]
) -> tuple[Pace, ...]:
    """Return how often something may be sent to a place, whoever asks there.

    ``bots`` holds what all chats of a bot share, and all approvers with the same chat.

    A phone takes so many a day, which is counted elsewhere.
    """
    match settings.kind:
        case ApproverKind.COMPANION:
            return ()
        case ApproverKind.NOTIFY:
            return (Pace(monotonic, CHAT_PACE),)
        case ApproverKind.TELEGRAM:
            bot = bots.setdefault(settings.bot, Pace(monotonic, BOT_PACE))
            # The ids of groups are negative.
            limits = (CHAT_PACE, GROUP_PACE) if place.startswith("-") else (CHAT_PACE,)
            chat = f"{settings.bot}/{place}"
            return bot, bots.setdefault(chat, Pace(monotonic, *limits))

"""Looking again for what was asked for, since no client does everything at once."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from ..errors import BadAnswer, CannotConnect, ClientError, ClientTimeout, NotThisClient

# Seconds in which what a client has agreed to is done.
PATIENCE: Final = 15.0
# Seconds in which an add whose answer was lost shows, if it was taken.
LOST: Final = 2.0

# What an add may raise although it was taken: nobody knows what the answer would have been.
LOST_ANSWERS: Final = (ClientTimeout, BadAnswer, NotThisClient)


async def tries(patience: float | None = None) -> AsyncGenerator[None]:
    """Give a try again and again, with growing pauses, for ``PATIENCE`` or that many seconds."""
    now = asyncio.get_running_loop().time
    end = now() + (PATIENCE if patience is None else patience)
    pause = 0.02
    while True:
        yield
        if now() + pause > end:
            return
        await asyncio.sleep(pause)
        pause = min(pause * 2, 1)


async def taken_after_all[T](
    look: Callable[[], Awaitable[T | None]], lost: ClientError
) -> T:
    """Return what an add whose answer was lost led to. Raises ``lost`` if it led to nothing.

    What cannot be looked up now may be there, which is what ``ClientTimeout`` says.
    """
    try:
        async for _ in tries(LOST):
            if (found := await look()) is not None:
                return found
    except ClientError as err:
        detail = lost.detail or err.detail
    else:
        raise lost
    raise ClientTimeout(detail)


@contextmanager
def before_handing_over() -> Generator[None]:
    """Make of an answer that is lost before an add what it means for the add: it was not sent."""
    try:
        yield
    except ClientTimeout as err:
        raise CannotConnect(err.detail or "no answer in time") from None


@dataclass(slots=True)
class Again:
    """When to look again, in seconds of our clock, for what was not there."""

    due: float
    tries: int = 0

    def put_off(self, now: float, pauses: Sequence[float]) -> None:
        """Wait longer than the last time, as long as the pauses say."""
        self.due = now + pauses[min(self.tries, len(pauses) - 1)]
        self.tries += 1


# The pauses after which what is followed but not there is looked for again.
ABSENT: Final = (30.0, 60.0, 120.0, 300.0)

"""Wait for something another program does."""

import asyncio
from collections.abc import Awaitable, Callable


async def until[T](
    check: Callable[[], Awaitable[T]],
    what: str,
    *,
    seconds: float = 60,
    pause: float = 0.1,
) -> T:
    """Return the first true answer of the check; the limit only keeps a broken test from hanging."""
    last: object = None
    try:
        async with asyncio.timeout(seconds):
            while True:
                answer = await check()
                if answer:
                    return answer
                last = answer
                await asyncio.sleep(pause)
    except TimeoutError:
        raise TimeoutError(
            f"Waited {seconds:g} s for {what}; last answer: {last!r}"
        ) from None

"""Starts a fake by itself: for the demonstration, and to look at it."""

import argparse
import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol


class Startable(Protocol):
    """What can be started by itself."""

    url: str
    key: str

    async def start(self, port: int = 0) -> None:
        """Listen on a port of loopback."""

    async def stop(self) -> None:
        """Listen no longer."""


def alone(make: Callable[[], Startable], *, port: int) -> None:
    """Run a fake until it is interrupted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=port)
    options = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(make(), options.port))


async def _run(fake: Startable, port: int) -> None:
    await fake.start(port)
    print(f"{fake.url} with the key {fake.key}", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await fake.stop()

"""What it costs to read many films from Plex and from Jellyfin: time, memory, and who had to wait.

``.venv/bin/python -m benchmarks.media_servers`` fills a fake of each, in a process of its own.
"""

import argparse
import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
import gc
import multiprocessing
import time
import tracemalloc

from aiohttp import ClientSession, DummyCookieJar

from custom_components.greenlight.engine.library.item import Item
from custom_components.greenlight.libraries.base import Library
from custom_components.greenlight.libraries.common.access import Access
from custom_components.greenlight.libraries.jellyfin.library import Jellyfin
from custom_components.greenlight.libraries.plex.library import Plex
from tests.support.fake_jellyfin import FakeJellyfin
from tests.support.fake_library import FakeLibrary, serve
from tests.support.fake_plex import FakePlex
from tests.support.media_files import many_films
from tests.support.ports import LOOPBACK, free_port

from .measure import longest_gap

FAKES: dict[str, type[FakePlex | FakeJellyfin]] = {
    "Plex": FakePlex,
    "Jellyfin": FakeJellyfin,
}


def run_fake(name: str, port: int, films: int) -> None:
    """Serve that many films."""
    server: FakeLibrary = FAKES[name](many_films(films))
    asyncio.run(serve(server, port))


@asynccontextmanager
async def fake(name: str, films: int) -> AsyncGenerator[Access]:
    """Run a fake in a process of its own."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(
        target=run_fake, args=(name, port, films), daemon=True
    )
    process.start()
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.close()
            break
        await asyncio.sleep(0.1)
    try:
        key = FAKES[name]().token
        yield Access(
            library="sub", url=f"http://{LOOPBACK}:{port}", key=key, timeout=60
        )
    finally:
        process.kill()
        process.join()


def library(name: str, session: ClientSession, access: Access) -> Library:
    """Return a library of a fake."""
    if name == "Plex":
        return Plex(session, access, client_id="benchmark")
    return Jellyfin(session, access, device_id="benchmark")


async def measure(name: str, films: int, repeat: int) -> None:
    """Print a row for each reading, and one for memory."""
    async with (
        fake(name, films) as access,
        ClientSession(cookie_jar=DummyCookieJar()) as session,
    ):
        server = library(name, session, access)

        async def read() -> list[Item]:
            return [item async for items in server.read() for item in items]

        async def pass_over() -> None:
            async for _ in server.read():
                pass

        # What was there before is not what is measured.
        gc.collect()
        gc.freeze()
        for _ in range(repeat):
            began = time.perf_counter()
            held, waited, collecting = await longest_gap(pass_over)
            took = time.perf_counter() - began
            print(
                f"| {name} | {took:,.1f} | {held:,.1f} | {waited:,.1f} | {collecting:,.1f} |",
                flush=True,
            )
        tracemalloc.start()
        items = await read()
        kept, most = (each / 1e6 for each in tracemalloc.get_traced_memory())
        tracemalloc.stop()
        print(
            f"{name}: {len(items):,} items, {kept:,.1f} MB kept, {most:,.1f} MB at most"
        )


async def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    print("| library | s | loop held ms | loop waited ms | collector ms |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name in FAKES:
        await measure(name, options.films, options.repeat)


if __name__ == "__main__":
    asyncio.run(main())

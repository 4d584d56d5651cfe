"""What a poll costs, next to the poll of Home Assistant's own qBittorrent integration.

usage: .venv/bin/python benchmarks/poll.py [--torrents 10000] [--variant forky] [--repeat 20]

Fills a real qBittorrent on loopback, of which ten torrents are ours, and lets both poll it through
a proxy that counts bytes. Says what it measured; whether that is good is for the reader.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
import gc
import logging
import multiprocessing
from pathlib import Path
import random
import re
import statistics
import sys
import time
from types import SimpleNamespace
from typing import Any, Self

from aiohttp import ClientSession, DummyCookieJar, FormData

sys.path.insert(0, str(Path(__file__).parents[1]))

from custom_components.greenlight.clients.base import TAG, Followed
from custom_components.greenlight.clients.qbittorrent import QBittorrent
from tests.support.ports import LOOPBACK, free_port
from tests.support.qbittorrent import (
    VARIANTS,
    QBittorrent as Server,
    Unavailable,
    program,
)
from tests.support.torrents import Torrent, make_torrent

OURS = 10
BATCH = 100
WORDS = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split()


def made_up(number: int, chance: random.Random) -> Torrent:
    """Return a tiny torrent whose name and tracker are as long and as varied as real ones."""
    title = ".".join(chance.choices(WORDS, k=chance.randint(2, 6)))
    name = (
        f"{title}.{chance.randint(1950, 2026)}.{chance.choice(('1080p', '2160p', '720p'))}."
        f"{chance.choice(('WEB-DL', 'BluRay', 'REMUX'))}.DDP5.1.H.26{chance.choice('45')}-"
        f"{chance.choice(WORDS).upper()}{number}.mkv"
    )
    passkey = chance.randbytes(16).hex()
    tracker = (
        f"https://tracker{chance.randint(1, 9)}.example.org:2710/{passkey}/announce"
    )
    return make_torrent(
        name, {name: chance.randbytes(64)}, trackers=[tracker], piece_length=16384
    )


async def fill(server: Server, count: int) -> list[Followed]:
    """Add that many torrents, stopped, and return those that are ours."""
    chance = random.Random(count)
    torrents = [made_up(number, chance) for number in range(count)]
    ours = torrents[:: max(count // OURS, 1)][:OURS]
    for some, tags in ((ours, TAG), ([one for one in torrents if one not in ours], "")):
        for start in range(0, len(some), BATCH):
            form = FormData()
            for name, value in (
                ("stopped", "true"),
                ("paused", "true"),
                ("category", "films"),
                ("tags", f"{tags},sonarr"),
            ):
                form.add_field(name, value)
            for torrent in some[start : start + BATCH]:
                form.add_field(
                    "torrents",
                    torrent.content,
                    filename=f"{torrent.v1}.torrent",
                    content_type="application/x-bittorrent",
                )
            await server.api("app/version")
            await server.api("torrents/add", form)
    ids = [torrent.client_id for torrent in ours]
    while len(known := await server.torrents()) < count or not settled(known):
        await asyncio.sleep(1)
    await server.api(
        "app/setPreferences",
        {"json": '{"web_ui_host_header_validation_enabled":false}'},
    )
    resume = "start" if server.program.version >= (5,) else "resume"
    await server.api(f"torrents/{resume}", {"hashes": "|".join(ids)})
    return [Followed(id=one, hashes=frozenset({one})) for one in ids]


def settled(rows: list[dict[str, Any]]) -> bool:
    """Tell whether the server has looked at all it was given."""
    return not any(row["state"].startswith("checking") for row in rows)


_ENCODINGS = re.compile(rb"(\r\nAccept-Encoding:)[^\r]*", re.IGNORECASE)


def count_bytes(
    port: int, target: int, sent: Any, received: Any, *, plain: bool
) -> None:
    """Pass connections on, and count, in a process of its own; ``plain`` forbids compression."""

    async def copy(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, total: Any
    ) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(2**18):
                if plain and total is sent:
                    data = _ENCODINGS.sub(rb"\1 identity", data)
                with total.get_lock():
                    total.value += len(data)
                writer.write(data)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(LOOPBACK, target)
        await asyncio.gather(copy(reader, back, sent), copy(there, writer, received))

    async def run() -> None:
        server = await asyncio.start_server(serve, LOOPBACK, port)
        await server.serve_forever()

    asyncio.run(run())


class Wire:
    """A counting proxy in front of a server."""

    def __init__(self, target: int, *, plain: bool) -> None:
        context = multiprocessing.get_context("fork")
        self.port = free_port()
        self._totals = context.Value("q", 0), context.Value("q", 0)
        self._process = context.Process(
            target=count_bytes,
            args=(self.port, target, *self._totals),
            kwargs={"plain": plain},
            daemon=True,
        )

    @property
    def total(self) -> int:
        """Return all bytes so far, both ways."""
        return sum(total.value for total in self._totals)

    async def __aenter__(self) -> Self:
        self._process.start()
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection(LOOPBACK, self.port)
                writer.close()
                return self
            await asyncio.sleep(0.05)

    async def __aexit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()


@dataclass
class Cost:
    """What calls cost: bytes each, and times in milliseconds."""

    what: str
    wire: list[int] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    stall: list[float] = field(default_factory=list)
    collecting: list[float] = field(default_factory=list)

    def row(self) -> str:
        """Return a line of the table."""
        wire, cpu, wall = (
            statistics.median(one) for one in (self.wire, self.cpu, self.wall)
        )
        return (
            f"| {self.what} | {wire:,.0f} | {cpu:,.2f} | {wall:,.1f} | "
            f"{max(self.held):,.1f} | {statistics.median(self.stall):,.1f} | "
            f"{max(self.stall):,.1f} | "
            f"{max(self.collecting):,.1f} |"
        )


async def longest_gap(
    call: Callable[[], Awaitable[object]],
) -> tuple[float, float, float]:
    """Return for how long others could not run during a call, in milliseconds.

    First the longest work of this thread between two turns of the loop; then the longest wait for a
    turn, which includes waiting for another thread or process; then the longest garbage collection.
    """
    held = gap = collecting = started = 0.0

    def note(phase: str, _: dict[str, int]) -> None:
        nonlocal collecting, started
        if phase == "start":
            started = time.perf_counter()
        else:
            collecting = max(collecting, time.perf_counter() - started)

    async def tick() -> None:
        nonlocal gap, held
        while True:
            before, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0.0005)
            held = max(held, time.thread_time() - worked)
            gap = max(gap, time.perf_counter() - before - 0.0005)

    ticker = asyncio.create_task(tick())
    await asyncio.sleep(0.01)
    held = gap = 0.0
    gc.callbacks.append(note)
    await call()
    gc.callbacks.remove(note)
    ticker.cancel()
    return held * 1000, gap * 1000, collecting * 1000


async def measure(
    what: str, call: Callable[[], Awaitable[object]], wire: Wire, repeat: int
) -> Cost:
    """Return what a call costs, after two to warm up."""
    cost = Cost(what)
    for _ in range(2):
        await call()
    gc.collect()
    gc.freeze()
    for _ in range(repeat):
        bytes_before, cpu, wall = wire.total, time.process_time(), time.perf_counter()
        await call()
        cost.wall.append((time.perf_counter() - wall) * 1000)
        cost.cpu.append((time.process_time() - cpu) * 1000)
        # The proxy's count may lag behind the last byte it passed on.
        await asyncio.sleep(0.05)
        cost.wire.append(wire.total - bytes_before)
    for _ in range(repeat):
        held, gap, collecting = await longest_gap(call)
        cost.held.append(held)
        cost.stall.append(gap)
        cost.collecting.append(collecting)
        await asyncio.sleep(0.02)
    return cost


def core_poll(url: str, server: Server) -> Callable[[], Awaitable[object]]:
    """Return the poll of Home Assistant's own integration, as its installed code does it."""
    from homeassistant.components.qbittorrent.coordinator import (
        QBittorrentDataCoordinator,
    )
    from homeassistant.components.qbittorrent.helpers import setup_client

    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(4)
    coordinator: Any = object.__new__(QBittorrentDataCoordinator)
    coordinator.hass = SimpleNamespace(
        async_add_executor_job=lambda job, *args: loop.run_in_executor(pool, job, *args)
    )
    coordinator.client = setup_client(
        url, server.username, server.password, verify_ssl=True
    )
    poll: Callable[[], Awaitable[object]] = coordinator._async_update_data
    return poll


async def nothing() -> None:
    """Do nothing for a while, to see what the measuring itself shows."""
    await asyncio.sleep(0.05)


async def run(variant: str, count: int, repeat: int, *, plain: bool) -> None:
    """Measure on one server and print the table."""
    headers = {"User-Agent": "HomeAssistant/2026.10.4 aiohttp/3.14.5 Python/3.14"}
    async with Server(variant) as server:
        before = time.perf_counter()
        ours = await fill(server, count)
        version = ".".join(map(str, server.program.version))
        print(
            f"\n## qBittorrent {version}, {count:,} torrents, {len(ours)} of them ours "
            f"(filled in {time.perf_counter() - before:.0f} s)\n"
        )
        async with (
            Wire(server.port, plain=plain) as wire,
            ClientSession(cookie_jar=DummyCookieJar(), headers=headers) as session,
        ):
            url = f"http://{LOOPBACK}:{wire.port}"
            client = QBittorrent(
                session,
                url=url,
                username=server.username,
                password=server.password,
                timeout=60,
            )
            await client.connect()
            poll = await client.poll(ours)
            assert len(poll.downloads) == len(ours), poll
            few = max(repeat // 4, 3)
            costs = [
                await measure("nothing at all", nothing, wire, repeat),
                await measure(
                    "ours, none active", lambda: client.poll([]), wire, repeat
                ),
                await measure(
                    "ours, ten active", lambda: client.poll(ours), wire, repeat
                ),
                await measure("ours, the rare survey", client.survey, wire, few),
            ]
            core = await measure("core, its poll", core_poll(url, server), wire, few)
            survey = await client.survey()
            assert sum(survey.counts.values()) == count, survey
            await client.close()
    print(
        "| poll | bytes on the wire | CPU ms | wall ms | loop held ms, worst | loop waited ms |"
        " worst | collector ms, worst |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for cost in (*costs, core):
        print(cost.row())
    wire_of, cpu_of = (
        {cost.what: statistics.median(getattr(cost, name)) for cost in (*costs, core)}
        for name in ("wire", "cpu")
    )
    for what in ("ours, none active", "ours, ten active"):
        print(
            f"\n{what}: 1/{wire_of[core.what] / wire_of[what]:,.0f} of core's bytes, "
            f"1/{cpu_of[core.what] / cpu_of[what]:,.0f} of its CPU time"
        )


def main() -> None:
    """Read the arguments and run what can be run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--torrents", type=int, default=10_000)
    parser.add_argument("--variant", choices=VARIANTS, action="append")
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--plain", action="store_true", help="without compression")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    for variant in arguments.variant or VARIANTS:
        try:
            program(variant)
        except Unavailable as error:
            print(f"not measured: {error}")
            continue
        asyncio.run(
            run(variant, arguments.torrents, arguments.repeat, plain=arguments.plain)
        )


if __name__ == "__main__":
    main()

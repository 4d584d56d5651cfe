"""How to measure what calls cost: bytes on the wire, processor time, and how long others waited."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
import gc
import multiprocessing
import re
import statistics
import time
from typing import Any, Self

from tests.support.ports import LOOPBACK, free_port

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
    steady: bool = False
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
    what: str,
    call: Callable[[], Awaitable[object]],
    wire: Wire,
    repeat: int,
    *,
    steady: bool = False,
) -> Cost:
    """Return what a call costs, after two to warm up; ``steady`` are those made all the time."""
    cost = Cost(what, steady)
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


async def nothing() -> None:
    """Do nothing for a while, to see what the measuring itself shows."""
    await asyncio.sleep(0.05)


def table(costs: Iterable[Cost], peer: Cost) -> str:
    """Return the costs as a table, and what the steady polls are of the peer's."""
    rows = list(costs)
    lines = [
        (
            "| poll | bytes on the wire | CPU ms | wall ms | loop held ms, worst |"
            " loop waited ms | worst | collector ms, worst |"
        ),
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(cost.row() for cost in (*rows, peer)),
    ]
    for cost in rows:
        if cost.steady:
            wire, cpu = (
                statistics.median(getattr(peer, name))
                / statistics.median(getattr(cost, name))
                for name in ("wire", "cpu")
            )
            lines += [
                "",
                f"{cost.what}: 1/{wire:,.1f} of core's bytes, 1/{cpu:,.1f} of its CPU time",
            ]
    return "\n".join(lines)

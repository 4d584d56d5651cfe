"""What a push takes: from autobrr's announce to the question, and to a real download.

usage: .venv/bin/python benchmarks/push.py [--rounds 20] [--burst 200]

Starts a real Home Assistant with Greenlight and a real qBittorrent. Each round announces a release as
autobrr does, and measures until the answer is there, until Home Assistant's event tells of the question,
and, with a yes the moment that comes, until qBittorrent has the download. Then many are announced at once.
Says what it measured, and what else ran.
"""

import argparse
import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
import os
from pathlib import Path
import statistics
import sys
import time

from aiohttp import ClientSession

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.autobrr import Announce, Autobrr
from tests.support.greenlight import Greenlight, begin
from tests.support.homeassistant import HomeAssistantProcess
from tests.support.pushes import add_push
from tests.support.releases import MEGABYTE, make_release
from tests.support.stage import Stage
from tests.support.torrents import Torrent

# Seconds a person waits between two rounds; what was put off is written meanwhile.
PAUSE = 0.2


@dataclass(slots=True)
class Times:
    """Seconds from the push on, one for each round."""

    answered: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    downloading: list[float] = field(default_factory=list)


def said(name: str, seconds: list[float]) -> str:
    """Return a line of what was measured."""
    ms = sorted(1000 * one for one in seconds)
    return (
        f"{name:<34}{statistics.median(ms):>9.0f}{ms[int(0.95 * len(ms))]:>9.0f}"
        f"{ms[-1]:>9.0f}"
    )


async def announced(stage: Stage, title: str) -> tuple[Torrent, Announce]:
    """Have somebody seed a release, and return what its tracker announces."""
    torrent = make_release(title, MEGABYTE, trackers=[stage.site.announce_url])
    await stage.seeder.seed(torrent)
    url = f"{stage.site.offer(torrent)}?passkey=0123456789abcdef"
    return torrent, Announce(title=title, url=url, freeleech=100)


async def rounds(
    stage: Stage, greenlight: Greenlight, autobrr: Autobrr, count: int
) -> Times:
    """Announce one after the other, say yes to each, and measure."""
    times = Times()
    async with stage.hass.socket() as socket:
        events = await socket.subscribe(
            "subscribe_events", event_type="greenlight_request"
        )

        async def told(title: str, state: str) -> str:
            while True:
                data = (await events.get())["data"]
                if data["title"] == title and data["type"] == state:
                    found: str = data["request_id"]
                    return found

        for number in range(count):
            torrent, announce = await announced(
                stage, f"Push.Film.{number:03}.2026.1080p.WEB.h264-ELM"
            )
            began = time.perf_counter()
            push = asyncio.create_task(autobrr.pushed(announce))
            request_id = await told(announce.title, "asked")
            times.asked.append(time.perf_counter() - began)
            await socket.command(
                "call_service",
                domain="greenlight",
                service="approve",
                service_data={"request_id": request_id},
            )
            while await stage.client.torrent(torrent) is None:
                await asyncio.sleep(0.01)
            times.downloading.append(time.perf_counter() - began)
            await push
            await asyncio.sleep(PAUSE)
            # Once more, for the answer alone: nobody says yes in between.
            other = Announce(
                title=f"Push.Film.{number:03}.2027.1080p.WEB.h264-ELM",
                url=f"{announce.url}&again",
            )
            began = time.perf_counter()
            row = await autobrr.pushed(other)
            times.answered.append(time.perf_counter() - began)
            assert not row["rejected"], row
            # Only so many are asked about at a time.
            request_id = await told(other.title, "asked")
            await socket.command(
                "call_service",
                domain="greenlight",
                service="decline",
                service_data={"request_id": request_id},
            )
            await asyncio.sleep(PAUSE)
    return times


async def burst(greenlight: Greenlight, autobrr: Autobrr, count: int) -> list[float]:
    """Announce many at once; return how long each waited for its answer."""

    async def one(number: int) -> float:
        announce = Announce(
            title=f"Burst.Film.{number:04}.2026.1080p.WEB.h264-ELM",
            url=f"http://127.0.0.1:9/get/{number}",
            size=10**9 + number,
        )
        began = time.perf_counter()
        row = await autobrr.pushed(announce)
        assert not row["rejected"], row
        return time.perf_counter() - began

    waited = await asyncio.gather(*map(one, range(count)))
    asked = [
        row for row in await greenlight.requests(limit=500) if "Burst" in row["title"]
    ]
    assert len(asked) == count, f"{count - len(asked)} were lost"
    return waited


async def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--burst", type=int, default=200)
    wanted = parser.parse_args()
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(Stage(HomeAssistantProcess()))
        session = await stack.enter_async_context(ClientSession())
        greenlight, _ = await begin(stage.hass, stage.client)
        await greenlight.add_rule(include=["film"])
        autobrr = await add_push(greenlight, session)
        await autobrr.test()
        times = await rounds(stage, greenlight, autobrr, wanted.rounds)
        waited = await burst(greenlight, autobrr, wanted.burst)
    print(f"load before and while it ran: {os.getloadavg()}")
    print(f"{'milliseconds from the push to':<34}{'median':>9}{'p95':>9}{'worst':>9}")
    print(said("the answer", times.answered))
    print(said("the event of the question", times.asked))
    print(said("the download, with a yes at once", times.downloading))
    print(said(f"the answer, {wanted.burst} at once", waited))


if __name__ == "__main__":
    asyncio.run(main())

"""What a poll costs, next to the poll of Home Assistant's own integration for the same server.

usage: .venv/bin/python benchmarks/poll.py [--torrents 10000] [--jobs 500] [--only NAME] [--repeat 20]

Fills real download clients on loopback, of which ten downloads are ours, and lets both poll them
through a proxy that counts bytes. Says what it measured; whether that is good is for the reader.
"""

import argparse
import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
import logging
from pathlib import Path
import sys
import time

from aiohttp import ClientSession, DummyCookieJar

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import poll_nzbget, poll_qbittorrent, poll_sabnzbd, poll_transmission
from benchmarks.cases import Case
from benchmarks.measure import Wire, measure, nothing, table
from tests.support.ports import LOOPBACK
from tests.support.server import Unavailable

type Begin = Callable[[str, int], AbstractAsyncContextManager[Case]]

# By name: how to begin, and which of the program's variants.
CASES: Mapping[str, tuple[Begin, str]] = {
    "qbittorrent-host": (poll_qbittorrent.case, "host"),
    "qbittorrent-forky": (poll_qbittorrent.case, "forky"),
    "transmission-bookworm": (poll_transmission.case, "bookworm"),
    "transmission-forky": (poll_transmission.case, "forky"),
    "sabnzbd": (poll_sabnzbd.case, ""),
    "nzbget": (poll_nzbget.case, ""),
}
HEADERS = {"User-Agent": "HomeAssistant/2026.10.4 aiohttp/3.14.5 Python/3.14"}


async def run(name: str, size: int, repeat: int, *, plain: bool) -> None:
    """Measure on one server and print the table."""
    begin, variant = CASES[name]
    before = time.perf_counter()
    async with (
        begin(variant, size) as case,
        Wire(case.port, plain=plain) as wire,
        ClientSession(cookie_jar=DummyCookieJar(), headers=HEADERS) as session,
    ):
        print(
            f"\n## {case.title}, {len(case.ours)} of them ours "
            f"(filled in {time.perf_counter() - before:.0f} s)\n",
            flush=True,
        )
        url = f"http://{LOOPBACK}:{wire.port}"
        client = case.client(session, url)
        await client.connect()
        poll = await client.poll(case.ours)
        assert len(poll.downloads) == len(case.ours), poll
        survey = await client.survey()
        assert sum(survey.counts.values()) == case.counted, survey
        few = max(repeat // 4, 3)
        now = time.time()
        wanted = frozenset({case.category})
        costs = [
            await measure("nothing at all", nothing, wire, repeat),
            await measure(
                "ours, none active",
                lambda: client.poll({}),
                wire,
                repeat,
                steady=True,
            ),
            await measure(
                "ours, ten active",
                lambda: client.poll(case.ours),
                wire,
                repeat,
                steady=True,
            ),
            await measure(
                "ours, what was completed",
                lambda: client.finished(wanted, since=now),
                wire,
                repeat,
            ),
            await measure("ours, the rare survey", client.survey, wire, few),
        ]
        peer = await measure("core, its poll", case.core(url), wire, few)
        await client.close()
    print(table(costs, peer), flush=True)


def main() -> None:
    """Read the arguments and run what can be run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--torrents", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=500)
    parser.add_argument("--only", choices=CASES, action="append")
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--plain", action="store_true", help="without compression")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    for name in arguments.only or CASES:
        usenet = name in ("sabnzbd", "nzbget")
        size = arguments.jobs if usenet else arguments.torrents
        try:
            asyncio.run(run(name, size, arguments.repeat, plain=arguments.plain))
        except Unavailable as error:
            print(f"not measured: {error}")


if __name__ == "__main__":
    main()

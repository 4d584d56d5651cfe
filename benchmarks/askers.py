"""What it costs to be the download client of other programs: their polls while questions wait.

usage: .venv/bin/python benchmarks/askers.py [--waiting 500]... [--rounds 100] [--minutes 10] [--only torrents|usenet]

Starts a real Home Assistant with Greenlight and real download clients, has three Sonarrs hand over
torrents (and one NZBs) until so many wait for an answer, and polls as Sonarr does: back to back, and
each minute for ten minutes (the torrents of the first size), in which writes to disk are counted. A real qBittorrent (SABnzbd) that holds
as many paused ones answers the same calls in the same run. Says what it measured, and what else ran.
"""

import argparse
import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import os
from pathlib import Path
import statistics
import sys
import time
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession, DummyCookieJar
from yarl import URL

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.cases import made_up_name
from benchmarks.measure import Wire as Counted
from tests.support.arr_clients import qbittorrent_row, sabnzbd_row
from tests.support.arr_orders import Goal
from tests.support.arr_torrents import QBittorrentOrders
from tests.support.arr_usenet import SabnzbdOrders
from tests.support.arr_wire import Wire
from tests.support.asker import AskerHouse, Entered, add_asker
from tests.support.greenlight import Greenlight
from tests.support.homeassistant import HomeAssistantProcess
from tests.support.nntp import NewsServer
from tests.support.nzb import make_post
from tests.support.ports import LOOPBACK
from tests.support.qbittorrent import QBittorrent, program
from tests.support.sabnzbd import SABnzbd
from tests.support.server import Unavailable
from tests.support.torrents import make_torrent
from tests.support.waiting import until

AGENT = "Sonarr/4.0.16.2944 (alpine 3.22.1)"
ASKERS = ("one", "two", "three")
# No debug log, as in most houses.
CONFIGURATION = """\
homeassistant:
  time_zone: UTC
  country: GB
logger:
  default: warning
"""
# Seconds until everything that was put off is written.
SETTLING = 90

type Driver = QBittorrentOrders | SabnzbdOrders


def processor_ms(pid: int) -> float:
    """Return the processor time that the threads of a process have used, to the nanosecond."""
    found = 0
    for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        found += int(path.read_text().split()[0])
    return found / 1e6


def written(pid: int) -> int:
    """Return how many bytes a process has had written to disk."""
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    return next(int(one.split()[1]) for one in lines if one.startswith("write_bytes"))


@dataclass(slots=True)
class Costs:
    """What polls cost: bytes on the wire, and times in milliseconds."""

    wire: list[int] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def row(self, what: str) -> str:
        """Return a line of the table."""
        wire, cpu, wall = map(statistics.median, (self.wire, self.cpu, self.wall))
        return (
            f"| {what} | {len(self.cpu)} | {wire:,.0f} | {cpu:,.2f} | {max(self.cpu):,.2f} |"
            f" {wall:,.1f} | {max(self.wall):,.1f} |"
        )


@dataclass(slots=True)
class Polled:
    """A program that is polled: what each who polls it asks, and what it is shown with that."""

    title: str
    pid: int
    counted: Counted
    polls: list[list[str]] = field(default_factory=list)
    signed: list[dict[str, str]] = field(default_factory=list)

    async def add(self, driver: Driver, rows: int) -> None:
        """Have one more poll it, and take down what that asks."""
        for _ in range(2):
            # The second time it knows what answers there.
            before = len(driver.wire.asked)
            listed = await driver.items()
            assert len(listed) == rows, (self.title, len(listed), rows)
        self.polls.append([one.split(" ")[1] for one in driver.wire.asked[before:]])
        headers = {"User-Agent": AGENT, "Accept-Encoding": "gzip, br"}
        if isinstance(driver, QBittorrentOrders):
            login = f"{driver.get('username')}:{driver.get('password')}"
            (cookies,) = driver._cookies.values()
            pairs = "; ".join(f"{name}={value}" for name, value in cookies.items())
            headers |= {
                "Authorization": f"Basic {b64encode(login.encode()).decode()}",
                "Cookie": pairs,
            }
        self.signed.append(headers)

    async def poll(self, session: ClientSession, which: Iterable[int]) -> None:
        """Poll as some of them do, one after the other."""
        for number in which:
            for path in self.polls[number]:
                url = URL(f"http://{LOOPBACK}:{self.counted.port}{path}", encoded=True)
                async with session.get(url, headers=self.signed[number]) as answer:
                    assert answer.status == 200, (path, answer.status)
                    await answer.read()

    async def measure(
        self, session: ClientSession, costs: Costs, which: Sequence[int]
    ) -> None:
        """Poll once and add what that costs."""
        before, cpu, wall = (
            self.counted.total,
            processor_ms(self.pid),
            time.perf_counter(),
        )
        await self.poll(session, which)
        costs.wall.append((time.perf_counter() - wall) * 1000)
        # What it does behind the answer counts, too, and the proxy's count may lag.
        await asyncio.sleep(0.05)
        costs.cpu.append(processor_ms(self.pid) - cpu)
        costs.wire.append(self.counted.total - before)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is compared: Greenlight and its peer, and the house that Greenlight is in."""

    ours: Polled
    peer: Polled
    house: AskerHouse


# --------------------------------------------------------------------- torrents


def shares(waiting: int) -> list[list[int]]:
    """Return which numbers each asker hands over."""
    return [list(range(first, waiting, len(ASKERS))) for first in range(len(ASKERS))]


def torrent(number: int) -> tuple[str, bytes]:
    """Return the name and the file of a torrent."""
    name = made_up_name(number)
    made = make_torrent(name, {f"{name}.mkv": name.encode()}, piece_length=16384)
    return name, made.content


@asynccontextmanager
async def torrents(waiting: int) -> AsyncGenerator[Setting]:
    """Have three askers with so many torrents waiting, and a qBittorrent 4 that holds as many."""
    house = AskerHouse()
    house.hass = HomeAssistantProcess(configuration=CONFIGURATION)
    async with house, QBittorrent(program("host")) as server:
        version = ".".join(map(str, server.program.version))
        await server.api(
            "app/setPreferences",
            {"json": '{"web_ui_host_header_validation_enabled":false}'},
        )
        greenlight = await house.set_up()
        async with wires(house.hass, server) as (ours, theirs):
            peer = polled(f"qBittorrent {version}", server.pid, theirs)
            us = polled("Greenlight", house.hass.pid, ours)
            began = time.monotonic()
            for name, numbers in zip(ASKERS, shares(waiting), strict=True):
                entered = await add_asker(
                    greenlight, "sonarr", name=name, category=name
                )
                here = at(ours, entered.url, entered.username, entered.password, name)
                there = at(theirs, "", server.username, server.password, name)
                # A question is asked about each, and they stand there paused.
                there.settings["initialState"] = 2
                for number in numbers:
                    await here.add(*torrent(number), Goal())
                    await there.add(*torrent(number), Goal())
                await us.add(here, len(numbers))
                await peer.add(there, len(numbers))
            print(f"(handed over in {time.monotonic() - began:.0f} s, to both)")
            await all_asked(greenlight, waiting)
            yield Setting(us, peer, house)


def at(
    counted: Counted, path: str, username: str, password: str, category: str
) -> QBittorrentOrders:
    """Return what drives a qBittorrent behind a proxy."""
    url = f"http://{LOOPBACK}:{counted.port}{urlsplit(path).path}"
    row = qbittorrent_row("Sonarr", url, username, password, category=category)
    return QBittorrentOrders(row, Wire(AGENT))


# ----------------------------------------------------------------------- usenet


@asynccontextmanager
async def usenet(waiting: int) -> AsyncGenerator[Setting]:
    """Have one asker with so many NZBs waiting, and a SABnzbd that holds as many, paused."""
    house = AskerHouse()
    house.hass = HomeAssistantProcess(configuration=CONFIGURATION)
    async with house, NewsServer() as news, SABnzbd(news=news) as server:
        greenlight = await house.set_up()
        await server.api("pause")
        async with wires(house.hass, server) as (ours, theirs):
            peer = polled(f"SABnzbd {server.program.version}", server.pid, theirs)
            us = polled("Greenlight", house.hass.pid, ours)
            entered = await add_asker(greenlight, "sonarr", "usenet", category="tv")
            here, there = sab(ours, entered), sab(theirs, server)
            for number in range(waiting):
                name = made_up_name(number)
                nzb = make_post(name, {f"{name}.mkv": name.encode()}).nzb
                await here.add(name, nzb)
                await there.add(name, nzb)
            await us.add(here, waiting)
            await peer.add(there, waiting)
            await all_asked(greenlight, waiting)
            yield Setting(us, peer, house)


def sab(counted: Counted, entered: Entered | SABnzbd) -> SabnzbdOrders:
    """Return what drives a SABnzbd behind a proxy."""
    key = entered.password if isinstance(entered, Entered) else entered.api_key
    url = f"http://{LOOPBACK}:{counted.port}{urlsplit(entered.url).path}"
    return SabnzbdOrders(sabnzbd_row("Sonarr", url, key, category="tv"), Wire(AGENT))


# -------------------------------------------------------------------- measuring


def polled(title: str, pid: int | None, counted: Counted) -> Polled:
    """Return what is polled, of a program that runs."""
    assert pid is not None
    return Polled(title, pid, counted)


@asynccontextmanager
async def wires(
    hass: HomeAssistantProcess, server: QBittorrent | SABnzbd
) -> AsyncGenerator[tuple[Counted, Counted]]:
    """Count what goes to and fro."""
    async with (
        Counted(hass.port, plain=False) as ours,
        Counted(server.port, plain=False) as theirs,
    ):
        yield ours, theirs


async def all_asked(greenlight: Greenlight, waiting: int) -> None:
    """Wait until each is a question, or stands in line to be one: they are asked a few at a time."""
    wanted = {"state": ["pending"], "limit": 1}

    async def asked() -> bool:
        found = await greenlight.hass.ask("greenlight.list_requests", wanted)
        return bool(found["total"] == waiting)

    await until(asked, f"{waiting} questions", seconds=300, pause=2)


def files(folder: Path) -> dict[str, int]:
    """Return when each file of Greenlight's was written last, in nanoseconds."""
    return {
        str(path): path.stat().st_mtime_ns
        for found in (folder / ".storage").glob("greenlight*")
        for path in (found.rglob("*") if found.is_dir() else [found])
        if path.is_file()
    }


async def back_to_back(setting: Setting, rounds: int) -> None:
    """Poll both in turn, again and again, and print what each costs."""
    every = list(range(len(setting.ours.polls)))
    ways = [("one asker", every[:1])]
    if len(every) > 1:
        ways.append((f"all {len(every)} askers", every))
    print(
        "\n| poll | times | bytes | CPU ms | worst | wall ms | worst |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    ratios = []
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        for what, which in ways:
            medians = []
            for one in (setting.ours, setting.peer):
                costs = Costs()
                await one.poll(session, which)
                for _ in range(rounds):
                    await one.measure(session, costs, which)
                print(costs.row(f"{one.title}, {what}"), flush=True)
                medians.append(statistics.median(costs.cpu))
            ratios.append(f"{what}: {medians[0] / medians[1]:.2f} of {one.title}'s CPU")
    print("\n" + "; ".join(ratios))


async def each_minute(setting: Setting, minutes: int) -> None:
    """Poll each minute, and print what that costs and what is written meanwhile."""
    await asyncio.sleep(SETTLING)
    hass = setting.house.hass
    await hass.log_in()
    known = set(await hass.states())
    costs, every = Costs(), list(range(len(setting.ours.polls)))
    async with (
        hass.socket() as socket,
        ClientSession(cookie_jar=DummyCookieJar()) as session,
    ):
        events = await socket.subscribe("subscribe_events", event_type="state_changed")
        assert hass.pid is not None
        before, disk = files(hass.folder), written(hass.pid)
        cpu = processor_ms(hass.pid)
        for _ in range(minutes):
            began = time.monotonic()
            await setting.ours.measure(session, costs, every)
            await asyncio.sleep(60 - (time.monotonic() - began))
        used = processor_ms(hass.pid) - cpu
        after, disk = files(hass.folder), written(hass.pid) - disk
    changes = [events.get_nowait()["data"]["entity_id"] for _ in range(events.qsize())]
    print(
        "\n| each minute | times | bytes | CPU ms | worst | wall ms | worst |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        f"{costs.row(f'Greenlight, {len(every)} askers')}\n\n"
        f"In these {minutes} minutes: {sum(before.get(one) != at for one, at in after.items())}"
        f" writes of {len(after)} files of Greenlight's, {len(before.keys() - after.keys())}"
        f" removed; {disk:,} bytes written to disk by the whole process;"
        f" {len(changes)} changes of {len(known)} states: {sorted(set(changes))};"
        f" {used / 1000:.1f} s of processor time, all of Home Assistant"
    )


async def run(
    begin: Callable[[int], Any], waiting: int, rounds: int, minutes: int
) -> None:
    """Measure with so many waiting."""
    print(f"\n## {begin.__name__}, {waiting:,} waiting\n", flush=True)
    async with begin(waiting) as setting:
        print(f"load of the machine before: {others()}", flush=True)
        await back_to_back(setting, rounds)
        if minutes:
            await each_minute(setting, minutes)
        print(f"load of the machine after: {others()}", flush=True)


def others() -> str:
    """Say how busy the machine is."""
    one, five, _ = os.getloadavg()
    return f"{one:.1f} (1 min), {five:.1f} (5 min), on {os.cpu_count()} processors"


def main() -> None:
    """Read the arguments and run what can be run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--waiting", type=int, action="append")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--only", choices=("torrents", "usenet"))
    arguments = parser.parse_args()
    sizes = arguments.waiting or [500, 1500]
    runs: list[Coroutine[Any, Any, None]] = []
    for waiting in sizes:
        for begin in (torrents, usenet):
            if arguments.only in (None, begin.__name__):
                long = waiting == sizes[0] and begin is torrents
                minutes = arguments.minutes if long else 0
                runs.append(run(begin, waiting, arguments.rounds, minutes))
    for one in runs:
        try:
            asyncio.run(one)
        except Unavailable as error:
            print(f"not measured: {error}")


if __name__ == "__main__":
    main()

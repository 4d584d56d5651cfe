"""What a search with 10,000 results costs, beside what other readers take for the same titles alone.

usage: .venv/bin/python benchmarks/searching.py [--results 10000] [--indexers 100] [--movies 20000]

A library of made-up films is searched for a film that it has and for words, at one source that answers
with everything at once and at many that answer one after the other. guessit and parsett read the same
titles, each in an environment of its own in the cache folder. Says processor time, because times are
nobody's promise on a machine that others use too, and for how long the loop was held at a time.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
import gc
from itertools import batched
import json
from pathlib import Path
import random
import subprocess
import sys
import time
from typing import override

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.measure import longest_gap
from benchmarks.peers import environment
from benchmarks.shelves import WORDS, movies
from custom_components.greenlight.engine.fit import query_for, sought
from custom_components.greenlight.engine.library.item import Item
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.engine.title.parse import parse, parse_all
from custom_components.greenlight.gate.found import Order, Reader, Searched
from custom_components.greenlight.gate.search import ANYTHING
from custom_components.greenlight.sources.searching import Found, Indexer, Searches
from tests.gate.fakes import FakeSource, World
from tests.gate.shelves import FakeLibrary

PAGE = 50
# Seconds between the answers of many.
APART = 0.05
# Of so many titles what a peer takes is measured; the rest is taken to cost the same.
PEERS_READ = 500
PEERS = {
    "guessit": "from guessit import guessit as read",
    "parsett": "from PTT import parse_title as read",
}
READS = """
import json, sys, time
{load}
titles = json.load(sys.stdin)
for title in titles[:50]:
    read(title)
started = time.process_time()
for title in titles:
    read(title)
print(time.process_time() - started)
"""
_PICTURES = ("", "HDR10.", "DV.", "DV.HDR10.", "DV.HDR10Plus.")
_SOUNDS = ("DDP5.1", "DDP5.1.Atmos", "TrueHD.7.1.Atmos", "DTS-HD.MA.5.1", "AAC2.0")


def results(count: int, name: str = "") -> list[Release]:
    """Return results of one film, or of any, each with a link and facts of its own."""
    found = []
    for number in range(count):
        chance = random.Random(number)
        work = name or " ".join(chance.choices(WORDS, k=chance.randint(2, 5)))
        lines = chance.choice(("720p", "1080p", "2160p"))
        picture = chance.choice(_PICTURES) if lines == "2160p" else ""
        title = (
            f"{work.replace(' ', '.')}.{chance.randint(1990, 2026) if not name else ''}"
            f".{lines}.{chance.choice(('WEB-DL', 'BluRay', 'UHD.BluRay.REMUX'))}."
            f"{picture}{chance.choice(_SOUNDS)}.H.265-{chance.choice(WORDS).upper()}{number}"
        )
        found.append(
            Release(
                guid=f"https://indexer{number % 100}.test/details/{number}",
                title=title.replace("..", "."),
                link=f"https://indexer{number % 100}.test/get/{number}?k={chance.randbytes(8).hex()}",
                source="oak",
                indexer=f"Indexer {number % 100}",
                size=chance.randint(10**9, 80 * 10**9),
                seeders=chance.randint(0, 500),
                published=1.7e9 + number,
            )
        )
    return found


class Answering(FakeSource, Searches):
    """Finds what it is told to after a while."""

    def __init__(self, world: World, found: list[Release], after: float) -> None:
        super().__init__(world)
        self.found, self.after = found, after
        self.answered = 0.0

    @override
    async def indexers(self) -> tuple[Indexer, ...]:
        return ()

    @override
    async def search(self, query: Query) -> Found:
        await asyncio.sleep(self.after)
        self.answered = time.process_time()
        return Found(releases=tuple(self.found), asked=("Oak",))


def house(films: int) -> tuple[World, Item]:
    """Return a gate with a library of made-up films, and one of these."""
    world = World()
    library, items = FakeLibrary(world), list(movies(films))
    world.gate.libraries.attach("radarr", library, name="Radarr")
    world.gate.libraries.index.shelf("radarr").replace(items)
    world.gate.libraries.back("radarr")
    return world, next(one for one in items if one.versions and " " in one.title)


def put(world: World, releases: list[Release], indexers: int) -> list[Answering]:
    """Have some sources with a part of the results each, which answer one after the other."""
    attached = world.gate.attached
    for source_id in [*attached.sources]:
        attached.detach_source(source_id)
    sources = []
    for number in range(indexers):
        after = APART * number if indexers > 1 else 0.0
        one = Answering(world, releases[number::indexers], after)
        sources.append(one)
        attached.attach_source(f"s{number}", one, name=f"Source {number}")
    return sources


async def cost(call: Callable[[], Awaitable[object]]) -> tuple[float, float, float]:
    """Return the seconds of processor time of a call, and for how many ms it held the loop.

    The last are the ms of the longest garbage collection, which is a part of that.
    """
    read.cache_clear()
    started = time.process_time()
    await call()
    took = time.process_time() - started
    held, _, collector = await longest_gap(call)
    return took, held, collector


async def sorting(
    found: list[Release], query: Query, items: list[Item]
) -> tuple[float, float, float]:
    """Return the same of sorting what has been read."""
    took: list[tuple[float, float, float]] = []
    for _ in range(2):
        reader = Reader(ANYTHING, sought(query, items))
        await reader.take(found)
        started = time.process_time()
        held, _, collector = await longest_gap(reader.lots)
        took.append((time.process_time() - started, held, collector))
    return min(took)


async def reading(releases: list[Release]) -> None:
    for some in batched(releases, 32, strict=False):
        parse_all([one.title for one in some])
        await asyncio.sleep(0)


async def alone(releases: list[Release]) -> None:
    for place, release in enumerate(releases):
        parse(release.title)
        if place % 50 == 0:
            await asyncio.sleep(0)


def peer(name: str, titles: list[str]) -> float | None:
    """Return the seconds that another reader takes for all of the titles."""
    if (python := environment(name)) is None:
        return None
    some = titles[:PEERS_READ]
    run = subprocess.run(
        [str(python), "-W", "ignore", "-c", READS.format(load=PEERS[name])],
        input=json.dumps(some), check=True, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    return float(run.stdout) * len(titles) / len(some)


async def show(count: int, indexers: int, films: int) -> None:
    """Measure and print."""
    world, item = house(films)
    print(
        "\n| search, all results at once | CPU s | loop held ms, worst | collector ms |"
    )
    print("| --- | ---: | ---: | ---: |")

    def line(what: str, took: float, held: float, collector: float) -> None:
        print(f"| {what} | {took:.2f} | {held:.1f} | {collector:.1f} |", flush=True)

    releases = results(count)
    search = world.gate.search
    gc.collect()
    gc.freeze()
    for what, found, query, items in (
        ("for words", releases, Query(text="any"), []),
        (
            "for a film",
            results(count, f"{item.title} {item.year}"),
            query_for(item),
            [item],
        ),
    ):
        put(world, found, 1)
        whole = await cost(partial(search.run, query, items=items))
        line(f"{what}: {count:,} read, each once, and sorted", *whole)
        line("of that, titles read together", *await cost(partial(reading, found)))
        line("the same, one by one", *await cost(partial(alone, found)))
        line("of that, sorted", *await sorting(found, query, items))
        searched: Searched = await search.run(query, items=items)
        page = partial(search.hits, searched, searched.lots[:PAGE])
        line(f"a page of {PAGE}, judged", *await cost(page))
        line("another order", *await cost(partial(again, searched)))
    sources = put(world, releases, indexers)
    waited = []
    for _ in range(3):
        await search.run(Query(text="any"))
        last = max(one.answered for one in sources)
        waited.append(time.process_time() - last)
    gc.collect()
    gc.freeze()
    held, gap, collector = await longest_gap(lambda: search.run(Query(text="any")))
    print(
        f"\n{count:,} results of {indexers} sources that answer {APART * 1000:.0f} ms after each other are in order "
        f"{min(waited):.2f} s of processor time after the last answer (worst {max(waited):.2f}); the loop is held "
        f"{held:.1f} ms at most ({collector:.1f} ms of the collector's) and waited {gap:.1f} ms for its turn."
    )
    titles = [one.title for one in releases]
    put(world, releases, 1)
    own, *_ = await cost(lambda: search.run(Query(text="any")))
    print("\n| the same titles | CPU s | to the whole search |\n| --- | ---: | ---: |")
    for name in PEERS:
        if (took := peer(name, titles)) is not None:
            print(f"| {name} reads them, no more | {took:.1f} | {took / own:.1f} |")


async def again(searched: Searched) -> None:
    """Sort in another order."""
    searched.sorted(Order.SIZE)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--results", type=int, default=10_000)
    parser.add_argument("--indexers", type=int, default=100)
    parser.add_argument("--movies", type=int, default=20_000)
    asked = parser.parse_args()
    asyncio.run(show(asked.results, asked.indexers, asked.movies))


if __name__ == "__main__":
    main()

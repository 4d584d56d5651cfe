"""What it costs to know what libraries hold, beside guessit's reading of the same titles.

usage: .venv/bin/python benchmarks/library.py [--movies 20000] [--series 5000] [--rules 200]

Each measurement is made in a process of its own, on libraries that are made up. guessit is installed
into an environment in the cache folder. Says what it measured: processor time, because times are
nobody's promise on a machine that others use too; garbage collections are told apart.
"""

import argparse
from collections.abc import Callable, Iterator
import gc
import json
from pathlib import Path
import random
import subprocess
import sys
import tempfile
import time
import tracemalloc

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.following import Follower
from benchmarks.peers import ROOT, environment
from benchmarks.shelves import episodes, movies, series
from custom_components.greenlight.engine.consider import consider
from custom_components.greenlight.engine.library.holding import Holding
from custom_components.greenlight.engine.library.index import Index
from custom_components.greenlight.engine.library.item import Ids, Item
from custom_components.greenlight.engine.library.shelf import Shelf
from custom_components.greenlight.engine.library.shelf_stored import (
    shelf_from_lines,
    shelf_lines,
    snapshot,
)
from custom_components.greenlight.engine.reading import plain_name, read
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.rules import Rule, RuleKind
from custom_components.greenlight.engine.title.parse import parse

RELEASES = 1000
OFFERED = "2160p.UHD.BluRay.REMUX.DV.HDR.HEVC.TrueHD.7.1.Atmos-FGT"
SEASONS = 6  # of ten episodes
GUESSIT = """
import json, sys, time
from guessit import guessit
titles = json.load(sys.stdin)
for title in titles[:50]:
    guessit(title)
started = time.process_time()
for title in titles:
    guessit(title)
print(time.process_time() - started)
"""


class Collector:
    """Counts the seconds that garbage collections take."""

    def __init__(self) -> None:
        self.seconds, self.worst, self._began = 0.0, 0.0, 0.0
        gc.callbacks.append(self._heard)

    def _heard(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.thread_time()
            return
        took = time.thread_time() - self._began
        self.seconds += took
        self.worst = max(self.worst, took)


def filled(count: int) -> Index:
    index = Index()
    index.shelf("radarr").replace(movies(count))
    return index


def titles(count: int) -> list[str]:
    """Return titles of releases: of the films, and as many of works that are not there."""
    chance = random.Random(7)
    films = [f"{film.title}.{film.year}.{OFFERED}" for film in movies(count)]
    there = chance.sample(films, RELEASES // 2)
    strange = [
        f"Other.Thing.{number}.2020.{OFFERED}" for number in range(RELEASES // 2)
    ]
    return [title.replace(" ", ".") for title in (*there, *strange)]


def each(ask: Callable[[object], object], questions: list) -> list[float]:
    took = []
    for question in questions:
        started = time.thread_time()
        ask(question)
        took.append(time.thread_time() - started)
    return sorted(took)


def memory(films: int, shows: int) -> dict[str, float]:
    tracemalloc.start()
    index = Index()

    def megabytes() -> float:
        plain_name.cache_clear()
        read.cache_clear()
        gc.collect()
        return (tracemalloc.get_traced_memory()[0] - before) / 1e6

    before = tracemalloc.get_traced_memory()[0]
    index.shelf("radarr").replace(movies(films))
    found = {"movies": megabytes()}
    shelf = index.shelf("sonarr")
    shelf.replace(series(shows, SEASONS))
    for item in shelf:
        shelf.episodes.put(item.id, episodes(item))
    found["all"] = megabytes()
    return found


def look_up(films: int, shows: int) -> dict[str, list[float]]:
    index = filled(films)
    shelf = index.shelf("sonarr")
    shelf.replace(series(200, SEASONS))
    for item in shelf:
        shelf.episodes.put(item.id, episodes(item))
    names = [parse(title) for title in titles(films)]
    packs = [parse(f"{show.title}.{show.year}.S02.1080p.WEB") for show in shelf]
    ids = [Ids(tmdb=100_000 + number) for number in range(0, films, films // 500)]
    typed = [film.title[:8] for film in movies(films // 100)]
    nothing = parse("Whatever.2020.1080p.WEB-DL")
    return {
        "by name": each(index.find, names),
        "by id": each(lambda one: index.find(nothing, ids=one), ids),
        "a season, first time": each(index.find, packs),
        "a season, again": each(index.find, packs[-20:] * 10),
        "search of what is typed": each(lambda text: index.search(text, 10), typed),
    }


def disk(films: int, shows: int) -> dict[str, float]:
    shelf = filled(films).shelf("radarr")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shelf"
        started = time.thread_time()
        with path.open("w", encoding="utf-8") as file:
            file.writelines(shelf_lines(snapshot(shelf)))
        written = time.thread_time() - started
        size = path.stat().st_size / 1e6
        started = time.thread_time()
        with path.open(encoding="utf-8") as file:
            again = shelf_from_lines(file, "radarr")
        assert len(again) == films
    return {"write": written, "read": time.thread_time() - started, "megabytes": size}


def steps(shelf: Shelf, items: Iterator[Item] | list[Item]) -> list[float]:
    """Return how long the steps of taking over a whole are, and the collections apart."""
    collector = Collector()
    taking = shelf.replacing(items)
    took, ended = [], False
    while not ended:
        started, before = time.thread_time(), collector.seconds
        ended = next(taking, "end") == "end"
        took.append(time.thread_time() - started - (collector.seconds - before))
    return [sum(took), max(took), collector.worst]


def takeover(films: int, shows: int) -> dict[str, list[float]]:
    shelf = Shelf("radarr")
    first = list(movies(films))
    return {
        "into an empty one": steps(shelf, first),
        "nothing changed": steps(shelf, first),
        "everything changed": steps(shelf, list(movies(films, seed=2))),
    }


def verdicts(films: int, shows: int, rules: int) -> dict[str, float]:
    index = filled(films)
    index.shelf("plex").replace(movies(films // 4, "plex"))
    asked = [frozenset[str](), frozenset({"radarr"}), frozenset({"radarr", "plex"})]
    kinds = list(RuleKind)
    lines = [
        Rule(
            id=str(number), name=f"Rule {number}", kind=kinds[number % 3],
            libraries=asked[number // 3 % 3], resolutions=frozenset({2160 if number % 4 else 1080}),
            titles=() if number % 10 == 0 else (f"Wanted {number}",),
        )
        for number in range(rules)
    ]  # fmt: skip
    offered = [
        Release(guid=title, title=title, link="https://site.test/x", source="feed")
        for title in titles(films)
    ]
    read.cache_clear()
    longest, found, started = 0.0, 0, time.thread_time()
    for release in offered:
        began = time.thread_time()
        title = read(release.title)
        known: dict[frozenset[str], Holding] = {}

        def find(rule: Rule, title=title, known=known) -> Holding:
            if rule.libraries not in known:
                known[rule.libraries] = index.find(title, rule.libraries)
            return known[rule.libraries]

        found += bool(
            consider(release, lines, title, find=find, now=1.7e9, why=False).matched
        )
        longest = max(longest, time.thread_time() - began)
    return {"all": time.thread_time() - started, "longest": longest, "matched": found}


def follow(films: int, shows: int, rules: int) -> dict[str, list[float]]:
    return Follower(shows, SEASONS, rules).measure()


def apart(what: str, *numbers: int) -> dict:
    """Return what a measurement gives in a process of its own."""
    run = subprocess.run(
        [sys.executable, str(Path(__file__)), "--one", what, *map(str, numbers)],
        check=True, capture_output=True, text=True, timeout=1200, cwd=ROOT,
    )  # fmt: skip
    return json.loads(run.stdout)


def guessed(films: int) -> float | None:
    if (python := environment("guessit")) is None:
        return None
    run = subprocess.run(
        [str(python), "-W", "ignore", "-c", GUESSIT], input=json.dumps(titles(films)),
        check=True, capture_output=True, text=True, timeout=1200,
    )  # fmt: skip
    return float(run.stdout)


def table(*heads: str) -> None:
    print(f"\n| {' | '.join(heads)} |\n| --- |" + " ---: |" * (len(heads) - 1))


def show(films: int, shows: int, rules: int) -> None:
    found = apart("memory", films, shows)
    table("memory of", "MB")
    print(f"| {films:,} movies | {found['movies']:.1f} |")
    count = shows * SEASONS * 10
    print(f"| them and {shows:,} series with {count:,} episodes | {found['all']:.1f} |")
    table("one look-up", "median, ms", "99 of 100, ms", "longest, ms")
    for name, took in apart("look_up", films, shows).items():
        shown = (took[len(took) // 2], took[len(took) * 99 // 100], took[-1])
        print(f"| {name} | " + " | ".join(f"{one * 1e3:.3f}" for one in shown) + " |")
    table(
        "taking over a whole, in steps", "all, s", "longest step, ms", "collector, ms"
    )
    for name, (whole, worst, collected) in apart("takeover", films, shows).items():
        print(f"| {name} | {whole:.2f} | {worst * 1e3:.1f} | {collected * 1e3:.1f} |")
    found = apart("disk", films, shows)
    table("on disk", "MB", "write, s", "read, s")
    print(
        f"| {films:,} movies | {found['megabytes']:.1f} | {found['write']:.2f} | {found['read']:.2f} |"
    )
    title = f"{rules} rules that follow series, {count:,} episodes"
    table(title, "median, ms", "99 of 100, ms", "longest, ms")
    for name, took in apart("follow", films, shows, rules).items():
        shown = (took[len(took) // 2], took[len(took) * 99 // 100], took[-1])
        print(f"| {name} | " + " | ".join(f"{one * 1e3:.3f}" for one in shown) + " |")
    found = apart("verdicts", films, shows, rules)
    table("1,000 releases", "s", "longest release, ms", "to guessit")
    peer = guessed(films)
    ratio = f"1/{peer / found['all']:.1f}" if peer else "–"
    name = f"verdicts, {rules} rules, reading included"
    print(f"| {name} | {found['all']:.2f} | {found['longest'] * 1e3:.1f} | {ratio} |")
    if peer:
        print(f"| guessit reads the titles, no more | {peer:.2f} | – | 1 |")


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--one"]:
        what, *numbers = sys.argv[2:]
        print(json.dumps(globals()[what](*map(int, numbers))))
        return
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--movies", type=int, default=20_000)
    parser.add_argument("--series", type=int, default=5_000)
    parser.add_argument("--rules", type=int, default=200)
    asked = parser.parse_args()
    show(asked.movies, asked.series, asked.rules)


if __name__ == "__main__":
    main()

"""How fast feeds are read, usual ones and hostile ones, beside feedparser.

usage: .venv/bin/python benchmarks/feeds.py [--limit 60]

Each document is read in a process of its own, which is ended after so many seconds; feedparser is
installed into an environment in the cache folder. Says what it measured: processor time, and the
memory of the process at its height, both without what it takes to load.
"""

import argparse
import json
from pathlib import Path
import subprocess
import sys
import tempfile

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.peers import ROOT, environment

READER = """
import json, resource, sys, time
sys.path.insert(0, sys.argv[1])
if sys.argv[2] == "feedparser":
    import feedparser
    count = lambda data: len(feedparser.parse(data).entries)
else:
    from custom_components.greenlight.sources.feed.feed import read_feed
    count = lambda data: len(read_feed(data).items)
data = open(sys.argv[3], "rb").read()
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
loaded, started = peak(), time.process_time()
items = count(data)
print(json.dumps([items, time.process_time() - started, peak() - loaded]))
"""


def feed(count: int, inside: str = "") -> str:
    """Return a feed of so many usual items, the first of them with something more in it."""
    items = [
        f"<item><title>Some Show S01E{number:03} 1080p WEB h264-GRP</title>"
        f"<guid>https://site.test/{number}</guid><link>https://site.test/{number}.torrent</link>"
        f"<pubDate>Sat, 03 Oct 2026 12:00:00 GMT</pubDate><description>1.2 GB</description>"
        f"{inside if number == 0 else ''}</item>"
        for number in range(count)
    ]
    return (
        f'<rss version="2.0"><channel><title>x</title>{"".join(items)}</channel></rss>'
    )


DOCUMENTS = {
    "100 items": feed(100),
    "1,000 items": feed(1000),
    "an author of 40 kB": feed(100, f"<author>{'a.' * 20_000}</author>"),
    "an author of 160 kB": feed(100, f"<author>{'a.' * 80_000}</author>"),
    "an author of 10 MB": feed(100, f"<author>{'a.' * 4_800_000}</author>"),
    "150,000 categories": feed(
        100, "".join(f"<category>{number}</category>" for number in range(150_000))
    ),
}


def measured(python: Path, how: str, document: Path, limit: int) -> str:
    """Return items, seconds and megabytes of one reading, as cells of a table."""
    command = [str(python), "-W", "ignore", "-c", READER, str(ROOT), how, str(document)]
    try:
        run = subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=limit
        )
    except subprocess.TimeoutExpired:
        return f"– | ended after {limit} s | –"
    except subprocess.CalledProcessError as failed:
        return f"{(failed.stderr.strip().splitlines() or ['failed'])[-1]} | – | –"
    items, seconds, memory = json.loads(run.stdout)
    return f"{items} | {seconds:.3f} | {memory}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--limit", type=int, default=60)
    limit = parser.parse_args().limit
    readers = {"greenlight": Path(sys.executable)}
    if python := environment("feedparser", "feeds"):
        readers["feedparser"] = python
    print(
        "| document | reader | items | processor time, s | memory, MB |\n| --- | --- |"
        + " ---: |" * 3
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, text in DOCUMENTS.items():
            document = Path(folder) / "feed.xml"
            document.write_text(text, encoding="utf-8")
            for how, interpreter in readers.items():
                print(
                    f"| {name} | {how} | {measured(interpreter, how, document, limit)} |"
                )


if __name__ == "__main__":
    main()

"""How well and how fast titles are read, beside guessit and parsett.

usage: .venv/bin/python benchmarks/titles.py FOLDER [--titles 2000] [--passes 5]

FOLDER holds corpora (*.jsonl) and a score.py that scores an adapter on them and writes its result
with --json. Each library is installed into an environment of its own in the cache folder; one that
cannot be had is said so. Says what it measured; whether that is good is for the reader.
"""

import argparse
import json
from pathlib import Path
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.peers import ROOT, environment

LIBRARIES = ("guessit", "parsett")
FIELDS = (
    "title year seasons episodes date resolution source web_kind remux group group_exc proper hdr"
    " dv_profile dv_layer dv_trap atmos audio"
).split()
# Not an import of the integration, which would measure Home Assistant's start as well.
ADAPTER = f"""
import sys
sys.path.insert(0, {str(ROOT / "custom_components" / "greenlight")!r})
from engine.title.parse import parse as read
from engine.title.json import title_to_dict

def parse(title):
    return title_to_dict(read(title))
"""
# Runs in each environment: processor time over the same titles, several times.
TIMER = """
import importlib, json, sys, time
titles, passes, how = json.load(sys.stdin), int(sys.argv[1]), sys.argv[2]
started = time.process_time()
if how == "greenlight":
    sys.path.insert(0, sys.argv[3])
    read = importlib.import_module("engine.title.parse").parse
elif how == "guessit":
    read = importlib.import_module("guessit").guessit
else:
    read = importlib.import_module("PTT").parse_title
loaded = time.process_time() - started

def quiet(title):
    try:
        read(title)
    except Exception:
        pass

for title in titles[:100]:
    quiet(title)
rates = []
for _ in range(passes):
    started = time.process_time()
    for title in titles:
        quiet(title)
    rates.append(len(titles) / (time.process_time() - started))
worst = 0.0
for title in titles:
    started = time.perf_counter()
    quiet(title)
    worst = max(worst, time.perf_counter() - started)
print(json.dumps([sorted(rates), loaded, worst]))
"""


def timed(python: Path, how: str, titles: list[str], passes: int) -> list[object]:
    """Return titles a second, the time to load and the longest title, measured apart."""
    engine = str(ROOT / "custom_components" / "greenlight")
    run = subprocess.run(
        [str(python), "-W", "ignore", "-c", TIMER, str(passes), how, engine],
        input=json.dumps(titles), capture_output=True, text=True, check=True, timeout=1800,
    )  # fmt: skip
    rates, loaded, worst = json.loads(run.stdout)
    return [statistics.median(rates), loaded, worst]


def scored(
    python: Path, how: str, folder: Path, scratch: Path
) -> dict[str, tuple[int, int]]:
    """Return how many rows of each field are right, over all corpora."""
    adapter, result = how, scratch / f"{how}.json"
    if how == "greenlight":
        path = scratch / "adapter.py"
        path.write_text(ADAPTER, encoding="utf-8")
        adapter = f"{path}:parse"
    subprocess.run(
        [str(python), "-W", "ignore", str(folder / "score.py"), "--adapter", adapter,
         "--corpora", str(folder), "--json", str(result), "--quiet"],
        check=True, timeout=1800, capture_output=True,
    )  # fmt: skip
    (corpora,) = json.loads(result.read_text(encoding="utf-8")).values()
    sums: dict[str, tuple[int, int]] = {}
    for name, fields in corpora.items():
        if name.startswith("_"):
            continue
        for field, (right, rows) in fields.items():
            before = sums.get(field, (0, 0))
            sums[field] = (before[0] + right, before[1] + rows)
    return sums


def titles_of(folder: Path, count: int) -> list[str]:
    """Return every so manieth title of the corpora."""
    titles = sorted(
        {
            title
            for path in sorted(folder.glob("*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip() and isinstance(title := json.loads(line)["title"], str)
        }
    )
    step = max(1, len(titles) // count)
    return titles[::step][:count]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--titles", type=int, default=2000)
    parser.add_argument("--passes", type=int, default=5)
    asked = parser.parse_args()
    titles = titles_of(asked.folder, asked.titles)
    readers = {"greenlight": Path(sys.executable)}
    readers |= {name: python for name in LIBRARIES if (python := environment(name))}

    print(f"{len(titles)} titles, median of {asked.passes} passes, processor time\n")
    print(
        "| reader | titles/s | times slower | to load, ms | longest, ms |\n| --- |"
        + " ---: |" * 4
    )
    ours = 0.0
    for name, python in readers.items():
        # A slow one is not asked as often.
        passes = asked.passes if name == "greenlight" else 1
        rate, loaded, worst = map(float, timed(python, name, titles, passes))  # type: ignore[arg-type]
        ours = ours or rate
        print(
            f"| {name} | {rate:,.0f} | {ours / rate:.1f} | {loaded * 1e3:.0f} | {worst * 1e3:.2f} |"
        )

    print("\npercent right over all corpora\n")
    with tempfile.TemporaryDirectory() as scratch:
        sums = {
            name: scored(python, name, asked.folder, Path(scratch))
            for name, python in readers.items()
        }
    print(
        "| field | rows | "
        + " | ".join(sums)
        + " |\n| --- |"
        + " ---: |" * (len(sums) + 1)
    )
    for field in FIELDS:
        if rows := sums["greenlight"].get(field, (0, 0))[1]:
            cells = [
                f"{100 * found[field][0] / found[field][1]:.1f}"
                if field in found
                else "-"
                for found in sums.values()
            ]
            print(f"| {field} | {rows} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()

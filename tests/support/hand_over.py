"""Hand a release over to the running demo as Sonarr does, and say what Sonarr sees: `scripts/hand-over`."""

import argparse
import asyncio
from collections.abc import Iterator
import os
import sys
import time
from typing import Any, Final

from aiohttp import ClientError, ClientSession

from .fake_arr import KEY
from .ports import LOOPBACK

PORT: Final = 8989
# Seconds between two looks. The real one looks each minute, and soon after a grab.
EVERY: Final = 3.0
# What is not news is said again after so many seconds, so that nobody takes it for dead.
AGAIN: Final = 60.0
# So many looks in a row have to find nothing new before nothing is waited for.
LOOKS_LONGER: Final = 4
# With this status it says why it takes nothing.
REFUSED: Final = 409
ADDRESS: Final = "/api/greenlight/client/sonarr-asker"

# How a question stands in Greenlight.
_ANSWERS: Final = {
    "pending": "Greenlight waits for your answer",
    "approved": "you said yes, and Greenlight hands it over",
    "downloading": "you said yes",
    "completed": "you said yes",
    "declined": "you said no, and Sonarr is told once you cannot take that back any more",
    "expired": "nobody answered",
    "cancelled": "it was taken back",
}
_ON_ITS_WAY: Final = frozenset({"pending", "approved", "downloading"})

type Row = dict[str, Any]


def main() -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="scripts/hand-over", description=__doc__)
    parser.add_argument("title", nargs="?", default="")
    title = parser.parse_args().title
    try:
        return asyncio.run(run(title))
    except KeyboardInterrupt:
        print("\nhand-over: not looked at any more; everything goes on without it")
        return 0


async def run(title: str) -> int:
    """Hand over, and follow it to its end."""
    port = int(os.environ.get("GREENLIGHT_DEMO_SONARR_PORT", PORT))
    url = f"http://{LOOPBACK}:{port}/fake"
    async with ClientSession(headers={"X-Api-Key": KEY}) as session:
        try:
            told = await hand_over(session, f"{url}/hand-over", title)
        except (ClientError, OSError, ValueError) as err:
            print(
                f"hand-over: no demo with its Sonarr at port {port} ({err}); start"
                " scripts/demo, which says how to call this",
                file=sys.stderr,
            )
            return 1
        if "message" in told:
            print(f"hand-over: {told['message']}", file=sys.stderr)
            return 2
        say(told)
        try:
            await follow(session, f"{url}/seen", told["episode"])
        except (ClientError, OSError) as err:
            print(f"hand-over: the demo answers no more ({err})", file=sys.stderr)
            return 1
    return 0


async def hand_over(session: ClientSession, url: str, title: str) -> Row:
    """Have the demo's Sonarr hand it over, and return what it did, or why it did not."""
    async with session.post(url, json={"title": title}) as heard:
        if heard.status != REFUSED:
            heard.raise_for_status()
        told: Row = await heard.json()
    return told


def say(told: Row) -> None:
    """Say what Sonarr did."""
    print(f"Sonarr found {told['title']} and handed it over to Greenlight:")
    for one in told["asked"]:
        method, _, path = one.partition(" ")
        print(f"  {method:4} {path.removeprefix(ADDRESS)}{_with(path, told['title'])}")
    print(f"The question is at {told['home']} (log in demo / demo). What Sonarr sees:")


def _with(path: str, title: str) -> str:
    return f"  with {title}.torrent" if path.endswith("/torrents/add") else ""


async def follow(session: ClientSession, url: str, episode: int) -> None:
    """Say what Sonarr sees until nothing more comes of it."""
    said: dict[str, tuple[float, str]] = {}
    over = 0
    # After a no it searches anew, and has found something only a moment later.
    while over < LOOKS_LONGER:
        async with session.get(url, params={"episode": episode}) as heard:
            heard.raise_for_status()
            rows: list[Row] = await heard.json()
        for line in news(rows, said, time.monotonic()):
            print(f"  {time.strftime('%H:%M:%S')}  {line}", flush=True)
        over = over + 1 if is_over(rows[-1]) else 0
        if rows[-1]["imported"]:
            return
        await asyncio.sleep(EVERY)
    print("Sonarr looks for nothing else.")


def news(
    rows: list[Row], said: dict[str, tuple[float, str]], now: float
) -> Iterator[str]:
    """Yield what has changed, and what has not for a long time."""
    for row in rows:
        line, (at, before) = worded(row), said.get(row["title"], (now, ""))
        last = row is rows[-1]
        if last and not before and len(rows) > 1:
            yield f"Sonarr looked for another and handed over {row['title']}"
        if line != before or (last and now - at >= AGAIN):
            said[row["title"]] = now, line
            yield line


def worded(row: Row) -> str:
    """Return how one download stands."""
    state, answer = row["state"], row["answer"]
    if row["blocked"]:
        return "gone: Sonarr was told of your no, and has blocked this release"
    if row["imported"]:
        return f"{state or 'gone'}: Sonarr has imported it"
    percent = f" {row['percent']} %" if row["percent"] else ""
    people = _ANSWERS.get(answer, answer)
    return f"{state or 'gone'}{percent}; {people}" if people else f"{state}{percent}"


def is_over(row: Row) -> bool:
    """Tell whether nothing more is to be seen of a download."""
    return row["imported"] or not (row["state"] or row["answer"] in _ON_ITS_WAY)


if __name__ == "__main__":
    sys.exit(main())

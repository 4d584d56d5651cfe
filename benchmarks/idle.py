"""What Greenlight does while there is nothing to do.

Starts a real Home Assistant with Greenlight, a real qBittorrent and a feed, lets one question wait for
an answer, and counts for ten minutes: writes of Greenlight's files, changes of its states, what it
asked the feed, and the processor time of the whole of Home Assistant.
"""

import argparse
import asyncio
from pathlib import Path
import sys
import time

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.greenlight import set_up
from tests.support.homeassistant import HomeAssistantProcess
from tests.support.stage import Stage

# Everything that was put off when Greenlight was set up is written by then.
SETTLING = 400


def files(folder: Path) -> dict[str, int]:
    """Return when each of Greenlight's files was written last, in nanoseconds."""
    return {
        path.name: path.stat().st_mtime_ns
        for path in (folder / ".storage").glob("greenlight.*")
    }


def processor_seconds(pid: int) -> float:
    """Return the processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


async def run(seconds: int, settling: int) -> None:
    """Count, and print the counts."""
    async with Stage(HomeAssistantProcess()) as stage:
        await stage.publish("Greenlight.Idle.2026.2160p.WEB-DL-DEMO")
        greenlight = await set_up(stage, include=["2160p"])
        await greenlight.pending(1)
        await asyncio.sleep(settling)
        ours = set(await stage.hass.states()) & set(
            (await greenlight.entities()).values()
        )
        async with stage.hass.socket() as socket:
            events = await socket.subscribe(
                "subscribe_events", event_type="state_changed"
            )
            assert stage.hass.pid is not None
            before, asked = files(stage.hass.folder), len(stage.site.seen)
            cpu, start = processor_seconds(stage.hass.pid), time.monotonic()
            await asyncio.sleep(seconds)
            after = files(stage.hass.folder)
            changes = [
                change["data"]["entity_id"]
                for change in (events.get_nowait() for _ in range(events.qsize()))
            ]
            print(
                f"{time.monotonic() - start:.0f} s idle, {len(ours)} entities of the hub:\n"
                f"{sum(before.get(name) != at for name, at in after.items())} writes"
                f" of {len(after)} files\n"
                f"{len(changes)} changes of states {sorted(set(changes))}\n"
                f"{len(stage.site.seen) - asked} requests to the feed's site\n"
                f"{processor_seconds(stage.hass.pid) - cpu:.1f} s of processor time,"
                " all of Home Assistant"
            )


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--settling", type=int, default=SETTLING)
    arguments = parser.parse_args()
    asyncio.run(run(arguments.seconds, arguments.settling))


if __name__ == "__main__":
    main()

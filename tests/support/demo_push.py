"""A source that is pushed to, entered by its forms, and the command that pushes what the demo has for that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import json
import shlex
from typing import Any, Final

from yarl import URL

from .flows import FlowRefused, start_subentry_flow
from .greenlight import Greenlight
from .releases import MEGABYTE, make_release
from .stage import Stage

# Better than the demo's library has it.
PUSHED: Final = "The.Cartographers.Cat.2022.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-DEMO"
_MEGABYTES: Final = 61
_SECONDS: Final = 40


@dataclass(frozen=True, slots=True)
class Entered:
    """What is to be entered in autobrr."""

    address: str
    key: str = field(repr=False)

    def command(self, body: Mapping[str, Any]) -> str:
        """Return a line that pushes a release as autobrr does."""
        told = shlex.quote(json.dumps(body))
        return (
            f"curl -s -H 'X-Api-Key: {self.key}' -H 'Content-Type: application/json'"
            f" -d {told} {shlex.quote(f'{self.address}/api/v3/release/push')}"
        )


async def add_push(greenlight: Greenlight, program: str = "radarr") -> Entered:
    """Add the source, and return what is shown then."""
    flow = await start_subentry_flow(greenlight.hass, greenlight.entry_id, "source")
    await flow.choose("push")
    await flow.submit(program=program)
    if flow.step == "first_rule":
        await flow.choose("own_rule")
    if flow.step != "push_enter":
        raise FlowRefused(str(flow.at))
    shown = flow.at["description_placeholders"]
    await flow.choose("push_finish")
    # On this machine, by whatever name Home Assistant knows itself.
    address = f"{greenlight.hass.url}{URL(shown['address']).path}"
    return Entered(address, shown["api_key"])


async def ready_to_push(stage: Stage, greenlight: Greenlight) -> str:
    """Have something seeded that nobody has heard of, and return the line that pushes it."""
    entered = await add_push(greenlight)
    torrent = make_release(
        PUSHED, _MEGABYTES * MEGABYTE, trackers=[stage.site.announce_url]
    )
    await stage.seeder.seed(torrent, upload_limit=torrent.size // _SECONDS)
    return entered.command(
        {
            "title": PUSHED,
            "downloadUrl": stage.site.offer(torrent),
            "size": torrent.size,
            "indexer": "Demo",
            "downloadProtocol": "torrent",
            "protocol": "torrent",
            "publishDate": "2026-01-01T00:00:00Z",
        }
    )

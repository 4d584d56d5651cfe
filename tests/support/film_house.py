"""Films that come home, played with a real Home Assistant and qBittorrent: the house, and what is seen of it."""

from dataclasses import dataclass, field
from pathlib import Path
import random
from typing import Any

from .fake_phone import FakePhone, over
from .fake_plex import FakePlex
from .fake_radarr import FakeRadarr
from .flows import Flow
from .greenlight import Greenlight
from .homecoming import SIZE, better, folder_of
from .stage import Stage
from .waiting import until

# Who may only look, and how they log in.
LOOKER, PASSWORD = "Ben", "look-only"
_FIX = "/api/repairs/issues/fix"


@dataclass
class FilmHouse:
    """What plays together here.

    ``movies`` is the folder of Radarr and ``own`` are those that Greenlight itself fills: one on the disk
    where everything is downloaded and one on another.
    """

    stage: Stage
    radarr: FakeRadarr
    plex: FakePlex
    movies: Path
    own: tuple[Path, Path]
    greenlight: Greenlight
    phone: FakePhone
    # Releases that are waited for while others come home.
    waiting: list[str] = field(default_factory=list)

    async def move_in(self) -> None:
        """Add the site, both libraries, a phone and who may only look."""
        greenlight, hass = self.greenlight, self.stage.hass
        await greenlight.add_source(self.stage.site.rss_url)
        radarr, plex = self.radarr, self.plex
        folders = {"paths": [f"{self.movies} = /movies"]}
        await greenlight.add_library(
            "radarr", "Radarr", radarr.url, radarr.key, folders=folders
        )
        await greenlight.add_library("plex", "Plex", plex.url, plex.token)
        await self.phone.register(over(hass.url), hass.token)
        (phone,) = await hass.command("config_entries/get", domain="mobile_app")
        form = {"name": "Phone", "devices": [phone["entry_id"]]}
        sections: dict[str, Any] = {"which": {}, "when": {}, "how": {}}
        await greenlight.add(
            "approver", {"next_step_id": "companion"}, {**form, **sections}
        )
        await hass.add_user(LOOKER, PASSWORD)

    def files(self, title: str) -> list[str]:
        """Return what lies in the folder of a film."""
        return sorted(one.name for one in (self.movies / folder_of(title)).iterdir())

    async def downloaded(self, title: str, release: str = "", **how: Any) -> str:
        """Have the better release of a film approved, which is then on its way."""
        release = release or better(title)
        await self.stage.publish(release, SIZE, **how)
        await self.greenlight.asked(release)
        await self.greenlight.approve(release)
        return release

    async def downloaded_with(self, title: str, *names: str) -> str:
        """Have the better release of a film approved, with other files in it."""
        files = {one: random.Random(one).randbytes(100_000) for one in names}
        return await self.downloaded(title, files=files)

    async def row(self, release: str) -> dict[str, Any]:
        """Return the row of the card for a download."""
        request = await self.greenlight.request(release)
        assert request is not None
        async with self.stage.hass.socket() as socket:
            events = await socket.subscribe("greenlight/subscribe")
            told = await events.get()
        (found,) = (one for one in told["downloads"] if one["id"] == request["id"])
        return dict(found)

    async def issue(self, release: str) -> str:
        """Return the issue in repairs that is about a release, empty if there is none."""
        request = await self.greenlight.request(release)
        assert request is not None
        listed = await self.stage.hass.command("repairs/list_issues")
        found = [one["issue_id"] for one in listed["issues"]]
        return "".join(one for one in found if one.endswith(request["id"]))

    async def fix(self, release: str) -> Flow:
        """Begin to fix that in repairs."""
        about = {"handler": "greenlight", "issue_id": await self.issue(release)}
        hass = self.stage.hass
        return Flow(hass, _FIX, await hass.post(_FIX, about))

    def calls(self, words: str) -> int:
        """Return how often the phone has rung with these words."""
        return sum(
            words in push["message"] and not push["data"].get("alert_once")
            for push in self.phone.came
            if "data" in push
        )

    async def called(self, words: str) -> None:
        """Wait until the phone has rung with these words."""

        async def rung() -> bool:
            return self.calls(words) > 0

        await until(rung, f"the phone to say {words!r}", seconds=90)

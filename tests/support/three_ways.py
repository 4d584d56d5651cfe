"""Three ways home at the same time: by a Radarr, by a Sonarr, and into folders that Greenlight itself fills.

Each round has a film that is there and a better one, a season of which the first episode is there, and a
season that no library knows.
"""

from dataclasses import dataclass
from pathlib import Path
import random

from custom_components.greenlight.disk.sweeping import MARK

from .arr_rows import (
    Row,
    episode,
    episode_file,
    film,
    film_file,
    media_info,
    season,
    series,
)
from .fake_radarr import FakeRadarr
from .fake_sonarr import FakeSonarr
from .greenlight import Greenlight, begin
from .releases import MEGABYTE
from .stage import Stage
from .torrents import Torrent

YEAR = 2018
FEL = "2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-GLINT"
P5 = "2160p.WEB-DL.DDP5.1.Atmos.DV.H.265-GLINT"
EPISODES = "2160p.WEB-DL.DDP5.1.H.265-GLINT"
SERIES = "The Ferry Ledger"
OLD_SIZE = MEGABYTE
COLOURS = ("Amber", "Copper", "Ivory", "Scarlet", "Violet")
PLACES = ("Orchard", "Harbour", "Meadow", "Tunnel", "Staircase", "Windmill")


def title_of(number: int) -> str:
    """Return what the film of a round is called."""
    return f"{COLOURS[number % 5]} {PLACES[number // 5 % 6]}"


def scene(title: str) -> str:
    """Return a title as releases spell it."""
    return title.replace(" ", ".")


@dataclass
class Coming:
    """One thing that comes home: its release, and which of its files is to be where."""

    torrent: Torrent
    places: dict[str, Path]
    request_id: str = ""

    @property
    def there(self) -> bool:
        """Tell whether all is in its place, whole."""
        return all(
            place.is_file() and place.read_bytes() == self.torrent.files[name]
            for name, place in self.places.items()
        )


@dataclass
class ThreeWays:
    """What plays together here; of the folders ``films`` and ``series`` are those of the libraries."""

    stage: Stage
    radarr: FakeRadarr
    sonarr: FakeSonarr
    films: Path
    series: Path
    loose: tuple[Path, Path]
    greenlight: Greenlight

    @property
    def saves(self) -> Path:
        """Return where everything is downloaded."""
        return self.stage.client.saves

    async def film(self, number: int) -> Coming:
        """Publish what is better than the film of a round that is there."""
        title = title_of(number)
        release = f"{scene(title)}.{YEAR}.{FEL}"
        torrent = await self.stage.publish(release)
        name = f"{release.lower()}.mkv"
        return Coming(torrent, {name: self.films / f"{title} ({YEAR})" / name})

    async def pack(self, number: int) -> Coming:
        """Publish a season, of which the first episode is there."""
        name = f"{scene(SERIES)}.S{number + 1:02}"
        torrent = await self._season(name)
        folder = self.series / SERIES / f"Season {number + 1:02}"
        wanted = [one for one in torrent.files if "e01" not in one]
        return Coming(torrent, {one: folder / one for one in wanted})

    async def loose_pack(self, number: int) -> Coming:
        """Publish a season of what no library knows."""
        title = ("The Near Thread", "The Far Thread")[number % 2]
        # A copy takes a moment.
        torrent = await self._season(f"{scene(title)}.S{number + 1:02}", 8 * MEGABYTE)
        folder = self.loose[number % 2] / title / f"Season {number + 1:02}"
        places = {
            one: folder / f"{title} - S{number + 1:02}E{at:02} - 2160p WEB-DL GLINT.mkv"
            for at, one in enumerate(sorted(torrent.files), 1)
        }
        return Coming(torrent, places)

    async def _season(self, name: str, size: int = MEGABYTE) -> Torrent:
        files = {
            f"{name}E{at:02}.{EPISODES}.mkv".lower(): random.Random(
                f"{name}{at}"
            ).randbytes(size + at)
            for at in (1, 2, 3)
        }
        return await self.stage.publish(f"{name}.{EPISODES}", files=files)

    @property
    def put(self) -> list[Path]:
        """Return what lies in the folders that Greenlight itself fills."""
        return [
            one
            for at in self.loose
            for one in at.rglob("*")
            if not one.is_dir() and one.name != MARK
        ]

    def kept(self, number: int) -> bool:
        """Tell whether nothing of a round is gone that nothing has replaced."""
        title = title_of(number)
        folder = self.films / f"{title} ({YEAR})"
        found = [one.stat().st_size for one in folder.glob("*.mkv")]
        first = self.series / SERIES / f"Season {number + 1:02}" / old_episode(number)
        return len(found) == 1 and first.stat().st_size == OLD_SIZE


def old_film(number: int) -> str:
    """Return the file of a film that is there in the beginning."""
    return f"{scene(title_of(number))}.{YEAR}.{P5}.mkv"


def old_episode(number: int) -> str:
    """Return the file of the episode that is there in the beginning."""
    return f"{scene(SERIES)}.S{number + 1:02}E01.{EPISODES}.mkv"


def films(folder: Path, rounds: int) -> list[Row]:
    """Return the films that Radarr has, each with a file that is there."""
    rows = []
    for number in range(rounds):
        title, name = title_of(number), old_film(number)
        path = f"{title} ({YEAR})"
        (folder / path).mkdir()
        (folder / path / name).write_bytes(bytes(OLD_SIZE))
        file = film_file(
            number + 1,
            name.removesuffix(".mkv"),
            quality="WEBDL-2160p",
            info=media_info(range="DV", audio="EAC3 Atmos", channels=5.1),
            size=OLD_SIZE,
            path=f"/movies/{path}/{name}",
        )
        rows.append(
            film(number + 1, title, YEAR, path=f"/movies/{path}", movieFile=file)
        )
    return rows


def sonarr_with(folder: Path, rounds: int) -> FakeSonarr:
    """Return a Sonarr that has the first episode of each season."""
    seasons = [season(number + 1, aired=3, there=1) for number in range(rounds)]
    sonarr = FakeSonarr(series(1, SERIES, 2021, *seasons, path=f"/series/{SERIES}"))
    for number in range(rounds):
        name = old_episode(number)
        path = f"{SERIES}/Season {number + 1:02}/{name}"
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_bytes(bytes(OLD_SIZE))
        file = episode_file(
            number + 1,
            1,
            name.removesuffix(".mkv"),
            season=number + 1,
            size=OLD_SIZE,
            path=f"/series/{path}",
        )
        sonarr.episodes += [
            episode(
                number * 3 + at,
                1,
                number + 1,
                at,
                **({"episodeFile": file} if at == 1 else {}),
            )
            for at in (1, 2, 3)
        ]
    return sonarr


async def set_up(
    stage: Stage, radarr: FakeRadarr, sonarr: FakeSonarr, near: Path, far: Path
) -> Greenlight:
    """Set up both libraries, and a rule for each way home."""
    greenlight, _ = await begin(stage.hass, stage.client)
    await greenlight.add_source(stage.site.rss_url)
    for kind, arr in (("radarr", radarr), ("sonarr", sonarr)):
        await greenlight.add_library(kind, arr.program, arr.url, arr.key)
    await greenlight.add_rule("Films", kind="upgrades", exclude=["the"])
    await greenlight.add_rule("Series", include=["ferry ledger"])
    for word, folder in (("near", near), ("far", far)):
        rule = await greenlight.add_rule(
            f"Loose, {word}",
            include=[f"{word} thread"],
            home={"home_where": "folder", "home_folder": str(folder)},
        )
    await stage.hass.stored("core.config_entries", rule)
    return greenlight

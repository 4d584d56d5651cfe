"""What is downloaded and comes home: films with a file that is there, and how far a better one is."""

from pathlib import Path
from typing import Any

from .arr_rows import Row, film, film_file, media_info
from .greenlight import Greenlight
from .homeassistant import CONFIGURATION, HomeAssistantProcess
from .media_files import DDP_ATMOS, PQ, File, Film
from .releases import MEGABYTE
from .waiting import until

FEL = "2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos"
P5 = "2160p.WEB-DL.DDP5.1.Atmos.DV.H.265-GLINT"
SIZE = 2 * MEGABYTE
OLD_SIZE = SIZE - 1000
YEAR = 2019
IN_PLEX = "/media/films"


def scene(title: str) -> str:
    """Return how releases of a film begin."""
    return f"{title.replace(' ', '.')}.{YEAR}"


def better(title: str, group: str = "GLINT") -> str:
    """Return what the better release of a film is called."""
    return f"{scene(title)}.{FEL}-{group}"


def folder_of(title: str) -> str:
    """Return what the folder of a film is called, wherever that is."""
    return f"{title} ({YEAR})"


def in_radarr(number: int, title: str, movies: Path) -> Row:
    """Return a film that Radarr has a file of, which is there."""
    name = f"{scene(title)}.{P5}"
    (movies / folder_of(title)).mkdir(parents=True)
    (movies / folder_of(title) / f"{name}.mkv").write_bytes(bytes(OLD_SIZE))
    folder = f"/movies/{folder_of(title)}"
    file = film_file(
        number,
        name,
        quality="WEBDL-2160p",
        info=media_info(range="DV", audio="EAC3 Atmos", channels=5.1),
        size=OLD_SIZE,
        path=f"{folder}/{name}.mkv",
    )
    return film(number, title, YEAR, path=folder, movieFile=file)


def in_plex(key: int, title: str, name: str = "", **file: Any) -> Film:
    """Return a film as Plex has it, with one file: by default with the one that is there before."""
    there = {"size": OLD_SIZE, "dolby": (5, 0, False), "tracks": (DDP_ATMOS,)}
    name = name or f"{scene(title)}.{P5}.mkv"
    path = f"{IN_PLEX}/{folder_of(title)}/{name}"
    made = File(path=path, transfer=PQ, **{**there, **file})
    return Film(key=key, title=title, year=YEAR, tmdb=900_000 + key, files=(made,))


def allow(hass: HomeAssistantProcess, *folders: Path, more: str = "") -> None:
    """Have a Home Assistant that has not been started see these folders, and write there."""
    lines = "".join(f"    - {folder}\n" for folder in folders)
    allowed = f"  allowlist_external_dirs:\n{lines}"
    config = CONFIGURATION.replace("frontend:\n", f"{allowed}frontend:\n", 1) + more
    (hass.folder / "configuration.yaml").write_text(config, encoding="utf-8")


async def home_of(greenlight: Greenlight, release: str) -> dict[str, Any]:
    """Return how far a release is on its way home."""
    request = await greenlight.request(release)
    assert request is not None
    home: dict[str, Any] = request["home"]
    return home


async def why_blocked(
    greenlight: Greenlight, release: str, *, seconds: float = 90
) -> str:
    """Wait until a person has to see to it, and return why."""

    async def look() -> str:
        request = await greenlight.request(release)
        home = (request or {}).get("home") or {}
        return home.get("why", "") if home.get("step") == "blocked" else ""

    found = await until(look, f"{release} to wait for a person", seconds=seconds)
    return found or ""


async def measured(
    greenlight: Greenlight, release: str, *, says: str = ""
) -> dict[str, Any]:
    """Wait until a file that has come was measured, and found to be what says so."""

    async def look() -> dict[str, Any] | None:
        found = (await home_of(greenlight, release)).get("measured")
        return found if found and says in found["now"] else None

    found = await until(look, f"{release} to be measured as {says!r}", seconds=60)
    assert found is not None
    return found

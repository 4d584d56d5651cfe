"""A question that was held against a library, as tests have it shown."""

from dataclasses import replace
from typing import Final

from custom_components.greenlight.engine.library.item import Ids, Kind
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.weighed import Shift, There, Weighed, Work

FILM: Final = Work(
    kind=Kind.MOVIE,
    title="Salt and Lanterns",
    year=2019,
    ids=Ids(tmdb=7, imdb="tt0000007"),
    known_to=(("radarr0", "12"),),
)
SERIES: Final = Work(
    kind=Kind.SERIES,
    title="The Tide Clerk",
    year=2021,
    ids=Ids(tvdb=9),
    known_to=(("sonarr0", "3"),),
)
UPGRADE: Final = Weighed(
    work=FILM,
    rows=(
        ("Picture", "Dolby Vision P5", "Dolby Vision P7 FEL", "+"),
        ("Source", "WEB-DL", "Remux", "+"),
        ("Size", "18.4 GB", "71.2 GB", ""),
    ),
    gains=(
        Shift("enhancement_layer", "Dolby Vision P5", "Dolby Vision P7 FEL"),
        Shift("dolby_vision", "Dolby Vision P5", "Dolby Vision P7 FEL"),
        Shift("source", "webdl", "remux"),
        Shift("audio", "DD+ 5.1", "TrueHD Atmos 7.1"),
    ),
    losses=(Shift("language", "english, german", "english"),),
    uncertain=(Reason("atmos_have", (("value", ""),)),),
    there=(
        There(
            name="Salt and Lanterns (2019).mkv",
            quality="2160p WEB-DL · Dolby Vision P5 · DD+ 5.1",
            size=18_400_000_000,
            replaced=True,
        ),
    ),
    choices=(Choice.KEEP_BOTH, Choice.REPLACE),
)
NEW: Final = Weighed(work=FILM)
WHICH: Final = Weighed(works=(FILM, replace(FILM, year=2020)))

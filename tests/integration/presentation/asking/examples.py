"""The questions of the design's own examples, and others with invented names."""

from dataclasses import replace
from typing import Final

from custom_components.greenlight.engine.ballot import Ballot
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Actor, ActorKind, Request
from custom_components.greenlight.engine.weighed import Shift, There, Weighed
from tests.support.asking import HOUR, NOW, question, release
from tests.support.weighed import FILM, SERIES, UPGRADE

MIRA: Final = Actor(ActorKind.USER, "1", "Mira")
BOX: Final = Actor(ActorKind.CLIENT, "qb", "qBittorrent")

OTHERS: Final = (
    release(
        "Salt.and.Lanterns.2019.2160p.UHD.BluRay.REMUX.HDR10.TrueHD.7.1.Atmos-X",
        size=68_900_000_000,
        seeders=11,
        source="attic",
    ),
    release(
        "Salt.and.Lanterns.2019.2160p.BluRay.HDR10.x265-Z",
        size=19_200_000_000,
        seeders=102,
    ),
    release(
        "Salt.and.Lanterns.2019.1080p.BluRay.DTS-HD.MA.7.1-Y",
        size=13_100_000_000,
        seeders=None,
    ),
)
FILM_BETTER: Final = question(
    weighed=replace(
        UPGRADE,
        gains=(
            Shift("enhancement_layer", "Dolby Vision P5", "Dolby Vision P7 FEL"),
            Shift("dolby_vision", "Dolby Vision P5", "Dolby Vision P7 FEL"),
            Shift("audio", "DD+ 5.1", "TrueHD Atmos 7.1"),
            Shift("source", "webdl", "remux"),
        ),
        uncertain=(),
    ),
    also=OTHERS,
)
EPISODE: Final = question(
    "The.Tide.Clerk.S03E04.Low.Water.1080p.WEB-DL.DDP5.1.H.264-TIDEPOOL",
    weighed=Weighed(work=SERIES),
    expires=NOW + 15 * HOUR,
    rule_name="",
    release_source="attic",
    release_seeders=212,
    release_size=2_100_000_000,
    release_published=NOW - HOUR * 2 / 3,
)
PACK: Final = question(
    "Copper.Valley.Radio.S02.2160p.WEB.DV.DDP5.1-AA",
    weighed=Weighed(work=replace(SERIES, title="Copper Valley Radio")),
    expires=NOW + 49 * HOUR,
    release_size=38_400_000_000,
)
RADARR: Final = question(
    "Nine.Winters.North.2022.2160p.UHD.BluRay.REMUX.DV.HEVC.TrueHD.7.1.Atmos-OLDMAP",
    weighed=Weighed(
        work=replace(FILM, title="Nine Winters North", year=2022),
        gains=(Shift("dolby_vision", "HDR10", "Dolby Vision P7"),),
        uncertain=(
            Reason("layer_offered", (("value", "FEL"),)),
            Reason("atmos_have", (("value", ""),)),
        ),
        there=(There(name="Nine.mkv", size=31_000_000_000, replaced=True),),
    ),
    also=OTHERS[:2],
    expires=NOW + 27 * HOUR,
    release_size=84_600_000_000,
)
VOTE: Final = question(
    "Four.Kites.at.Noon.2025.2160p.WEB-DL.HDR10Plus.DDPA5.1-ZZ",
    weighed=Weighed(work=replace(FILM, title="Four Kites at Noon", year=2025)),
    deciders=frozenset({"1", "2", "3", "4"}),
    ballot=Ballot(need=3)
    .voted("1", "Mira", yes=True, at=1.0)
    .voted("2", "Jonas", yes=True, at=2.0),
    also=OTHERS[:1],
    expires=NOW + 16 * HOUR,
    release_size=19_800_000_000,
)
WARNING: Final = question(
    "Glasshouse.Choir.2026.2160p.WEB-DL.DV.setup.x-GRP.exe",
    weighed=Weighed(work=replace(FILM, title="Glasshouse Choir", year=2026)),
    reasons=(Reason("suspicious_size", (("rate", 3.0), ("expected", 22))),),
    expires=NOW + 5 * HOUR,
    release_size=400_000_000,
)
WHICH: Final = question(
    "The.Quiet.Orchard.1080p.WEB-DL-Q",
    weighed=Weighed(
        works=(
            replace(FILM, title="The Quiet Orchard", year=2011),
            replace(FILM, title="The Quiet Orchard", year=2013, known_to=()),
        )
    ),
    expires=NOW + 19 * HOUR,
    release_size=21_700_000_000,
)
TOLD: Final = question(tell=True, weighed=Weighed(work=FILM))
UNREAD: Final = question("xyzzy", weighed=None, release_size=None, rule_name="")
EVERY: Final[tuple[Request, ...]] = (
    *(FILM_BETTER, EPISODE, PACK, RADARR, VOTE, WARNING, WHICH, TOLD, UNREAD),
)

"""Invented films and series with files of every kind, in no server's own words."""

from dataclasses import dataclass, field
import struct
import zlib

PQ = "smpte2084"
HLG = "arib-std-b67"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One track of sound, by FFmpeg's names."""

    codec: str
    channels: int = 6
    profile: str = ""
    spatial: str = ""
    language: str = "eng"
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file. ``dolby`` is profile, compatibility and whether there is an enhancement layer."""

    path: str
    size: int = 20_000_000_000
    width: int = 3840
    height: int = 1604
    codec: str = "hevc"
    depth: int = 10
    dolby: tuple[int, int, bool] | None = None
    transfer: str = ""
    plus: bool = False
    tracks: tuple[Track, ...] = (Track(codec="eac3"),)
    minutes: int = 101
    optimised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """One film."""

    key: int
    title: str
    year: int
    tmdb: int
    files: tuple[File, ...]
    original: str = ""
    edition: str = ""
    genres: tuple[str, ...] = ("Drama",)
    director: str = "Ada Brook"
    labels: tuple[str, ...] = ()
    added: int = 1_714_600_000

    @property
    def imdb(self) -> str:
        """Return what IMDb would call it."""
        return f"tt9{self.tmdb:07}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One file of a series and the episodes in it; without a file they are only announced."""

    key: int
    season: int
    numbers: tuple[int, ...]
    file: File | None
    title: str = "Episode"
    aired: str = "2022-03-04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """One series."""

    key: int
    title: str
    year: int
    tvdb: int
    leaves: tuple[Leaf, ...] = field(default=())


DDP_ATMOS = Track(
    codec="eac3", spatial="DolbyAtmos", profile="Dolby Digital Plus + Dolby Atmos"
)
TRUEHD_ATMOS = Track(
    codec="truehd",
    channels=8,
    spatial="DolbyAtmos",
    profile="Dolby TrueHD + Dolby Atmos",
)
TRUEHD = Track(codec="truehd", channels=8)
DTS_MA = Track(codec="dts", profile="DTS-HD MA")
DTS_X = Track(codec="dts", channels=8, profile="DTS-HD MA + DTS:X", spatial="DTSX")
CORE = Track(codec="ac3")
TALK = Track(codec="truehd", channels=2, title="Commentary by the crew")


def _path(title: str, year: int, rest: str) -> str:
    name = f"{title} ({year})"
    return f"/media/films/{name}/{title.replace(' ', '.')}.{year}.{rest}-GRP.mkv"


def _film(key: int, title: str, year: int, rest: str, **file: object) -> Film:
    made = File(path=_path(title, year, rest), **file)  # type: ignore[arg-type]
    return Film(key=key, title=title, year=year, tmdb=900_000 + key, files=(made,))


_HARBOUR = Film(
    key=101,
    title="Quiet Harbour",
    original="Stiller Hafen",
    year=2021,
    tmdb=900_101,
    labels=("keep",),
    genres=("Drama", "Mystery"),
    files=(
        File(
            path=_path("Quiet Harbour", 2021, "2160p.UHD.BluRay.REMUX.DV.P7.FEL.TrueHD.7.1.Atmos"),
            size=71_000_000_000,
            dolby=(7, 6, True),
            transfer=PQ,
            tracks=(TALK, TRUEHD_ATMOS, CORE),
        ),
        File(
            path=_path("Quiet Harbour", 2021, "1080p.BluRay.x264.DTS"),
            size=9_000_000_000,
            width=1920,
            height=802,
            codec="h264",
            depth=8,
            tracks=(Track(codec="dts", profile="DTS"),),
        ),
        File(
            path="/media/films/Plex Versions/Optimized for TV/Quiet Harbour (2021).mp4",
            width=1280,
            height=536,
            codec="h264",
            depth=8,
            optimised=True,
        ),
    ),
)  # fmt: skip

FILMS = (
    _HARBOUR,
    _film(102, "Paper Kites", 2019, "2160p.WEB-DL.DV.DDP5.1.Atmos.H.265", dolby=(5, 0, False), transfer=PQ, tracks=(DDP_ATMOS,)),
    _film(103, "The Salt Road", 2020, "2160p.WEB-DL.DV.HDR.H.265", dolby=(8, 1, False), transfer=PQ),
    _film(104, "Night Ferry", 2018, "2160p.UHD.BluRay.x265.HDR.DTS-HD.MA", transfer=PQ, tracks=(DTS_MA,)),
    _film(105, "Copper Sky", 2022, "2160p.WEB-DL.HDR10Plus.H.265", transfer=PQ, plus=True),
    _film(106, "Glass Orchard", 2017, "2160p.HDTV.HLG.H.265", transfer=HLG),
    _film(107, "Old Tram", 1999, "1080p.BluRay.x264.DD5.1", width=1440, height=1080, codec="h264", depth=8, tracks=(CORE,)),
    _film(108, "Winter Signal", 2023, "2160p.UHD.BluRay.REMUX.HDR.DTS-X.7.1", transfer=PQ, tracks=(DTS_X,)),
    _film(109, "Low Tide", 2016, "2160p.UHD.BluRay.REMUX.TrueHD.7.1", transfer=PQ, tracks=(TRUEHD,)),
    Film(key=110, title="Low Tide", year=2016, tmdb=900_109, edition="Director's Cut", files=(File(path=_path("Low Tide", 2016, "Directors.Cut.1080p.BluRay.x265.10bit"), width=1920, height=1080, tracks=(CORE, Track(codec="ac3", language="ger"))),)),
)  # fmt: skip


def _leaf(key: int, season: int, *numbers: int, wide: int = 1920) -> Leaf:
    said = "".join(f"E{number:02}" for number in numbers)
    file = File(
        path=f"/media/series/Lantern Hill/Season {season:02}/Lantern.Hill.S{season:02}{said}.mkv",
        size=2_000_000_000,
        width=wide,
        height=wide * 9 // 16,
        codec="hevc" if wide > 1920 else "h264",
        depth=10 if wide > 1920 else 8,
        dolby=(5, 0, False) if wide > 1920 else None,
        minutes=45,
    )
    return Leaf(key=key, season=season, numbers=numbers, file=file)


SHOWS = (
    Show(
        key=201,
        title="Lantern Hill",
        year=2022,
        tvdb=700_201,
        leaves=(
            _leaf(301, 1, 1),
            _leaf(302, 1, 2, 3),
            _leaf(304, 2, 1, wide=3840),
            Leaf(key=305, season=2, numbers=(2,), file=None),
        ),
    ),
)


def many_films(count: int) -> tuple[Film, ...]:
    """Return many films, one in four of which is bright."""
    kinds = (FILMS[6], FILMS[9], FILMS[3], FILMS[6])
    return tuple(
        Film(
            key=1000 + number,
            title=f"Film {number}",
            year=1950 + number % 75,
            tmdb=number + 1,
            files=tuple(
                File(
                    path=file.path.replace(kinds[number % 4].title.replace(" ", "."), f"Film.{number}"),
                    width=file.width,
                    height=file.height,
                    codec=file.codec,
                    depth=file.depth,
                    transfer=file.transfer,
                    tracks=file.tracks,
                )
                for file in kinds[number % 4].files
            ),
        )
        for number in range(count)
    )  # fmt: skip


def poster(shade: int = 96, width: int = 40, height: int = 60) -> bytes:
    """Return a picture of one colour, as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    row = b"\0" + bytes((shade, 255 - shade, 128)) * width
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"IDAT", zlib.compress(row * height)),
            chunk(b"IEND", b""),
        )
    )

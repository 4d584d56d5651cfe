"""Summary: a release as people call it, in place of its title.

``Dune Part Two (2024) · 2160p UHD remux · Dolby Vision P7 FEL · TrueHD Atmos 7.1 · GRP``
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from .quality.quality import Confidence, DynamicRange, Layer, Quality, Source
from .ranges import write_ranges
from .reading import read
from .title.parse import Title
from .unread import is_warning, unread
from .wording import SOURCES

_BETWEEN: Final = " · "
# Characters of what was not read.
_MAX_OTHERS: Final = 60
_PROBABLY: Final = "probably "
_UHD: Final = 2160
# From an UHD disc only what is still as large; these two are written beside the size.
_DISCS: Final = {Source.REMUX: "remux", Source.DISC: "disc"}
_RANGES: Final = (
    (DynamicRange.HDR10_PLUS, "HDR10+"),
    (DynamicRange.HDR10, "HDR10"),
    (DynamicRange.HLG, "HLG"),
    (DynamicRange.SDR, "SDR"),
)
_LAYERS: Final = {Layer.FEL: "FEL", Layer.MEL: "MEL", Layer.PRESENT: "EL"}


@lru_cache(maxsize=2048)
def shown_name(title: str) -> str:
    """Return what a release is to be called; its title where too little was read in it.

    What was not read is there as well, in its own words: first what warns of something else than
    the rest says.
    """
    said = read(title)
    name = summary(said)
    if not name:
        return title
    words = unread(title)
    warnings = " ".join(word for word in words if is_warning(word))
    others = " ".join(word for word in words if not is_warning(word))
    if len(others) > _MAX_OTHERS:
        others = f"{others[:_MAX_OTHERS].rstrip()}…"
    return _joined(
        [
            f"⚠ {warnings[:_MAX_OTHERS]}" if warnings else "",
            name,
            f"“{others}”" if others else "",
        ],
        _BETWEEN,
    )


def summary(title: Title) -> str:
    """Return what a title says as one line, empty where that is hardly more than a name."""
    quality = title.quality
    facts = [
        _video(quality),
        *_picture(quality),
        _sound(quality),
        "3D" if title.stereo else "",
    ]
    numbers = run_of(title)
    if not title.title or not (numbers or title.year is not None or any(facts)):
        return ""
    work = title.title if title.year is None else f"{title.title} ({title.year})"
    return _joined(
        [
            " ".join(filter(None, (work, numbers))),
            quality.edition or "",
            *facts,
            ", ".join(sorted(language.title() for language in quality.languages)),
            _revision(title),
            _marked(title.group or "", quality, "group"),
        ],
        _BETWEEN,
    )


def in_words(quality: Quality) -> str:
    """Return picture and sound as people call them, empty where nothing of them is known."""
    return _joined([_video(quality), *_picture(quality), _sound(quality)], _BETWEEN)


def seen_and_heard(quality: Quality) -> tuple[str, str]:
    """Return the picture and the sound, each as people call it; empty where nothing is known."""
    seen = _joined([_video(quality), *_picture(quality)], ", ")
    return seen, _sound(quality)


def _joined(parts: Iterable[str], between: str) -> str:
    return between.join(part for part in parts if part)


def _marked(text: str, read_in: Title | Quality, *fields: str) -> str:
    """Return a text, marked where one of the fields it is made of is not certain."""
    certain = all(read_in.sure(field) is Confidence.STATED for field in fields)
    return text if certain or not text else f"{_PROBABLY}{text}"


def run_of(title: Title) -> str:
    """Return what of a series it is: ``S02E05``, ``S01-S03``, ``2024-05-06``."""
    if title.date is not None:
        return _marked(title.date, title, "date")
    seasons = _run("S", title.seasons)
    episodes = _run("E", title.episodes)
    if seasons or episodes:
        between = " " if len(title.seasons) > 1 else ""
        return _marked(
            f"{seasons}{between if episodes else ''}{episodes}",
            title,
            "seasons",
            "episodes",
        )
    if title.absolute:
        return _marked(_run("", title.absolute), title, "absolute")
    return "complete" if title.complete_series else ""


def _run(letter: str, numbers: tuple[int, ...]) -> str:
    """Return numbers, each with its letter: ``S01-S03``."""
    return ", ".join(
        "-".join(f"{letter}{number:0>2}" for number in piece.split("-"))
        for piece in write_ranges(numbers).split(", ")
        if piece
    )


def _video(quality: Quality) -> str:
    size = ""
    if quality.resolution is not None:
        size = _marked(f"{quality.resolution}p", quality, "resolution")
    origin = ""
    if quality.source is not None:
        origin = SOURCES[quality.source]
        if (disc := _DISCS.get(quality.source)) is not None:
            large = quality.resolution is not None and quality.resolution >= _UHD
            origin = f"UHD {disc}" if large else disc
        origin = _marked(origin, quality, "source")
    return _joined((size, origin), " ")


def _picture(quality: Quality) -> Iterable[str]:
    """Return Dolby Vision, and what else there is that does not go without saying."""
    ranges = quality.dynamic_range
    with_dv = DynamicRange.DOLBY_VISION in ranges
    if with_dv:
        yield _dolby_vision(quality)
    for member, text in _RANGES:
        if member in ranges and (not with_dv or member is DynamicRange.HDR10_PLUS):
            # Of several it is Dolby Vision that is in doubt.
            yield text if with_dv else _marked(text, quality, "dynamic_range")
            return


def _dolby_vision(quality: Quality) -> str:
    """Return the name with profile and layer, and the doubt where it begins."""
    layer = _LAYERS.get(quality.layer) if quality.layer is not None else None
    parts = ["Dolby Vision"]
    doubted = quality.sure("dynamic_range") is not Confidence.STATED
    for text, field in (
        (f"P{quality.profile}" if quality.profile else "", "profile"),
        (layer or "", "layer"),
    ):
        if text:
            doubt = not doubted and quality.sure(field) is not Confidence.STATED
            doubted = doubted or doubt
            parts.append(f", {_PROBABLY}{text}" if doubt else f" {text}")
    return _marked("".join(parts), quality, "dynamic_range")


def _sound(quality: Quality) -> str:
    heard = [quality.audio or ("DTS:X" if quality.dts_x else "")]
    if quality.atmos and "Atmos" not in heard[0]:
        heard.append("Atmos")
    if any(heard) or quality.channels:
        heard.append(quality.channels or "")
    return _marked(_joined(heard, " "), quality, "audio", "atmos", "channels")


def _revision(title: Title) -> str:
    """Return the words that say it is a better try."""
    said = [
        name.upper()
        for name in ("real", "proper", "repack", "rerip")
        if getattr(title, name)
    ]
    if title.version is not None and title.version > 1:
        said.append(f"v{title.version}")
    return " ".join(said)

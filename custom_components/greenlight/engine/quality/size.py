"""Sizes per minute: what is too small for what it claims to be, and what lost bits on the way."""

from typing import Final

from ..reason import Reason
from .likely import FROM_DISC, profile, resolution
from .quality import Layer, Quality

MEGABYTE: Final = 1_000_000
# How a rate is told, after its number.
RATE: Final = "MB/min"
# Megabytes a minute below which a claim is hard to believe, by height: old, dark and animated
# films need little, so these are far below what is usual.
_UNTOUCHED: Final = {2160: 110, 1080: 45, 720: 20, 0: 10}
_ENCODED: Final = {2160: 22, 1080: 6, 720: 3, 0: 1}
_LAYERED: Final = 60  # two layers of 2160 lines, whatever it was made from
# A newer codec does with less, so a lower rate says nothing.
_CODECS: Final = ("h264", "h265", "av1")
_SAME_AS: Final = {"avc": "h264", "x264": "h264", "hevc": "h265", "x265": "h265"}
_NOTICED: Final = 0.7


def per_minute(quality: Quality, runtime: int | None = None) -> float | None:
    """Return megabytes a minute, by its own runtime or else the given one, where known."""
    minutes = quality.runtime or runtime
    if not minutes or not quality.size:
        return None
    return quality.size / MEGABYTE / minutes


def suspicious(quality: Quality, runtime: int | None = None) -> Reason | None:
    """Name a size that is implausibly small for what is claimed."""
    rate, floor = per_minute(quality, runtime), _floor(quality)
    if rate is None or floor is None or rate >= floor:
        return None
    return Reason("suspicious_size", (("rate", round(rate, 1)), ("expected", floor)))


def _floor(quality: Quality) -> int | None:
    size = resolution(quality)
    if size is None:
        return None
    table = _UNTOUCHED if quality.source in FROM_DISC else _ENCODED
    floor = next(least for height, least in table.items() if size.value >= height)
    found = profile(quality)
    if found is not None and found.value == "7" and quality.layer is Layer.FEL:
        floor = max(floor, _LAYERED)
    return floor


def lower_bitrate(offered: Quality, have: Quality) -> bool:
    """Tell whether clearly fewer bits are spent on the same minutes by a codec no better."""
    left, right = _codec(offered), _codec(have)
    if left is not None and right is not None and left > right:
        return False
    rates = per_minute(offered, have.runtime), per_minute(have, offered.runtime)
    if rates[0] is not None and rates[1] is not None:
        return rates[0] < rates[1] * _NOTICED
    if offered.size and have.size:  # the same film is as long in both
        return offered.size < have.size * _NOTICED
    return False


def _codec(quality: Quality) -> int | None:
    name = (quality.codec or "").casefold().replace(".", "")
    name = _SAME_AS.get(name, name)
    return _CODECS.index(name) if name in _CODECS else None


def shown_rate(quality: Quality, other: Quality) -> str:
    """Return the rate for people, or the size where no runtime is known."""
    if (rate := per_minute(quality, other.runtime)) is not None:
        return f"{_counted(rate)} {RATE}"
    return shown_size(quality.size or 0)


def shown_size(size: int) -> str:
    """Return bytes for people: ``62.1 GB``, and what is less than one as ``620 MB``."""
    megabytes = size / MEGABYTE
    if round(megabytes) < 1000:
        return f"{_counted(megabytes)} MB"
    return f"{megabytes / 1000:.1f} GB"


def _counted(amount: float) -> str:
    return f"{amount:.{0 if round(amount, 1) >= 10 else 1}f}"

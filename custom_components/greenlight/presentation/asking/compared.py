"""Compared: what would get better and worse, each in a row with what is there and what is offered."""

from typing import Final

from ...engine.quality.gains import Gain
from ...engine.quality.quality import Quality
from ...engine.quality.size import RATE
from ...engine.reading import read
from ...engine.summary import seen_and_heard
from ...engine.weighed import Weighed
from ..cut import clean
from ..question import sides
from .told import Row

_LABELS: Final = {
    "enhancement_layer": "row_picture",
    "enhancement_layer_from_p5": "row_picture",
    "enhancement_layer_from_hdr": "row_picture",
    "dolby_vision": "row_picture",
    "dolby_vision_profile": "row_picture",
    "dynamic_range": "row_picture",
    "resolution": "row_resolution",
    "source": "row_source",
    "atmos": "row_audio",
    "audio": "row_audio",
    "proper": "row_version",
    "group": "row_group",
    "edition": "row_edition",
    "language": "row_languages",
    "bitrate": "row_data_rate",
}


def label_of(kind: str, offered: str = "") -> str:
    """Return the key of the label under which a gain or a loss of a kind is told.

    Where no runtime is known a data rate is told by the size that is ``offered``.
    """
    if kind == Gain.BITRATE and offered and not offered.endswith(RATE):
        return "row_size"
    return _LABELS.get(kind, "row_other")


_FROM_DISC: Final = {"Remux": "remux", "Disc": "disc"}
_UHD: Final = 2160


def rows_of(weighed: Weighed, which: str, lines: int | None) -> tuple[Row, ...]:
    """Return gains or losses, the first of each label: it says the most."""
    shifts = weighed.gains if which == "gains" else weighed.losses
    rows: dict[str, Row] = {}
    for shift in shifts:
        label = label_of(shift.kind, shift.offered)
        if label in rows:
            continue
        have, offered = sides(shift)
        rows[label] = Row(label, clean(have), clean(offered_as(label, offered, lines)))
    return tuple(rows.values())


def languages_of(quality: Quality) -> str:
    """Return the languages that are said, as people write them; empty for none."""
    return ", ".join(sorted(one.title() for one in quality.languages))


def offered_as(label: str, offered: str, lines: int | None) -> str:
    """Return what is offered as people call it: what is from an UHD disc says so."""
    large = label == "row_source" and (lines or 0) >= _UHD
    return f"UHD {_FROM_DISC[offered]}" if large and offered in _FROM_DISC else offered


def offered_rows(title: str) -> tuple[Row, ...]:
    """Return what is offered where there is nothing to hold it against."""
    quality = read(title).quality
    seen, heard = seen_and_heard(quality)
    rows = (
        Row("row_picture", "", clean(seen)),
        Row("row_audio", "", clean(heard)),
        Row("row_languages", "", clean(languages_of(quality))),
    )
    return tuple(row for row in rows if row.offered)

"""Quality: what a title, or a file of a library, says of picture and sound, and how sure that is.

Unknown is a value: None, or a set without the member. It is never a "no". Profiles and layers are
those of Dolby Vision; ``7`` with an unknown layer may be FEL or MEL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Confidence(StrEnum):
    """How sure a value is."""

    STATED = "stated"
    LIKELY = "likely"
    GUESS = "guess"


class Source(StrEnum):
    """What a release was made from, worst first."""

    CAM = "cam"
    TELESYNC = "telesync"
    TELECINE = "telecine"
    WORKPRINT = "workprint"
    SCREENER = "screener"
    VHS = "vhs"
    SDTV = "sdtv"
    DVD = "dvd"
    HDTV = "hdtv"
    WEBRIP = "webrip"
    WEB = "web"
    WEBDL = "webdl"
    HDDVD = "hddvd"
    BLURAY = "bluray"
    REMUX = "remux"
    DISC = "disc"


class DynamicRange(StrEnum):
    """One way in which the picture says how bright it is meant; a file can have several."""

    SDR = "SDR"
    HLG = "HLG"
    HDR10 = "HDR10"
    HDR10_PLUS = "HDR10+"
    DOLBY_VISION = "DV"


class Layer(StrEnum):
    """The enhancement layer of Dolby Vision profile 7 (and 4)."""

    FEL = "FEL"
    MEL = "MEL"
    PRESENT = "present"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Picture and sound of one version.

    ``resolution`` is the height in lines (2160, 1080...), ``profile`` one of 4, 5, 7, 8, 8.1, 8.2,
    8.4, 9, 10 as text, ``audio`` the best codec named (``TrueHD``, ``DTS-HD MA``, ``DD+``...),
    ``channels`` such as ``7.1``, ``revision`` counts propers, repacks and versions from 1, ``size``
    is in bytes and ``runtime`` in minutes where known. ``confidence`` holds what is not ``stated``,
    by the name of the field.
    """

    resolution: int | None = None
    source: Source | None = None
    codec: str | None = None
    bit_depth: int | None = None
    dynamic_range: frozenset[DynamicRange] = frozenset()
    profile: str | None = None
    layer: Layer | None = None
    audio: str | None = None
    channels: str | None = None
    atmos: bool | None = None
    dts_x: bool | None = None
    hybrid: bool = False
    edition: str | None = None
    languages: frozenset[str] = frozenset()
    group: str | None = None
    revision: int = 1
    size: int | None = None
    runtime: int | None = None
    confidence: Mapping[str, Confidence] = field(default_factory=dict, hash=False)

    def sure(self, name: str) -> Confidence:
        """Return how sure a field is."""
        return self.confidence.get(name, Confidence.STATED)

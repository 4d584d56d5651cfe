"""What a person can say of a file: the fields of an action, and the quality they make."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..engine.quality.quality import DynamicRange, Layer, Quality, Source
from ..engine.text import clean_title
from ..presentation.errors import mistake
from .action import Fields

RESOLUTIONS: Final = ("4320", "2160", "1440", "1080", "720", "576", "540", "480")
PROFILES: Final = ("5", "7", "8", "8.1", "8.2", "8.4", "10")
CHANNELS: Final = ("1.0", "2.0", "2.1", "5.1", "6.1", "7.1")
# Keys of translations have small letters only.
LAYERS: Final = {"fel": Layer.FEL, "mel": Layer.MEL, "none": Layer.NONE}
RANGES: Final = {
    "sdr": DynamicRange.SDR,
    "hlg": DynamicRange.HLG,
    "hdr10": DynamicRange.HDR10,
    "hdr10_plus": DynamicRange.HDR10_PLUS,
    "dolby_vision": DynamicRange.DOLBY_VISION,
}
# Both are layers of this profile alone.
_WITH_LAYER: Final = "7"

_WORDS: Final = vol.All(cv.string, clean_title, vol.Length(min=1, max=100))


def _one_of(values: Mapping[str, Any] | tuple[str, ...]) -> Any:
    # A number that is typed without quotes is one in YAML.
    return vol.All(vol.Coerce(str), vol.In(list(values)))


SAID: Final[Fields] = {
    vol.Optional("resolution"): _one_of(RESOLUTIONS),
    vol.Optional("made_from"): _one_of(tuple(one.value for one in Source)),
    vol.Optional("dynamic_range"): vol.All(cv.ensure_list, [_one_of(RANGES)]),
    vol.Optional("profile"): _one_of(PROFILES),
    vol.Optional("layer"): _one_of(LAYERS),
    vol.Optional("audio"): _WORDS,
    vol.Optional("channels"): _one_of(CHANNELS),
    vol.Optional("atmos"): cv.boolean,
    vol.Optional("edition"): _WORDS,
    vol.Optional("languages"): vol.All(cv.ensure_list, [_WORDS]),
    vol.Optional("group"): _WORDS,
}
FIELDS: Final = frozenset(str(key) for key in SAID)


def quality_said(data: Mapping[str, Any]) -> Quality:
    """Return what was said, all else unknown. Raises ``ServiceValidationError`` for nothing."""
    if not FIELDS.intersection(data):
        raise mistake("nothing_said")
    layer = LAYERS.get(data.get("layer", ""))
    profile = data.get("profile")
    if layer in (Layer.FEL, Layer.MEL):
        if profile not in (None, _WITH_LAYER):
            raise mistake("layer_of_profile_7", profile=str(profile))
        profile = _WITH_LAYER
    return Quality(
        resolution=int(data["resolution"]) if "resolution" in data else None,
        source=Source(data["made_from"]) if "made_from" in data else None,
        dynamic_range=frozenset(RANGES[one] for one in data.get("dynamic_range", ())),
        profile=profile,
        layer=layer,
        audio=data.get("audio"),
        channels=data.get("channels"),
        atmos=data.get("atmos"),
        edition=data.get("edition"),
        languages=frozenset(one.casefold() for one in data.get("languages", ())),
        group=data.get("group"),
    )

"""Migration: what older versions stored of parts, as it is stored now."""

from collections.abc import Mapping
from typing import Any, Final

from .. import const
from .setting import GB, MB

_GIB: Final = 1024**3
_KIB: Final = 1024
# What rules had in GiB and KiB/s until minor version 1, and what they have it in now.
_UNITS: Final = {
    const.CONF_MIN_SIZE: (_GIB, GB),
    const.CONF_MAX_SIZE: (_GIB, GB),
    const.CONF_DOWNLOAD_LIMIT: (_KIB, MB),
    const.CONF_UPLOAD_LIMIT: (_KIB, MB),
}
_LEAST: Final = 0.001


def in_decimal_units(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a rule with its sizes in GB and its speeds in MB/s, to a thousandth.

    What cannot be read as a number stays, and is complained about where it is read.
    """
    return dict(rule) | {
        key: max(round(rule[key] * before / now, 3), _LEAST)
        for key, (before, now) in _UNITS.items()
        if isinstance(rule.get(key), int | float) and rule[key] > 0
    }

"""What can be set for a source, and how that is read."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_URL

from .. import const
from .setting import lines, number, secret, switch, text

URL: Final = text(CONF_URL, required=True)
COOKIE: Final = secret(const.CONF_COOKIE)
HEADERS: Final = lines(const.CONF_HEADERS, secret=True)
# Minutes between looks.
INTERVAL: Final = number(const.CONF_INTERVAL, 5, 1440, "min", default=15)

# Whether what is there at the first look counts, or only what comes later.
INCLUDE_KNOWN: Final = switch(const.CONF_INCLUDE_KNOWN, default=True)


def includes_known(subentry: ConfigSubentry) -> bool:
    """Tell whether people are asked about what a source offers at its first look."""
    included: bool = INCLUDE_KNOWN.of(subentry.data)
    return included


def looked_at_every(subentry: ConfigSubentry) -> timedelta:
    """Return how long to wait between two looks at a source."""
    return timedelta(minutes=INTERVAL.bounded(subentry.data))


def request_headers(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers a source's data asks for; lines without a colon were refused before."""
    headers = {}
    for line in HEADERS.of(data):
        name, _, value = line.partition(":")
        headers[name.strip()] = value.strip()
    if cookie := COOKIE.of(data):
        headers["Cookie"] = cookie
    return headers

"""What can be set for a source, and how that is read."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL

from .. import const
from .setting import lines, number, secret, switch, text

URL: Final = text(CONF_URL, required=True)
COOKIE: Final = secret(const.CONF_COOKIE)
KEY: Final = secret(CONF_API_KEY)
VERIFY_SSL: Final = switch(CONF_VERIFY_SSL, default=True)
HEADERS: Final = lines(const.CONF_HEADERS, secret=True)
# Minutes between looks.
INTERVAL: Final = number(const.CONF_INTERVAL, 5, 1440, "min", default=15)

# Whether what is there at the first look counts, or only what comes later.
INCLUDE_KNOWN: Final = switch(const.CONF_INCLUDE_KNOWN, default=True)


def includes_known(subentry: ConfigSubentry) -> bool:
    """Tell whether people are asked about what a source offers at its first look."""
    included: bool = INCLUDE_KNOWN.of(subentry.data)
    return included


def checks_certificate(data: Mapping[str, Any]) -> bool:
    """Tell whether the certificate of its server has to be one that is trusted."""
    checked: bool = VERIFY_SSL.of(data)
    return checked


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

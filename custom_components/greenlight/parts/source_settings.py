"""What can be set for a source, and how that is read."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL

from .. import const
from .setting import lines, number, secret, some_of, switch, text

URL: Final = text(CONF_URL, required=True)
COOKIE: Final = secret(const.CONF_COOKIE)
KEY: Final = secret(CONF_API_KEY)
VERIFY_SSL: Final = switch(CONF_VERIFY_SSL, default=True)
HEADERS: Final = lines(const.CONF_HEADERS, secret=True)
# Newznab's numbers: others can be typed in, as sites have their own from 100000 on.
CATEGORIES: Final = some_of(
    const.CONF_CATEGORIES,
    (
        *("2000", "2030", "2040", "2045", "2050", "2060"),
        *("5000", "5030", "5040", "5045", "5070", "5080"),
        *("1000", "3000", "4000", "7000"),
    ),
    "newznab_category",
    custom=True,
)
# Of a source with several, by its own ids; none is all of them.
INDEXERS: Final = some_of(const.CONF_INDEXERS, ())
# Minutes between looks.
INTERVAL: Final = number(const.CONF_INTERVAL, 5, 1440, "min", default=15)
# The kind of which each look is one at all indexers of a library, and the id of that.
ARR: Final = "arr"
ARR_INTERVAL: Final = number(const.CONF_INTERVAL, 15, 1440, "min", default=60)
LIBRARY: Final = text(const.CONF_LIBRARY, required=True)

# A saved search: words or a work, of a series a season or an episode, at which sources, none for all.
# Each search counts against limits, so it looks less often.
SEARCH: Final = "search"
SEARCH_INTERVAL: Final = number(const.CONF_INTERVAL, 30, 10080, "min", default=360)
QUERY: Final = text(const.CONF_QUERY, required=True)
ITEM: Final = text(const.CONF_ITEM)
SEASON: Final = number(const.CONF_SEASON, 0, 9999)
EPISODE: Final = number(const.CONF_EPISODE, 0, 9999)
SOURCES: Final = some_of(const.CONF_SOURCES, ())
_INTERVALS: Final = {ARR: ARR_INTERVAL, SEARCH: SEARCH_INTERVAL}

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
    interval = _INTERVALS.get(subentry.data.get(const.CONF_TYPE, ""), INTERVAL)
    return timedelta(minutes=interval.bounded(subentry.data))


def categories(data: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the categories of indexers that are wanted, none for all."""
    return tuple(int(one) for one in CATEGORIES.of(data) if one.isdecimal())


def request_headers(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers a source's data asks for; lines without a colon were refused before."""
    headers = {}
    for line in HEADERS.of(data):
        name, _, value = line.partition(":")
        headers[name.strip()] = value.strip()
    if cookie := COOKIE.of(data):
        headers["Cookie"] = cookie
    return headers

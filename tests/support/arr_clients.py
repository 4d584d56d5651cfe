"""Download clients as they are set up in Sonarr and Radarr: their rows, and what drives them."""

from collections.abc import Mapping
from typing import Any, Final

from yarl import URL

from .arr_orders import Orders, Row
from .arr_torrents import QBittorrentOrders, Version
from .arr_usenet import SabnzbdOrders
from .arr_wire import Wire

TORRENT: Final = "torrent"
USENET: Final = "usenet"
# What stands in an answer in place of what is secret.
HIDDEN: Final = "********"
_SECRET: Final = frozenset({"password", "apiKey"})
_PRIVACY: Final = {"password": "password", "apiKey": "apiKey", "username": "userName"}


def qbittorrent_row(
    program: str,
    url: str,
    username: str = "",
    password: str = "",
    *,
    category: str | None = None,
    name: str = "qBittorrent",
    priority: int = 1,
    **settings: Any,
) -> Row:
    """Return a qBittorrent as it is set up there, at an address that may have a path."""
    works, what = ("tv", "Tv") if program == "Sonarr" else ("movie", "Movie")
    usual = "tv-sonarr" if program == "Sonarr" else "radarr"
    fields = {
        **_at(url),
        **({"apiKey": ""} if program == "Sonarr" else {}),
        "username": username,
        "password": password,
        f"{works}Category": usual if category is None else category,
        f"{works}ImportedCategory": None,
        f"recent{what}Priority": 0,
        f"older{what}Priority": 0,
        "initialState": 0,
        "sequentialOrder": False,
        "firstAndLast": False,
        "contentLayout": 0,
        **settings,
    }
    return _row("QBittorrent", "qBittorrent", TORRENT, name, priority, fields)


def sabnzbd_row(
    program: str,
    url: str,
    key: str,
    *,
    category: str | None = None,
    name: str = "SABnzbd",
    priority: int = 1,
    **settings: Any,
) -> Row:
    """Return a SABnzbd as it is set up there, at an address that may have a path."""
    works, what = ("tv", "Tv") if program == "Sonarr" else ("movie", "Movie")
    usual = "tv" if program == "Sonarr" else "movies"
    fields = {
        **_at(url),
        "apiKey": key,
        "username": "",
        "password": "",
        f"{works}Category": usual if category is None else category,
        f"recent{what}Priority": -100,
        f"older{what}Priority": -100,
        **settings,
    }
    return _row("Sabnzbd", "SABnzbd", USENET, name, priority, fields)


def _at(url: str) -> Row:
    parts = URL(url)
    return {
        "host": parts.host,
        "port": parts.port,
        "useSsl": parts.scheme == "https",
        "urlBase": parts.path if parts.path != "/" else None,
    }


def _row(
    implementation: str,
    called: str,
    protocol: str,
    name: str,
    priority: int,
    fields: Mapping[str, Any],
) -> Row:
    return {
        "enable": True,
        "protocol": protocol,
        "priority": priority,
        "removeCompletedDownloads": True,
        "removeFailedDownloads": True,
        "name": name,
        "fields": [
            {
                "order": order,
                "name": key,
                "label": key,
                "value": value,
                "type": "textbox",
                "advanced": False,
                "privacy": _PRIVACY.get(key, "normal"),
                "isFloat": False,
            }
            for order, (key, value) in enumerate(fields.items())
        ],
        "implementationName": called,
        "implementation": implementation,
        "configContract": f"{implementation}Settings",
        "infoLink": f"https://wiki.invalid/supported#{implementation.lower()}",
        "tags": [],
    }


def shown(row: Row) -> Row:
    """Return a client as it is told: what is secret is not."""
    fields = [
        {**one, "value": HIDDEN} if one["name"] in _SECRET and one.get("value") else one
        for one in row["fields"]
    ]
    return {**row, "fields": fields}


def saved(row: Row, before: Row | None) -> Row:
    """Return a client as somebody saves it; what was hidden from them is as before."""
    known = {one["name"]: one.get("value") for one in (before or row)["fields"]}
    fields = [
        {**one, "value": known.get(one["name"])} if one.get("value") == HIDDEN else one
        for one in row["fields"]
    ]
    return {**row, "fields": fields}


class Drivers:
    """What drives the clients of one program, with what it remembers of all of them."""

    def __init__(self, wire: Wire) -> None:
        """Remember nothing yet."""
        self.wire = wire
        self.probed: dict[str, tuple[float, Version]] = {}
        self.cookies: dict[str, Mapping[str, str]] = {}

    def of(self, row: Row) -> QBittorrentOrders | SabnzbdOrders:
        """Return what drives a client."""
        if row["implementation"] == "Sabnzbd":
            return SabnzbdOrders(row, self.wire)
        return QBittorrentOrders(
            row, self.wire, probed=self.probed, cookies=self.cookies
        )


__all__ = ["Drivers", "Orders", "qbittorrent_row", "sabnzbd_row", "saved", "shown"]

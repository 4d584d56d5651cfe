"""Credentials: what one server is owed and no other, and the cookies it sets on the way."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Final
from urllib.parse import unquote, urlsplit

MAX_COOKIES: Final = 50

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Credentials:
    """Headers, and a user and password in the address, that belong to one server and no other."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)

    def headers_for(self, url: str) -> dict[str, str]:
        """Return the headers for an address, in lower case; none when it is another server's."""
        bare, basic = split_userinfo(url)
        found = {"authorization": basic} if basic else {}
        own, own_basic = split_userinfo(self.url)
        if not _same_server(own, bare):
            return found
        if own_basic:
            found["authorization"] = own_basic
        return found | {name.lower(): value for name, value in self.headers.items()}


class Cookies:
    """What servers set while one thing is fetched; it goes back to the same host, then is forgotten."""

    def __init__(self) -> None:
        """Know none yet."""
        self._known: dict[str, dict[str, str]] = {}

    def take(self, url: str, set_by: SimpleCookie) -> None:
        """Keep what an answer from an address sets."""
        kept = self._known.setdefault(_host(url), {})
        for name, morsel in set_by.items():
            if morsel.value and len(kept) < MAX_COOKIES:
                kept[name] = morsel.coded_value

    def beside(self, own: str, url: str) -> str:
        """Return the cookies for an address: a person's own, and those that were set since."""
        known = self._known.get(_host(url), {})
        if not known:
            return own
        pairs = [pair.strip() for pair in own.split(";") if pair.strip()]
        kept = [pair for pair in pairs if pair.partition("=")[0].strip() not in known]
        return "; ".join((*kept, *(f"{name}={known[name]}" for name in known)))


def split_userinfo(url: str) -> tuple[str, str]:
    """Split ``user:password@`` off an address: what remains, and the header that replaces it."""
    parts = urlsplit(url)
    userinfo, at, host = parts.netloc.rpartition("@")
    if not at:
        return url, ""
    raw = unquote(userinfo).encode()
    # Byte by byte: put together anew, an address may be spelt in another way.
    return url.replace(parts.netloc, host, 1), f"Basic {b64encode(raw).decode()}"


def _same_server(own: str, other: str) -> bool:
    """Tell whether an address has the origin of ours, or is that very host now on https."""
    (scheme, host, port), (other_scheme, other_host, other_port) = (
        _origin(own),
        _origin(other),
    )
    if host != other_host:
        return False
    if (scheme, port) == (other_scheme, other_port):
        return True
    return (scheme, port, other_scheme, other_port) == ("http", 80, "https", 443)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, parts.hostname or "", parts.port or _DEFAULT_PORTS.get(scheme)


def _host(url: str) -> str:
    scheme, host, port = _origin(url)
    # What was set over an encrypted connection does not go over an open one.
    return f"{scheme}://{host}:{port}"

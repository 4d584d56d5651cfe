"""Addresses: what stays the same of a link while sites and their passkeys change its spelling."""

from functools import lru_cache
import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

# What says who asks, until when, or from where somebody came, and nothing about what is asked for.
# What some sites call their files by (``key``, ``i``, ``uid``) is not among it.
_WHO_ASKS: Final = frozenset(
    {
        *("passkey", "pass_key", "torrent_pass", "authkey", "auth_key", "auth"),
        *("apikey", "api_key", "jackett_apikey", "rsskey", "rss_key", "secret", "r"),
        *("token", "access_token", "rsstoken", "sid", "session", "sessionid"),
        *("session_id", "phpsessid", "jsessionid", "sig", "sign", "signature", "hmac"),
        *(
            "nonce",
            "expires",
            "expiry",
            "exp",
            "ts",
            "timestamp",
            "_",
            "rand",
            "random",
        ),
    }
)
_FROM_WHERE: Final = "utm_"
# Long, of hexadecimal digits or of letters and digits at once, or with the end of base64 (of which a
# query has blanks for plus signs): somebody's key, not a name.
_KEY: Final = re.compile(
    r"[0-9a-f]{24,}|(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{28,}|[a-z\d+/ _-]{6,}={1,2}",
    re.IGNORECASE,
)
_PORTS: Final = {"http": "80", "https": "443"}
# As most links are: nothing in them is quoted, or can be read in two ways.
_PLAIN: Final = re.compile(
    r"[hH][tT][tT][pP][sS]?://([a-zA-Z0-9][a-zA-Z0-9.-]*)(/[\w/.~-]*)(?:\?([\w=&.~-]*))?",
    re.ASCII,
)


@lru_cache(maxsize=4096)
def address_of(link: str) -> str:
    """Return what two spellings of an http(s) link have in common; empty for any other link.

    Left out are the scheme, ``www.``, user and password, the order of the parameters, and those
    that sites use for passkeys, tokens and expiries (``r`` is Newznab's key). What is left
    still names one file of one host. It is for comparing only, never to be fetched or shown.
    """
    if plain := _PLAIN.fullmatch(link):
        host, path, query = plain.groups()
        # An eighth of what it takes to be prepared for anything.
        return f"{_bare(host.lower())}{path}?{sorted(_telling(_pairs(query or '')))}"
    try:
        parts = urlsplit(link)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        return ""
    if scheme not in _PORTS or not host:
        return ""
    host = _bare(host)
    if port is not None and str(port) != _PORTS[scheme]:
        host = f"{host}:{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    return f"{host}{unquote(parts.path) or '/'}?{sorted(_telling(pairs))}"


def _bare(host: str) -> str:
    return host.removeprefix("www.").rstrip(".")


def _pairs(query: str) -> list[tuple[str, str]]:
    """Return the parameters of a query in which nothing is quoted."""
    found = []
    for pair in query.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            found.append((name, value))
    return found


def _telling(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what of some parameters says what is asked for."""
    return [
        pair
        for pair in pairs
        if (name := pair[0].lower()) not in _WHO_ASKS
        and not name.startswith(_FROM_WHERE)
    ]


def page_of(link: str) -> str:
    """Return the address of a page as it may be shown to people; empty if it may not.

    What says who asks is left out, and where a key stands in the midst of it nothing is left.
    """
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in _PORTS or not host or not link.isprintable():
        return ""
    pairs = _telling(parse_qsl(parts.query, keep_blank_values=True))
    words = [*parts.path.split("/"), *(value for _, value in pairs)]
    if any(_KEY.fullmatch(unquote(word)) for word in words):
        return ""
    place = f"[{host}]" if ":" in host else host
    place = place if port is None else f"{place}:{port}"
    return urlunsplit(
        (parts.scheme.lower(), place, parts.path or "/", urlencode(pairs), "")
    )

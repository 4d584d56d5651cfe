"""What must never be told: the passkeys of an address, and what is sent in headers and cookies."""

from base64 import b64decode
from collections.abc import Iterator, Mapping
import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

# Shorter values are flags and languages; to cut those would only garble what a site says.
_LEAST: Final = 4
# What is the same for everybody, and what is asked for.
_OPEN_HEADERS: Final = re.compile(
    r"accept.*|user-agent|content-type|connection|cache-control|if-.*|host|dnt",
    re.IGNORECASE,
)
_KEY_FIELD: Final = re.compile(
    r"key|pass|pwd|auth|token|secret|hash|cookie|sess|sid|uid|user|pid|sig|jackett|^[ir]$",
    re.IGNORECASE,
)
_SEARCH: Final = re.compile(r"q|query|search.*|.*name|title|keywords?", re.IGNORECASE)
# Nobody's word, but that of a machine; a plus sign of base64 is read as a blank.
_KEY: Final = re.compile(r"(?=\D*\d)(?=[^A-Za-z]*[A-Za-z])[ -~]{8,}")
# A part of a path that is a word, with or without an ending, or a version.
_WORD: Final = re.compile(r"[A-Z]?[a-z_-]{1,23}(?:\.[a-z]{2,7})?|v\d[\d.]{0,5}|.{0,5}")


def in_address(url: str) -> Iterator[str]:
    """Yield what may open something in an address: its password, and what looks like a key."""
    try:
        parts = urlsplit(url)
        password = parts.password
    except ValueError:
        return
    if password:
        yield unquote(password)
    for part in parts.path.split("/"):
        if not _WORD.fullmatch(part):
            yield unquote(part)
    for name, value in parse_qsl(parts.query):
        random = _KEY.fullmatch(value) and not _SEARCH.fullmatch(name)
        if len(value) >= _LEAST and (random or _KEY_FIELD.search(name)):
            yield value


def in_headers(headers: Mapping[str, str]) -> Iterator[str]:
    """Yield what may open something in headers: whole, and each cookie and login in them."""
    for name, value in headers.items():
        if len(value) < _LEAST or _OPEN_HEADERS.fullmatch(name):
            continue
        yield value
        if name.lower() == "cookie":
            yield from _in_cookies(value)
        scheme, _, given = value.partition(" ")
        if given and scheme.isalnum():
            yield given
            if scheme.lower() == "basic":
                yield from _in_login(given)


def _in_cookies(text: str) -> Iterator[str]:
    for pair in text.split(";"):
        value = pair.partition("=")[2].strip()
        if len(value) >= _LEAST:
            yield value


def _in_login(encoded: str) -> Iterator[str]:
    try:
        login = b64decode(encoded, validate=True).decode()
    except ValueError:
        return
    yield login
    yield login.partition(":")[2]

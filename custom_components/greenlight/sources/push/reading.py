"""From what a program announces to a release: the body of ``POST /api/v3/release/push``.

Read as Radarr and Sonarr read it (``ReleasePushController``, ``ReleaseResource``, ``STJson``): names in
any case, members that nobody knows passed over, what is missing named one by one.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
import hashlib
import json
import math
from typing import Any, Final

from ...engine.address import page_of
from ...engine.files.hashes import normalise_hash
from ...engine.files.magnet import is_magnet, magnet_hashes
from ...engine.library.item import Ids
from ...engine.release import MAX_LINK_CHARS, Flag, Protocol, Release, usable_link
from ...engine.text import MAX_TITLE_CHARS, clean_title
from ..link import clean_link
from ..pushes import Fault, Posing, Unreadable

_MAX_NAME_CHARS: Final = 100
# Bytes: more than anything that is offered has.
_MAX_SIZE: Final = 10**15
_OLDEST: Final = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
_CLOCKS_APART: Final = 24 * 3600
# Where a protocol is told as the number it has there.
_NUMBERED: Final = {1: Protocol.USENET, 2: Protocol.TORRENT}


# What the bits of ``indexerFlags`` mean: Radarr's ``IndexerFlags``, and Sonarr's, which differ.
_FLAGS: Final[Mapping[Posing, Mapping[int, Flag]]] = {
    Posing.RADARR: {
        1: Flag.FREELEECH,
        2: Flag.HALF,
        4: Flag.DOUBLE_UPLOAD,
        32: Flag.INTERNAL,
        128: Flag.SCENE,
        256: Flag.QUARTER,
    },
    Posing.SONARR: {
        1: Flag.FREELEECH,
        2: Flag.HALF,
        4: Flag.DOUBLE_UPLOAD,
        8: Flag.INTERNAL,
        16: Flag.SCENE,
        32: Flag.QUARTER,
    },
}


def read_push(body: bytes, *, source: str, posing: Posing, now: float) -> Release:
    """Return the release that a body announces. Raises ``Unreadable``.

    ``now`` is in epoch seconds: a date after tomorrow is none, and what has none is of now.
    """
    told = _decoded(body)
    title = told.get("title")
    # A cleaned title cannot get longer than its text.
    title = clean_title(title[: 10 * MAX_TITLE_CHARS]) if isinstance(title, str) else ""
    link, magnet = _link(told.get("downloadurl")), _link(told.get("magneturl"))
    protocol = _protocol(told)
    faults = []
    if not title:
        faults.append(_empty("Title"))
    if not (link or is_magnet(magnet)):
        faults += [_empty("DownloadUrl"), _empty("MagnetUrl")]
    if protocol is None:
        faults.append(_empty("Protocol"))
    if faults or protocol is None:
        raise Unreadable(*faults)
    link = link or magnet
    return Release(
        guid=hashlib.sha256(link.encode("utf-8", "replace")).hexdigest(),
        title=title,
        link=link,
        source=source,
        protocol=protocol,
        size=_count(told.get("size"), _MAX_SIZE),
        hashes=_hashes(told, link, magnet),
        seeders=_count(told.get("seeders")),
        published=_published(told.get("publishdate"), now),
        page=_page(told.get("infourl")),
        ids=_ids(told),
        indexer=_text(told.get("indexer")),
        flags=_flags(told.get("indexerflags"), posing),
    )


def _decoded(body: bytes) -> Mapping[str, Any]:
    """Return the members of an object, their names in small letters. Raises ``Unreadable``."""
    try:
        told = json.loads(body)
    except ValueError, RecursionError:
        told = None
    if not isinstance(told, dict):
        raise Unreadable(
            Fault(
                member="$",
                message="The body is no object that can be read.",
                validator="JsonInvalid",
            )
        )
    return {name.lower(): value for name, value in told.items()}


def _empty(member: str) -> Fault:
    words = {"DownloadUrl": "Download Url", "MagnetUrl": "Magnet Url"}
    return Fault(
        member=member, message=f"'{words.get(member, member)}' must not be empty."
    )


def _link(value: Any) -> str:
    """Return a link that can be followed, empty for anything else."""
    if not isinstance(value, str) or len(value) > MAX_LINK_CHARS:
        return ""
    link = clean_link(value)
    return link if usable_link(link) else ""


def _protocol(told: Mapping[str, Any]) -> Protocol | None:
    for name in ("downloadprotocol", "protocol"):
        value = told.get(name)
        if isinstance(value, str) and value.lower() in Protocol:
            return Protocol(value.lower())
        if isinstance(value, int) and value in _NUMBERED:
            return _NUMBERED[value]
    return None


def _count(value: Any, most: int = 10**9) -> int | None:
    """Return a number of things, None for none and for what cannot be."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if isinstance(value, float) and math.isfinite(value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 < value <= most else None


def _hashes(told: Mapping[str, Any], link: str, magnet: str) -> frozenset[str]:
    value = told.get("infohash")
    known = normalise_hash(value) if isinstance(value, str) else None
    found = magnet_hashes(link) | magnet_hashes(magnet)
    return found | ({known} if known else set())


def _published(value: Any, now: float) -> float:
    """Return when it appeared, in epoch seconds; a time without an offset is UTC."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        told = None if at is None else (at if at.tzinfo else at.replace(tzinfo=UTC))
        seconds = now if told is None else told.timestamp()
    except ValueError, OverflowError, OSError:
        return now
    return seconds if _OLDEST < seconds < now + _CLOCKS_APART else now


def _page(value: Any) -> str:
    return page_of(value) if isinstance(value, str) else ""


def _text(value: Any) -> str:
    return clean_title(value[:_MAX_NAME_CHARS]) if isinstance(value, str) else ""


def _ids(told: Mapping[str, Any]) -> Ids:
    imdb = told.get("imdbid")
    number = _count(imdb.removeprefix("tt") if isinstance(imdb, str) else imdb)
    return Ids(
        tmdb=_count(told.get("tmdbid")),
        imdb=f"tt{number:07}" if number else "",
        tvdb=_count(told.get("tvdbid")),
    )


def _flags(value: Any, posing: Posing) -> frozenset[Flag]:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return frozenset()
    return frozenset(flag for bit, flag in _FLAGS[posing].items() if value & bit)

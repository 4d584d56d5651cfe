"""Hashes: by what a torrent is known everywhere."""

import base64
import re
from typing import Final

_V1: Final = re.compile(r"[0-9a-f]{40}")
_V2: Final = re.compile(r"[0-9a-f]{64}")
_BASE32: Final = re.compile(r"[a-z2-7]{32}")


def normalise_hash(text: str) -> str | None:
    """Return an info hash as lower-case hex (v1: 40, v2: 64 digits), or None if it is not one.

    Accepts hex, the base32 form of v1 (BEP 9) and the multihash prefix ``1220`` of v2 (BEP 52).
    """
    value = text.strip().lower()
    if _V1.fullmatch(value) or _V2.fullmatch(value):
        return value
    if len(value) == 68 and value.startswith("1220") and _V2.fullmatch(value[4:]):
        return value[4:]
    if _BASE32.fullmatch(value):
        return base64.b32decode(value.upper()).hex()
    return None


def same_torrent(some: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether two sets of hashes name the same torrent.

    A v2 hash also matches its first 40 digits, which is how clients and trackers shorten it.
    """
    return not _short(some).isdisjoint(_short(others))


def two_torrents(some: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether two sets of hashes surely name two torrents: of one kind, and none is shared."""
    kinds, other_kinds = set(map(len, some)), set(map(len, others))
    return not (kinds.isdisjoint(other_kinds) or same_torrent(some, others))


def _short(hashes: frozenset[str]) -> set[str]:
    return {value[:40] for value in hashes}

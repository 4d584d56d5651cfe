"""Anything at all in place of feeds, torrents, magnet links, NZBs and pages: read or refused, in time.

A few hundred mutations always; ``GREENLIGHT_FUZZ=10000`` makes as many of each kind. A mutation is made
from its number alone, so one that failed is made again by it: ``SEEDS`` keeps those that once did.
"""

from contextlib import suppress
import gzip
import os
import random
import time

import pytest

from custom_components.greenlight.engine.files.magnet import clean_magnet, read_magnet
from custom_components.greenlight.engine.files.metainfo import TorrentError
from custom_components.greenlight.engine.files.nzb import NzbError, read_nzb
from custom_components.greenlight.engine.files.torrent import (
    clean_torrent,
    read_torrent,
)
from custom_components.greenlight.engine.release import usable_link
from custom_components.greenlight.sources.base import SourceError
from custom_components.greenlight.sources.document import refusal
from custom_components.greenlight.sources.feed.feed import read_feed
from custom_components.greenlight.sources.feed.item import UnusableItem, read_item
from custom_components.greenlight.sources.payload import read_payload
from tests.contract.sources.conftest import FEEDS
from tests.contract.sources.contract import MAGNET, TORRENT
from tests.support.nzb import make_post

TRIES = int(os.environ.get("GREENLIGHT_FUZZ", "150"))
# Seconds of the processor for one mutation; the usual takes a few milliseconds.
PATIENCE = 1.0
# Numbers of mutations that something was once wrong with, by kind.
SEEDS: dict[str, tuple[int, ...]] = {}

DOCUMENTS = sorted(path.read_bytes() for path in FEEDS.iterdir())
HASH = "89abcdef0123456789abcdef0123456789abcdef"
MAGNETS = [
    MAGNET.encode(),
    f"magnet:?xt.1=urn:btih:{HASH}&xt.2=urn:btmh:1220{'ab' * 32}&tr=udp://t.example:80&xl=7".encode(),
    f"magnet:%3Fxt%3Durn:btih:{HASH}%26dn%3DA".encode(),
]
TORRENTS = [
    TORRENT,
    (
        b"d8:announce1:x8:encoding3:GBK4:infod5:filesld6:lengthi7e4:pathl1:aeed6:lengthi8e4:pathl1:beee"
        b"4:name1:n12:piece lengthi16384e6:pieces20:aaaaaaaaaaaaaaaaaaaaee\n"
    ),
    b"d4:infod9:file treed1:ad0:d6:lengthi20eeee12:meta versioni2e4:name1:aee",
]
NZBS = [
    make_post("A.Show.S01E02", {"a.r00": b"a" * 90, "a.r01": b"b" * 20}).nzb,
    make_post("A.Show", {"a.r00": b"a"}, password="x").nzb,
]
PAGES = [
    b"<!doctype html><html><title>Log in</title><form><input type=password></form></html>",
    b'{"error": {"message": "limit reached"}}',
    b"\xef\xbb\xbf<?xml version='1.0'?><error code='100' description='No'/>",
]
PIECES = [
    *(bytes([byte]) for byte in b"<>&\"'/=[]{}:;%?#\x00\n\xff\x80de"),
    b"<item>",
    b"</item>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"<!DOCTYPE a [",
    b"&#55357;",
    b"&#x110000;",
    b"&amp;amp;",
    b"magnet:?",
    b"i-0e",
    b"99999999999999999999:",
    b"1:",
    b"<a href='",
    b" xml:base='//['",
    b"\xef\xbb\xbf",
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"encoding='utf-7'",
]


def mutation(kind: str, number: int, samples: list[bytes]) -> bytes:
    """Make a mutation: bytes changed, cut, doubled, swapped, with pieces of others and odd ones in it."""
    made = random.Random(f"{kind} {number}")
    data = bytearray(made.choice(samples))
    for _ in range(made.randint(1, 12)):
        at, length = made.randrange(len(data) + 1), made.randint(0, 40)
        match made.randrange(7):
            case 0:
                data[at : at + 1] = made.randbytes(1)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length] * made.randint(1, 200)
            case 3:
                data[at:at] = made.choice(PIECES) * made.choice((1, 1, 1, 500))
            case 4:
                other = made.choice(samples)
                start = made.randrange(len(other))
                data[at:at] = other[start : start + 20 * length]
            case 5:
                data = data[:at] if made.random() < 0.2 else data
            case _:
                data[at : at + length] = bytes(reversed(data[at : at + length]))
    return gzip.compress(data, mtime=0) if made.random() < 0.02 else bytes(data)


def feed(data: bytes) -> None:
    with suppress(SourceError):
        for item in read_feed(data).items:
            with suppress(UnusableItem):
                read = read_item(item, source="s", base="https://a.example/", now=2e9)
                assert read.title.isprintable()
                assert usable_link(read.link)
                assert read.size is None or 1 < read.size < 2**63
                assert all(len(value) in (40, 64) for value in read.hashes)


def torrent(data: bytes) -> None:
    with suppress(TorrentError):
        read = read_torrent(data)
        assert read.hashes
        assert read.size is None or 0 <= read.size < 2**63
        clean = clean_torrent(data)
        assert read_torrent(clean) == read
        assert clean_torrent(clean) == clean


def magnet(data: bytes) -> None:
    link = data.decode("utf-8", "replace")
    with suppress(TorrentError):
        clean = clean_magnet(link)
        assert clean.isascii()
        assert usable_link(clean)
        assert read_magnet(clean).hashes == read_magnet(link).hashes


def nzb(data: bytes) -> None:
    with suppress(NzbError):
        assert read_nzb(data).segments > 0


def answer(data: bytes) -> None:
    error = refusal(data)
    assert error is None or error.detail.isprintable()
    with suppress(SourceError):
        payload = read_payload(data)
        assert payload.file or payload.magnet


KINDS = {
    "feed": (feed, DOCUMENTS),
    "torrent": (torrent, TORRENTS),
    "magnet": (magnet, MAGNETS),
    "nzb": (nzb, NZBS),
    "answer": (answer, [*PAGES, *TORRENTS, *NZBS, *MAGNETS, *DOCUMENTS]),
}


@pytest.mark.timeout(60 + TRIES // 10)
@pytest.mark.parametrize("kind", KINDS)
def test_anything_is_read_or_refused_in_time(kind: str):
    read, samples = KINDS[kind]
    for number in (*SEEDS.get(kind, ()), *range(TRIES)):
        data = mutation(kind, number, samples)
        started = time.thread_time()
        try:
            read(data)
        except Exception as err:
            raise AssertionError(f"{kind} {number}: {data[:2000]!r}") from err
        assert time.thread_time() - started < PATIENCE, f"{kind} {number}"

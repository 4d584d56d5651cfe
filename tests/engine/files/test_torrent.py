import base64
from contextlib import suppress
import hashlib

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.files.hashes import (
    normalise_hash,
    same_torrent,
)
from custom_components.greenlight.engine.files.magnet import (
    MAX_MAGNET_CHARS,
    MAX_READ_CHARS,
    clean_magnet,
    read_magnet,
    write_magnet,
)
from custom_components.greenlight.engine.files.metainfo import Torrent, TorrentError
from custom_components.greenlight.engine.files.torrent import (
    MAX_TORRENT_BYTES,
    clean_torrent,
    read_torrent,
)

from .test_bencode import VALUES, Value, encode

# Info dictionaries written out by hand, and their digests as `sha1sum` and `sha256sum` give them.
V1 = b"d6:lengthi20e4:name5:a.mkv12:piece lengthi16384e6:pieces20:aaaaaaaaaaaaaaaaaaaae"
V1_HASH = "5f88f94ed46d48b08b88d4aa72932b96f203d83c"
V2 = (
    b"d9:file treed5:a.mkvd0:d6:lengthi20e11:pieces root32:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbeee"
    b"12:meta versioni2e4:name5:a.mkv12:piece lengthi16384ee"
)
V2_HASH = "4d20a69ac1cda81a6ee8ba73aa7cca3a69190eca6eafd006055e193f24d6a4e4"
HYBRID = (
    b"d9:file treed5:a.mkvd0:d6:lengthi20e11:pieces root32:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbeee"
    b"6:lengthi20e12:meta versioni2e4:name5:a.mkv12:piece lengthi16384e"
    b"6:pieces20:aaaaaaaaaaaaaaaaaaaae"
)
HYBRID_HASHES = frozenset(
    {
        "b80ccac04fbe4a7866dfe72715a05a0e371b67a9",
        "b8ec5100b3bd2900088b149172d2f4027781654b3bf84de5519f17983be32e72",
    }
)


def torrent(info: bytes) -> bytes:
    return b"d8:announce17:http://t.example/4:info" + info + b"e"


@pytest.mark.parametrize(
    ("info", "hashes"),
    [
        (V1, frozenset({V1_HASH})),
        (V2, frozenset({V2_HASH})),
        (HYBRID, HYBRID_HASHES),
    ],
)
def test_a_torrent_is_known_by_its_hashes(info: bytes, hashes: frozenset[str]):
    assert read_torrent(torrent(info)) == Torrent(name="a.mkv", hashes=hashes, size=20)


def info(**parts: Value) -> bytes:
    basis: dict[bytes, Value] = {b"pieces": b"a" * 20, b"name": b"n"}
    basis |= {key.replace("_", " ").encode(): value for key, value in parts.items()}
    return torrent(encode(basis))


@pytest.mark.parametrize(
    ("parts", "size"),
    [
        ({}, None),
        ({"length": 7}, 7),
        ({"length": -7}, 0),
        ({"length": b"7"}, None),
        ({"files": [{b"length": 3}, {b"length": 4}]}, 7),
        ({"files": [{b"length": 3}, {b"length": 4, b"attr": b"p"}]}, 3),
        ({"files": [{b"length": 3}, {b"length": 4, b"attr": b"hp"}]}, 3),
        ({"files": [{b"length": 3}, {b"length": 4, b"attr": b"x"}]}, 7),
        ({"files": [{b"length": 3}, {b"length": -4}, 5, {b"path": []}]}, 3),
        ({"files": 5}, None),
        ({"file_tree": {b"a": {b"": {b"length": 3}}, b"b": {b"c": {b"": {b"length": 4}}}}}, 7),
        ({"file_tree": {b"a": {b"": 3}, b"b": 4, b"c": {b"": {b"length": b"x"}}}}, 0),
    ],
)  # fmt: skip
def test_sizes_count_what_is_downloaded(parts: dict[str, Value], size: int | None):
    assert read_torrent(info(**parts)).size == size


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({}, "n"),
        ({"name": b"caf\xc3\xa9"}, "café"),
        ({"name": b"caf\xe9"}, "caf\ufffd"),
        ({"name.utf-8": b"better"}, "better"),
        ({"name": 7}, None),
    ],
)
def test_names(parts: dict[str, Value], name: str | None):
    assert read_torrent(info(**parts)).name == name


@pytest.mark.parametrize(
    ("stated", "name", "shown"),
    [
        ("GBK", "鬼灭", "鬼灭"),
        ("shift_jis", "映画", "映画"),
        ("windows-1251", "Соль", "Соль"),
        ("GBK", "café", "café"),
        ("rot13", "café", "café"),
    ],
)
def test_a_name_is_in_the_encoding_that_is_stated(stated: str, name: str, shown: str):
    charset = "utf-8" if name == "café" else stated
    raw = encode({b"name": name.encode(charset), b"pieces": b"a" * 20})
    whole = b"d8:encoding%d:%b4:info%be" % (len(stated), stated.encode(), raw)
    assert read_torrent(whole).name == shown


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b"\n"),
        (b"", b"\r\n<!-- served in 3 ms -->"),
        (b"8:announce1:a8:announce1:b", b""),
        (b"13:creation datei007e", b""),
        (b"07:comment1:x", b""),
    ],
)
def test_what_clients_take_is_taken_and_keeps_its_hash(before: bytes, after: bytes):
    data = b"d" + before + b"4:info" + V1 + b"e" + after
    assert read_torrent(data).hashes == {V1_HASH}
    clean = clean_torrent(data)
    assert clean.endswith(b"e")
    assert clean_torrent(clean) == clean
    assert read_torrent(clean).hashes == {V1_HASH}


def test_a_zero_inside_of_what_is_hashed_stays_there():
    raw = b"d6:lengthi020e4:name1:n6:pieces0:e"
    assert read_torrent(torrent(raw)).hashes == {hashlib.sha1(raw).hexdigest()}
    assert raw in clean_torrent(torrent(raw) + b"\n")


def test_a_torrent_of_twenty_megabytes_is_read():
    assert read_torrent(info(pieces=b"a" * 20_000_000)).hashes


@pytest.mark.parametrize(
    "parts",
    [
        {"length": 2**63},
        {"length": 10**19},
        {"files": [{b"length": 2**62}, {b"length": 2**62}]},
    ],
)
def test_a_size_that_nobody_can_count_with_is_refused(parts: dict[str, Value]):
    with pytest.raises(TorrentError, match="a size that cannot be"):
        read_torrent(info(**parts))
    assert read_torrent(info(length=2**63 - 1)).size == 2**63 - 1


@pytest.mark.parametrize(
    ("private", "is_private"), [(1, True), (0, False), (2, False), (b"1", False)]
)
def test_private_torrents_are_told_apart(private: Value, is_private: bool):
    assert read_torrent(info(private=private)).private is is_private


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"de",
        b"d4:infoi1ee",
        b"d4:infodee",
        b"d4:infod6:piecesi1eee",
        b"d4:infod12:meta versioni2eee",
        b"d4:infod9:file treede12:meta versioni3eee",
        b"<html>",
    ],
)
def test_what_is_no_torrent_is_refused(data: bytes):
    with pytest.raises(TorrentError):
        read_torrent(data)


def test_a_torrent_that_is_too_large_is_not_even_read():
    with pytest.raises(TorrentError, match="too large"):
        read_torrent(bytes(MAX_TORRENT_BYTES + 1))


@given(st.dictionaries(st.sampled_from(
    [b"pieces", b"length", b"files", b"file tree", b"meta version", b"name", b"name.utf-8", b"private"]
), VALUES))  # fmt: skip
def test_any_info_dictionary_is_read_or_refused(parts: dict[bytes, Value]):
    with suppress(TorrentError):
        read = read_torrent(torrent(encode(parts)))
        assert read.hashes
        assert read.size is None or read.size >= 0


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes):
    with suppress(TorrentError):
        read_torrent(b"d4:info" + data)


@given(st.binary(max_size=60))
def test_the_hash_is_that_of_the_bytes_as_they_are(name: bytes):
    raw = encode({b"name": name, b"pieces": b"", b"a": 1})
    assert read_torrent(torrent(raw)).hashes == {hashlib.sha1(raw).hexdigest()}


DIGEST = bytes(range(20))
HEX = DIGEST.hex()
BASE32 = base64.b32encode(DIGEST).decode()
LONG = "ab" * 32


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (HEX, HEX),
        (HEX.upper(), HEX),
        (f" {HEX}\n", HEX),
        (BASE32, HEX),
        (BASE32.lower(), HEX),
        (LONG, LONG),
        (f"1220{LONG}", LONG),
        (f"1220{LONG}".upper(), LONG),
        (f"1221{LONG}", None),
        (f"1220{LONG[:-1]}x", None),
        (HEX[:-1], None),
        (HEX[:-1] + "g", None),
        ("1" * 32, None),
        ("é" * 32, None),
        ("ß" * 32, None),
        ("", None),
    ],
)
def test_hashes_are_normalised(text: str, value: str | None):
    assert normalise_hash(text) == value


@pytest.mark.parametrize(
    ("link", "read"),
    [
        (f"magnet:?xt=urn:btih:{HEX}", Torrent(name=None, hashes=frozenset({HEX}))),
        (f"MAGNET:?xt=URN:BTIH:{BASE32}", Torrent(name=None, hashes=frozenset({HEX}))),
        (
            f"magnet:?dn=A+B%20C&xl=7&xt=urn:btih:{HEX}&xt=urn:btmh:1220{LONG}&tr=http%3A%2F%2Ft",
            Torrent(name="A B C", hashes=frozenset({HEX, LONG}), size=7),
        ),
        (
            f" magnet:?xt=urn:btih:nonsense&xt=urn:sha1:x&xt=urn:btmh:1220{LONG}&xl=-1 ",
            Torrent(name=None, hashes=frozenset({LONG})),
        ),
        (
            f"magnet:?xt=urn:btih:{HEX}&xl={'9' * 30}",
            Torrent(name=None, hashes=frozenset({HEX})),
        ),
    ],
)
def test_magnet_links(link: str, read: Torrent):
    assert read_magnet(link) == read


@pytest.mark.parametrize(
    "link",
    [
        "",
        "magnet:",
        "magnet:?dn=a",
        "magnet:?xt=urn:btih:",
        f"magnet:?xt=urn:sha1:{HEX}",
        f"http://a.example/?xt=urn:btih:{HEX}",
        f"magnet://[?xt=urn:btih:{HEX}",
        pytest.param(f"magnet:?xt=urn:btih:{HEX}&dn={'x' * MAX_READ_CHARS}", id="long"),
    ],
)
def test_what_is_no_magnet_link_is_refused(link: str):
    with pytest.raises(TorrentError):
        read_magnet(link)


@pytest.mark.parametrize(
    "link",
    [
        f"MAGNET:?xt=urn:btih:{HEX}&dn=Salt",
        f"magnet:?xt=URN:BTIH:{HEX.upper()}&dn=Salt",
        f"magnet:?XT=Urn:Btih:{BASE32}&DN=Salt",
        f"magnet:///?dn=Salt&xt=urn:btih:{HEX}",
        f"magnet://?dn=Salt&xt=urn:btih:{HEX}",
        f"magnet:?xt=urn%3Abtih%3A{HEX}&dn=Salt",
        f"magnet:%3Fxt%3Durn%3Abtih%3A{HEX}%26dn%3DSalt",
        f"magnet:?xt.1=urn:btih:{HEX}&dn=Salt",
        f" magnet:? xt = urn:btih:{HEX} &dn= Salt \n",
        f"magnet:?xt=urn:btih:{HEX}&amp;dn=Salt",
        f"magnet:?xt=urn:btih:{HEX}&xt=urn:btih:{HEX}&dn=Salt&foo=bar#top",
        f"magnet:?&&xt=urn:btih:{HEX}&dn=&dn=Salt&tr=javascript:x&tr=&x.pe=a/b",
    ],
)
def test_a_magnet_link_is_written_anew(link: str):
    assert clean_magnet(link) == f"magnet:?xt=urn:btih:{HEX}&dn=Salt"


def test_what_clients_make_use_of_is_kept():
    link = (
        f"magnet:?tr.2=http%3A%2F%2Fb.example%2Fa%3Fk%3D1&xt.1=urn:btmh:1220{LONG}&xl=7"
        f"&tr=udp://a.example:80&xt.2=urn:btih:{HEX}&dn=A%20B%26C&x.pe=10.0.0.1:6881"
        "&ws=https://a.example/f&tr=udp://a.example:80"
    )
    clean = clean_magnet(link)
    assert clean == (
        f"magnet:?xt=urn:btih:{HEX}&xt=urn:btmh:1220{LONG}&dn=A%20B%26C&xl=7"
        "&tr=http%3A%2F%2Fb.example%2Fa%3Fk%3D1&tr=udp%3A%2F%2Fa.example%3A80"
        "&x.pe=10.0.0.1%3A6881&ws=https%3A%2F%2Fa.example%2Ff"
    )
    assert read_magnet(clean) == read_magnet(link)
    assert clean_magnet(clean) == clean


def test_the_last_of_many_trackers_are_left_out():
    many = "".join(f"&tr=udp://t{number}.example:80/announce" for number in range(480))
    clean = clean_magnet(f"magnet:?xt=urn:btih:{HEX}{many}&dn=Salt")
    assert len(clean) <= MAX_MAGNET_CHARS
    assert clean.count("&tr=") > 200
    assert "&dn=Salt&tr=udp%3A%2F%2Ft0.example" in clean


def test_a_hash_alone_makes_a_magnet_link():
    assert write_magnet(frozenset({HEX})) == f"magnet:?xt=urn:btih:{HEX}"


@given(st.one_of(st.text(), st.text().map(f"magnet:?xt=urn:btih:{HEX}&".__add__)))
def test_what_is_written_anew_is_the_same_torrent(link: str):
    with suppress(TorrentError):
        clean = clean_magnet(link)
        assert clean.isascii()
        assert clean.isprintable()
        assert read_magnet(clean).hashes == read_magnet(link).hashes
        assert clean_magnet(clean) == clean


@given(st.one_of(st.text(), st.text().map("magnet:?xt=urn:btih:".__add__)))
def test_any_text_is_a_magnet_link_or_refused(link: str):
    with suppress(TorrentError):
        assert read_magnet(link).hashes


@given(st.text(max_size=70))
def test_any_text_is_a_hash_or_none(text: str):
    assert len(normalise_hash(text) or "0" * 40) in (40, 64)


@pytest.mark.parametrize(
    ("some", "others", "same"),
    [
        ({HEX}, {HEX}, True),
        ({HEX}, {LONG}, False),
        ({LONG}, {LONG[:40]}, True),
        ({HEX, LONG}, {LONG[:40]}, True),
        ({HEX, LONG}, {HEX}, True),
        (set(), {HEX}, False),
        (set(), set(), False),
    ],
)
def test_torrents_are_the_same_when_a_hash_is(
    some: set[str], others: set[str], same: bool
):
    assert same_torrent(frozenset(some), frozenset(others)) is same
    assert same_torrent(frozenset(others), frozenset(some)) is same

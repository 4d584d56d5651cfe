from contextlib import suppress
import time

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.files.nzb import (
    MAX_NZB_BYTES,
    Nzb,
    NzbError,
    read_nzb,
)
from tests.support.nzb import make_post

NAME = "Some.Show.S01E02.1080p.WEB.h264-GROUP"
FILES = {"some.r00": b"a" * 250, "some.r01": b"b" * 120}


def nzb(inside: str, *, head: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<nzb xmlns="http://www.newzbin.com/DTD/2003/nzb">{head}{inside}</nzb>'
    ).encode()


def test_tells_name_size_files_and_segments() -> None:
    post = make_post(NAME, FILES, segment_size=100)
    assert read_nzb(post.nzb) == Nzb(
        name=NAME, size=103 + 103 + 51 + 103 + 20, files=2, segments=5, password=False
    )


def test_tells_whether_it_brings_a_password() -> None:
    assert read_nzb(make_post(NAME, FILES, password="secret").nzb).password
    assert not read_nzb(make_post(NAME, FILES, meta={"password": " "}).nzb).password


def test_the_name_may_be_called_title_or_be_missing() -> None:
    inside = '<file><segments><segment bytes="7">a@b</segment></segments></file>'
    titled = '<head><meta type="title">Rock &amp; Roll\n</meta></head>'
    assert read_nzb(nzb(inside, head=titled)).name == "Rock & Roll"
    assert read_nzb(nzb(inside)).name == ""


def test_reads_what_other_programs_write() -> None:
    found = read_nzb(
        b'\xef\xbb\xbf<?xml version="1.0"?><!-- made by hand --><x:nzb xmlns:x="n">'
        b"<x:file subject='a > b'><x:segments>"
        b"<x:segment number='1'\n  bytes = '12' >\n a@b </x:segment>"
        b'<x:segment number="2">b@b</x:segment>'
        b'<x:segment bytes="99999999999999999999" number="3">c@b</x:segment>'
        b'<x:segment allbytes="5" number="4">d@b</x:segment>'
        b"</x:segments></x:file></x:nzb>"
    )
    assert (found.files, found.segments, found.size) == (1, 4, 12)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the NZB file is empty"),
        (b" \n", "the NZB file is empty"),
        (b"hello", "not an NZB file"),
        (b"d8:announce1:xe", "not an NZB file"),
        (b"<!DOCTYPE html><html><body>Log in", "a web page instead of an NZB file"),
        (b"<rss><channel/></rss>", "not an NZB file"),
        (
            b'<?xml version="1.0"?><error code="429" description="Limit &amp; reached"/>',
            "the indexer says: Limit & reached",
        ),
        (b"<error code='1' description='No\x00 such'/>", "the indexer says: No such"),
        (nzb(""), "the NZB file names no articles"),
        (nzb("<file><segments/></file>"), "the NZB file names no articles"),
        (
            nzb("<segment bytes='1'>a@b</segment>"),
            "the NZB file names no articles",
        ),
        (
            nzb("<file><segment bytes='1'> </segment></file>"),
            "the NZB file names no articles",
        ),
        (make_post(NAME, FILES).nzb[:-10], "the NZB file is cut short"),
        (
            b'<!DOCTYPE nzb [<!ENTITY a "b">]>' + make_post(NAME, FILES).nzb,
            "the NZB file defines entities of its own",
        ),
        pytest.param(
            b" " * (MAX_NZB_BYTES + 1), "the NZB file is too large", id="too large"
        ),
    ],
)
def test_refuses_what_no_client_could_download(data: bytes, reason: str) -> None:
    with pytest.raises(NzbError) as err:
        read_nzb(data)
    assert str(err.value) == reason


@given(st.binary() | st.text("<>/nzb file segment=\"'1 \n").map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for text in (data, nzb(data.decode("latin-1"))):
        with suppress(NzbError):
            found = read_nzb(text)
            assert found.segments > 0
            assert found.files > 0


def test_a_word_in_a_text_is_no_declaration() -> None:
    inside = '<file subject="&lt;!ENTITY"><segments><segment bytes="7">a@b</segment></segments></file>'
    head = "<!-- <!ENTITY x> -->"
    assert read_nzb(nzb(inside, head=head)).size == 7


# What a pattern could be made to look at again and again.
PIECES = [
    b"<file ",
    b"<segment ",
    b"<segment bytes='1' ",
    b"<segment bytes='1'> ",
    b"<segment bytes='1' bytes='1' bytes='1'>" + b" " * 500,
    b"bytes = ",
    b" ",
    b"1",
    b"<meta type='",
    b"<meta type='a'>",
    b"<error description=' ",
    b"<error " + b"description " * 20,
    b"x:",
    b"</nzb ",
]


@pytest.mark.parametrize("piece", PIECES, ids=range(len(PIECES)))
@pytest.mark.parametrize(
    "before", [b"", nzb("")[:-6], nzb("")], ids=["nothing", "root", "whole"]
)
def test_time_grows_no_faster_than_the_file(piece: bytes, before: bytes) -> None:
    # 4 MB take well under a second; what grows with the square would take hours.
    data = before + piece * (4_000_000 // len(piece))
    started = time.thread_time()
    with pytest.raises(NzbError):
        read_nzb(data)
    assert time.thread_time() - started < 2

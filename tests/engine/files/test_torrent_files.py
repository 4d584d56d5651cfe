"""Which files a torrent says it has."""

import pytest

from custom_components.greenlight.engine.files.metainfo import TorrentError
from custom_components.greenlight.engine.files.torrent import torrent_files
from tests.support.torrents import Mode, make_torrent

MODES: list[Mode] = ["v1", "v2", "hybrid"]


@pytest.mark.parametrize("mode", MODES)
def test_a_single_file_is_called_as_the_torrent(mode: Mode) -> None:
    torrent = make_torrent("film.mkv", {"film.mkv": bytes(7)}, mode=mode)
    assert torrent_files(torrent.content) == (("film.mkv", 7),)


@pytest.mark.parametrize("mode", MODES)
def test_several_are_below_its_name_and_padding_is_none(mode: Mode) -> None:
    files = {"a/one.mkv": bytes(20_000), "two.nfo": bytes(3)}
    torrent = make_torrent("Film", files, mode=mode)
    assert dict(torrent_files(torrent.content)) == {
        "Film/a/one.mkv": 20_000,
        "Film/two.nfo": 3,
    }


@pytest.mark.parametrize(
    ("info", "found"),
    [
        (b"d4:name1:xe", (("x", 0),)),
        (
            b"d5:filesl1:ad6:lengthi-4e4:pathi7eed6:lengthi2e4:pathl1:bi1eeee4:name1:xe",
            (("x", 0), ("x/b", 2)),
        ),
        (b"d9:file treed1:ai3e1:bd0:d6:lengthi5eeee4:name1:xe", (("b", 5),)),
    ],
)
def test_what_makes_no_sense_is_passed_over(
    info: bytes, found: tuple[tuple[str, int], ...]
) -> None:
    assert torrent_files(b"d4:info%be" % info) == found


@pytest.mark.parametrize("content", [b"", b"de", b"d4:infoi1ee", b"<html>"])
def test_what_is_no_torrent_has_no_files(content: bytes) -> None:
    with pytest.raises(TorrentError):
        torrent_files(content)

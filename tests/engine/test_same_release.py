"""Two names are one release only if nothing speaks against it and enough speaks for it."""

import pytest

from custom_components.greenlight.engine.same_release import same_release

FILM = "The.Film.2024.1080p.WEB-DL.DDP5.1.H.264-GRP"
EPISODE = "The.Show.S02E05.1080p.AMZN.WEB-DL.DDP5.1.H.264-NTb"


@pytest.mark.parametrize(
    "other",
    [
        FILM,
        "the film 2024 1080p web-dl ddp5 1 h 264-grp",
        "The_Film_2024_1080p_WEB-DL_DDP5_1_H_264-GRP",
        f"{FILM}.nzb",
        f"{FILM}.torrent",
        f"{FILM}.1",
        f"{FILM}.12.nzb",
        f"{FILM}.NZB",
        f"{FILM.replace(chr(46), chr(0x3000))}",
        f"{FILM}{{{{secret}}}}.nzb",
        f"{FILM}.mkv",
        f"{FILM}-Obfuscated",
        f"[ www.site.org ] - {FILM}",
        "The Film (2024) 1080p WEBDL DDP5.1 H264-GRP",
        "The.Film.2024.1080p.WEB-DL-GRP",
    ],
)
def test_what_only_the_spelling_or_the_wrapping_tells_apart_is_the_same(
    other: str,
) -> None:
    assert same_release(FILM, other)
    assert same_release(other, FILM)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FILM, FILM.replace("Film", "Movie")),
        (FILM, FILM.replace("2024", "2023")),
        (FILM, FILM.replace("2024.", "")),
        (FILM, FILM.replace("1080p", "2160p")),
        (FILM, FILM.replace("1080p.", "")),
        (FILM, FILM.replace("WEB-DL", "WEBRip")),
        (FILM, FILM.replace("WEB-DL.", "")),
        (FILM, FILM.replace("-GRP", "-OTHER")),
        (FILM, FILM.replace("-GRP", "")),
        (FILM, FILM.replace("DDP5.1", "DDP7.1")),
        (FILM, FILM.replace("DDP5.1", "TrueHD.5.1")),
        (FILM, FILM.replace("H.264", "H.265")),
        (FILM, FILM.replace("1080p", "PROPER.1080p")),
        (FILM, FILM.replace("1080p", "REPACK.1080p")),
        (FILM, FILM.replace("1080p", "GERMAN.1080p")),
        (FILM, FILM.replace("1080p", "Extended.1080p")),
        (FILM, FILM.replace("WEB-DL", "WEB-DL.HDR10")),
        (FILM.replace("WEB-DL", "WEB-DL.HDR10+"), FILM.replace("WEB-DL", "WEB-DL.HDR10")),
        (EPISODE, EPISODE.replace("E05", "E06")),
        (EPISODE, EPISODE.replace("E05", "")),
        (EPISODE, EPISODE.replace("S02", "S03")),
        (EPISODE, EPISODE.replace("AMZN", "NF")),
        (EPISODE, EPISODE.replace("Show", "Show.2019")),
        ("[Group] Series - 05 (1080p)", "[Group] Series - 05v2 (1080p)"),
        ("[Group] Series - 05 (1080p)", "[Group] Series - 06 (1080p)"),
        (
            "The.Daily.2024.05.06.720p.HDTV.x264-GRP",
            "The.Daily.2024.05.07.720p.HDTV.x264-GRP",
        ),
        (FILM, ""),
    ],
)  # fmt: skip
def test_any_contradiction_makes_them_two(one: str, other: str) -> None:
    assert not same_release(one, other)
    assert not same_release(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Film.2024.1080p.WEB-DL", "Film.2024.1080p.WEBDL"),
        ("Film.1080p.WEB-DL-GRP", "Film.1080p.WEBDL-GRP"),
        ("Iron.Suit.2", "Iron.Suit"),
        ("Song.Vol.1", "Song.Vol.2"),
        ("a4f9e0c1b2", "0b1c2d3e4f"),
    ],
)
def test_what_says_too_little_is_not_taken_for_another(one: str, other: str) -> None:
    assert not same_release(one, other)


def test_two_second_copies_are_not_told_to_be_one() -> None:
    assert not same_release(f"{FILM}.1", f"{FILM}.2")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Some ebook", "some.EBOOK.nzb"),
        ("a4f9e0c1b2", "A4F9E0C1B2"),
        ("!!!", "!!!"),
        ("Amélie", "Ame\u0301lie"),
    ],
)
def test_what_says_little_is_the_same_in_another_spelling(one: str, other: str) -> None:
    assert same_release(one, other)


def test_works_called_by_punctuation_alone_are_kept_apart() -> None:
    assert not same_release("!!!", "???")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (EPISODE, EPISODE.replace("AMZN.", "")),
        (EPISODE, EPISODE.replace(".DDP5.1", "")),
        (
            "[Group] Series - 05 (1080p) [A1B2C3D4]",
            "[Group] Series - 05 (1080p)",
        ),
    ],
)
def test_what_a_name_may_leave_out_is_no_contradiction(one: str, other: str) -> None:
    assert same_release(one, other)

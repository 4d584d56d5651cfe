"""Which video a subtitle is of, and what it says of itself."""

from time import process_time

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.home.naming import ENDING_BYTES
from custom_components.greenlight.engine.home.subtitles import (
    Owners,
    is_subtitle,
    numbered,
    said_by,
)

FILM = ("film.mkv",)
PACK = ("Show.S01E01.1080p-GRP.mkv", "Show.S01E02.1080p-GRP.mkv")
FOLDERS = ("Show.S01E01-GRP/a.mkv", "Show.S01E02-GRP/b.mkv")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("film.srt", True),
        ("a/FILM.SUP", True),
        ("film.idx", True),
        ("readme.txt", False),
        ("srt", False),
        ("", False),
    ],
)
def test_what_is_a_subtitle(name: str, found: bool) -> None:
    assert is_subtitle(name) is found


@pytest.mark.parametrize(
    ("videos", "works", "name", "owner"),
    [
        (FILM, FILM, "film.en.srt", "film.mkv"),
        (FILM, FILM, "film_eng.srt", "film.mkv"),
        (FILM, FILM, "film (English).srt", "film.mkv"),
        (FILM, FILM, "Subs/2_English.srt", "film.mkv"),
        (FILM, FILM, "Subtitles/English/whatever.srt", "film.mkv"),
        (FILM, FILM, "Subs/film/2_English.srt", "film.mkv"),
        # Episodes.
        (PACK, PACK, "Show.S01E02.1080p-GRP.en.srt", PACK[1]),
        (PACK, PACK, "Subs/Show.S01E02.1080p-GRP/2_English.srt", PACK[1]),
        (PACK, PACK, "Subs/show.s01e02.1080P-grp/2_English.srt", PACK[1]),
        (PACK, PACK, "Subs/Show.S01E02.1080p-GRP.srt", PACK[1]),
        (PACK, PACK, "Subs/S01E02.en.srt", PACK[1]),
        (PACK, PACK, "Subs/Show.S01E02.720p-OTHER/3_French.srt", PACK[1]),
        (PACK, PACK, "Subs/2_English.srt", ""),
        (PACK, PACK, "Subs/Show.S01E03.1080p-GRP/2_English.srt", ""),
        (FOLDERS, FOLDERS, "Show.S01E02-GRP/Subs/2_English.srt", FOLDERS[1]),
        (FOLDERS, FOLDERS, "Show.S01E02-GRP/b.srt", FOLDERS[1]),
        (FOLDERS, FOLDERS, "Subs/2_English.srt", ""),
        # Only one of them is wanted.
        (PACK, PACK[:1], "Subs/Show.S01E02.1080p-GRP/2_English.srt", ""),
        (PACK, PACK[:1], "Show.S01E02.1080p-GRP.en.srt", ""),
        (PACK, PACK[:1], "Subs/2_English.srt", PACK[0]),
        # Extras.
        (("film.mkv", "Sample/s.mkv"), FILM, "Sample/s.srt", ""),
        (("film.mkv", "Sample/s.mkv"), FILM, "Sample/Subs/2_English.srt", ""),
        (("film.mkv", "trailer.mkv"), FILM, "trailer.en.srt", ""),
        (("film.mkv", "trailer.mkv"), FILM, "Subs/2_English.srt", "film.mkv"),
        (("film.mkv", "Extras/film.mkv"), FILM, "film.srt", "film.mkv"),
        (("film.mkv", "Extras/film.mkv"), FILM, "Extras/film.srt", ""),
        # Names that begin alike.
        (
            ("S - 1.mkv", "S - 10.mkv"),
            ("S - 1.mkv", "S - 10.mkv"),
            "S - 10.srt",
            "S - 10.mkv",
        ),
        (("S - 1.mkv", "S.mkv"), ("S - 1.mkv", "S.mkv"), "S - 2.srt", ""),
        (("a/x.mkv", "b/x.mkv"), ("a/x.mkv", "b/x.mkv"), "b/x.en.srt", "b/x.mkv"),
        (("a/x.mkv", "b/x.mkv"), ("a/x.mkv", "b/x.mkv"), "c/x.en.srt", ""),
        # Episodes of which two are of one number: nobody can tell.
        (("a.E01.mkv", "b.E01.mkv"), ("a.E01.mkv", "b.E01.mkv"), "Subs/E01.srt", ""),
        ((), (), "a.srt", ""),
    ],
)
def test_whose_it_is(
    videos: tuple[str, ...], works: tuple[str, ...], name: str, owner: str
) -> None:
    assert Owners(videos, works).of(name) == owner


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("film.srt", ""),
        ("film.en.srt", ".en"),
        ("film.en.forced.srt", ".en.forced"),
        ("film.forced.en.srt", ".en.forced"),
        ("film.pt-BR.sdh.ass", ".pt-BR.sdh"),
        ("film.zh_Hans.srt", ".zh-Hans"),
        ("film.es-419.srt", ".es-419"),
        ("film.English.srt", ".en"),
        ("film_eng.srt", ".eng"),
        ("film.en.hi.srt", ".en.sdh"),
        ("film.en-cc.srt", ".en.cc"),
        ("film.hi.srt", ".hi"),
        ("FILM.de.srt", ".de"),
        ("Subs/2_English.srt", ".en"),
        ("Subs/12_English.SDH.srt", ".en.sdh"),
        ("Subs/3_English (SDH).srt", ".en.sdh"),
        ("Subs/2_en-US.srt", ".en-US"),
        ("Subs/4_Portuguese (Brazilian).srt", ".pt-BR"),
        ("Subs/4_Spanish (Latin American).srt", ".es-419"),
        ("Subs/Chinese Traditional.srt", ".zh-Hant"),
        ("Subs/Simplified.srt", ""),
        ("Subs/English/track3.srt", ".en"),
        ("Subs/English/2_forced.srt", ".en.forced"),
        ("Subs/eng.srt", ".eng"),
        ("Subs/whatever.srt", ""),
        ("Subs/2_English for the hearing impaired.srt", ".en.sdh"),
        ("S01E02.French.srt", ".fr"),
        ("A.Man.There.Is.No.Good.srt", ""),
        ("film.en.fr.srt", ".en"),
        ("film.sdh.cc.full.signs.default.srt", ".sdh.cc"),
    ],
)
def test_what_it_says(name: str, said: str) -> None:
    assert said_by(name, "x/film.mkv") == said


def test_two_of_one_language_are_told_apart() -> None:
    texts = [
        ("film.en.srt", ".en"),
        ("Subs/2_English.srt", ".en"),
        ("Subs/3_English.srt", ".en"),
        ("Subs/4_EN.srt", ".EN"),
        ("Subs/5.srt", ""),
        ("Subs/6.srt", ""),
        ("film.en.ass", ".en"),
        # One subtitle of two files.
        ("a.idx", ".de"),
        ("a.sub", ".de"),
        ("b.idx", ".de"),
        ("b.sub", ".de"),
    ]
    assert [*numbered(texts).values()] == [
        *(".en.srt", ".en.ass", ".2.en.srt", ".3.en.srt", ".4.EN.srt"),
        *(".srt", ".2.srt"),
        *(".de.idx", ".de.sub", ".2.de.idx", ".2.de.sub"),
    ]


def test_thousands_take_no_time() -> None:
    videos = [f"s{one:05}.mkv" for one in range(4000)]
    texts = [
        f"Subs/s{one:05}/{two}_English.srt" for one in range(4000) for two in (1, 2)
    ]
    began = process_time()
    owners = Owners(videos, videos)
    assert [owners.of(one)[:6] for one in texts] == [one[5:11] for one in texts]
    assert len(numbered((one, ".en") for one in texts)) == 8000
    assert process_time() - began < 3


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_names(video: str, name: str) -> None:
    assert Owners([video], [video]).of(name) in ("", video)
    said = said_by(name, video)
    (ending,) = numbered([(f"{name}.srt", said)]).values()
    assert len(ending.encode()) <= ENDING_BYTES
    assert "/" not in ending
    assert ending.isascii()

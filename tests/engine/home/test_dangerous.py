"""What can do harm, what is locked, and what was wanted."""

import pytest

from custom_components.greenlight.engine.home.dangerous import (
    dangerous,
    discs,
    locked_only,
    videos,
)

GB = 1_000_000_000
MB = 1_000_000


class TestDangerous:
    @pytest.mark.parametrize(
        "name",
        [
            "film.exe",
            "Film/film.mkv.lnk",
            "Film/film.mkv            .SCR",
            "Film/film.mkv.exe.",
            "Film/film.mkv.exe . .",
            "Film/film.mkv.exe\u200b",
            "Film/film.mkv.ex\u200de",
            "Film/film\u202evkm.exe",
            "Film/film\u202e4pm.mkv",
            "film.exe::$DATA",
            "film.mkv:evil.exe",
            "film.exe\0.mkv",
            "Film\\setup.msi",
            "Film.app/Contents/Info.plist",
            "film.zipx",
            "codec.js",
            "film.ps1",
            "other/JAR/00000.jar",
            "x.ARJ",
            "x.appref-ms",
        ],
    )
    def test_harmful(self, name: str) -> None:
        assert len(dangerous([name])) == 1

    @pytest.mark.parametrize(
        "name",
        [
            "film.mkv",
            "film.exe.mkv",
            "www.site.com/film.mkv",
            "www.site.com.txt",
            "film.iso",
            "film.ts",
            "film.nfo",
            "film.rar",
            "film.url",
            "film.idx",
            "film.sub",
            "exe",
            "",
            "Movie: The Com.mkv",
            "\u05e1\u05e8\u05d8\u200f.mkv",
            "Disc/BDMV/JAR/00000.jar",
            "VIDEO_TS/VTS_01_0.BUP",
        ],
    )
    def test_harmless(self, name: str) -> None:
        assert dangerous([name]) == ()

    def test_they_are_named_without_folders_and_tricks(self) -> None:
        names = ["a/b.mkv", "a/x.exe", "c/x.exe", "a/y\u202evkm.exe"]
        assert dangerous(iter(names)) == ("x.exe", "y vkm.exe")


class TestLocked:
    @pytest.mark.parametrize(
        "pieces",
        [
            [("film.rar", 4 * GB), ("password.txt", 100)],
            [("film.zip", 4 * GB), ("How to get the PASSWORD.html", 100)],
            [("film.7z", 4 * GB), ("get_pass.url", 100)],
            [("film{{secret}}.rar", 4 * GB)],
            [("film.part1.rar", GB), ("film.part2.rar", GB), ("Passwort.txt", 1)],
            [("film.rar", 4 * GB), ("film.mp4", 20 * MB), ("password.txt", 100)],
            [("film.7z.001", 4 * GB), ("contrase\u00f1a.txt", 100)],
        ],
    )
    def test_locked(self, pieces: list[tuple[str, int]]) -> None:
        assert locked_only(pieces)

    @pytest.mark.parametrize(
        "pieces",
        [
            [],
            [("film.mkv", 4 * GB)],
            [("film.mkv", 4 * GB), ("password.txt", 100)],
            [("film.mkv", 4 * GB), ("subs.rar", MB), ("password.txt", 100)],
            # Packed, but nobody says that it is locked.
            [("film.rar", 50 * MB), ("film.r00", 50 * MB), ("film.sfv", 1)],
            [("password.txt", 1)],
            [("The.Passenger.rar", 4 * GB), ("Compass.nfo", 1)],
        ],
    )
    def test_not_locked(self, pieces: list[tuple[str, int]]) -> None:
        assert not locked_only(pieces)


class TestVideos:
    def test_the_film_without_what_comes_along(self) -> None:
        pieces = [
            ("Film/Sample/film-sample.mkv", 60 * MB),
            ("Film/Featurettes/Making of.mkv", 2 * GB),
            ("Film/Behind.The.Scenes/x.mkv", 9 * GB),
            ("Film/film-trailer.mp4", 90 * MB),
            ("Film/proof.jpg", MB),
            ("Film/film.nfo", 1),
            ("Film/film.mkv", 8 * GB),
            ("Film/RARBG.mp4", MB),
            ("Film/._film.mkv", 8 * GB),
        ]
        assert videos(pieces) == (("Film/film.mkv", 8 * GB),)

    def test_episodes_are_there_the_largest_first(self) -> None:
        pieces = [("S/e1.mkv", GB), ("S/e2.mkv", 2 * GB), ("S/e3.mkv", GB)]
        assert [name for name, _ in videos(pieces)] == [
            "S/e2.mkv",
            "S/e1.mkv",
            "S/e3.mkv",
        ]

    def test_a_series_of_such_a_name(self) -> None:
        extras = [(f"Extras/Extras.S01E0{n}.avi", 300 * MB) for n in range(1, 4)]
        assert len(videos(extras)) == 3
        boys = [(f"Trailer.Park.Boys.S01E0{n}.mkv", 300 * MB) for n in range(1, 4)]
        assert len(videos(boys)) == 3
        assert videos([("/d/Samples/film.mkv", GB)]) == (("/d/Samples/film.mkv", GB),)

    def test_a_sample_alone_is_no_film(self) -> None:
        assert videos([("film.sample.mkv", 60 * MB)]) == ()
        assert videos([("sample-film.mkv", 60 * MB)]) == ()
        assert videos([("Sample.2024.mkv", 8 * GB)]) == (("Sample.2024.mkv", 8 * GB),)

    def test_sizes_that_nobody_knows(self) -> None:
        assert len(videos([("a.mkv", 0), ("b.mkv", 0)])) == 2

    def test_paths_of_windows(self) -> None:
        pieces = [("D:\\d\\Film\\film.mkv", GB), ("D:\\d\\Film\\Sample\\s.mkv", MB)]
        assert videos(pieces) == (("D:\\d\\Film\\film.mkv", GB),)

    def test_a_disc_is_told_apart(self) -> None:
        pieces = [
            ("Film/BDMV/STREAM/00001.m2ts", 40 * GB),
            ("Film/BDMV/index.bdmv", 1),
            ("Film/CERTIFICATE/id.bdmv", 1),
        ]
        assert videos(pieces) == ()
        assert discs(pieces) == ("Film",)

    @pytest.mark.parametrize(
        ("pieces", "found"),
        [
            ([("VIDEO_TS/VTS_01_1.VOB", GB), ("VIDEO_TS/x.IFO", 1)], ("",)),
            ([("film.mkv", GB), ("BDMV", 1)], ()),
            # What is saved is the folder itself.
            ([("STREAM/00001.m2ts", 9 * GB), ("index.bdmv", 1)], ("",)),
            ([("VTS_01_1.VOB", GB), ("VIDEO_TS.IFO", 1)], ("",)),
            ([("Film/video_ts.ifo", 1), ("Film/vts_01_1.vob", GB)], ("Film",)),
            ([("Disc 1/BDMV/x", GB), ("Disc 2/BDMV/x", GB)], ("Disc 1", "Disc 2")),
            # What comes along with a disc, or with a film.
            ([("F/BDMV/STREAM/1.m2ts", 9 * GB), ("F/Intro.mp4", MB)], ("F",)),
            ([("F/film.mkv", 9 * GB), ("F/Bonus/VIDEO_TS/a.vob", GB)], ()),
            ([("VIDEO_TS/VIDEO_TS.IFO", 0)], ("",)),
            ([("Streams/00001.m2ts", GB)], ()),
            ([], ()),
        ],
    )
    def test_discs(self, pieces: list[tuple[str, int]], found: tuple[str, ...]) -> None:
        assert discs(pieces) == found
        if found:
            # None of its files is the film.
            assert not [one for one in videos(pieces) if one[1] > MB]

    def test_what_a_client_keeps_of_unwanted_files(self) -> None:
        pieces = [("F/.unwanted/b.mkv", GB), ("F/a.mkv", GB)]
        assert videos(pieces) == (("F/a.mkv", GB),)

    def test_an_image_of_a_disc_is_a_film(self) -> None:
        assert videos([("film.iso", 40 * GB)]) == (("film.iso", 40 * GB),)

    def test_nothing(self) -> None:
        assert videos([]) == videos([("a.txt", 1)]) == ()


def test_an_episode_is_none_of_the_others_extras() -> None:
    files = (
        ("Tide.S01E01.The.Clerk.mkv", 3_000_000_000),
        ("Tide.S01E02.The.Sample.mkv", 140_000_000),
        ("Tide.S01E03.The.Trailer.mkv", 50_000_000),
        ("Tide.S01E01.The.Clerk-sample.mkv", 20_000_000),
    )
    assert [*videos(files)] == [*files[:3]]


def test_a_sample_that_comes_alone_is_no_episode() -> None:
    assert videos([("Tide.S01E01.1080p-sample.mkv", 20_000_000)]) == ()

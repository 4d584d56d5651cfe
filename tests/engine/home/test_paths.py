"""One folder, as a client, a library and Home Assistant see it."""

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.home.paths import (
    back,
    below,
    folder_of,
    mapped,
    read_paths,
    sound,
    suggest,
    tail,
    written,
)

PAIRS = read_paths(
    [
        "/downloads = /media/downloads",
        "/downloads/4k = /media/uhd",
        "D:\\Downloads = /data",
        "\\\\nas\\films = /media/nas",
        "/linux = E:\\Linux",
    ]
)


class TestReading:
    def test_lines(self) -> None:
        assert read_paths([" /a/b/ =  /c ", "", "  ", "D:\\X\\ = /d//e/"]) == (
            ("/a/b", "/c"),
            ("D:\\X", "/d/e"),
        )

    def test_a_sign_in_a_name(self) -> None:
        assert read_paths(["/a=b = /c"]) == (("/a=b", "/c"),)
        assert read_paths(["/a=/c"]) == (("/a", "/c"),)

    @pytest.mark.parametrize(
        ("one", "two"),
        [("/", "/"), ("D:\\", "D:\\"), ("D:", "D:\\"), ("D:/x/", "D:/x")],
    )
    def test_roots_and_separators(self, one: str, two: str) -> None:
        assert read_paths([f"{one} = /media"]) == ((two, "/media"),)

    def test_the_same_line_twice_is_one(self) -> None:
        assert read_paths(["D:\\a = /b", "d:\\A\\ = /b"]) == (("D:\\a", "/b"),)

    @pytest.mark.parametrize(
        ("line", "key"),
        [
            ("/downloads", "paths_line"),
            ("/a=b=/c", "paths_line"),
            ("/a = /b = /c", "paths_line"),
            ("downloads = /media", "paths_relative"),
            ("/downloads = media", "paths_relative"),
            (" = /media", "paths_relative"),
            ("/a\x00b = /media", "paths_relative"),
            ("/" + "a" * 5000 + " = /media", "paths_relative"),
            ("/a/../b = /media", "paths_up"),
            ("/a = /media/..", "paths_up"),
            ("D:\\a\\..\\b = /media", "paths_up"),
        ],
    )
    def test_bad_lines(self, line: str, key: str) -> None:
        with pytest.raises(ValueError, match=f"^{key}$"):
            read_paths([line])

    def test_two_places_for_one_folder(self) -> None:
        with pytest.raises(ValueError, match=r"^paths_twice$"):
            read_paths(["/a = /b", "/a/ = /c"])

    def test_written_as_it_was_read(self) -> None:
        assert read_paths(written(PAIRS)) == PAIRS


class TestMapping:
    @pytest.mark.parametrize(
        ("path", "there"),
        [
            ("/downloads/film/a.mkv", "/media/downloads/film/a.mkv"),
            ("/downloads", "/media/downloads"),
            ("/downloads/", "/media/downloads"),
            ("/downloads//film/./a.mkv", "/media/downloads/film/a.mkv"),
            ("/downloads/4k/a.mkv", "/media/uhd/a.mkv"),
            ("/downloads/4kids/a.mkv", "/media/downloads/4kids/a.mkv"),
            ("/downloads2/a.mkv", "/downloads2/a.mkv"),
            ("/Downloads/a.mkv", "/Downloads/a.mkv"),
            ("d:\\downloads\\Film\\A.mkv", "/data/Film/A.mkv"),
            ("D:/Downloads/Film/A.mkv", "/data/Film/A.mkv"),
            ("\\\\NAS\\Films\\A.mkv", "/media/nas/A.mkv"),
            ("/linux/Film/A.mkv", "E:\\Linux\\Film\\A.mkv"),
            ("/d:/Downloads/a.mkv", "/d:/Downloads/a.mkv"),
            ("", ""),
            ("film.mkv", ""),
            ("/downloads/../etc/passwd", ""),
            ("/downloads/film/..", ""),
            ("D:\\Downloads\\..\\x", ""),
            ("/linux/a\\..\\..\\b.mkv", ""),
            ("/downloads/a\x00.mkv", ""),
        ],
    )
    def test_mapped(self, path: str, there: str) -> None:
        assert mapped(path, PAIRS) == there

    @pytest.mark.parametrize(
        ("there", "path"),
        [
            ("/media/downloads/a.mkv", "/downloads/a.mkv"),
            ("/media/uhd/a.mkv", "/downloads/4k/a.mkv"),
            ("/data/Film/A.mkv", "D:\\Downloads\\Film\\A.mkv"),
            ("/media/nas/A.mkv", "\\\\nas\\films\\A.mkv"),
            ("e:\\linux\\A.mkv", "/linux/A.mkv"),
            ("/elsewhere/a.mkv", "/elsewhere/a.mkv"),
        ],
    )
    def test_back(self, there: str, path: str) -> None:
        assert back(there, PAIRS) == path

    def test_separators_are_those_of_the_other_side(self) -> None:
        assert mapped("/a/b/c", [("/a", "D:/x")]) == "D:/x/b/c"
        assert mapped("/a/b/c", [("/a", "D:\\")]) == "D:\\b\\c"
        assert mapped("/a/b", [("/", "/media")]) == "/media/a/b"
        assert mapped("/a/b", [("/a", "/")]) == "/b"

    @given(
        st.lists(st.sampled_from(["a", "..", ".", "", "..\\..", "b", "\\"]), max_size=8)
    )
    def test_nothing_gets_out(self, parts: list[str]) -> None:
        path = "/downloads/" + "/".join(parts)
        there = mapped(path, [("/downloads", "/media/in"), ("/downloads/b", "D:\\in")])
        assert there == "" or below(there, "/media/in") or below(there, "D:\\in")


def test_below() -> None:
    assert below("/films/a", "/films")
    assert below("/films", "/films/")
    assert below("/films", "/")
    assert below("d:\\FILMS\\a", "D:/films")
    assert not below("/films4k", "/films")
    assert not below("/films/../etc", "/films")
    assert not below("films/a", "films")
    assert not below("/D:/a", "D:\\")
    assert not below("\\\\d:\\a", "D:\\")


def test_sound() -> None:
    assert sound("/a/..b/c..")
    assert not sound("/a/..")
    assert not sound("/a\nb")
    # A byte that is no text has a name of its own; other halves of characters no disk takes.
    assert sound("/a/\udce9.mkv")
    assert not sound("/a/\ud83d.mkv")
    assert not sound("/a/\udd00.mkv")


def test_tail_and_folder() -> None:
    assert tail("/a/b.mkv") == "b.mkv"
    assert tail("D:\\a\\b.mkv") == "b.mkv"
    assert tail("/a/b\\c.mkv") == "b\\c.mkv"
    assert tail("/") == tail("") == ""
    assert folder_of("/a/b.mkv") == "/a"
    assert folder_of("/b.mkv") == "/"
    assert folder_of("D:\\b.mkv") == "D:\\"
    assert folder_of("\\\\nas\\films\\b.mkv") == "\\\\nas\\films"
    assert folder_of("\\\\nas\\films") == folder_of("/") == folder_of("D:\\") == ""
    assert folder_of("b.mkv") == folder_of("/a/../b") == ""


class TestSuggesting:
    @pytest.mark.parametrize(
        ("client", "there", "pair"),
        [
            (
                "/downloads/Film/a.mkv",
                "/media/downloads/Film/a.mkv",
                ("/downloads", "/media/downloads"),
            ),
            ("/in/Film/a.mkv", "/media/x/Film/a.mkv", ("/in", "/media/x")),
            ("D:\\Down\\film", "/data/Film", ("D:\\Down", "/data")),
            ("D:\\Data\\film", "/mnt/data/film", ("D:\\Data", "/mnt/data")),
            ("/a/b/c/d", "/x/b/c/d", ("/a", "/x")),
        ],
    )
    def test_what_differs(self, client: str, there: str, pair: tuple[str, str]) -> None:
        assert suggest(client, [there]) == pair
        assert mapped(client, [pair]).casefold() == there.casefold()

    @pytest.mark.parametrize(
        ("client", "there"),
        [
            ("/a/film", []),
            ("/a/film", ["/a/film"]),
            ("/a/film", ["/b/other"]),
            ("/a/film", ["/b/../film", "relative/film"]),
            ("/film", ["/media/film"]),
            ("a/film", ["/media/a/film"]),
            ("/a/Film", ["/b/film"]),
            # Either would do.
            ("/a/film", ["/b/film", "/c/film"]),
        ],
    )
    def test_no_guess(self, client: str, there: list[str]) -> None:
        assert suggest(client, there) is None

    def test_the_longest_end_wins(self) -> None:
        there = ["/x/a.mkv", "/media/Film/a.mkv", "/media/Film/b.mkv"]
        assert suggest("/in/Film/a.mkv", there) == ("/in", "/media")


def test_a_name_is_the_same_however_its_letters_are_put_together() -> None:
    apart, together = "/a\u0308b", "/\u00e4b"
    assert below(f"{apart}/x", together)
    assert mapped(f"{apart}/x", [(together, "/there")]) == "/there/x"
    assert suggest(f"/down{apart}", [f"/data{together}"]) == ("/down", "/data")

"""How odd numbers of episodes are read."""

import pytest

from custom_components.greenlight.engine.pattern import MAX_TERM_CHARS, PatternError
from custom_components.greenlight.engine.series.numbering import (
    Numbering,
    read_numbering,
)
from custom_components.greenlight.engine.title.parse import Title

TAIL = "1080p WEB-DL H.264-GRP"


def said(title: str, expression: str = "", season: int = 0, episode: int = 0) -> Title:
    numbering = read_numbering(expression, season, episode)
    assert numbering is not None
    return numbering.read(title)


def numbers(title: Title) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    return title.seasons, title.episodes, title.absolute


PART = r"Part (?P<season>\d+) - (?P<episode>\d+)"


class TestAnExpression:
    @pytest.mark.parametrize(
        ("title", "expression", "found"),
        [
            (f"Low Water Part 2 - 13 {TAIL}", PART, ((2,), (13,), ())),
            (f"Low Water Part 2 - 13 {TAIL}", f"/{PART}/", ((2,), (13,), ())),
            (f"Low Water #7 {TAIL}", r"#(?P<episode>\d+)", ((1,), (7,), ())),
            (f"Low Water #107 {TAIL}", r"#(?P<absolute>\d+)", ((), (), (107,))),
            (f"Low Water Book 3 {TAIL}", r"Book (?P<season>\d)", ((3,), (), ())),
            (
                f"Low Water #7 #8 {TAIL}",
                r"(?:#(?P<episode>\d+)\s*)+",
                ((1,), (7, 8), ()),
            ),
        ],
    )
    def test_says_the_numbers(
        self, title: str, expression: str, found: tuple[tuple[int, ...], ...]
    ) -> None:
        assert numbers(said(title, expression)) == found

    def test_is_certain_and_tells_the_name(self) -> None:
        title = said(f"[GRP] Low Water Part 2 - 13 {TAIL}", PART)
        assert "Low Water" in title.alternatives
        assert not title.season_pack
        assert title.sure("seasons") == title.sure("episodes") == "stated"
        assert title.quality.resolution == 1080

    def test_of_a_season_alone_is_a_pack(self) -> None:
        assert said(f"Low Water Book 3 {TAIL}", r"Book (?P<season>\d)").season_pack

    @pytest.mark.parametrize(
        "expression",
        [
            r"Part (?P<season>\d+)",  # is not there
            r"(?P<season>\w+)",  # is no number
            r"(?P<episode>x)?Low",  # is not in what was found
            r"(?P<season>\d{6,})",  # is longer than any
        ],
    )
    def test_that_finds_no_number_changes_nothing(self, expression: str) -> None:
        title = f"Low Water 1234567 S01E02 {TAIL}"
        assert numbers(said(title, expression, 1, 1)) == ((1,), (2,), ())

    def test_that_moves_below_nothing_changes_nothing(self) -> None:
        title = f"Low Water S01E02 Book 3 {TAIL}"
        assert said(title, r"Book (?P<season>\d)", -5).seasons == (1,)

    def test_that_takes_too_long_is_stopped(self) -> None:
        numbering = read_numbering(r"(?P<season>(q|qq)+)$")
        assert numbering is not None
        assert not numbering.stopped
        assert numbering.read("q" * 299 + "!") is not None
        assert numbering.stopped
        assert numbering.text == r"/(?P<season>(q|qq)+)$/"


class TestAnOffset:
    def test_moves_what_is_read(self) -> None:
        title = f"Low Water S02E13 {TAIL}"
        assert numbers(said(title, "", 1, -12)) == ((3,), (1,), ())

    def test_moves_what_an_expression_finds(self) -> None:
        title = f"Low Water #13 {TAIL}"
        found = said(title, r"#(?P<episode>\d+)", 1, -12)
        assert numbers(found) == ((2,), (1,), ())

    @pytest.mark.parametrize(
        "title",
        [f"Low Water S02E03 {TAIL}", f"Low Water S00E01 {TAIL}", f"Low Water {TAIL}"],
    )
    def test_leaves_what_it_cannot_be_meant_for(self, title: str) -> None:
        found = said(title, "", 0, -12)
        assert numbers(found) == numbers(read_as_usual(title))


def read_as_usual(title: str) -> Title:
    return Numbering(None).read(title)


class TestWhatIsWritten:
    def test_nothing_is_nothing(self) -> None:
        assert read_numbering("  ") is None
        offset = read_numbering("", 0, 3)
        assert offset is not None
        assert (offset.text, offset.stopped) == ("", False)

    @pytest.mark.parametrize(
        ("line", "code", "position"),
        [
            (r"Part (\d+)", "no_groups", 0),
            (r"(?P<year>\d+)", "no_groups", 0),
            (r"(?P<season>\d+", "syntax", 1),
            (r"/(?P<season>\d+/", "syntax", 2),
            ("x" * (MAX_TERM_CHARS + 1), "too_long", 0),
        ],
    )
    def test_what_cannot_be_used_says_why(
        self, line: str, code: str, position: int
    ) -> None:
        with pytest.raises(PatternError) as caught:
            read_numbering(line)
        assert (caught.value.code, caught.value.position) == (code, position)

"""A rule about what a title says: it fits, it does not, or nobody knows."""

from typing import Any

import pytest

from custom_components.greenlight.engine import (
    consider as considering,
    match as matching,
)
from custom_components.greenlight.engine.consider import consider
from custom_components.greenlight.engine.match import Match, match
from custom_components.greenlight.engine.outcome import Outcome
from custom_components.greenlight.engine.quality.quality import Source
from custom_components.greenlight.engine.reading import plain_name
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.rules import Action, Rule
from custom_components.greenlight.engine.title.parse import Title, parse

FILM = "Dune.Part.Two.2024.GERMAN.2160p.UHD.BluRay.REMUX.HEVC-GRP"
SERIES = "Show.S02E05.1080p.WEB-DL.H264-NTb"
PACK = "Show.S01-S03.1080p.WEB.x264"


def release(title: str) -> Release:
    return Release(guid="1", title=title, link="https://site.test/1", source="site")


def rule(**changes: Any) -> Rule:
    return Rule(**{"id": "1", "name": "Rule"} | changes)


def only(*values: Any) -> frozenset[Any]:
    return frozenset(values)


FITS: list[tuple[str, dict[str, Any]]] = [
    (FILM, {"titles": ("Dune: Part Two",)}),
    (FILM, {"titles": ("Arrival", "dune part two")}),
    ("Amélie.2001.1080p", {"titles": ("amelie",)}),
    ("Dune.1984.1080p", {"titles": ("Dune (1984)",)}),
    ("Law & Order S01E01", {"titles": ("Law and Order",)}),
    ("The.Office.AKA.Das.Büro.2005.1080p", {"titles": ("Das Buro",)}),
    (FILM, {"min_year": 2024}),
    (FILM, {"max_year": 2024}),
    (SERIES, {"seasons": only(1, 2)}),
    (PACK, {"seasons": only(1, 2, 3)}),
    (SERIES, {"first": (2, 5)}),
    # Specials that are named are beside what comes first.
    ("Show.S00E05.1080p", {"first": (2, 1), "seasons": only(0, 2)}),
    (SERIES, {"episodes": only(5)}),
    (SERIES, {"seasons": only(2), "episodes": only(4, 5)}),
    ("[Group] Frieren - 05 (1080p)", {"episodes": only(5)}),
    (FILM, {"resolutions": only(1080, 2160)}),
    (FILM, {"origins": only(Source.REMUX)}),
    (SERIES, {"origins": only(Source.WEBDL)}),
    (SERIES, {"origins": only(Source.WEB)}),
    (PACK, {"origins": only(Source.WEB)}),
    (SERIES, {"groups": only("ntb", "other")}),
    (FILM, {"languages": only("German", "french")}),
]
REFUSED: list[tuple[str, dict[str, Any], Reason]] = [
    (FILM, {"titles": ("Dune",)}, Reason("other_title", (("title", "Dune Part Two"),))),
    ("2160p", {"titles": ("Dune", "", " ")}, Reason("other_title", (("title", ""),))),
    (
        "Dune.2021.1080p",
        {"titles": ("Dune (1984)",)},
        Reason("other_title", (("title", "Dune"),)),
    ),
    (FILM, {"min_year": 2025}, Reason("other_year", (("year", 2024),))),
    (FILM, {"max_year": 2023}, Reason("other_year", (("year", 2024),))),
    (SERIES, {"seasons": only(1)}, Reason("other_season", (("seasons", "2"),))),
    (PACK, {"seasons": only(4)}, Reason("other_season", (("seasons", "1-3"),))),
    (SERIES, {"episodes": only(4)}, Reason("other_episode", (("episodes", "5"),))),
    (SERIES, {"first": (2, 6)}, Reason("before_first")),
    ("Show.S00E05.1080p", {"first": (2, 1)}, Reason("before_first")),
    (
        FILM,
        {"resolutions": only(1080)},
        Reason("other_resolution", (("resolution", 2160),)),
    ),
    (
        FILM,
        {"origins": only(Source.BLURAY)},
        Reason("other_origin", (("origin", "remux"),)),
    ),
    (
        SERIES,
        {"origins": only(Source.WEBRIP)},
        Reason("other_origin", (("origin", "webdl"),)),
    ),
    (SERIES, {"groups": only("GRP")}, Reason("other_group", (("group", "NTb"),))),
    (
        FILM,
        {"languages": only("french")},
        Reason("other_language", (("languages", "german"),)),
    ),
]
UNKNOWN: list[tuple[str, dict[str, Any], Reason]] = [
    (SERIES, {"min_year": 2000}, Reason("unknown_year")),
    (FILM, {"seasons": only(1)}, Reason("unknown_season")),
    (PACK, {"seasons": only(1)}, Reason("more_seasons", (("seasons", "1-3"),))),
    (PACK, {"episodes": only(1)}, Reason("unknown_episode")),
    (
        "Show.S01E01-E03.1080p",
        {"episodes": only(1, 2)},
        Reason("more_episodes", (("episodes", "1-3"),)),
    ),
    ("Film.2024", {"resolutions": only(1080)}, Reason("unknown_resolution")),
    ("Film.2024", {"origins": only(Source.WEB)}, Reason("unknown_origin")),
    # It is WEB-DL or WEBRip, and does not say which.
    (PACK, {"origins": only(Source.WEBDL)}, Reason("unknown_origin")),
    ("Film.2024", {"groups": only("GRP")}, Reason("unknown_group")),
    (SERIES, {"languages": only("german")}, Reason("unknown_language")),
    (
        "Film.2024.MULTi.1080p.BluRay.x264-GRP",
        {"languages": only("german")},
        Reason("unknown_language"),
    ),
    (
        "Film.2024.GERMAN.DL.1080p.BluRay.x264-GRP",
        {"languages": only("english")},
        Reason("unknown_language"),
    ),
]


@pytest.mark.parametrize(("title", "wanted"), FITS)
def test_what_the_title_says_fits(title: str, wanted: dict[str, Any]) -> None:
    assert match(rule(**wanted), release(title)) == Match()


@pytest.mark.parametrize(("title", "wanted", "why"), REFUSED)
def test_what_does_not_fit_is_refused(
    title: str, wanted: dict[str, Any], why: Reason
) -> None:
    assert match(rule(**wanted), release(title)) == Match(refused=(why,))


@pytest.mark.parametrize(("title", "wanted", "why"), UNKNOWN)
def test_what_the_title_does_not_say_is_neither_yes_nor_no(
    title: str, wanted: dict[str, Any], why: Reason
) -> None:
    assert match(rule(**wanted), release(title)) == Match(unknown=(why,))


@pytest.mark.parametrize(
    ("title", "wanted", "code"),
    [
        # A disc of that kind is 2160p most of the time.
        (
            "Film.2024.UHD.BluRay.x265-GRP",
            {"resolutions": only(2160)},
            "unknown_resolution",
        ),
        (
            "Film.2024.UHD.BluRay.x265-GRP",
            {"resolutions": only(1080)},
            "unknown_resolution",
        ),
        ("Film.2024.HDRip.x264", {"origins": only(Source.WEBRIP)}, "unknown_origin"),
    ],
)
def test_what_is_only_likely_is_neither_yes_nor_no(
    title: str, wanted: dict[str, Any], code: str
) -> None:
    found = match(rule(**wanted), release(title))
    assert found == Match(unknown=(Reason(code),))


def test_every_reason_is_named() -> None:
    strict = rule(
        titles=("Arrival",),
        min_year=2025,
        seasons=only(1),
        resolutions=only(1080),
        groups=only("NTb"),
    )
    found = match(strict, release(FILM))
    assert [reason.code for reason in found.refused] == [
        "other_title",
        "other_year",
        "other_resolution",
        "other_group",
    ]
    assert [reason.code for reason in found.unknown] == ["unknown_season"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Spider-Man: Far from Home", "spiderman far from home"),
        ("Ocean’s Eleven", "Oceans Eleven"),
        ("STRASSE", "Straße"),
        ("Ｆｉｌｍ", "film"),
        ("!!! ", "!!!"),
    ],
)
def test_a_name_is_the_same_in_two_spellings(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


def test_names_of_punctuation_alone_are_told_apart() -> None:
    assert plain_name("!!!") != plain_name("???")


class TestVerdict:
    def test_what_is_unknown_is_asked_and_not_approved(self) -> None:
        auto = rule(action=Action.APPROVE, seasons=only(2), resolutions=only(1080))
        found = consider(release(SERIES), [auto])
        assert found.outcome is Outcome.APPROVE
        found = consider(release("Show.S02E05"), [auto])
        assert found.outcome is Outcome.ASK
        assert found.reasons[1:] == (Reason("unknown_resolution"),)

    def test_the_title_is_read_once_for_all_rules_and_only_for_a_rule_about_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[str] = []

        def read(title: str) -> Title:
            seen.append(title)
            return parse(title)

        monkeypatch.setattr(matching, "read", read)
        monkeypatch.setattr(considering, "read", read)
        off = rule(enabled=False, titles=("Show",))
        consider(release(SERIES), [rule(), off])
        assert seen == []
        consider(release(SERIES), [rule(titles=("Show",)), rule(seasons=only(2))])
        assert seen == [SERIES]

    def test_a_title_that_is_read_already_is_not_read_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delattr(matching, "read")
        monkeypatch.delattr(considering, "read")
        read = Title(title="Other")
        found = consider(release(SERIES), [rule(titles=("Show",))], read)
        assert found.outcome is Outcome.IGNORE
        assert match(rule(titles=("Other",)), release(SERIES), read).matched

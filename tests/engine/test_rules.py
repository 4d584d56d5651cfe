"""A rule holds a release against what a person wrote, and names every reason."""

from typing import Any

import pytest

from custom_components.greenlight.engine.match import Match, match
from custom_components.greenlight.engine.pattern import read_terms
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.rules import Rule

TITLE = "Dune.Part.Two.2024.2160p.WEB-DL"


def release(**changes: Any) -> Release:
    facts: dict[str, Any] = {
        "guid": "1",
        "title": TITLE,
        "link": "https://site.test/1",
        "source": "site",
    }
    return Release(**facts | changes)


def rule(include: str = "", exclude: str = "", **changes: Any) -> Rule:
    return Rule(
        id="1",
        name="Films",
        include=read_terms(include.split("\n")),
        exclude=read_terms(exclude.split("\n")),
        **changes,
    )


def codes(found: Match) -> list[str]:
    return [reason.code for reason in found.refused]


def test_a_rule_without_conditions_matches_everything() -> None:
    assert match(rule(), release()) == Match()
    assert match(rule(), release()).matched


class TestTerms:
    @pytest.mark.parametrize(
        "include",
        ["dune part two", "DUNE\n2160p", "dune | arrival", r"/part\W(two|three)/"],
    )
    def test_all_that_are_to_be_found_are_found(self, include: str) -> None:
        assert match(rule(include), release()).matched

    def test_each_that_is_missing_is_named(self) -> None:
        found = match(rule("dune\narrival\n/x265$/"), release())
        assert found.refused == (
            Reason("missing_term", (("term", "arrival"),)),
            Reason("missing_term", (("term", "/x265$/"),)),
        )
        assert not found.matched

    def test_each_that_must_not_be_there_is_named(self) -> None:
        found = match(rule("dune", "web dl\ncam\n2160p"), release())
        assert found.refused == (
            Reason("excluded_term", (("term", "web dl"),)),
            Reason("excluded_term", (("term", "2160p"),)),
        )

    def test_a_word_is_a_whole_word(self) -> None:
        assert codes(match(rule("dun"), release())) == ["missing_term"]
        assert match(rule(exclude="dun"), release()).matched


class TestSources:
    def test_none_named_are_all(self) -> None:
        assert match(rule(), release(source="any")).matched

    @pytest.mark.parametrize(
        ("source", "refused"), [("site", []), ("other", ["other_source"])]
    )
    def test_only_the_named_ones_count(self, source: str, refused: list[str]) -> None:
        narrow = rule(sources=frozenset({"site"}))
        assert codes(match(narrow, release(source=source))) == refused


class TestSize:
    @pytest.mark.parametrize(
        ("least", "most", "size", "refused"),
        [
            (10, 20, 9, ["too_small"]),
            (10, 20, 10, []),
            (10, 20, 20, []),
            (10, 20, 21, ["too_large"]),
            (10, None, 10**15, []),
            (None, 20, 0, []),
            (0, 0, 0, []),
            (None, 0, 1, ["too_large"]),
        ],
    )
    def test_is_within_bounds_or_refused(
        self, least: int | None, most: int | None, size: int, refused: list[str]
    ) -> None:
        found = match(rule(min_size=least, max_size=most), release(size=size))
        assert codes(found) == refused
        assert not found.unknown

    def test_is_named_with_its_limit(self) -> None:
        found = match(rule(min_size=10), release(size=9))
        assert found.refused == (Reason("too_small", (("size", 9), ("limit", 10))),)
        found = match(rule(max_size=10), release(size=11))
        assert found.refused == (Reason("too_large", (("size", 11), ("limit", 10))),)

    @pytest.mark.parametrize("bounds", [{"min_size": 1}, {"max_size": 1}])
    def test_that_is_unknown_is_neither_yes_nor_no(
        self, bounds: dict[str, Any]
    ) -> None:
        found = match(rule(**bounds), release())
        assert found == Match(unknown=(Reason("unknown_size"),))
        assert found.matched

    def test_that_nobody_asks_for_is_not_unknown(self) -> None:
        assert match(rule(), release(size=None)) == Match()


class TestSeeders:
    @pytest.mark.parametrize(
        ("least", "seeders", "refused"),
        [(5, 4, ["few_seeders"]), (5, 5, []), (5, 0, ["few_seeders"]), (0, 0, [])],
    )
    def test_are_enough_or_refused(
        self, least: int, seeders: int, refused: list[str]
    ) -> None:
        found = match(rule(min_seeders=least), release(seeders=seeders))
        assert codes(found) == refused

    def test_that_are_unknown_are_neither_yes_nor_no(self) -> None:
        found = match(rule(min_seeders=1), release())
        assert found == Match(unknown=(Reason("unknown_seeders"),))

    @pytest.mark.parametrize("least", [None, 0])
    def test_that_nobody_asks_for_are_not_unknown(self, least: int | None) -> None:
        assert match(rule(min_seeders=least), release()) == Match()


def test_every_reason_is_named_and_not_only_the_first() -> None:
    strict = rule("arrival", "dune", min_size=10, min_seeders=5)
    found = match(strict, release(size=1, seeders=1))
    assert codes(found) == [
        "missing_term",
        "excluded_term",
        "too_small",
        "few_seeders",
    ]


def test_what_is_unknown_is_told_beside_what_is_refused() -> None:
    found = match(rule("arrival", min_size=10), release())
    assert codes(found) == ["missing_term"]
    assert found.unknown == (Reason("unknown_size"),)


def test_a_reason_is_stored_as_one_flat_dictionary() -> None:
    reason = Reason("few_seeders", (("seeders", 1), ("limit", 5)))
    assert reason.as_dict() == {"code": "few_seeders", "seeders": 1, "limit": 5}

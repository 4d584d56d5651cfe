"""Which releases are for the same item, and which of them is the best."""

from itertools import permutations
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.candidates import rank, same_item, same_items
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.release import Release


def release(title: str, **changes: Any) -> Release:
    facts: dict[str, Any] = {"guid": title, "link": "https://site.test/1"}
    return Release(title=title, source="site", **facts | changes)


SAME = [
    ("Film.2024.2160p.WEB-DL-GRP", "Film 2024 1080p BluRay x264-OTHER"),
    ("Film.2024.2160p.WEB-DL-GRP", "Film.1080p.BluRay.x264-OTHER"),
    ("Amélie.2001.1080p.BluRay-GRP", "Amelie.2001.2160p.UHD.BluRay.REMUX-GRP"),
    ("Fast.and.Loud.2009.1080p-GRP", "Fast & Loud 2009 2160p-GRP"),
    ("Film.2024.2160p.WEB-DL-GRP", "Film.2024.PROPER.2160p.WEB-DL-GRP"),
    ("Film.2024.2160p.WEB-DL-GRP", "Film.2024.Extended.Cut.1080p.BluRay-GRP"),
    ("Show.S01E02.1080p.WEB-GRP", "Show.S01E02.The.Name.2160p.WEB-DL-OTHER"),
    ("Show.2019.S01E02.1080p.WEB-GRP", "Show.S01E02.2160p.WEB-DL-OTHER"),
    ("Show.S01E02E03.1080p.WEB-GRP", "Show.S01E02-E03.720p.HDTV-OTHER"),
    ("Show.S01.1080p.WEB-GRP", "Show.S01.COMPLETE.2160p.WEB-DL-OTHER"),
    ("Show.2024.05.06.1080p.WEB-GRP", "Show.2024.05.06.Guest.720p.HDTV-OTHER"),
    ("[Group] Show - 12 [1080p]", "[Other] Show - 12 (720p)"),
]
OTHER = [
    ("Film.2024.2160p.WEB-DL-GRP", "Film.2023.2160p.WEB-DL-GRP"),
    ("Film.2024.2160p.WEB-DL-GRP", "Film.2.2024.2160p.WEB-DL-GRP"),
    ("Film.2024.2160p.WEB-DL-GRP", "The.Film.Crew.2024.2160p.WEB-DL-GRP"),
    ("Show.S01E02.1080p.WEB-GRP", "Show.S01E03.1080p.WEB-GRP"),
    ("Show.S01E02.1080p.WEB-GRP", "Show.S02E02.1080p.WEB-GRP"),
    ("Show.S01E02.1080p.WEB-GRP", "Show.S01.1080p.WEB-GRP"),
    ("Show.S01E02.1080p.WEB-GRP", "Show.S01E02E03.1080p.WEB-GRP"),
    ("Show.S01E02.1080p.WEB-GRP", "Show.2024.1080p.WEB-GRP"),
    ("Show.S01.1080p.WEB-GRP", "Show.S01-S03.1080p.WEB-GRP"),
    ("Show.2019.S01E02.1080p.WEB-GRP", "Show.2024.S01E02.1080p.WEB-GRP"),
    ("Show.2024.05.06.1080p.WEB-GRP", "Show.2024.05.07.1080p.WEB-GRP"),
    ("[Group] Show - 12 [1080p]", "[Other] Show - 13 (720p)"),
    ("", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_these_are_for_the_same_item(one: str, other: str) -> None:
    assert same_item(read(one), read(other))
    assert same_item(read(other), read(one))
    assert same_items(one, [release(other)])
    assert same_items(other, [release(one)])


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_these_are_not(one: str, other: str) -> None:
    assert not same_item(read(one), read(other))
    assert not same_item(read(other), read(one))
    assert not same_items(one, [release(other)])


@given(st.text(max_size=60))
def test_any_title_is_taken(title: str) -> None:
    assert same_item(read(title), read(title)) is bool(read(title).title)
    rank(release(title))


WORST_FIRST = [
    release("Film.2024.2160p.HDCAM-GRP", seeders=900),
    release("Film.2024.720p.BluRay-GRP", seeders=900),
    release("Film.2024.1080p.WEB-DL-GRP", seeders=900),
    release("Film.2024.1080p.BluRay-GRP", seeders=900),
    release("Film.2024.2160p.WEB-DL-GRP"),
    release("Film.2024.2160p.WEB-DL-GRP", size=5, guid="large"),
    release("Film.2024.2160p.WEB-DL-GRP", size=4, guid="seeded", seeders=3),
    release("Film.2024.PROPER.2160p.WEB-DL-GRP"),
    release("Film.2024.2160p.UHD.BluRay.REMUX.HDR10-GRP"),
]


@pytest.mark.parametrize("worse", range(len(WORST_FIRST) - 1))
def test_the_best_comes_last(worse: int) -> None:
    assert rank(WORST_FIRST[worse]) < rank(WORST_FIRST[worse + 1])


def test_the_order_does_not_depend_on_where_it_began() -> None:
    some = [release("Film.2024.2160p-GRP", guid=guid) for guid in "abc"]
    for order in permutations(some):
        assert sorted(order, key=rank) == some

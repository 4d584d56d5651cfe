"""When a rule that approves by itself asks a person instead."""

from typing import Any

import pytest

from custom_components.greenlight.engine.library.holding import Holding
from custom_components.greenlight.engine.library.item import Item, Kind
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.restraint import (
    Early,
    Restraint,
    Spent,
    World,
    held_back,
    released,
    restrained,
    too_early,
)
from custom_components.greenlight.engine.title.parse import parse

CONDITION = ({"condition": "sun"},)


def work(kind: Kind = Kind.MOVIE, **facts: Any) -> Holding:
    """Return a work of which that is known."""
    item = Item(library="l", id="1", kind=kind, title="Film", **facts)
    return Holding(items=(item,))


def asks(restraint: dict[str, Any], **world: Any) -> list[str]:
    """Return by which codes a person is asked in a world."""
    return [one.code for one in restrained(Restraint(**restraint), World(**world))]


@pytest.mark.parametrize(
    ("restraint", "world", "expected"),
    [
        ({}, {}, []),
        ({"first": True}, {"first": True}, ["first_of_item"]),
        ({"first": True}, {"first": False}, []),
        ({"first": True}, {}, ["unknown_first_of_item"]),
        ({"min_free": 10}, {"free": 10}, []),
        ({"min_free": 10}, {"free": 9}, ["little_free"]),
        ({"min_free": 10}, {}, ["unknown_free"]),
        ({"condition": CONDITION}, {"condition": True}, []),
        ({"condition": CONDITION}, {"condition": False}, ["condition_not_met"]),
        ({"condition": CONDITION}, {}, ["condition_unknown"]),
        ({"hourly": 2}, {"hour": Spent(count=1)}, []),
        ({"hourly": 2}, {"hour": Spent(count=2)}, ["cap_hour"]),
        ({"daily": 2}, {"day": Spent(count=2)}, ["cap_day"]),
        ({"daily": 2}, {"hour": Spent(count=2)}, []),
        ({"hourly_bytes": 10}, {"size": 4, "hour": Spent(size=6)}, []),
        ({"hourly_bytes": 10}, {"size": 5, "hour": Spent(size=6)}, ["cap_bytes_hour"]),
        ({"daily_bytes": 10}, {"size": 5, "day": Spent(size=6)}, ["cap_bytes_day"]),
        ({"daily_bytes": 10}, {}, ["unknown_size"]),
    ],
)
def test_the_world(
    restraint: dict[str, Any], world: dict[str, Any], expected: list[str]
) -> None:
    assert asks(restraint, **world) == expected
    # What asks about the world has to say beforehand that it does.
    assert Restraint(**restraint).world is bool(restraint)


def test_all_that_restrains_is_said() -> None:
    restraint = {"first": True, "min_free": 10, "hourly": 1, "daily_bytes": 1}
    told = asks(restraint, first=True, free=1, size=2, hour=Spent(count=1))
    assert told == ["first_of_item", "little_free", "cap_hour", "cap_bytes_day"]


@pytest.mark.parametrize(
    ("title", "holding", "expected"),
    [
        ("Show.S01E01E02.1080p-X", None, []),
        ("Show.S01E01E02E03.1080p-X", None, ["many_episodes"]),
        ("Show.S01.1080p-X", None, ["unknown_episode_count"]),
        ("Show.S01-S03.1080p-X", None, ["unknown_episode_count"]),
        ("Film.2020.1080p-X", None, []),
        ("Film.2020.1080p-X", work(), []),
        ("Film.2020.1080p-X", work(Kind.SERIES), ["unknown_episode_count"]),
        ("Show.S01.1080p-X", Holding(episodes=((1, 1), (1, 2))), []),
        (
            "Show.S01.1080p-X",
            Holding(episodes=((1, 1), (1, 2), (1, 3))),
            ["many_episodes"],
        ),
    ],
)
def test_episodes(title: str, holding: Holding | None, expected: list[str]) -> None:
    release = Release(guid="1", title=title, link="", source="s")
    told = held_back(Restraint(max_episodes=2), release, parse(title), holding)
    assert [one.code for one in told] == expected


@pytest.mark.parametrize(
    ("size", "expected"), [(10, []), (11, ["large"]), (None, ["unknown_size"])]
)
def test_size(size: int | None, expected: list[str]) -> None:
    release = Release(guid="1", title="Film", link="", source="s", size=size)
    told = held_back(Restraint(max_size=10), release, parse("Film"), None)
    assert [one.code for one in told] == expected
    assert not [*held_back(Restraint(), release, parse("Film"), None)]


@pytest.mark.parametrize(
    ("holding", "now", "expected"),
    [
        (work(released=100.0), 99.0, "not_out"),
        (work(released=100.0), 100.0, ""),
        (work(released=100.0), None, "unknown_release_date"),
        (work(), 99.0, "unknown_release_date"),
        (work(available=True), 99.0, ""),
        (None, 99.0, "unknown_release_date"),
        (Holding(aired=100.0), 99.0, "not_out"),
    ],
)
def test_what_is_offered_before_it_is_out(
    holding: Holding | None, now: float | None, expected: str
) -> None:
    for early in (Early.ASK, Early.REFUSE):
        why = too_early(Restraint(early=early), holding, now)
        assert (why.code if why else "") == expected
        assert Restraint(early=early).looks
    assert too_early(Restraint(), holding, now) is None
    assert not Restraint().looks


def test_when_it_is_out_the_episodes_say_before_the_first_library() -> None:
    first, second = work(released=None).items, work(released=5.0).items
    both = Holding(items=(*first, *second))
    assert released(both) == 5.0
    assert released(Holding(items=both.items, aired=7.0)) == 7.0
    assert released(work()) is None
    assert released(None) is None

"""What is known again of a release that has failed, for how long, and how it is stored."""

from dataclasses import replace
import json
from typing import Any

import pytest

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import SYSTEM, Request, State, opened
from custom_components.greenlight.engine.skips import (
    MAX_AGE,
    MAX_SKIPS,
    Skip,
    Skips,
    skip_from_dict,
    skip_of,
    skip_to_dict,
)

NOW = 1_700_000_000.0
TITLE = "Film.2024.2160p.WEB-DL.DV.HDR10-GRP"
GIB = 1024**3
WHY = Reason("download_encrypted", (("detail", "password"),))


def skip(skip_id: str = "a", **changes: Any) -> Skip:
    facts: dict[str, Any] = {
        "id": skip_id,
        "at": NOW,
        "title": TITLE,
        "why": WHY,
        "source": "site",
        "guid": "1",
        "hashes": frozenset({"1" * 40}),
        "size": 10 * GIB,
    }
    facts |= changes
    return Skip(**{"until": facts["at"] + MAX_AGE} | facts)


def release(**changes: Any) -> Release:
    """Return a release that has nothing in common with the skipped one."""
    facts: dict[str, Any] = {
        "guid": "2",
        "title": "Another.Film.2024.1080p-GRP",
        "link": "https://site.test/2",
        "source": "other",
        "size": 10 * GIB,
    }
    return Release(**facts | changes)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, False),
        ({"hashes": frozenset({"1" * 40})}, True),
        ({"hashes": frozenset({"1" * 64})}, True),
        ({"hashes": frozenset({"1" * 40, "2" * 64}), "size": 1}, True),
        ({"hashes": frozenset({"2" * 40})}, False),
        ({"guid": "1", "source": "site"}, True),
        ({"guid": "1", "source": "site", "size": 1}, True),
        ({"guid": "1"}, False),
        ({"title": TITLE}, True),
        ({"title": "film 2024 2160p web dl dv hdr10 grp"}, True),
        ({"title": TITLE.replace("HDR10", "HDR10+")}, False),
        ({"title": TITLE, "size": None}, True),
        ({"title": TITLE, "size": int(10.19 * GIB)}, True),
        ({"title": TITLE, "size": int(9.81 * GIB)}, True),
        ({"title": TITLE, "size": int(10.3 * GIB)}, False),
        ({"title": TITLE, "size": int(9.7 * GIB)}, False),
    ],
)
def test_a_release_is_known_again(changes: dict[str, Any], found: bool) -> None:
    skips = Skips([skip()])
    assert (skips.find(release(**changes), now=NOW) is not None) is found


def test_without_a_size_the_title_is_enough() -> None:
    skips = Skips([skip(size=None)])
    assert skips.find(release(title=TITLE), now=NOW)


def test_of_two_with_one_title_the_one_of_that_size_is_found() -> None:
    small = skip("small", guid="3", hashes=frozenset(), size=5 * GIB)
    skips = Skips([skip(), small])
    found = skips.find(release(title=TITLE, size=5 * GIB), now=NOW)
    assert found == small


def test_nothing_is_found_where_nothing_is_skipped() -> None:
    assert Skips().find(release(title=TITLE), now=NOW) is None


def test_they_are_given_newest_first() -> None:
    skips = Skips([skip("old", at=NOW - 5), skip("new"), skip("older", at=NOW - 9)])
    assert [one.id for one in skips] == ["new", "old", "older"]
    assert len(skips) == 3
    assert "old" in skips
    assert "other" not in skips


def test_one_that_fails_again_is_there_once() -> None:
    skips = Skips([skip("a"), skip("b", guid="2")])
    skips.add(skip("a", at=NOW + 5))
    assert [(one.id, one.at) for one in skips] == [("a", NOW + 5), ("b", NOW)]


def test_the_oldest_go_when_there_are_too_many() -> None:
    skips = Skips()
    for number in range(MAX_SKIPS + 5):
        skips.add(skip(str(number), at=NOW + number, guid=str(number)))
    assert len(skips) == MAX_SKIPS
    assert "4" not in skips
    assert "5" in skips
    assert skips.find(release(guid="4", source="site"), now=NOW) is None


def test_they_go_when_they_are_too_old() -> None:
    skips = Skips([skip("old", at=NOW - MAX_AGE - 1), skip("new", guid="2")], now=NOW)
    assert [one.id for one in skips] == ["new"]
    known = release(title=TITLE)
    assert skips.find(known, now=NOW + MAX_AGE)
    assert skips.find(known, now=NOW + MAX_AGE + 1) is None
    skips.add(skip("newer", at=NOW + MAX_AGE + 1, guid="3"))
    assert [one.id for one in skips] == ["newer"]


def test_they_can_be_taken_off() -> None:
    skips = Skips([skip("a"), skip("b", guid="2", title="Other-GRP")])
    assert skips.discard(["a", "unknown"])
    assert not skips.discard(["a"])
    assert [one.id for one in skips] == ["b"]
    assert skips.find(release(title=TITLE), now=NOW) is None


def test_a_release_is_taken_off_in_all_its_forms() -> None:
    twice = [skip("a"), skip("b", guid="2", hashes=frozenset({"2" * 40}))]
    skips = Skips([*twice, skip("c", guid="3", hashes=frozenset(), size=GIB)])
    assert skips.discard_all_of(release(title=TITLE))
    assert [one.id for one in skips] == ["c"]
    assert not skips.discard_all_of(release(title=TITLE))


def test_a_request_gives_all_it_knows() -> None:
    request = opened(
        Request(
            id="r1",
            release=replace(release(), hashes=frozenset({"1" * 40})),
            state=State.PENDING,
            created=NOW,
            expires=NOW,
            hashes=frozenset({"2" * 64}),
            size=7,
        ),
        who=SYSTEM,
        why=Reason("rule_matched"),
    )
    assert skip_of(request, at=NOW, why=WHY) == Skip(
        id="r1",
        at=NOW,
        title="Another.Film.2024.1080p-GRP",
        why=WHY,
        source="other",
        guid="2",
        hashes=frozenset({"1" * 40, "2" * 64}),
        size=7,
        until=NOW + MAX_AGE,
    )


@pytest.mark.parametrize("one", [skip(), skip(size=None, hashes=frozenset())])
def test_they_are_read_as_they_were_written(one: Skip) -> None:
    assert skip_from_dict(json.loads(json.dumps(skip_to_dict(one)))) == one


@pytest.mark.parametrize(
    "damage",
    [
        {"id": 1},
        {"at": "soon"},
        {"at": None},
        {"title": None},
        {"why": "?"},
        {"why": {}},
        {"hashes": "1"},
        {"at": float("nan")},
        {"at": 253_402_300_800.0},
        {"at": -1},
    ],
)
def test_what_is_damaged_is_told(damage: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        skip_from_dict(skip_to_dict(skip()) | damage)


@pytest.mark.parametrize(
    "key", ["id", "at", "title", "why", "source", "guid", "hashes"]
)
def test_what_is_missing_is_told(key: str) -> None:
    data = skip_to_dict(skip())
    del data[key]
    with pytest.raises(KeyError):
        skip_from_dict(data)

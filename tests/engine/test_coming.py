"""Whether what was approved is still to come, and what it brings."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.coming import is_gone, is_on_way, promised
from custom_components.greenlight.engine.home.home import Home, Means, Measured, Step
from custom_components.greenlight.engine.quality.quality import DynamicRange
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import (
    SYSTEM,
    JournalEntry,
    Request,
    State,
)
from custom_components.greenlight.engine.series.states import (
    EpisodeState,
    asked_as,
    further,
)

TITLE = "Salt and Lanterns 2019 2160p UHD BluRay REMUX DV P7 FEL HEVC-AAA"


def request(state: State, **changes: Any) -> Request:
    release = Release(guid="1", title=TITLE, link="magnet:?x", source="site")
    facts: dict[str, Any] = {"created": 0.0, "expires": 9.0, "release": release}
    return Request(id="r", state=state, **facts | changes)


def home(step: Step, **changes: Any) -> Home:
    return Home(step=step, means=Means.IMPORT, since=0.0, **changes)


@pytest.mark.parametrize(
    ("one", "now", "comes"),
    [
        (request(State.PENDING), 1.0, False),
        (request(State.APPROVED), 1.0, True),
        (request(State.DOWNLOADING), 1.0, True),
        (request(State.IMPORTED), 1.0, False),
        (request(State.FAILED), 1.0, False),
        # Its way home begins in a moment, or it has none.
        (request(State.COMPLETED), 60.0, True),
        (request(State.COMPLETED), 86400.0, False),
        (request(State.COMPLETED, home=home(Step.BLOCKED)), 1.0, True),
        (request(State.COMPLETED, home=home(Step.LEFT)), 1.0, False),
    ],
)
def test_it_comes_until_it_is_where_it_belongs(
    one: Request, now: float, comes: bool
) -> None:
    assert is_on_way(one, now) is comes


def test_what_somebody_has_deleted_does_not_come() -> None:
    state = State.COMPLETED
    entry = JournalEntry(1.0, state, state, SYSTEM, Reason("removed_with_data"))
    gone = request(state, journal=(entry,), home=home(Step.WAITING))
    assert is_gone(gone)
    assert not is_on_way(gone, 2.0)


def test_it_brings_what_its_title_says() -> None:
    version = promised(request(State.APPROVED, size=7))
    assert (version.id, version.name, version.size) == ("r", TITLE, 7)
    assert version.quality.profile == "7"


@pytest.mark.parametrize("kept", [True, None])
def test_what_was_measured_as_promised_is_that(kept: bool | None) -> None:
    measured = Measured(now="HDR10", promised="P7 FEL", kept=kept)
    one = request(State.COMPLETED, home=home(Step.DONE, measured=measured))
    assert promised(one).quality.profile == "7"


def test_what_was_measured_as_less_is_less() -> None:
    measured = Measured(now="HDR10", promised="P7 FEL", kept=False)
    one = request(State.COMPLETED, home=home(Step.DONE, measured=measured))
    quality = promised(one).quality
    assert quality.profile is None
    assert quality.layer is None
    assert quality.dynamic_range == frozenset({DynamicRange.HDR10})
    assert (quality.resolution, quality.group) == (2160, "AAA")


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (request(State.PENDING), "asked"),
        (request(State.PENDING, later=99.0), "asked"),
        (request(State.PENDING, queued=True), "offered"),
        (request(State.PENDING, tell=True), None),
        (request(State.APPROVED), "downloading"),
        (request(State.COMPLETED, home=home(Step.TOLD)), "downloaded"),
        (request(State.DECLINED), None),
    ],
)
def test_a_request_says_how_far_it_has_come(one: Request, state: str | None) -> None:
    assert asked_as(one, 1.0) == state


def test_of_several_the_one_that_has_come_furthest_counts() -> None:
    asked, loading = EpisodeState.ASKED, EpisodeState.DOWNLOADING
    assert further(loading, asked)
    assert not further(asked, loading)
    assert further(asked, None)
    assert not further(None, asked)
    assert replace(request(State.PENDING), switch="x").switch == "x"

"""In which of the states that every program knows an order is shown, and what filters make of it."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.askers.base import Phase, Standing
from custom_components.greenlight.askers.qbittorrent.states import passes, state_of
from custom_components.greenlight.clients.base import DownloadState, Problem
from custom_components.greenlight.clients.qbittorrent.rows import STATES
from custom_components.greenlight.clients.through import Shown
from custom_components.greenlight.engine.files.metainfo import Torrent
from tests.support.fake_desk import download, order_of

ORDER = order_of(Torrent(name="A.Film.2025", hashes=frozenset({"a" * 40}), size=1000))
DONE = {"progress": 1.0, "complete": True}


def running(*, stopped: bool = False, forced: bool = False, **changed: Any) -> Standing:
    """Return an order that its client shows like this."""
    shown = Shown(download=download(ORDER, **changed), stopped=stopped, forced=forced)
    return Standing(order=ORDER, phase=Phase.RUNNING, shown=shown)


def test_what_no_client_has_yet() -> None:
    def state(phase: Phase) -> str:
        return state_of(Standing(order=ORDER, phase=phase))

    assert state(Phase.WAITING) == "pausedDL"
    assert state(Phase.QUEUED) == "queuedDL"
    assert state(Phase.FAILED) == "error"


def test_a_client_that_is_away_keeps_its_last_word() -> None:
    standing = running(state=DownloadState.DOWNLOADING)
    assert state_of(replace(standing, phase=Phase.QUEUED)) == "downloading"
    assert state_of(replace(standing, phase=Phase.FAILED)) == "error"
    # Nothing of a client is the answer of people.
    assert state_of(replace(standing, phase=Phase.WAITING)) == "pausedDL"


@pytest.mark.parametrize(
    ("state", "shown", "name"),
    [
        (DownloadState.QUEUED, {}, "queuedDL"),
        (DownloadState.FETCHING_METADATA, {}, "metaDL"),
        (DownloadState.FETCHING_METADATA, {"forced": True}, "forcedMetaDL"),
        (DownloadState.CHECKING, {}, "checkingDL"),
        (DownloadState.CHECKING, {"progress": 1.0}, "checkingUP"),
        (DownloadState.DOWNLOADING, {}, "downloading"),
        (DownloadState.DOWNLOADING, {"forced": True}, "forcedDL"),
        (DownloadState.STALLED, {}, "stalledDL"),
        (DownloadState.STALLED, {"forced": True}, "forcedDL"),
        (DownloadState.WARNING, {}, "stalledDL"),
        (DownloadState.WARNING, DONE, "stalledUP"),
        (DownloadState.PAUSED, {}, "pausedDL"),
        (DownloadState.PAUSED, DONE, "pausedUP"),
        (DownloadState.DOWNLOADING, {"stopped": True}, "pausedDL"),
        (DownloadState.POST_PROCESSING, DONE, "moving"),
        (DownloadState.SEEDING, DONE, "stalledUP"),
        (DownloadState.SEEDING, DONE | {"upload_speed": 5}, "uploading"),
        (DownloadState.SEEDING, DONE | {"forced": True}, "forcedUP"),
        (DownloadState.SEEDING, DONE | {"stopped": True}, "pausedUP"),
        (DownloadState.SEEDING, {"progress": 0.9}, "stalledUP"),
        (DownloadState.COMPLETED, DONE, "pausedUP"),
        (DownloadState.COMPLETED, DONE | {"stopped": True}, "pausedUP"),
        (DownloadState.FAILED, {}, "error"),
        (DownloadState.FAILED, {"problem": Problem.MISSING_FILES}, "missingFiles"),
        (DownloadState.FAILED, {"stopped": True}, "error"),
        (DownloadState.UNKNOWN, {}, "unknown"),
    ],
)
def test_what_a_client_shows_has_the_name_that_the_real_one_gives_it(
    state: DownloadState, shown: dict[str, Any], name: str
) -> None:
    assert state_of(running(state=state, **shown)) == name


@pytest.mark.parametrize("state", DownloadState)
@pytest.mark.parametrize("done", [{}, DONE])
@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize("forced", [False, True])
def test_a_state_is_always_an_old_name_and_of_the_same_kind(
    state: DownloadState, done: dict[str, Any], stopped: bool, forced: bool
) -> None:
    name = state_of(running(state=state, stopped=stopped, forced=forced, **done))
    assert name in STATES
    assert "stopped" not in name
    # Nothing is imported that is not all there.
    if not done and state not in (DownloadState.SEEDING, DownloadState.COMPLETED):
        assert not name.endswith("UP")


@pytest.mark.parametrize(
    ("wanted", "states"),
    [
        (
            "downloading",
            "checkingDL downloading forcedDL metaDL pausedDL queuedDL stalledDL",
        ),
        ("seeding", "checkingUP forcedUP queuedUP stalledUP uploading"),
        ("completed", "checkingUP forcedUP pausedUP queuedUP stalledUP uploading"),
        ("paused", "pausedDL pausedUP"),
        ("stopped", "pausedDL pausedUP"),
        ("active", "downloading forcedDL forcedUP metaDL moving uploading"),
        ("stalled", "stalledDL stalledUP"),
        ("stalled_downloading", "stalledDL"),
        ("stalled_uploading", "stalledUP"),
        ("checking", "checkingDL checkingUP"),
        ("moving", "moving"),
        ("errored", "error missingFiles"),
    ],
)
def test_filters_let_through_what_the_real_one_does(wanted: str, states: str) -> None:
    known = {
        *"checkingDL downloading forcedDL metaDL pausedDL queuedDL stalledDL".split(),
        *"checkingUP forcedUP pausedUP queuedUP stalledUP uploading".split(),
        *"moving error missingFiles unknown".split(),
    }
    assert {one for one in known if passes(one, wanted)} == set(states.split())


def test_some_filters_are_the_rest_and_unknown_ones_are_none() -> None:
    for rest, of in (
        ("inactive", "active"),
        ("resumed", "paused"),
        ("running", "paused"),
    ):
        for state in ("pausedDL", "downloading", "stalledUP", "error"):
            assert passes(state, rest) is not passes(state, of)
    assert passes("error", "")
    assert passes("error", "all")
    assert passes("error", "no such filter")

"""What is given up, when, and what then becomes of it in its client."""

from typing import Any

import pytest

from custom_components.greenlight.clients.base import DownloadState, Problem
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.ports import ClientSettings

from .fakes import ANNA, World
from .scene import approve, by_magnet, torrent

HASH = torrent("Film").v1 or ""
MINUTE, HOUR = 60.0, 3600.0
FOREVER = 1000 * HOUR
DEAD: dict[str, dict[str, Any]] = {
    "metadata": {"state": DownloadState.FETCHING_METADATA},
    "seeders": {"state": DownloadState.STALLED, "seeders": 0, "size": 5},
    "error": {"state": DownloadState.FAILED, "problem": Problem.ERROR},
}
LASTS = {"metadata": 6 * HOUR, "seeders": 24 * HOUR, "error": 30 * MINUTE}
CODES = {
    "metadata": "no_metadata",
    "seeders": "no_seeders",
    "error": "download_error",
}


@pytest.fixture
async def running(world: World) -> str:
    """Have a release downloading and return the id of its request."""
    world.gate.attached.rules = {"auto": approve()}
    await world.gate.offer([by_magnet("Film")])
    await world.settle()
    return list(world.ledger.open)[-1]


@pytest.fixture
async def usenet(world: World, running: str) -> str:
    """Have a release downloading in a client that is one for usenet."""
    world.client.protocol = Protocol.USENET  # type: ignore[misc]
    return running


def settings(world: World, **changes: Any) -> None:
    world.gate.attached.settings["qb"] = ClientSettings(name="qBittorrent", **changes)


async def show(world: World, **changes: Any) -> None:
    """Let the client say something of the download, and ask it."""
    facts = {"seeders": None, "size": None, "problem": None, "message": ""}
    (download_id,) = world.client.downloads
    world.client.show(download_id, **facts | changes)
    await world.poll()


async def later(world: World, seconds: float, every: float = 10 * MINUTE) -> None:
    """Let time pass in which the client is asked now and then, and once at the end."""
    while seconds > every:
        await world.advance(every)
        await world.poll()
        seconds -= every
    await world.advance(seconds)
    await world.poll()


class TestUsenet:
    @pytest.mark.parametrize(
        "problem", [one for one in Problem if one is not Problem.DISK_FULL]
    )
    async def test_that_failed_fails_at_once(
        self, world: World, usenet: str, problem: Problem
    ) -> None:
        await show(
            world, state=DownloadState.FAILED, problem=problem, message="430 no such"
        )
        request = world.gate.requests.find(usenet)
        assert request.state is State.FAILED
        failed = next(one for one in request.journal if one.after is State.FAILED)
        assert failed.why.code == f"download_{problem}"
        assert dict(failed.why.params) == {"detail": "430 no such"}
        assert failed.who.name == "qBittorrent"
        assert (usenet, "failed") in world.events
        assert (usenet, "problem") not in world.events

    async def test_for_which_there_is_no_room_waits_for_a_person(
        self, world: World, usenet: str
    ) -> None:
        await show(world, state=DownloadState.FAILED, problem=Problem.DISK_FULL)
        await later(world, FOREVER, every=100 * HOUR)
        assert world.state(usenet) == "downloading"
        assert world.events[-1] == (usenet, "problem")

    @pytest.mark.parametrize("state", [DownloadState.STALLED, DownloadState.QUEUED])
    async def test_is_never_dead(
        self, world: World, usenet: str, state: DownloadState
    ) -> None:
        await show(world, state=state)
        await later(world, FOREVER, every=100 * HOUR)
        assert world.state(usenet) == "downloading"

    async def test_that_is_warned_of_goes_on(self, world: World, usenet: str) -> None:
        await show(world, state=DownloadState.WARNING, problem=Problem.MISSING_ARTICLES)
        assert world.state(usenet) == "downloading"
        assert world.events[-1] == (usenet, "problem")

    async def test_that_is_complete_is_complete_whatever_else_is_said(
        self, world: World, usenet: str
    ) -> None:
        await show(
            world, state=DownloadState.FAILED, problem=Problem.ERROR, complete=True
        )
        assert world.state(usenet) == "completed"
        await show(world, state=DownloadState.FAILED, complete=False)
        assert world.state(usenet) == "completed"


class TestDeadTorrents:
    @pytest.mark.parametrize("kind", DEAD)
    async def test_fail_after_their_time(
        self, world: World, running: str, kind: str
    ) -> None:
        await show(world, **DEAD[kind])
        await later(world, LASTS[kind] - 1)
        assert world.state(running) == "downloading"
        await later(world, 1)
        request = world.gate.requests.find(running)
        assert request.state is State.FAILED
        failed = next(one for one in request.journal if one.after is State.FAILED)
        assert failed.why.code == CODES[kind]
        assert failed.who.name == "qBittorrent"

    @pytest.mark.parametrize("kind", DEAD)
    async def test_fail_after_the_time_a_person_has_set(
        self, world: World, running: str, kind: str
    ) -> None:
        name = {"seeders": "stalled"}.get(kind, kind)
        settings(world, **{f"{name}_timeout": 90 * MINUTE})
        await show(world, **DEAD[kind])
        await later(world, 89 * MINUTE)
        assert world.state(running) == "downloading"
        await later(world, MINUTE)
        assert world.state(running) == "failed"
        failed = next(
            one
            for one in world.gate.requests.find(running).journal
            if one.after is State.FAILED
        )
        if kind != "error":
            assert dict(failed.why.params) == {"hours": "1.5"}

    @pytest.mark.parametrize("kind", DEAD)
    async def test_never_fail_if_a_person_wants_it_so(
        self, world: World, running: str, kind: str
    ) -> None:
        settings(world, metadata_timeout=None, stalled_timeout=None, error_timeout=None)
        await show(world, **DEAD[kind])
        await later(world, FOREVER, every=100 * HOUR)
        assert world.state(running) == "downloading"

    @pytest.mark.parametrize(
        ("shown", "seconds"),
        [
            ({"state": DownloadState.QUEUED}, LASTS["metadata"]),
            ({"state": DownloadState.QUEUED, "size": 0}, LASTS["metadata"]),
            ({"state": DownloadState.STALLED}, LASTS["seeders"]),
            (
                {"state": DownloadState.WARNING, "problem": Problem.TRACKER},
                LASTS["metadata"],
            ),
            (
                {
                    "state": DownloadState.WARNING,
                    "problem": Problem.TRACKER,
                    "size": 9,
                },
                LASTS["seeders"],
            ),
            (
                {"state": DownloadState.FAILED, "problem": Problem.MISSING_FILES},
                LASTS["error"],
            ),
        ],
    )
    async def test_are_told_by_what_they_show(
        self, world: World, running: str, shown: dict[str, Any], seconds: float
    ) -> None:
        await show(world, **shown)
        await later(world, seconds - 1)
        assert world.state(running) == "downloading"
        await later(world, 1)
        assert world.state(running) == "failed"

    @pytest.mark.parametrize(
        "shown",
        [
            {"state": DownloadState.DOWNLOADING},
            {"state": DownloadState.STALLED, "seeders": 1},
            {"state": DownloadState.QUEUED, "size": 9},
            {"state": DownloadState.PAUSED},
            {"state": DownloadState.CHECKING},
            {"state": DownloadState.UNKNOWN},
            {"state": DownloadState.FAILED, "problem": Problem.DISK_FULL},
            {"state": DownloadState.WARNING, "problem": Problem.DISK_FULL},
            {"state": DownloadState.WARNING, "problem": Problem.ERROR},
            {
                "state": DownloadState.WARNING,
                "problem": Problem.TRACKER,
                "seeders": 1,
            },
        ],
    )
    async def test_are_not_those_that_may_go_on(
        self, world: World, running: str, shown: dict[str, Any]
    ) -> None:
        await show(world, **shown)
        await later(world, FOREVER, every=100 * HOUR)
        assert world.state(running) == "downloading"

    @pytest.mark.parametrize("kind", DEAD)
    async def test_that_get_better_begin_anew(
        self, world: World, running: str, kind: str
    ) -> None:
        for _ in range(3):
            await show(world, **DEAD[kind])
            await later(world, LASTS[kind] - 1)
            await show(world, state=DownloadState.DOWNLOADING)
        assert world.state(running) == "downloading"
        assert not world.gate.requests.find(running).stuck_in

    async def test_begin_anew_when_it_is_something_else(
        self, world: World, running: str
    ) -> None:
        await show(world, **DEAD["seeders"])
        await later(world, 23 * HOUR)
        await show(world, **DEAD["metadata"])
        await later(world, 5 * HOUR)
        await show(world, **DEAD["error"])
        await later(world, 29 * MINUTE)
        assert world.state(running) == "downloading"
        await later(world, MINUTE)
        assert world.state(running) == "failed"

    @pytest.mark.parametrize("kind", DEAD)
    @pytest.mark.parametrize("state", [DownloadState.PAUSED, DownloadState.CHECKING])
    async def test_do_not_age_while_they_are_paused(
        self, world: World, running: str, kind: str, state: DownloadState
    ) -> None:
        await show(world, **DEAD[kind])
        await later(world, LASTS[kind] - 60)
        await show(world, state=state)
        await later(world, FOREVER, every=100 * HOUR)
        await show(world, **DEAD[kind])
        assert world.state(running) == "downloading"
        await later(world, 59)
        assert world.state(running) == "downloading"
        await later(world, 1)
        assert world.state(running) == "failed"

    @pytest.mark.parametrize("kind", DEAD)
    async def test_do_not_age_while_the_client_does_not_answer(
        self, world: World, running: str, kind: str
    ) -> None:
        await show(world, **DEAD[kind])
        await later(world, LASTS[kind] - 60)
        await world.advance(FOREVER)
        world.gate.clients._follower.forget_missing("qb")
        await world.poll()
        assert world.state(running) == "downloading"
        await later(world, 59)
        assert world.state(running) == "downloading"
        await later(world, 1)
        assert world.state(running) == "failed"

    @pytest.mark.parametrize("kind", DEAD)
    @pytest.mark.parametrize("jump", [-FOREVER, FOREVER])
    async def test_do_not_age_because_the_clock_was_set(
        self, world: World, running: str, kind: str, jump: float
    ) -> None:
        """Or because the machine had slept."""
        await show(world, **DEAD[kind])
        await later(world, LASTS[kind] - 60)
        world.set_clock(jump)
        await world.poll()
        assert world.state(running) == "downloading"
        await later(world, 59)
        assert world.state(running) == "downloading"
        await later(world, 1)
        assert world.state(running) == "failed"

    async def test_age_on_after_a_restart(self, world: World, running: str) -> None:
        await show(world, **DEAD["seeders"])
        await later(world, 23 * HOUR, every=MINUTE)
        world.ledger.flush()
        await world.restart()
        await world.advance(FOREVER)
        await world.poll()
        assert world.state(running) == "downloading"
        await later(world, 59 * MINUTE)
        assert world.state(running) == "downloading"
        # A restart costs an hour at most.
        await later(world, HOUR + MINUTE)
        assert world.state(running) == "failed"

    async def test_do_not_become_another_kind_by_a_restart(
        self, world: World, running: str
    ) -> None:
        await show(world, **DEAD["seeders"])
        await later(world, 23 * HOUR)
        world.ledger.flush()
        await world.restart()
        await show(world, **DEAD["error"])
        await later(world, 29 * MINUTE)
        assert world.state(running) == "downloading"

    async def test_are_written_seldom(self, world: World, running: str) -> None:
        await show(world, **DEAD["seeders"])
        written = 0
        for _ in range(10 * 60):
            world.ledger.flush()
            await later(world, MINUTE)
            written += running in world.ledger.late
        assert written == 10

    async def test_fail_later_when_that_could_not_be_stored(
        self, world: World, running: str
    ) -> None:
        await show(world, **DEAD["metadata"])
        world.ledger.failing = True
        await later(world, LASTS["metadata"])
        assert world.state(running) == "downloading"
        world.ledger.failing = False
        await world.poll()
        assert world.state(running) == "failed"

    async def test_of_an_earlier_try_do_not_count(
        self, world: World, running: str
    ) -> None:
        await show(world, **DEAD["metadata"])
        await later(world, LASTS["metadata"] - 1)
        await world.gate.decide.cancel(running, ANNA)
        await world.gate.decide.retry(running, ANNA)
        await world.gate.decide.approve(running, ANNA)
        await world.settle()
        await show(world, **DEAD["metadata"])
        await later(world, LASTS["metadata"] - 1)
        assert world.state(running) == "downloading"

"""What a client says of our downloads becomes progress, completion and problems."""

from typing import Any

import pytest

from custom_components.greenlight.clients.base import DownloadState, Problem
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.follow import GONE_AFTER
from custom_components.greenlight.gate.ports import AlreadyRequested

from .fakes import ANNA, World
from .scene import approve, ask, by_magnet, torrent

HASH = torrent("Film").v1 or ""
HYBRID = torrent("Film", "hybrid")
BY_V1 = f"magnet:?xt=urn:btih:{HYBRID.v1}"


@pytest.fixture
async def running(world: World) -> str:
    """Have a release downloading and return the id of its request."""
    return await download(world)


async def download(world: World, name: str = "Film", link: str = "") -> str:
    """Have a release downloading."""
    world.gate.attached.rules = {"auto": approve()}
    facts: dict[str, Any] = {"link": link} if link else {}
    await world.gate.offer([by_magnet(name, **facts)])
    await world.settle()
    return list(world.ledger.open)[-1]


class TestProgress:
    async def test_is_taken_up_and_written_later(
        self, world: World, running: str
    ) -> None:
        on_disk, updates = dict(world.ledger.disk), world.updates
        world.client.show(HASH, progress=0.5, done=50)
        await world.poll()
        assert world.gate.requests.find(running).progress == 0.5
        assert world.gate.downloads[running].done == 50
        assert world.ledger.disk == on_disk
        assert world.updates == updates + 1

    async def test_that_is_none_costs_nothing(self, world: World, running: str) -> None:
        await world.poll()
        updates, points = world.updates, len(world.points)
        await world.poll()
        assert world.updates == updates
        assert world.points[points:] == ["poll"]

    async def test_is_asked_for_by_id_and_hashes(
        self, world: World, running: str
    ) -> None:
        followed = world.gate.clients.followed("qb")
        assert list(followed) == [running]
        asked = followed[running]
        assert (asked.id, asked.hashes) == (HASH, frozenset({HASH}))
        assert (asked.title, asked.mark) == ("Film", running)
        assert world.gate.clients.followed("other") == {}

    async def test_is_known_again_after_a_restart(
        self, world: World, running: str
    ) -> None:
        await world.restart()
        world.client.show(HASH, progress=0.5)
        await world.poll()
        assert world.gate.requests.find(running).progress == 0.5

    async def test_keeps_the_last_word_on_the_latest_only(self, world: World) -> None:
        ids = []
        for name in ("First", "Second", "Third"):
            ids.append(await download(world, name))
            await world.poll()
            world.client.show(torrent(name).v1 or "", complete=True)
            await world.poll()
        last = await download(world, "Last")
        assert set(world.gate.downloads) == {ids[-1], last}


class TestCompletion:
    async def test_ends_the_request(self, world: World, running: str) -> None:
        world.client.show(HASH, complete=True, content_path="/films/Film")
        await world.poll()
        request = world.gate.requests.find(running)
        assert request.state is State.COMPLETED
        assert (request.progress, request.content_path) == (1.0, "/films/Film")
        assert request.journal[-1].who.name == "qBittorrent"
        assert world.events[-1] == (running, "completed")
        assert world.gate.clients.followed("qb") == {}

    async def test_is_told_once(self, world: World, running: str) -> None:
        world.client.show(HASH, complete=True)
        await world.poll()
        await world.poll()
        assert [kind for _, kind in world.events].count("completed") == 1

    async def test_is_made_up_for_when_it_could_not_be_stored(
        self, world: World, running: str
    ) -> None:
        world.client.show(HASH, complete=True)
        world.ledger.failing = True
        await world.poll()
        assert world.state(running) == "downloading"
        world.ledger.failing = False
        await world.poll()
        assert world.state(running) == "completed"

    async def test_of_one_is_not_kept_by_another_that_cannot_be_stored(
        self, world: World, running: str
    ) -> None:
        other = await download(world, "Other")
        world.client.show(HASH, complete=True)
        world.client.show(torrent("Other").v1 or "", progress=0.5)
        world.ledger.failing = True
        await world.poll()
        assert world.gate.requests.find(other).progress == 0.5


class TestMissing:
    async def test_is_gone_only_after_a_while(self, world: World, running: str) -> None:
        world.client.downloads.clear()
        await world.poll()
        await world.advance(GONE_AFTER - 1)
        await world.poll()
        assert world.state(running) == "downloading"
        await world.advance(1)
        await world.poll()
        request = world.gate.requests.find(running)
        assert request.state is State.CANCELLED
        assert request.journal[-1].why.code == "removed_in_client"
        assert request.journal[-1].who.name == "qBittorrent"

    async def test_for_a_moment_is_not_gone(self, world: World, running: str) -> None:
        found = world.client.downloads.pop(HASH)
        await world.poll()
        await world.advance(GONE_AFTER - 1)
        world.client.downloads[HASH] = found
        await world.poll()
        world.client.downloads.clear()
        await world.advance(GONE_AFTER - 1)
        await world.poll()
        await world.advance(GONE_AFTER - 1)
        await world.poll()
        assert world.state(running) == "downloading"

    async def test_while_nobody_answers_is_not_gone(
        self, world: World, running: str
    ) -> None:
        found = world.client.downloads.pop(HASH)
        await world.poll()
        await world.advance(10 * GONE_AFTER)
        world.gate.clients._follower.forget_missing("qb")
        await world.poll()
        assert world.state(running) == "downloading"
        world.client.downloads[HASH] = found
        await world.poll()
        assert world.state(running) == "downloading"

    @pytest.mark.parametrize("jump", [-10 * GONE_AFTER, 100 * GONE_AFTER])
    async def test_is_not_gone_because_the_clock_was_set(
        self, world: World, running: str, jump: float
    ) -> None:
        """Or because the machine had slept."""
        world.client.downloads.clear()
        await world.poll()
        world.set_clock(jump)
        await world.poll()
        assert world.state(running) == "downloading"
        await world.advance(GONE_AFTER)
        await world.poll()
        assert world.state(running) == "cancelled"

    async def test_in_an_earlier_life_of_the_request_does_not_count(
        self, world: World, running: str
    ) -> None:
        world.client.downloads.clear()
        await world.poll()
        await world.gate.decide.cancel(running, ANNA)
        await world.advance(10 * GONE_AFTER)
        await world.gate.decide.retry(running, ANNA)
        await world.gate.decide.approve(running, ANNA)
        await world.settle()
        world.client.downloads.clear()
        await world.poll()
        assert world.state(running) == "downloading"

    async def test_is_made_up_for_when_it_could_not_be_stored(
        self, world: World, running: str
    ) -> None:
        world.client.downloads.clear()
        await world.poll()
        await world.advance(GONE_AFTER)
        world.ledger.failing = True
        await world.poll()
        assert world.state(running) == "downloading"
        world.ledger.failing = False
        await world.poll()
        assert world.state(running) == "cancelled"


class TestProblems:
    @pytest.mark.parametrize("problem", Problem)
    @pytest.mark.parametrize("state", [DownloadState.WARNING, DownloadState.FAILED])
    async def test_are_told_once_per_episode(
        self, world: World, running: str, state: DownloadState, problem: Problem
    ) -> None:
        for shown in (state, state, DownloadState.DOWNLOADING, state):
            said = problem if shown is state else None
            world.client.show(HASH, state=shown, problem=said, message="no space")
            await world.poll()
        problems = [kind for _, kind in world.events].count("problem")
        assert problems == 2
        entry = world.gate.requests.find(running).journal[-1]
        assert entry.why.code == f"download_{problem}"
        assert dict(entry.why.params) == {"detail": "no space"}
        assert entry.who.name == "qBittorrent"
        assert world.state(running) == "downloading"

    async def test_without_a_name_are_errors(self, world: World, running: str) -> None:
        world.client.show(HASH, state=DownloadState.FAILED)
        await world.poll()
        assert world.whys(running)[-1] == "download_error"

    async def test_of_another_kind_are_told_as_well(
        self, world: World, running: str
    ) -> None:
        for problem in (Problem.ERROR, Problem.DISK_FULL):
            world.client.show(HASH, state=DownloadState.WARNING, problem=problem)
            await world.poll()
        assert [kind for _, kind in world.events].count("problem") == 2
        assert world.whys(running)[-2:] == ["download_error", "download_disk_full"]

    async def test_with_another_message_are_not_told_again(
        self, world: World, running: str
    ) -> None:
        for message in ("1 of 9 trackers", "2 of 9 trackers"):
            world.client.show(
                HASH,
                state=DownloadState.WARNING,
                problem=Problem.TRACKER,
                message=message,
            )
            await world.poll()
        assert [kind for _, kind in world.events].count("problem") == 1

    async def test_are_not_told_again_after_a_restart(
        self, world: World, running: str
    ) -> None:
        world.client.show(HASH, state=DownloadState.FAILED)
        await world.poll()
        world.events.clear()
        await world.restart()
        await world.poll()
        assert not world.events
        world.client.show(HASH, state=DownloadState.DOWNLOADING)
        await world.poll()
        world.client.show(HASH, state=DownloadState.FAILED)
        await world.poll()
        assert world.events == [(running, "problem")]

    async def test_are_told_later_when_they_could_not_be_stored(
        self, world: World, running: str
    ) -> None:
        world.client.show(HASH, state=DownloadState.FAILED)
        world.ledger.failing = True
        await world.poll()
        assert (running, "problem") not in world.events
        world.ledger.failing = False
        await world.poll()
        assert world.events[-1] == (running, "problem")

    @pytest.mark.parametrize(
        "state", ["stalled", "paused", "checking", "post_processing", "unknown"]
    )
    async def test_are_not_what_passes_by_itself(
        self, world: World, running: str, state: str
    ) -> None:
        world.client.show(HASH, state=DownloadState(state))
        await world.poll()
        assert (running, "problem") not in world.events


class TestChangedIds:
    async def test_a_hybrid_stays_the_same_download(self, world: World) -> None:
        running = await download(world, link=BY_V1)
        assert world.gate.requests.find(running).download == HYBRID.v1
        both = frozenset({HYBRID.v1 or "", HYBRID.v2 or ""})
        world.client.show(HYBRID.v1 or "", id=HYBRID.client_id, hashes=both)
        await world.poll()
        request = world.gate.requests.find(running)
        assert (request.download, request.hashes) == (HYBRID.client_id, both)
        assert world.ledger.on_disk[running].download == HYBRID.client_id
        world.client.show(HYBRID.client_id, hashes=both, complete=True)
        await world.poll()
        assert world.state(running) == "completed"

    async def test_ends_the_question_about_its_other_half(self, world: World) -> None:
        running = await download(world, link=BY_V1)
        world.gate.attached.rules = {"ask": ask()}
        link = f"magnet:?xt=urn:btmh:1220{HYBRID.v2}"
        await world.gate.offer([by_magnet("Copy", link=link)])
        copy = list(world.ledger.open)[-1]
        both = frozenset({HYBRID.v1 or "", HYBRID.v2 or ""})
        world.client.show(HYBRID.v1 or "", id=HYBRID.client_id, hashes=both)
        await world.poll()
        assert world.state(copy) == "superseded"
        assert world.state(running) == "downloading"

    async def test_end_the_other_of_two_that_turn_out_to_be_one(
        self, world: World
    ) -> None:
        first = await download(world, link=BY_V1)
        link = f"magnet:?xt=urn:btmh:1220{HYBRID.v2}"
        second = await download(world, "Copy", link=link)
        assert len(world.client.downloads) == 2
        both = frozenset({HYBRID.v1 or "", HYBRID.v2 or ""})
        world.client.show(HYBRID.v1 or "", id=HYBRID.client_id, hashes=both)
        await world.poll()
        assert world.state(first) == "downloading"
        assert world.state(second) == "cancelled"
        assert world.whys(second)[-1] == "same_as"
        assert not world.client.removed
        with pytest.raises(AlreadyRequested) as refused:
            await world.gate.decide.retry(second, ANNA)
        assert refused.value.request.id == first

    async def test_one_that_was_tried_again_in_its_client_is_followed_on(
        self, world: World, running: str
    ) -> None:
        world.client.show(HASH, id="a new one", progress=0.1)
        await world.poll()
        assert world.ledger.on_disk[running].download == "a new one"
        world.client.show("a new one", complete=True)
        await world.poll()
        assert world.state(running) == "completed"

    async def test_that_cannot_be_stored_are_stored_later(self, world: World) -> None:
        running = await download(world, link=BY_V1)
        both = frozenset({HYBRID.v1 or "", HYBRID.v2 or ""})
        world.client.show(HYBRID.v1 or "", id=HYBRID.client_id, hashes=both)
        world.ledger.failing = True
        await world.poll()
        assert world.gate.requests.find(running).download == HYBRID.v1
        world.ledger.failing = False
        await world.poll()
        assert world.gate.requests.find(running).download == HYBRID.client_id

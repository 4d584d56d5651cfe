"""The gate considers, asks and decides."""

import asyncio
from typing import Any

import pytest

from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import (
    SYSTEM,
    ActorKind,
    IllegalMove,
    State,
)
from custom_components.greenlight.gate.ports import (
    AlreadyRequested,
    LedgerError,
    UnknownRequest,
    UnusableLink,
)
from custom_components.greenlight.sources.base import (
    Payload,
    SourceError,
    SourceTimeout,
)

from .fakes import ANNA, BERT, World
from .scene import approve, ask, by_magnet, file_of, torrent

DAY = 24 * 3600


async def asked(world: World, name: str = "Film", **rule: Any) -> str:
    """Offer one release to a rule that asks, and return the id of its request."""
    world.gate.attached.rules["ask"] = ask(**rule)
    await world.gate.offer([by_magnet(name)])
    return list(world.ledger.open)[-1]


class TestHandIn:
    async def test_asks_about_a_magnet_link(self, world: World) -> None:
        link = torrent("Film").magnet()
        request = await world.gate.hand_in(link, who=ANNA)
        assert request.state is State.PENDING
        assert request.release.title == "Film"
        assert request.release.hashes == {torrent("Film").v1}
        assert request.journal[0].who == ANNA
        assert request.journal[0].why == Reason("handed_in")
        assert world.events == [(request.id, "pending")]

    async def test_looks_into_a_file(self, world: World) -> None:
        world.source.files["https://site.test/1"] = file_of("Film")
        request = await world.gate.hand_in("https://site.test/1", who=ANNA)
        assert request.release.title == "Film"
        assert request.release.size == torrent("Film").size
        assert request.release.hashes == {torrent("Film").v1}

    async def test_keeps_outside_with_who_may_not_look_inside(
        self, world: World
    ) -> None:
        link = "https://site.test/1"
        world.source.files[link] = file_of("Film")
        request = await world.gate.hand_in(link, who=ANNA, outward=True)
        assert world.source.outward == 1
        await world.restart()
        await world.gate.decide.approve(request.id, ANNA)
        await world.settle()
        assert world.state(request.id) == "downloading"
        assert world.source.outward == 2

    async def test_downloads_at_once_when_it_comes_approved(self, world: World) -> None:
        link = torrent("Film").magnet()
        request = await world.gate.hand_in(link, who=ANNA, approve=True)
        await world.settle()
        assert world.state(request.id) == "downloading"

    async def test_takes_a_title_options_and_a_client(self, world: World) -> None:
        options = DownloadOptions(category="films")
        request = await world.gate.hand_in(
            torrent("Film").magnet(),
            who=ANNA,
            title=" My\nfilm ",
            options=options,
            client="qb",
        )
        assert request.release.title == "My film"
        assert (request.options, request.pinned) == (options, "qb")

    async def test_names_the_nameless_by_its_hash_and_never_by_its_link(
        self, world: World
    ) -> None:
        link = torrent("Film").magnet(name="") + "&tr=http://t.test/passkey"
        request = await world.gate.hand_in(link, who=ANNA)
        assert request.release.title == min(request.release.hashes)

    @pytest.mark.parametrize(
        "payload",
        [
            Payload(file=b"<html>"),
            Payload(magnet="magnet:?dn=Film"),
            Payload(magnet="magnet://[broken"),
            Payload(),
        ],
    )
    async def test_refuses_what_is_no_torrent(
        self, world: World, payload: Payload
    ) -> None:
        world.source.files["https://site.test/1"] = payload
        with pytest.raises(UnusableLink):
            await world.gate.hand_in("https://site.test/1", who=ANNA)
        assert not world.ledger.requests

    @pytest.mark.parametrize("link", ["", "ftp://site.test/1", "film", "https://"])
    async def test_refuses_a_link_that_is_not_followed(
        self, world: World, link: str
    ) -> None:
        with pytest.raises(UnusableLink):
            await world.gate.hand_in(link, who=ANNA)
        assert not world.points

    async def test_passes_on_why_a_link_leads_nowhere(self, world: World) -> None:
        world.source.files["https://site.test/1"] = SourceTimeout("slow")
        with pytest.raises(SourceError, match="slow"):
            await world.gate.hand_in("https://site.test/1", who=ANNA)

    async def test_tells_which_request_there_is_already(self, world: World) -> None:
        request_id = await asked(world)
        with pytest.raises(AlreadyRequested) as refused:
            await world.gate.hand_in(torrent("Film").magnet(), who=ANNA)
        assert refused.value.request.id == request_id

    async def test_two_who_hand_in_the_same_make_one_request(
        self, world: World
    ) -> None:
        world.hold("payload")
        both = asyncio.gather(
            world.gate.hand_in(torrent("Film").magnet(), who=ANNA),
            world.gate.hand_in(torrent("Film").magnet(), who=BERT),
            return_exceptions=True,
        )
        await world.settle()
        world.let_go("payload")
        results = await both
        assert len(world.ledger.requests) == 1
        assert [type(one).__name__ for one in results].count("AlreadyRequested") == 1

    async def test_nothing_is_there_when_it_could_not_be_stored(
        self, world: World
    ) -> None:
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.hand_in(torrent("Film").magnet(), who=ANNA, approve=True)
        await world.settle()
        assert not world.ledger.requests
        assert not world.client.taken


class TestDecide:
    async def test_an_approval_is_on_disk_before_the_client_is_called(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        world.points.clear()
        world.hold("find")
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert world.points == ["commit", "committed", "find"]
        assert world.ledger.on_disk[request_id].state is State.APPROVED

    async def test_an_approval_ends_in_a_download(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        request = world.gate.requests.find(request_id)
        assert request.state is State.DOWNLOADING
        assert (request.client, request.download) == ("qb", torrent("Film").v1)
        assert world.whys(request_id) == [
            "rule_matched",
            "approved_by_person",
            "client_took_it",
        ]
        assert request.journal[1].who == ANNA
        assert request.journal[2].who.kind is ActorKind.CLIENT

    @pytest.mark.parametrize(
        ("decide", "state", "code"),
        [
            ("decline", "declined", "declined_by_person"),
            ("cancel", "cancelled", "cancelled_by_person"),
        ],
    )
    async def test_keeps_a_persons_own_words(
        self, world: World, decide: str, state: str, code: str
    ) -> None:
        request_id = await asked(world)
        await getattr(world.gate.decide, decide)(request_id, ANNA, "too \x00 old")
        assert world.state(request_id) == state
        why = world.gate.requests.find(request_id).journal[-1].why
        assert why == Reason(code, (("text", "too old"),))
        assert not world.ledger.open
        await world.advance(2 * DAY)
        assert world.state(request_id) == state
        assert not world.client.taken

    @pytest.mark.parametrize("second", ["approve", "decline", "cancel"])
    async def test_the_second_to_decide_is_told_who_was_first(
        self, world: World, second: str
    ) -> None:
        request_id = await asked(world)
        await world.gate.decide.decline(request_id, ANNA)
        with pytest.raises(IllegalMove) as refused:
            await getattr(world.gate.decide, second)(request_id, BERT)
        assert refused.value.request.journal[-1].who == ANNA
        assert world.state(request_id) == "declined"

    @pytest.mark.parametrize("second", ["approve", "decline"])
    async def test_of_two_at_the_same_time_one_is_refused(
        self, world: World, second: str
    ) -> None:
        request_id = await asked(world)
        results = await asyncio.gather(
            world.gate.decide.approve(request_id, ANNA),
            getattr(world.gate.decide, second)(request_id, BERT),
            return_exceptions=True,
        )
        assert isinstance(results[1], IllegalMove)
        assert results[1].request.journal[-1].who == ANNA
        await world.settle()
        assert world.client.taken == [torrent("Film").v1]

    async def test_nobody_decides_on_what_is_not_there(self, world: World) -> None:
        with pytest.raises(UnknownRequest):
            await world.gate.decide.approve("nothing", ANNA)

    @pytest.mark.parametrize("decide", ["approve", "decline", "cancel"])
    async def test_a_decision_that_cannot_be_stored_is_none(
        self, world: World, decide: str
    ) -> None:
        request_id = await asked(world)
        before, world.events[:] = world.gate.requests.find(request_id), []
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await getattr(world.gate.decide, decide)(request_id, ANNA)
        await world.settle()
        assert world.gate.requests.find(request_id) == before
        assert not world.events
        assert not world.client.taken
        world.ledger.failing = False
        await world.gate.decide.approve(request_id, BERT)
        await world.settle()
        assert world.state(request_id) == "downloading"

    async def test_is_carried_out_although_whoever_decided_has_gone(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        world.hold("commit")
        decision = asyncio.create_task(world.gate.decide.approve(request_id, ANNA))
        await world.settle()
        decision.cancel()
        await world.settle()
        assert decision.cancelled()
        world.let_go("commit")
        await world.settle()
        assert world.state(request_id) == "downloading"

    async def test_is_carried_out_although_a_listener_fails(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fails(*_: object) -> None:
            raise KeyError("no such text")

        world.gate.on_event(fails)
        world.gate.on_update(fails)
        request_id = await asked(world)
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert "no such text" in caplog.text

    async def test_nobody_is_told_any_more_who_has_left(self, world: World) -> None:
        heard: list[object] = []
        stop = world.gate.on_event(heard.append)
        stop_updates = world.gate.on_update(lambda: heard.append(None))
        stop()
        stop_updates()
        await asked(world)
        assert not heard


class TestRetry:
    @pytest.mark.parametrize("end", ["decline", "cancel"])
    async def test_asks_again_about_what_was_turned_down(
        self, world: World, end: str
    ) -> None:
        request_id = await asked(world, lifetime=3600)
        await getattr(world.gate.decide, end)(request_id, ANNA)
        await world.advance(7200)
        request = await world.gate.decide.retry(request_id, BERT)
        assert request.state is State.PENDING
        assert request.expires == world.now + 3600
        assert world.whys(request_id)[-1] == "retried_by_person"
        await world.advance(3600)
        assert world.state(request_id) == "expired"

    async def test_asks_again_about_what_ran_out(self, world: World) -> None:
        request_id = await asked(world)
        await world.advance(2 * DAY)
        world.gate.attached.rules.clear()
        request = await world.gate.decide.retry(request_id, BERT)
        assert request.expires == world.now + DAY
        await world.gate.decide.approve(request_id, BERT)
        await world.settle()
        assert world.state(request_id) == "downloading"

    async def test_a_cancelled_download_begins_anew(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        world.client.show(torrent("Film").v1 or "", progress=0.5)
        await world.poll()
        await world.gate.decide.cancel(request_id, ANNA)
        request = await world.gate.decide.retry(request_id, ANNA)
        assert (request.download, request.progress) == (None, 0.0)
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert world.client.taken == [torrent("Film").v1] * 2

    @pytest.mark.parametrize("state", [State.PENDING, State.DOWNLOADING])
    async def test_is_refused_where_there_is_nothing_to_repeat(
        self, world: World, state: State
    ) -> None:
        world.gate.attached.rules["any"] = {
            State.PENDING: ask(),
            State.DOWNLOADING: approve(),
        }[state]
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        (request,) = world.ledger.open.values()
        assert request.state is state
        with pytest.raises(IllegalMove):
            await world.gate.decide.retry(request.id, ANNA)


class TestExpire:
    async def test_a_question_ends_when_nobody_answers(self, world: World) -> None:
        request_id = await asked(world)
        await world.advance(DAY - 1)
        assert world.state(request_id) == "pending"
        await world.advance(1)
        assert world.state(request_id) == "expired"
        assert world.gate.requests.find(request_id).journal[-1].who == SYSTEM
        assert world.events[-1] == (request_id, "expired")
        assert not world.timers

    async def test_each_question_ends_in_its_own_time(self, world: World) -> None:
        first = await asked(world, "First")
        await world.advance(3600)
        second = await asked(world, "Second", lifetime=60)
        await world.advance(60)
        assert (world.state(first), world.state(second)) == ("pending", "expired")
        await world.advance(DAY)
        assert world.state(first) == "expired"

    async def test_what_ran_out_while_nobody_ran_ends_at_the_start(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        world.now += DAY
        await world.restart()
        assert world.state(request_id) == "expired"

    async def test_many_that_end_at_once_are_one_write(self, world: World) -> None:
        world.gate.attached.rules["ask"] = ask()
        await world.gate.offer([by_magnet(f"Film {number}") for number in range(5)])
        world.points.clear()
        await world.advance(DAY)
        # One for all reminders, one for all ends.
        assert world.points == 2 * ["commit", "committed"]
        assert not world.ledger.open

    async def test_is_made_up_for_once_it_can_be_stored(self, world: World) -> None:
        request_id = await asked(world)
        world.ledger.failing = True
        await world.advance(DAY + 600)
        assert world.state(request_id) == "pending"
        assert not world.failures
        assert world.points.count("commit") < 40
        world.ledger.failing = False
        await world.advance(60)
        assert world.state(request_id) == "expired"

    async def test_does_not_keep_the_start_from_going_on(self, world: World) -> None:
        request_id = await asked(world)
        await asked(world, "Approved")
        approved = list(world.ledger.open)[-1]
        world.hold("find")
        await world.gate.decide.approve(approved, ANNA)
        world.now += DAY
        world.ledger.failing = True
        await world.restart()
        world.ledger.failing = False
        await world.advance(120)
        assert world.state(request_id) == "expired"
        assert world.state(approved) == "downloading"

    async def test_an_answer_while_others_end_is_no_trouble(self, world: World) -> None:
        # Nobody is reminded of what lives as short as that.
        first = await asked(world, "First", lifetime=1000)
        second = await asked(world, "Second", lifetime=1000)
        world.hold("commit")
        running = asyncio.create_task(world.advance(1000))
        # It lets everybody run by itself before time passes.
        await world.settle()
        await world.settle()
        with pytest.raises(IllegalMove):
            await world.gate.decide.approve(second, ANNA)
        world.let_go("commit")
        await running
        assert {world.state(first), world.state(second)} == {"expired"}
        assert not world.failures


class TestStop:
    async def test_leaves_no_timer(self, world: World) -> None:
        request_id = await asked(world)
        await asked(world, "Other")
        world.gate.attached.clients.clear()
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert len(world.timers) == 2
        world.gate.stop()
        assert not world.timers

    async def test_what_still_runs_begins_nothing_new(self, world: World) -> None:
        request_id = await asked(world)
        await asked(world, "Other")
        world.hold("commit")
        decision = asyncio.create_task(world.gate.decide.approve(request_id, ANNA))
        await world.settle()
        world.gate.stop()
        world.let_go("commit")
        await decision
        await world.settle()
        assert not world.timers
        assert "find" not in world.points
        assert world.ledger.on_disk[request_id].state is State.APPROVED

    async def test_a_grab_that_fails_afterwards_sets_no_timer(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        world.hold("find")
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        world.gate.stop()
        world.gate.attached.clients.clear()
        world.let_go("find")
        await world.settle()
        assert not world.timers

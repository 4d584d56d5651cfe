"""An answer can be taken back for a while: as if it had never been given."""

import asyncio
from typing import Any

import pytest

from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.clients.errors import CannotConnect, NotSupported
from custom_components.greenlight.engine.deadline import LASTS_AFTER
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import IllegalMove
from custom_components.greenlight.engine.skips import skip_of
from custom_components.greenlight.engine.undo import UNDO_WINDOW, undo_until
from custom_components.greenlight.gate.ports import (
    AlreadyRequested,
    LedgerError,
    NeedsWord,
    TooLate,
    UnknownRequest,
)
from custom_components.greenlight.gate.take_back import SHOWN_WITHIN, TAKE_BACK_DELAY
from custom_components.greenlight.gate.undo import WAITS_AGAIN
from custom_components.greenlight.sources.base import Payload, SourceNotFound
from tests.support.fake_client import FakeClient
from tests.support.fake_downloads import downloading
from tests.support.fake_usenet import FakeUsenet

from .asked import asked, asked_of_many, mark, question, shown
from .fakes import ANNA, BERT, START, World
from .scene import approve, ask, by_file, by_magnet, file_of, nzb_of, torrent

HASH = torrent("Film").v1 or ""
HOUR = 3600.0
SOME = {"progress": 0.5, "done": 500, "size": 1000}


async def running(world: World, **shows: Any) -> str:
    """Return the id of what a client is downloading."""
    request_id = await asked(world)
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    assert world.state(request_id) == "downloading"
    if shows:
        shown(world, "Film", **shows)
        await world.poll()
    return request_id


class TestDeclined:
    async def test_it_waits_again_and_says_by_whom(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.decide.decline(request_id, ANNA)
        await world.gate.decide.undo(request_id, BERT)
        assert world.state(request_id) == "pending"
        last = question(world, request_id).journal[-1]
        assert (last.who, last.why) == (BERT, Reason("taken_back"))
        assert world.events[-1] == (request_id, "taken_back")
        await world.restart()
        assert world.state(request_id) == "pending"

    async def test_it_waits_as_long_as_it_would_have(self, world: World) -> None:
        request_id = await asked(world, lifetime=HOUR)
        world.now += 1000
        await world.gate.decide.decline(request_id, ANNA)
        world.now += 500
        await world.gate.decide.undo(request_id, ANNA)
        assert question(world, request_id).expires == START + HOUR + 500

    async def test_it_waits_ten_minutes_at_least(self, world: World) -> None:
        request_id = await asked(world, lifetime=HOUR)
        world.now += HOUR - 10
        await world.gate.decide.decline(request_id, ANNA)
        await world.gate.decide.undo(request_id, ANNA)
        assert question(world, request_id).expires == world.now + WAITS_AGAIN
        await world.advance(WAITS_AGAIN + 1)
        assert world.state(request_id) == "expired"

    async def test_what_it_had_skipped_is_not_skipped(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.decide.decline(request_id, ANNA)
        declined = question(world, request_id)
        other = await asked(world, "Other")
        why = Reason("declined_by_person")
        for one in (declined, question(world, other)):
            world.ledger.skips.add(skip_of(one, at=world.now, why=why))
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.decide.undo(request_id, ANNA)
        assert {one.id for one in world.gate.skips} == {request_id, other}
        assert world.state(request_id) == "declined"
        world.ledger.failing = False
        await world.gate.decide.undo(request_id, ANNA)
        await world.restart()
        assert {one.id for one in world.gate.skips} == {other}

    async def test_by_votes_it_begins_without_any(self, world: World) -> None:
        request_id = await asked_of_many(world)
        await world.gate.decide.approve(request_id, ANNA)
        await world.gate.decide.decline(request_id, BERT)
        await world.gate.decide.undo(request_id, BERT)
        ballot = question(world, request_id).ballot
        assert ballot is not None
        assert not ballot.votes


class TestWhen:
    async def test_until_the_time_is_over(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.decide.decline(request_id, ANNA)
        until = undo_until(question(world, request_id))
        assert until == world.now + UNDO_WINDOW
        world.now = until
        with pytest.raises(TooLate):
            await world.gate.decide.undo(request_id, ANNA)
        world.now -= 1
        await world.gate.decide.undo(request_id, ANNA)

    async def test_not_of_what_nobody_has_decided(self, world: World) -> None:
        request_id = await asked(world, lifetime=HOUR)
        assert undo_until(question(world, request_id)) is None
        for _ in range(2):
            with pytest.raises(IllegalMove):
                await world.gate.decide.undo(request_id, ANNA)
            await world.advance(HOUR + 1)
        assert world.state(request_id) == "expired"

    async def test_not_of_what_is_unknown(self, world: World) -> None:
        with pytest.raises(UnknownRequest):
            await world.gate.decide.undo("nobody", ANNA)

    async def test_not_of_what_is_cancelled(self, world: World) -> None:
        request_id = await running(world)
        await world.gate.decide.cancel(request_id, ANNA)
        with pytest.raises(IllegalMove):
            await world.gate.decide.undo(request_id, ANNA)

    async def test_not_of_what_has_failed(self, world: World) -> None:
        world.source.files["https://site.test/Film.torrent"] = file_of("Film")
        world.client.add_failure = NotSupported()
        request_id = await asked(world)
        await world.gate.decide.approve(request_id, ANNA)
        await world.gate.decide.cancel(request_id, ANNA)
        assert undo_until(question(world, request_id)) is None

    async def test_of_what_a_rule_approved(self, world: World) -> None:
        world.gate.attached.rules["auto"] = approve()
        await world.gate.offer([by_magnet("Film")])
        (request_id,) = world.ledger.open
        await world.settle()
        await world.gate.decide.undo(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "pending"
        assert not world.client.downloads

    async def test_once(self, world: World) -> None:
        request_id = await running(world)
        both = await asyncio.gather(
            world.gate.decide.undo(request_id, ANNA),
            world.gate.decide.undo(request_id, BERT),
            return_exceptions=True,
        )
        assert isinstance(both[1], IllegalMove)
        assert world.whys(request_id).count("taken_back") == 1

    async def test_again_and_again(self, world: World) -> None:
        request_id = await asked(world)
        for _ in range(3):
            await world.gate.decide.approve(request_id, ANNA)
            await world.settle()
            assert world.state(request_id) == "downloading"
            world.now += 1
            await world.gate.decide.undo(request_id, ANNA)
            await world.settle()
            assert world.state(request_id) == "pending"
            assert not world.client.downloads
        assert len(world.client.taken) == 3


class TestNotHandedOver:
    @pytest.mark.parametrize("point", ["find", "payload", "space"])
    async def test_it_is_as_if_never(self, world: World, point: str) -> None:
        world.hold(point)
        request_id = await asked(world)
        await world.gate.decide.approve(request_id, ANNA, ignore_space=point != "space")
        await world.settle()
        await world.gate.decide.undo(request_id, ANNA)
        world.let_go(point)
        await world.settle()
        await world.advance(HOUR)
        undone = question(world, request_id)
        assert undone.state == "pending"
        assert (undone.handed, undone.take_out, undone.ignore_space) == (
            *(None, None),
            False,
        )
        assert not world.client.taken
        assert not world.client.removed

    async def test_what_is_approved_once_more_is_tried_at_once(
        self, world: World
    ) -> None:
        world.source.files["https://site.test/Film.torrent"] = file_of("Film")
        world.gate.attached.rules["auto"] = approve()
        world.hold("payload")
        await world.gate.offer([by_file("Film")])
        (request_id,) = world.ledger.open
        await world.settle()
        await world.gate.decide.undo(request_id, ANNA)
        await world.gate.decide.approve(request_id, ANNA)
        world.let_go("payload")
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert len(world.client.taken) == 1

    async def test_a_failure_of_before_says_nothing_of_what_is_approved_anew(
        self, world: World
    ) -> None:
        world.source.files["https://site.test/Film.torrent"] = file_of("Film")
        payload, answers = world.source.payload, [SourceNotFound()]

        async def at_first_nothing(link: str) -> Payload:
            found = await payload(link)
            if answers:
                raise answers.pop()
            return found

        world.source.payload = at_first_nothing  # type: ignore[method-assign]
        world.gate.attached.rules["auto"] = approve()
        world.hold("payload")
        await world.gate.offer([by_file("Film")])
        (request_id,) = world.ledger.open
        await world.settle()
        await world.gate.decide.undo(request_id, ANNA)
        await world.gate.decide.approve(request_id, ANNA)
        world.let_go("payload")
        await world.settle()
        assert not answers
        assert world.state(request_id) == "downloading"


class TestHandedOver:
    async def test_before_a_byte_is_there_it_is_taken_out_at_once(
        self, world: World
    ) -> None:
        request_id = await running(world)
        shown: list[bool] = []
        world.gate.on_event(lambda _: shown.append(request_id in world.gate.downloads))
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.decide.undo(request_id, ANNA)
        assert request_id in world.gate.downloads
        world.ledger.failing = False
        await world.gate.decide.undo(request_id, ANNA)
        # Nobody is shown a download of what waits for an answer.
        assert shown == [False]
        await world.settle()
        undone = question(world, request_id)
        assert undone.state == "pending"
        assert world.client.removed == [(HASH, False)]
        assert world.whys(request_id)[-2:] == ["taken_back", "removed_by_person"]
        assert (undone.handed, undone.download, undone.client) == (None, None, None)
        assert not world.client.downloads

    async def test_of_what_is_there_a_person_has_to_say(self, world: World) -> None:
        request_id = await running(world, **SOME)
        with pytest.raises(NeedsWord) as refused:
            await world.gate.decide.undo(request_id, ANNA)
        assert refused.value.size == 500
        assert world.state(request_id) == "downloading"
        assert world.client.downloads

    @pytest.mark.parametrize("delete", [True, False])
    async def test_what_is_there_is_kept_or_deleted_as_said(
        self, world: World, *, delete: bool
    ) -> None:
        request_id = await running(world, **SOME)
        await world.gate.decide.undo(request_id, ANNA, delete_data=delete)
        await world.settle()
        assert world.state(request_id) == "pending"
        assert world.client.removed == [(HASH, delete)]
        code = "removed_with_data" if delete else "removed_by_person"
        assert world.whys(request_id)[-1] == code

    @pytest.mark.parametrize("delete", [True, False])
    async def test_what_is_complete_too(self, world: World, *, delete: bool) -> None:
        request_id = await running(world, complete=True, progress=1.0)
        assert world.state(request_id) == "completed"
        with pytest.raises(NeedsWord):
            await world.gate.decide.undo(request_id, ANNA)
        await world.gate.decide.undo(request_id, ANNA, delete_data=delete)
        await world.settle()
        assert world.client.removed == [(HASH, delete)]
        assert world.state(request_id) == "pending"

    async def test_by_what_was_seen_before_a_restart_too(self, world: World) -> None:
        request_id = await running(world, **SOME)
        world.ledger.flush()
        await world.restart()
        with pytest.raises(NeedsWord):
            await world.gate.decide.undo(request_id, ANNA)

    async def test_what_cannot_be_deleted_is_kept_and_told(self, world: World) -> None:
        request_id = await running(world, **SOME)
        remove = world.client.remove

        async def without_data(download: str, *, delete_data: bool) -> None:
            if delete_data:
                raise NotSupported
            await remove(download, delete_data=False)

        world.client.remove = without_data  # type: ignore[method-assign]
        await world.gate.decide.undo(request_id, ANNA, delete_data=True)
        await world.settle()
        assert world.client.removed == [(HASH, False)]
        assert world.whys(request_id)[-1] == "removed_by_person"

    async def test_what_the_client_had_before_stays(self, world: World) -> None:
        there = downloading(frozenset({HASH}), progress=0.5, done=5)
        world.client.downloads[there.id] = there
        request_id = await running(world)
        await world.gate.decide.undo(request_id, ANNA)
        await world.settle()
        await world.advance(HOUR)
        assert world.client.downloads
        assert not world.client.removed
        assert world.whys(request_id)[-2:] == ["not_ours", "taken_back"]
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "downloading"

    async def test_what_another_request_has_there_stays(self, world: World) -> None:
        request_id = await running(world)
        await world.gate.decide.undo(request_id, ANNA)
        link = torrent("Film").magnet() + "&tr=http://t.test/1"
        world.ledger.lookup = lambda release: None  # type: ignore[method-assign]
        world.gate.attached.rules = {"auto": approve()}
        await world.gate.offer([by_magnet("Film", guid="again", link=link)])
        other = next(one for one in world.ledger.open if one != request_id)
        await world.settle()
        await world.advance(HOUR)
        assert world.state(other) == "downloading"
        assert world.client.downloads

    async def test_room_is_made_by_it(self, world: World) -> None:
        world.source.files["https://site.test/Other.torrent"] = file_of("Other")
        request_id = await running(world)
        world.client.free = 1
        world.gate.attached.rules = {"auto": approve()}
        await world.gate.offer([by_file("Other")])
        other = next(one for one in world.ledger.open if one != request_id)
        await world.settle()
        assert world.whys(other)[-1] == "no_room"
        world.client.free = None
        await world.gate.decide.undo(request_id, ANNA)
        await world.settle()
        assert world.state(other) == "downloading"


class TestWhileItIsHandedOver:
    @pytest.mark.parametrize("point", ["add", "added", "commit"])
    @pytest.mark.parametrize("delete", [True, False, None])
    async def test_it_does_not_stay_in_the_client(
        self, world: World, point: str, *, delete: bool | None
    ) -> None:
        request_id = await asked(world)
        await world.gate.decide.approve(request_id, ANNA)
        world.hold(point)
        await world.settle()
        undoing = asyncio.create_task(
            world.gate.decide.undo(request_id, ANNA, delete_data=delete)
        )
        await world.settle()
        world.let_go(point)
        await undoing
        await world.settle()
        await world.advance(2 * SHOWN_WITHIN)
        assert world.state(request_id) == "pending"
        assert not world.client.downloads
        assert not question(world, request_id).unconfirmed

    async def test_approved_once_more_it_is_downloaded_once(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.decide.approve(request_id, ANNA)
        world.hold("added")
        await world.settle()
        await world.gate.decide.undo(request_id, ANNA, delete_data=True)
        await world.gate.decide.approve(request_id, BERT)
        world.let_go("added")
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert world.client.taken == [HASH]
        assert not world.client.removed

    async def test_what_it_is_not_known_to_have_taken_is_looked_for(
        self, world: World
    ) -> None:
        world.client.silent = world.client.hides = True
        request_id = await asked(world)
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert question(world, request_id).unconfirmed
        await world.gate.decide.undo(request_id, ANNA)
        await world.settle()
        world.client.hides = False
        await world.advance(SHOWN_WITHIN)
        assert not world.client.downloads
        assert world.state(request_id) == "pending"


class TestOwnLink:
    """Nobody was asked about what somebody handed in and approved, and nobody is when it is taken back."""

    LINK = torrent("Film").magnet()

    @pytest.mark.parametrize("runs", [True, False])
    async def test_it_ends_and_can_be_handed_in_again(
        self, world: World, runs: bool
    ) -> None:
        if not runs:
            world.client.failure = CannotConnect()
        request = await world.gate.hand_in(self.LINK, who=ANNA, approve=True)
        await world.settle()
        assert world.state(request.id) == ("downloading" if runs else "approved")
        await world.gate.decide.undo(request.id, BERT, delete_data=True)
        await world.settle()
        assert world.state(request.id) == "cancelled"
        assert not world.client.downloads
        assert not [one for one in world.ledger.open.values() if one.asking]
        again = await world.gate.hand_in(self.LINK, who=ANNA, approve=True)
        assert again.id != request.id

    async def test_what_others_were_asked_about_is_a_question_again(
        self, world: World
    ) -> None:
        request = await world.gate.hand_in(self.LINK, who=ANNA)
        await world.gate.decide.approve(request.id, BERT)
        await world.settle()
        await world.gate.decide.undo(request.id, BERT, delete_data=True)
        assert world.state(request.id) == "pending"

    async def test_what_a_rule_approves_is_a_question_once_that_is_taken_back(
        self, world: World
    ) -> None:
        """A yes that nobody gave is made good for by somebody's answer."""
        world.gate.attached.rules["all"] = approve()
        await world.gate.offer([by_magnet("Film", link=self.LINK)])
        (request_id,) = world.ledger.open
        await world.settle()
        await world.gate.decide.undo(request_id, BERT, delete_data=True)
        assert world.state(request_id) == "pending"


class TestClientAway:
    @pytest.mark.parametrize("delete", [True, False])
    async def test_it_is_taken_out_once_it_is_back(
        self, world: World, *, delete: bool
    ) -> None:
        request_id = await running(world, **SOME)
        world.client.failure = CannotConnect()
        await world.gate.decide.undo(request_id, ANNA, delete_data=delete)
        await world.settle()
        assert world.state(request_id) == "pending"
        assert world.client.downloads
        await world.restart()
        world.client.failure = None
        await world.advance(TAKE_BACK_DELAY)
        assert world.client.removed == [(HASH, delete)]
        assert world.state(request_id) == "pending"

    async def test_declined_meanwhile_it_is_taken_out_all_the_same(
        self, world: World
    ) -> None:
        request_id = await running(world, **SOME)
        world.client.failure = CannotConnect()
        await world.gate.decide.undo(request_id, ANNA, delete_data=True)
        await world.gate.decide.decline(request_id, ANNA)
        world.client.failure = None
        await world.advance(TAKE_BACK_DELAY)
        assert world.client.removed == [(HASH, True)]
        assert world.state(request_id) == "declined"

    async def test_approved_meanwhile_it_goes_on_where_it_was(
        self, world: World
    ) -> None:
        world.add_client(FakeClient(world, "box"), priority=2)
        request_id = await running(world, **SOME)
        world.client.failure = CannotConnect()
        await world.gate.decide.undo(request_id, ANNA, delete_data=True)
        await world.settle()
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "approved"
        world.client.failure = None
        await world.advance(HOUR)
        assert world.state(request_id) == "downloading"
        assert question(world, request_id).client == "qb"
        assert question(world, request_id).take_out is None
        assert not world.client.removed
        assert not world.clients["box"].taken

    async def test_cancelled_after_that_its_data_stays(self, world: World) -> None:
        request_id = await running(world, **SOME)
        world.client.failure = CannotConnect()
        await world.gate.decide.undo(request_id, ANNA, delete_data=True)
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        await world.gate.decide.cancel(request_id, ANNA)
        world.client.failure = None
        await world.advance(TAKE_BACK_DELAY)
        assert world.client.removed == [(HASH, False)]

    async def test_of_a_client_that_is_gone_nothing_is_asked(
        self, world: World
    ) -> None:
        request_id = await running(world, **SOME)
        world.gate.clients.detach("qb")
        await world.gate.decide.undo(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "pending"
        assert not question(world, request_id).unconfirmed

    @pytest.mark.parametrize("after", range(1, 9))
    async def test_wherever_the_process_ends_it_is_undone_or_not(
        self, world: World, after: int
    ) -> None:
        request_id = await running(world)
        world.kill_on = len(world.points) + after
        undoing = asyncio.ensure_future(world.gate.decide.undo(request_id, ANNA))
        undoing.add_done_callback(lambda one: one.exception())
        await world.settle()
        world.kill_on = None
        await world.restart()
        await world.advance(2 * TAKE_BACK_DELAY)
        await world.poll()
        undone = world.state(request_id) == "pending"
        assert undone or world.state(request_id) == "downloading"
        assert bool(world.client.downloads) is not undone


class TestUsenet:
    async def test_what_is_handed_over_anew_is_a_job_of_its_own(
        self, world: World
    ) -> None:
        world.removed.add("qb")
        sab = world.add_client(FakeUsenet(world, "sab"))
        world.source.files["https://site.test/Film.torrent"] = nzb_of("Film")
        world.gate.attached.rules["auto"] = approve()
        await world.gate.offer([by_file("Film")])
        (request_id,) = world.ledger.open
        await world.settle()
        assert world.state(request_id) == "downloading"
        first = question(world, request_id).mark
        await world.gate.decide.undo(request_id, ANNA)
        await world.settle()
        assert not sab.downloads
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert question(world, request_id).mark != first
        assert len(sab.downloads) == 1


class TestWithoutADecision:
    async def test_who_has_voted_takes_their_own_vote_back(self, world: World) -> None:
        request_id = await asked_of_many(world, need=3)
        await world.gate.decide.approve(request_id, ANNA)
        await world.gate.decide.approve(request_id, BERT)
        assert undo_until(question(world, request_id), "anna") is not None
        await world.gate.decide.undo(request_id, ANNA)
        ballot = question(world, request_id).ballot
        assert ballot is not None
        assert [vote.who for vote in ballot.votes] == ["bert"]
        assert world.whys(request_id)[-1] == "vote_taken_back"
        assert world.events[-1] == (request_id, "taken_back")
        with pytest.raises(IllegalMove):
            await world.gate.decide.undo(request_id, ANNA)

    async def test_nobody_takes_back_what_another_has_voted(self, world: World) -> None:
        request_id = await asked_of_many(world, need=3)
        await world.gate.decide.approve(request_id, ANNA)
        with pytest.raises(IllegalMove):
            await world.gate.decide.undo(request_id, BERT)

    async def test_what_is_put_off_comes_back(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.decide.put_off(request_id, world.now + 9 * HOUR, ANNA)
        await world.gate.decide.undo(request_id, BERT)
        assert question(world, request_id).asking
        assert world.whys(request_id)[-1] == "taken_back"
        assert [kind for _, kind in world.events] == [
            *("pending", "put_off", "taken_back")
        ]
        with pytest.raises(IllegalMove):
            await world.gate.decide.undo(request_id, BERT)


class TestPutOff:
    async def test_it_is_not_asked_about_and_does_not_end_before_it_is_back(
        self, world: World
    ) -> None:
        request_id = await asked(world, lifetime=HOUR)
        until = world.now + 5 * HOUR
        await world.gate.decide.put_off(
            request_id, until, ANNA, seen=mark(world, request_id)
        )
        put_off = question(world, request_id)
        assert not put_off.asking
        assert (put_off.later, put_off.expires) == (until, until + LASTS_AFTER)
        assert put_off.journal[-1].why == Reason("put_off", (("until", until),))
        await world.restart()
        await world.advance(6 * HOUR)
        assert world.state(request_id) == "pending"

    async def test_it_keeps_a_later_end(self, world: World) -> None:
        request_id = await asked(world)
        before = question(world, request_id).expires
        await world.gate.decide.put_off(request_id, world.now + 60, ANNA)
        assert question(world, request_id).expires == before

    async def test_what_is_wanted_now_is_asked_now(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.decide.put_off(request_id, world.now + HOUR, ANNA)
        await world.gate.decide.ask_now(request_id, BERT)
        assert question(world, request_id).asking
        assert world.whys(request_id)[-1] == "asked_now"
        same = question(world, request_id)
        assert await world.gate.decide.ask_now(request_id, BERT) == same

    async def test_what_is_decided_cannot_be_put_off(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.decide.decline(request_id, ANNA)
        with pytest.raises(IllegalMove):
            await world.gate.decide.put_off(request_id, world.now + HOUR, ANNA)
        with pytest.raises(IllegalMove):
            await world.gate.decide.ask_now(request_id, ANNA)

    async def test_it_can_be_answered_all_the_same(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.decide.put_off(request_id, world.now + HOUR, ANNA)
        await world.gate.decide.approve(request_id, BERT)
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert question(world, request_id).later is None


class TestTwins:
    async def test_what_is_on_its_way_by_another_cannot_be_undone_into_two(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        await world.gate.decide.decline(request_id, ANNA)
        link = torrent("Film").magnet()
        with pytest.raises(AlreadyRequested):
            await world.gate.hand_in(link, who=BERT)
        await world.gate.decide.undo(request_id, ANNA)
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert world.client.taken == [HASH]

    async def test_what_has_come_by_another_link_meanwhile_is_no_question_again(
        self, world: World
    ) -> None:
        hybrid = torrent("Film", "hybrid")
        world.gate.attached.rules["ask"] = ask()
        link = f"magnet:?xt=urn:btmh:1220{hybrid.v2}"
        await world.gate.offer([by_magnet("Film", link=link, guid="new half")])
        (declined,) = world.ledger.open
        await world.gate.decide.decline(declined, ANNA)
        there = downloading(frozenset({hybrid.v1 or "", hybrid.v2 or ""}))
        world.client.downloads[there.id] = there
        link = f"magnet:?xt=urn:btih:{hybrid.v1}"
        half = by_magnet("Film by its hash", link=link, guid="old half")
        world.gate.attached.rules["ask"] = approve()
        await world.gate.offer([half])
        await world.settle()
        await world.poll()
        (running,) = world.ledger.open
        assert world.state(running) == "downloading"
        with pytest.raises(AlreadyRequested):
            await world.gate.decide.undo(declined, ANNA)
        assert world.state(declined) == "declined"

    async def test_what_has_stopped_in_its_client_is_taken_out(
        self, world: World
    ) -> None:
        request_id = await running(world, state=DownloadState.WARNING)
        await world.gate.decide.undo(request_id, ANNA)
        await world.settle()
        assert not world.client.downloads

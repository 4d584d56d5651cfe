"""What a library has decided about is fetched by that library, once, and followed where it lands."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.clients.errors import (
    CannotConnect,
    NotSupported,
    SwitchedOff,
)
from custom_components.greenlight.engine.asking import Asking
from custom_components.greenlight.engine.decided import Ticket
from custom_components.greenlight.engine.left import goes_on
from custom_components.greenlight.engine.opinion import Ground, Opinion, Stand
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.seen import seen
from custom_components.greenlight.gate.follows_through import EVERY
from custom_components.greenlight.gate.grabbed_through import QUIET
from custom_components.greenlight.gate.ports import NeedsWord, QuestionChanged
from custom_components.greenlight.gate.through import MOST_REFUSALS
from custom_components.greenlight.libraries.decides import Stage, Standing
from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    Conflict,
    LibraryError,
    NotFound,
)
from tests.support.fake_client import FakeClient

from .deciders import (
    APPROVED,
    HASH,
    TITLE,
    DecidingSource,
    DecidingWorld,
    FakeDecider,
    decided,
    deciding_world,
)
from .fakes import ANNA, FakeSource, Killed
from .scene import approve, ask, file_of, torrent

DAYS = 2 * 86400.0


@pytest.fixture
async def world() -> AsyncGenerator[DecidingWorld]:
    async for made in deciding_world():
        yield made


async def approved(world: DecidingWorld, release: Release | None = None) -> str:
    """Have people asked about a release, and somebody say yes."""
    request_id = await world.asked(release)
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    return request_id


def why(world: DecidingWorld, request_id: str) -> Reason:
    """Return the last line of a request's journal."""
    return world.gate.requests.find(request_id).journal[-1].why


# What people are asked


async def test_who_approves_of_it_is_told(world: DecidingWorld) -> None:
    request = world.gate.requests.find(await world.asked())
    said = Reason("program_approves_score", (("by", "Radarr"), ("score", 40)))
    assert said in request.reasons
    # A client is not ours to choose.
    assert world.gate.room.told(request) == request


@pytest.mark.parametrize("stand", [Stand.REJECTED, Stand.WAITS])
async def test_nobody_is_asked_about_what_it_does_not_approve_of(
    world: DecidingWorld, stand: Stand
) -> None:
    opinion = Opinion(by="Radarr", stand=stand, words=("Too large",))
    release = decided(opinion=opinion)
    world.gate.attached.rules |= {"ask": ask(), "auto": approve()}
    assert await world.gate.offer([release]) == 0
    assert not world.ledger.open
    preview = await world.gate.preview([ask()], [release])
    assert [one.verdict.reasons for one in preview.skipped] == [
        tuple(
            Reason(one.code, (("rule", "Ask"), *one.params)) for one in opinion.reasons
        )
    ]
    # Once it does, they are.
    again = decided(opinion=APPROVED)
    assert await world.gate.offer([again], again=True) == 1
    assert [one.release for one in world.ledger.open.values()] == [again]


async def test_what_it_leaves_is_fetched_after_a_yes(world: DecidingWorld) -> None:
    large = Opinion(
        by="Radarr",
        stand=Stand.REJECTED,
        words=("Too large",),
        grounds=frozenset({Ground.SIZE}),
    )
    overruled = frozenset({Ground.SIZE})
    world.gate.attached.rules["auto"] = approve(overruled=overruled)
    await world.gate.offer([decided(opinion=large)])
    (request,) = world.ledger.open.values()
    # A rule that approves by itself asks.
    assert request.state is State.PENDING
    said = Reason("program_rejects", (("by", "Radarr"), ("words", "Too large")))
    assert said in request.reasons
    await world.gate.decide.approve(request.id, ANNA)
    await world.settle()
    assert world.state(request.id) == "downloading"
    assert world.decider.fetched == ["guid 7"]


async def test_nobodys_answer_is_no_yes_to_what_it_leaves(
    world: DecidingWorld,
) -> None:
    opinion = replace(APPROVED, stand=Stand.WAITS, grounds=frozenset({Ground.WAITS}))
    world.gate.attached.rules["ask"] = ask(
        overruled=frozenset({Ground.WAITS}), asking=Asking(approve_unanswered=True)
    )
    await world.gate.offer([decided(opinion=opinion)])
    (request,) = world.ledger.open.values()
    assert not request.then_approve
    await world.advance(DAYS)
    assert world.state(request.id) == "expired"
    assert world.decider.fetched == []


LEAVES = Opinion(
    by="Radarr",
    stand=Stand.REJECTED,
    words=("Already in the queue",),
    grounds=frozenset({Ground.OTHER}),
)


async def test_who_is_asked_is_told_that_it_thinks_otherwise_now(
    world: DecidingWorld,
) -> None:
    rule = ask(asking=Asking(approve_unanswered=True))
    request_id = await world.asked(rule=rule)
    before = world.gate.requests.find(request_id)
    assert before.then_approve
    await world.gate.offer([decided(opinion=LEAVES)], again=True)
    request = world.gate.requests.find(request_id)
    assert request.release.opinion == LEAVES
    said = [one.code for one in request.reasons if one.code.startswith("program")]
    assert said == ["program_rejects"]
    # Who has seen it as it was is shown it anew, and nobody's answer is no yes any more.
    with pytest.raises(QuestionChanged):
        await world.gate.decide.approve(request_id, ANNA, seen=seen(before))
    assert not request.then_approve
    await world.advance(DAYS)
    assert world.state(request_id) == "expired"
    assert world.decider.fetched == []


async def test_other_words_of_the_same_are_nothing_new(world: DecidingWorld) -> None:
    request_id = await world.asked()
    await world.gate.offer([decided(opinion=LEAVES)], again=True)
    before = world.gate.requests.find(request_id)
    words = replace(LEAVES, words=("In the queue for 7 minutes",))
    await world.gate.offer([decided(opinion=words)], again=True)
    assert world.gate.requests.find(request_id) == before
    await world.gate.offer([decided()], again=True)
    request = world.gate.requests.find(request_id)
    assert "program_approves_score" in {one.code for one in request.reasons}
    assert "program_rejects" not in {one.code for one in request.reasons}


async def test_what_is_on_its_way_is_not_asked_about_for_that(
    world: DecidingWorld,
) -> None:
    request_id = await approved(world)
    before = world.gate.requests.find(request_id)
    await world.gate.offer([decided(opinion=LEAVES)], again=True)
    assert world.gate.requests.find(request_id) == before


# Where it lands


async def test_it_is_followed_in_a_client_that_is_ours(world: DecidingWorld) -> None:
    request_id = await approved(world)
    request = world.gate.requests.find(request_id)
    assert world.decider.fetched == ["guid 7"]
    assert (request.state, request.client) == (State.DOWNLOADING, "qb")
    assert request.download == HASH
    assert why(world, request_id) == Reason(
        "program_took_it", (("by", "Radarr"), ("client", "qBittorrent"))
    )
    # Nothing is handed over beside it.
    assert world.client.taken == []
    world.client.complete(HASH)
    await world.poll()
    assert world.state(request_id) == "completed"


async def test_it_is_followed_by_what_the_library_says(world: DecidingWorld) -> None:
    world.decider.lands_in = "elsewhere"
    request_id = await approved(world)
    request = world.gate.requests.find(request_id)
    assert (request.state, request.client) == (State.DOWNLOADING, "decides")
    assert dict(request.journal[-1].why.params)["client"] == "Deluge"
    known = HASH.upper()
    standing = Standing(stage=Stage.DOWNLOADING, size=100, left=40)
    world.decider.standing[known] = standing
    await world.advance(EVERY + 1)
    assert world.gate.requests.find(request_id).progress == pytest.approx(0.6)
    world.decider.standing[known] = replace(standing, stage=Stage.IMPORTED)
    await world.advance(EVERY + 1)
    assert world.state(request_id) == "completed"
    # Nobody is asked any more.
    world.points.clear()
    await world.advance(10 * EVERY)
    assert "queue" not in world.points


async def test_it_is_followed_after_a_restart(world: DecidingWorld) -> None:
    world.decider.lands_in = "elsewhere"
    request_id = await approved(world)
    await world.restart()
    world.decider.standing[HASH.upper()] = Standing(stage=Stage.IMPORTED)
    await world.advance(EVERY + 1)
    assert world.state(request_id) == "completed"
    assert world.decider.fetched == ["guid 7"]


async def test_a_library_that_is_away_has_lost_nothing(world: DecidingWorld) -> None:
    world.decider.lands_in = "elsewhere"
    request_id = await approved(world)
    world.decider.away = LibraryError("away")
    await world.advance(10 * EVERY)
    assert world.state(request_id) == "downloading"
    world.decider.away = None
    await world.advance(EVERY + 1)
    assert world.state(request_id) == "downloading"
    # Only what it does not know for a while is gone.
    await world.advance(4 * EVERY)
    assert world.state(request_id) == "cancelled"


async def test_what_fails_there_has_failed(world: DecidingWorld) -> None:
    world.decider.lands_in = "elsewhere"
    request_id = await approved(world)
    words = Standing(stage=Stage.FAILED, words="No blocks left")
    world.decider.standing[HASH.upper()] = words
    await world.advance(EVERY + 1)
    assert world.state(request_id) == "failed"
    codes = world.whys(request_id)
    assert "download_error" in codes


async def test_what_is_given_up_is_dropped_there(world: DecidingWorld) -> None:
    world.decider.lands_in = "elsewhere"
    request_id = await approved(world)
    await world.gate.decide.cancel(request_id, ANNA)
    await world.settle()
    assert world.state(request_id) == "cancelled"
    assert world.decider.dropped == [HASH.upper()]


async def running(world: DecidingWorld, *, left: int = 40) -> str:
    """Have something downloaded by a client that only the library knows, of 100 bytes."""
    world.decider.lands_in = "elsewhere"
    request_id = await approved(world)
    standing = Standing(stage=Stage.DOWNLOADING, size=100, left=left)
    world.decider.standing[HASH.upper()] = standing
    await world.advance(EVERY + 1)
    return request_id


async def test_data_of_what_is_given_up_stay(world: DecidingWorld) -> None:
    """The library could only remove it with them: it lets go, and that is said."""
    request_id = await running(world)
    await world.gate.decide.cancel(request_id, ANNA)
    await world.settle()
    assert world.state(request_id) == "cancelled"
    assert world.decider.let_go == [HASH.upper()]
    assert world.decider.deleted == []
    said = Reason("program_lets_go", (("by", "Radarr"),))
    assert goes_on(world.gate.requests.find(request_id)) == said


async def test_data_go_if_that_is_said(world: DecidingWorld) -> None:
    request_id = await running(world)
    await world.gate.remove_download(request_id, ANNA, delete_data=True)
    await world.settle()
    assert world.state(request_id) == "cancelled"
    assert world.decider.deleted == [HASH.upper()]
    assert "program_lets_go" not in world.whys(request_id)


async def test_data_of_what_it_has_taken_in_are_its_own(world: DecidingWorld) -> None:
    request_id = await running(world)
    known = HASH.upper()
    world.decider.standing[known] = Standing(stage=Stage.IMPORTED)
    await world.advance(EVERY + 1)
    with pytest.raises(NotSupported):
        await world.gate.remove_download(request_id, ANNA, delete_data=True)
    await world.gate.remove_download(request_id, ANNA, delete_data=False)
    assert "program_lets_go" in world.whys(request_id)
    assert world.decider.deleted == world.decider.dropped == []


@pytest.mark.parametrize("delete_data", [True, False])
async def test_what_is_taken_back_says_what_becomes_of_its_data(
    world: DecidingWorld, *, delete_data: bool
) -> None:
    request_id = await running(world)
    with pytest.raises(NeedsWord):
        await world.gate.decide.undo(request_id, ANNA)
    await world.gate.decide.undo(request_id, ANNA, delete_data=delete_data)
    await world.advance(100)
    assert world.state(request_id) == "pending"
    known = [HASH.upper()]
    assert world.decider.deleted == (known if delete_data else [])
    assert world.decider.let_go == ([] if delete_data else known)
    code = "removed_with_data" if delete_data else "program_lets_go"
    assert code in world.whys(request_id)
    assert not world.gate.requests.find(request_id).unconfirmed


async def test_what_is_given_up_before_it_has_answered_keeps_its_data(
    world: DecidingWorld,
) -> None:
    world.decider.lands_in = "elsewhere"
    request_id = await world.asked()
    world.hold("taken")
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    standing = Standing(stage=Stage.DOWNLOADING, size=100, left=1)
    world.decider.standing[HASH.upper()] = standing
    await world.gate.decide.cancel(request_id, ANNA)
    world.let_go("taken")
    await world.advance(900)
    assert world.decider.let_go == [HASH.upper()]
    assert world.decider.deleted == []
    assert "program_lets_go" in world.whys(request_id)
    assert not world.gate.requests.find(request_id).unconfirmed


async def test_a_client_that_gives_no_ids_is_not_followed(
    world: DecidingWorld,
) -> None:
    world.decider.lands_in = "elsewhere"
    world.decider.download = ""
    request_id = await approved(world)
    assert world.state(request_id) == "completed"
    assert "program_not_followed" in world.whys(request_id)


async def test_a_client_that_is_silent_is_waited_for(world: DecidingWorld) -> None:
    world.client.failure = CannotConnect("down")
    request_id = await approved(world)
    assert world.state(request_id) == "approved"
    assert why(world, request_id).code == "program_client_silent"
    world.client.failure = None
    await world.advance(400)
    assert world.gate.requests.find(request_id).client == "qb"
    assert world.decider.fetched == ["guid 7"]


async def test_a_client_that_is_switched_off_is_not_waited_for(
    world: DecidingWorld,
) -> None:
    world.client.failure = SwitchedOff()
    request_id = await approved(world)
    assert world.gate.requests.find(request_id).client == "decides"


# With an asker of ours


def ordered(world: DecidingWorld) -> Release:
    """Have the library hand what it fetches to an asker of ours. Returns what that has."""
    known = torrent(TITLE).v1 or ""
    world.decider.lands_in = "asker"
    world.decider.download = known.upper()
    house = FakeSource(world)
    house.files["kept:1"] = file_of(TITLE)
    world.add_source("asker", house)
    world.ordered[known.upper()] = Release(
        guid=known,
        title=TITLE,
        link="kept:1",
        source="asker",
        hashes=frozenset({known}),
    )
    return world.ordered[known.upper()]


async def test_what_comes_back_to_us_goes_on_from_there(world: DecidingWorld) -> None:
    release = ordered(world)
    request_id = await approved(world)
    request = world.gate.requests.find(request_id)
    assert (request.state, request.client) == (State.DOWNLOADING, "qb")
    assert world.client.taken == [release.guid]
    assert world.joined == [(release.guid.upper(), request_id)]
    assert (request.release.source, request.release.link) == ("asker", "kept:1")
    assert request.release.opinion == APPROVED
    assert request.options == DownloadOptions(category="movies")
    assert "program_ordered" in world.whys(request_id)
    assert list(world.ledger.requests) == [request_id]


# Once, wherever the process ends


LANDINGS = ["qb", "elsewhere", "asker"]


@pytest.mark.parametrize("lands_in", LANDINGS)
@pytest.mark.parametrize("kill_on", range(2, 40))
async def test_it_is_fetched_once(
    world: DecidingWorld, lands_in: str, kill_on: int
) -> None:
    world.decider.lands_in = lands_in
    release = ordered(world) if lands_in == "asker" else None
    request_id = await world.asked()

    async def decide() -> None:
        await world.gate.decide.approve(request_id, ANNA)

    world.kill_on = kill_on
    world._spawn(decide(), "a person decides")
    await world.settle()
    if not any(isinstance(failure, Killed) for failure in world.failures):
        # It is done by then.
        assert world.state(request_id) == "downloading"
        return
    await world.restart()
    await world.advance(QUIET + 600)
    assert world.failures == []
    assert world.decider.fetched == ["guid 7"]
    assert world.client.taken == ([release.guid] if release else [])
    elsewhere = lands_in == "elsewhere"
    if not (elsewhere and world.state(request_id) == "cancelled"):
        assert world.state(request_id) == "downloading"
    client = world.gate.requests.find(request_id).client
    assert client == ("decides" if elsewhere else "qb")


@pytest.mark.parametrize("kill_on", range(4, 24))
async def test_what_has_to_be_searched_for_first_is_fetched_once(
    world: DecidingWorld, kill_on: int
) -> None:
    world.decider.lands_in = "elsewhere"
    world.decider.known.clear()
    known = HASH.upper()
    world.decider.standing[known] = Standing(stage=Stage.DOWNLOADING, size=9, left=1)
    request_id = await world.asked()
    world.kill_on = kill_on

    async def decide() -> None:
        await world.gate.decide.approve(request_id, ANNA)

    world._spawn(decide(), "a person decides")
    await world.settle()
    if world._dead:
        await world.restart()
    world.kill_on = None
    if world.state(request_id) == "pending":
        # The answer was not on disk yet.
        await decide()
    await world.advance(QUIET + 600)
    assert world.failures == []
    assert world.decider.fetched == ["guid 7"]
    assert world.state(request_id) == "downloading"


async def test_what_it_fetched_itself_before_the_yes_is_not_fetched_again(
    world: DecidingWorld,
) -> None:
    """As where somebody has switched its RSS on again."""
    request_id = await world.asked()
    ticket = Ticket.read(decided().link)
    assert ticket is not None
    await world.decider.take(ticket)
    await world.advance(5000)
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    assert world.state(request_id) == "downloading"
    assert world.decider.fetched == ["guid 7"]


@pytest.mark.parametrize("lands_in", ["qb", "elsewhere"])
async def test_another_try_is_another_download(
    world: DecidingWorld, lands_in: str
) -> None:
    """Also within the minutes by which the clocks of both may differ."""
    world.decider.lands_in = lands_in
    request_id = await approved(world)
    if lands_in == "qb":
        world.client.downloads.clear()
    await world.gate.decide.cancel(request_id, ANNA)
    await world.settle()
    await world.gate.decide.retry(request_id, ANNA)
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    assert world.state(request_id) == "downloading"
    assert world.decider.fetched == ["guid 7"] * 2


async def test_an_answer_that_was_lost_is_looked_for(world: DecidingWorld) -> None:
    world.decider.loses = True
    request_id = await approved(world)
    assert world.state(request_id) == "approved"
    await world.advance(400)
    assert world.state(request_id) == "downloading"
    assert world.decider.fetched == ["guid 7"]


async def test_what_may_be_under_way_is_not_asked_for_again(
    world: DecidingWorld,
) -> None:
    world.decider.failures = [LibraryError("the connection was lost")]
    request_id = await approved(world)
    takes = world.points.count("take")
    await world.advance(QUIET - 10)
    assert world.points.count("take") == takes == 1
    assert why(world, request_id).code == "program_may_have_it"
    await world.advance(600)
    assert world.state(request_id) == "downloading"
    assert world.decider.fetched == ["guid 7"]


async def test_what_was_given_up_meanwhile_is_taken_back(world: DecidingWorld) -> None:
    world.decider.lands_in = "elsewhere"
    request_id = await world.asked()
    world.hold("taken")
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    await world.gate.decide.cancel(request_id, ANNA)
    world.let_go("taken")
    await world.settle()
    await world.advance(900)
    assert world.state(request_id) == "cancelled"
    assert world.decider.dropped == [HASH.upper()]
    assert world.decider.fetched == ["guid 7"]


# Two of them


async def test_each_of_two_fetches_what_it_has_decided_about(
    world: DecidingWorld,
) -> None:
    """As one of them for 4K, beside the other: the same film, each under a rule of its own."""
    other: Any = FakeDecider(world)
    other.download = "cd" * 20
    world.decider.lands_in = other.lands_in = "elsewhere"
    gate = world.gate
    gate.libraries.attach("uhd", other, name="Radarr 4K")
    gate.libraries.back("uhd")
    source = DecidingSource(world)
    source.library = "uhd"
    gate.attached.attach_source("uhd-source", source, name="Radarr 4K")
    for rule, source_id in (("hd", "decides"), ("uhd", "uhd-source")):
        sources = frozenset({source_id})
        gate.attached.rules[rule] = ask(id=rule, name=rule, sources=sources)
    large = TITLE.replace("1080p", "2160p")
    in_uhd = decided(source="uhd-source", title=large, size=9_000_000_000)
    assert await gate.offer([decided()]) == 1
    assert await gate.offer([in_uhd]) == 1
    for request_id in list(world.ledger.open):
        await gate.decide.approve(request_id, ANNA)
    await world.settle()
    assert {one.client for one in world.ledger.open.values()} == {
        *("decides", "uhd-source")
    }
    assert world.decider.fetched == other.fetched == ["guid 7"]


# Where it does not work


async def test_what_it_has_forgotten_is_searched_for(world: DecidingWorld) -> None:
    world.decider.known.clear()
    request_id = await approved(world)
    assert world.state(request_id) == "downloading"
    assert world.decider.searched == 1


@pytest.mark.parametrize("finds", [True, False])
async def test_what_is_gone_there_fails_with_its_words(
    world: DecidingWorld, *, finds: bool
) -> None:
    world.decider.known.clear()
    world.decider.finds.clear()
    if finds:
        world.decider.finds.add("guid 7")
        world.decider.failures = [NotFound("old"), NotFound("gone for good")]
    request_id = await approved(world)
    assert world.state(request_id) == "failed"
    assert "link_program_lost_it" in world.whys(request_id)
    assert world.decider.fetched == []
    request = world.gate.requests.find(request_id)
    assert (request.client, request.handed) == (None, None)


@pytest.mark.parametrize(
    "failure", [BadAnswer("no download client"), Conflict("429"), LibraryError("away")]
)
async def test_what_does_not_work_now_is_tried_again(
    world: DecidingWorld, failure: LibraryError
) -> None:
    world.decider.failures = [failure]
    request_id = await approved(world)
    assert world.state(request_id) == "approved"
    params = dict(why(world, request_id).params)
    assert params["detail"] == failure.detail
    await world.advance(QUIET + 600)
    assert world.state(request_id) == "downloading"
    assert world.decider.fetched == ["guid 7"]


async def test_what_its_indexer_never_hands_out_fails(world: DecidingWorld) -> None:
    world.decider.failures = [Conflict("Getting it failed")] * MOST_REFUSALS
    request_id = await approved(world)
    await world.advance(DAYS)
    assert world.state(request_id) == "failed"
    (said,) = [
        entry.why
        for entry in world.gate.requests.find(request_id).journal
        if entry.after is State.FAILED and entry.moved
    ]
    assert said == Reason(
        "link_program_refused", (("by", "Radarr"), ("detail", "Getting it failed"))
    )


async def test_a_library_that_is_away_is_waited_for(world: DecidingWorld) -> None:
    world.gate.libraries.away("radarr")
    request_id = await approved(world)
    assert why(world, request_id).code == "program_away"
    assert world.decider.fetched == []
    world.gate.libraries.back("radarr")
    await world.advance(100)
    assert world.state(request_id) == "downloading"


async def test_a_source_that_is_gone_fails_it(world: DecidingWorld) -> None:
    request_id = await world.asked()
    world.there = False
    world.gate.attached.detach_source("decides")
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    assert world.state(request_id) == "failed"
    assert "link_program_gone" in world.whys(request_id)


async def test_what_a_removed_source_was_doing_ends(world: DecidingWorld) -> None:
    world.decider.lands_in = "elsewhere"
    request_id = await approved(world)
    world.gate.attached.detach_source("decides")
    await world.gate.clients.cancel_orphans()
    assert world.state(request_id) == "cancelled"


async def test_two_of_one_download_are_one(world: DecidingWorld) -> None:
    await approved(world)
    other = decided(guid="4_x", title=f"{TITLE}.v2", size=7, hashes=frozenset({HASH}))
    assert await world.gate.offer([other]) == 1
    assert len(world.ledger.requests) == 1


# What stands for its client is nothing but that


async def test_nobody_else_is_handed_to_it(world: DecidingWorld) -> None:
    known = torrent("Other").v1 or ""
    world.gate.attached.rules["ask"] = ask()
    world.source.files["https://site.test/Other.torrent"] = file_of("Other")
    release = Release(
        guid="o", title="Other", link=torrent("Other").magnet(), source="site"
    )
    await world.gate.offer([release])
    request_id = list(world.ledger.open)[-1]
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    assert world.gate.requests.find(request_id).client == "qb"
    assert world.client.taken == [known]
    assert isinstance(world.gate.attached.clients["qb"], FakeClient)


async def test_what_is_given_up_while_it_is_searched_for_is_not_fetched(
    world: DecidingWorld,
) -> None:
    world.decider.known.clear()
    request_id = await world.asked()
    world.hold("search")
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    await world.gate.decide.cancel(request_id, ANNA)
    world.let_go("search")
    await world.settle()
    await world.advance(900)
    assert world.state(request_id) == "cancelled"
    assert world.decider.fetched == []


@pytest.mark.parametrize("point", ["history", "commit"])
async def test_what_is_given_up_at_the_same_time_is_not_fetched_or_dropped(
    world: DecidingWorld, point: str
) -> None:
    request_id = await world.asked()
    await world.gate.decide.approve(request_id, ANNA)
    world.hold(point)
    await world.settle()

    async def cancel() -> None:
        await world.gate.decide.cancel(request_id, ANNA)

    world._spawn(cancel(), "somebody cancels")
    await world.settle()
    world.let_go(point)
    await world.advance(900)
    assert world.state(request_id) == "cancelled"
    fetched = len(world.decider.fetched)
    assert world.decider.dropped == [HASH.upper()] * fetched


async def test_nothing_is_looked_at_once_it_is_stopped(world: DecidingWorld) -> None:
    world.decider.lands_in = "elsewhere"
    await approved(world)
    world.gate.stop()
    world.points.clear()
    await world.advance(10 * EVERY)
    world.gate.through.follow.start()
    await world.advance(10 * EVERY)
    assert "queue" not in world.points


async def test_there_is_no_file_to_be_had_of_it(world: DecidingWorld) -> None:
    """What a feed has, too, is fetched from there where people were asked about that."""
    link = "https://site.test/Film.torrent"
    from_feed = decided(guid="f", source="site", link=link, opinion=None)
    world.source.files[link] = file_of(TITLE)
    request_id = await world.asked(from_feed)
    world.ledger.known = [decided(), from_feed]
    await world.gate.offer([decided()])
    assert len(world.ledger.requests) == 1
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    assert world.points.count("payload") == 1
    assert world.decider.fetched == []
    assert world.client.taken == [torrent(TITLE).v1]


async def test_the_next_best_is_put_up_for_what_is_gone_there(
    world: DecidingWorld,
) -> None:
    world.decider.known.clear()
    world.decider.finds.clear()
    other = Release(
        guid="o",
        title="Paper.Moon.Road.2021.720p.WEB-DL.x264-OTHER",
        link="https://site.test/Other.torrent",
        source="site",
    )
    worse = decided(
        guid="3_no",
        title="Paper.Moon.Road.2021.2160p.WEB-DL.x265-NO",
        opinion=Opinion(by="Radarr", stand=Stand.REJECTED),
    )
    world.ledger.known = [decided(), other, worse]
    request_id = await approved(world)
    assert world.state(request_id) == "failed"
    waiting = [one for one in world.ledger.open.values() if one.asking]
    # What the library says no to is none, however good it is.
    assert [one.release for one in waiting] == [other]

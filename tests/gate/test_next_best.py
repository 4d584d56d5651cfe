"""When a release has failed, the best of what else is known is put up as the next question."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.clients.base import DownloadState, Problem
from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.engine.asking import Asking
from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.engine.request import State, waiting
from custom_components.greenlight.gate.grab import GIVE_UP_AFTER
from custom_components.greenlight.gate.ports import ClientSettings
from custom_components.greenlight.sources.base import SourceNotFound, SourceTimeout
from tests.support.fake_client import FakeClient

from .fakes import ANNA, START, World
from .scene import approve, ask, by_file, by_magnet, torrent

FIRST = "Film.2024.2160p.WEB-DL-GRP"
SECOND = "Film.2024.1080p.BluRay-GRP"
THIRD = "Film.2024.720p.HDTV-GRP"
OTHER = "Another.Film.2024.2160p.WEB-DL-GRP"
DAY = 86400.0


@pytest.fixture
async def running(world: World) -> str:
    """Have a release downloading."""
    world.gate.attached.rules = {"auto": approve()}
    return await download(world, FIRST)


async def download(world: World, title: str, **changes: Any) -> str:
    await world.gate.offer([by_magnet(title, **changes)])
    await world.settle()
    return list(world.ledger.open)[-1]


async def fail(world: World, title: str = FIRST) -> None:
    """Have a client give up a release, as one of usenet does, beside one that takes the next."""
    world.client.protocol = Protocol.USENET  # type: ignore[misc]
    attached = world.gate.attached
    attached.clients["spare"] = FakeClient(world, "spare")
    attached.settings["spare"] = ClientSettings(name="Spare")
    world.client.show(
        torrent(title).v1 or "", state=DownloadState.FAILED, problem=Problem.ERROR
    )
    await world.poll()
    world.client.protocol = Protocol.TORRENT  # type: ignore[misc]
    del attached.clients["spare"], attached.settings["spare"]


async def offered(world: World, *titles: str, rule: str = "ask") -> dict[str, str]:
    """Have a rule ask about releases, and return the ids of the requests."""
    rules = world.gate.attached.rules
    world.gate.attached.rules = {rule: ask(id=rule)}
    releases = [by_magnet(title) for title in titles]
    await world.gate.offer(releases)
    world.ledger.known += releases
    world.gate.attached.rules = rules
    return {one.release.title: one.id for one in world.ledger.open.values()}


def asked(world: World) -> list[str]:
    return [one.release.title for one in waiting(world.ledger.open.values())]


class TestANewQuestion:
    async def test_is_asked_about_the_best(self, world: World, running: str) -> None:
        world.ledger.known = [by_magnet(one) for one in (THIRD, SECOND, OTHER, FIRST)]
        await fail(world)
        (request,) = world.ledger.open.values()
        assert request.release.title == SECOND
        # Although the rule approves by itself.
        assert request.state is State.PENDING
        assert (request.rule, request.expires) == ("auto", START + DAY)
        (why,) = request.reasons
        assert (why.code, dict(why.params)) == ("next_best", {"title": FIRST})
        assert world.whys(request.id) == ["next_best"]
        assert world.events[-2:] == [(running, "failed"), (request.id, "pending")]
        last = world.gate.requests.find(running).journal[-1].why
        assert (last.code, dict(last.params)) == ("put_up_instead", {"title": SECOND})

    async def test_says_what_the_rule_could_not_check(
        self, world: World, running: str
    ) -> None:
        world.gate.attached.rules = {"auto": approve(min_size=5)}
        world.ledger.known = [by_magnet(SECOND)]
        await fail(world)
        (request,) = world.ledger.open.values()
        assert [one.code for one in request.reasons] == ["next_best", "unknown_size"]

    async def test_leads_to_the_next_one_when_that_fails_too(
        self, world: World, running: str
    ) -> None:
        world.ledger.known = [by_magnet(one) for one in (THIRD, SECOND)]
        await fail(world)
        (second,) = world.ledger.open
        await world.gate.decide.approve(second, ANNA)
        await world.settle()
        await fail(world, SECOND)
        assert asked(world) == [THIRD]
        (third,) = world.ledger.open
        await world.gate.decide.approve(third, ANNA)
        await world.settle()
        await fail(world, THIRD)
        assert not world.ledger.open
        assert world.whys(third)[-1] == "nothing_else_known"

    async def test_is_asked_when_the_link_is_dead(self, world: World) -> None:
        world.gate.attached.rules = {"auto": approve()}
        release = by_file(FIRST)
        world.source.files[release.link] = SourceNotFound("HTTP 404")
        world.ledger.known = [release, by_magnet(SECOND)]
        await world.gate.offer([release])
        await world.settle()
        assert asked(world) == [SECOND]

    async def test_is_asked_when_the_site_was_down_for_a_day(
        self, world: World
    ) -> None:
        world.gate.attached.rules = {"auto": approve()}
        release = by_file(FIRST)
        world.source.files[release.link] = SourceTimeout("no answer")
        world.ledger.known = [release, by_magnet(SECOND)]
        await world.gate.offer([release])
        await world.advance(2 * GIVE_UP_AFTER)
        assert asked(world) == [SECOND]
        assert not len(world.ledger.skips)

    async def test_is_not_asked_when_the_client_was_down_for_a_day(
        self, world: World
    ) -> None:
        world.gate.attached.rules = {"auto": approve()}
        world.client.failure = CannotConnect()
        world.ledger.known = [by_magnet(SECOND)]
        await world.gate.offer([by_magnet(FIRST)])
        await world.advance(2 * GIVE_UP_AFTER)
        (request,) = world.ledger.history.values()
        assert request.state.value == "failed"
        assert not asked(world)
        assert not len(world.ledger.skips)

    async def test_is_on_disk_together_with_the_failure(
        self, world: World, running: str
    ) -> None:
        world.ledger.known = [by_magnet(SECOND)]
        world.kill_at = "committed"
        world.client.show(torrent(FIRST).v1 or "", state=DownloadState.FAILED)
        world.client.protocol = Protocol.USENET  # type: ignore[misc]
        polling = asyncio.ensure_future(world.poll())
        await asyncio.gather(polling, return_exceptions=True)
        await world.restart()
        assert world.state(running) == "failed"
        assert asked(world) == [SECOND]

    @pytest.mark.parametrize(
        "known",
        [
            [],
            [by_magnet(FIRST)],
            [by_magnet(FIRST, guid="again", source="other", link="https://x.test/1")],
            [by_magnet(OTHER)],
            [by_magnet("Film.2023.1080p-GRP")],
            [by_magnet("Film.S01E01.1080p-GRP")],
        ],
    )
    async def test_is_not_asked_when_nothing_else_is_known(
        self, world: World, running: str, known: list[Release]
    ) -> None:
        world.ledger.known = known
        await fail(world)
        assert not world.ledger.open
        assert world.whys(running)[-1] == "nothing_else_known"

    async def test_is_not_asked_about_what_no_rule_matches(
        self, world: World, running: str
    ) -> None:
        world.ledger.known = [by_magnet(SECOND)]
        world.gate.attached.rules = {"off": ask(enabled=False), "4k": ask("2160p")}
        await fail(world)
        assert not world.ledger.open

    async def test_is_not_asked_about_what_has_failed_before(
        self, world: World, running: str
    ) -> None:
        await download(world, SECOND)
        await fail(world, SECOND)
        # The same release from elsewhere.
        world.ledger.known = [by_file(SECOND, source="other")]
        await fail(world)
        assert not world.ledger.open

    async def test_is_not_asked_when_the_wish_cannot_be_met_by_another(
        self, world: World
    ) -> None:
        world.ledger.known = [by_magnet(SECOND)]
        world.gate.attached.rules = {"auto": approve(client="qb")}
        world.client.protocol = Protocol.USENET  # type: ignore[misc]
        world.gate.attached.clients["other"] = FakeClient(world)
        world.gate.attached.settings["other"] = ClientSettings(name="Other")
        await world.gate.offer([by_magnet(FIRST)])
        await world.settle()
        (request,) = world.ledger.history.values()
        assert request.journal[-1].why.code == "wrong_client"
        assert not world.ledger.open
        assert not list(world.ledger.skips)

    async def test_is_not_asked_when_somebody_was_quicker(
        self, world: World, running: str
    ) -> None:
        """The search lets others have their turn; what they do in it counts."""
        world.ledger.known = [by_magnet(SECOND)]
        world.client.show(torrent(FIRST).v1 or "", state=DownloadState.FAILED)
        world.client.protocol = Protocol.USENET  # type: ignore[misc]
        poll = await world.client.poll(world.gate.clients.followed("qb"))
        known = world.ledger.known_releases()

        def cancelled() -> list[Release]:
            request = world.gate.requests.find(running)
            world.ledger.update_later(
                request.move(
                    State.CANCELLED,
                    at=world.now,
                    who=ANNA,
                    why=request.journal[0].why,
                )
            )
            return list(known)

        world.ledger.known_releases = cancelled  # type: ignore[method-assign]
        await world.gate.clients.take_poll("qb", poll, back=False)
        assert world.state(running) == "cancelled"
        assert not world.ledger.open
        assert not list(world.ledger.skips)


class TestAQuestionThatIsThere:
    async def test_is_asked_again(self, world: World, running: str) -> None:
        await world.advance(60)
        ids = await offered(world, SECOND, OTHER)
        assert asked(world) == [SECOND, OTHER]
        await world.advance(600)
        world.events.clear()
        await fail(world)
        # It is the last that was asked about, so it is shown first.
        assert asked(world) == [OTHER, SECOND]
        request = world.gate.requests.find(ids[SECOND])
        assert [one.code for one in request.reasons] == ["next_best"]
        assert world.whys(request.id) == ["rule_matched", "next_best"]
        assert request.expires == START + 660 + DAY
        assert world.events == [(running, "failed"), (request.id, "pending")]
        assert world.whys(running)[-1] == "put_up_instead"
        assert len(world.ledger.open) == 2

    async def test_is_asked_again_without_the_votes_it_had(
        self, world: World, running: str
    ) -> None:
        world.gate.attached.rules["ask"] = ask("BluRay", asking=Asking(need=2))
        release = by_magnet(SECOND)
        world.ledger.known.append(release)
        world.gate.attached.rules.pop("auto")
        await world.gate.offer([release])
        (request,) = waiting(world.ledger.open.values())
        voted = await world.gate.decide.approve(request.id, ANNA)
        assert voted.ballot is not None
        assert len(voted.ballot.votes) == 1
        await fail(world)
        again = world.gate.requests.find(request.id)
        assert again.ballot == replace(voted.ballot, votes=())
        assert again.state is State.PENDING

    async def test_names_only_the_last_that_failed(
        self, world: World, running: str
    ) -> None:
        also = await download(world, THIRD)
        ids = await offered(world, SECOND)
        await fail(world)
        await fail(world, THIRD)
        assert world.state(also) == "failed"
        (why,) = world.gate.requests.find(ids[SECOND]).reasons
        assert dict(why.params) == {"title": THIRD}

    async def test_that_expired_is_asked_again(
        self, world: World, running: str
    ) -> None:
        ids = await offered(world, SECOND)
        await world.advance(2 * DAY)
        assert world.state(ids[SECOND]) == "expired"
        await fail(world)
        request = world.gate.requests.find(ids[SECOND])
        assert request.state is State.PENDING
        assert request.expires == world.now + DAY
        assert world.events[-1] == (request.id, "pending")
        assert world.whys(request.id)[-1] == "next_best"
        assert [one.code for one in request.reasons] == ["next_best"]

    @pytest.mark.parametrize(
        "decided", ["declined", "cancelled", "downloading", "completed"]
    )
    async def test_that_is_decided_stays_so(
        self, world: World, running: str, decided: str
    ) -> None:
        # Of one rule they would be one question.
        await offered(world, SECOND)
        ids = await offered(world, THIRD, rule="other")
        second = ids[SECOND]
        match decided:
            case "declined":
                await world.gate.decide.decline(second, ANNA)
            case "cancelled":
                await world.gate.decide.cancel(second, ANNA)
            case _:
                await world.gate.decide.approve(second, ANNA)
                await world.settle()
        if decided == "completed":
            world.client.show(torrent(SECOND).v1 or "", complete=True)
            await world.poll()
        assert world.state(second) == decided
        await fail(world)
        assert world.state(second) == decided
        assert asked(world) == [THIRD]
        assert world.whys(ids[THIRD])[-1] == "next_best"

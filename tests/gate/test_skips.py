"""What has failed is not asked about again by itself, and always by a person's wish."""

from typing import Any

import pytest

from custom_components.greenlight.clients.base import DownloadState, Problem
from custom_components.greenlight.clients.errors import CannotConnect, ReleaseRefused
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.ports import LedgerError, UnknownSkip
from custom_components.greenlight.sources.base import SourceNotFound

from .fakes import ANNA, World
from .scene import approve, ask, by_file, by_magnet, torrent

TITLE = "Film.2024.1080p.WEB-DL-GRP"
HASH = torrent(TITLE).v1 or ""
DAY = 86400.0


@pytest.fixture
async def failed(world: World) -> str:
    """Have a release fail and return the id of its request."""
    return await fail(world)


async def fail(world: World, title: str = TITLE, **changes: Any) -> str:
    """Have a release fail in a client that gives up at once."""
    world.gate.attached.rules = {"auto": approve()}
    await world.gate.offer([by_magnet(title, **changes)])
    await world.settle()
    request_id = list(world.ledger.open)[-1]
    await give_up(world, title)
    return request_id


async def give_up(world: World, title: str = TITLE) -> None:
    world.client.protocol = Protocol.USENET  # type: ignore[misc]
    world.client.show(
        torrent(title).v1 or "",
        state=DownloadState.FAILED,
        problem=Problem.ENCRYPTED,
        message="wants a password",
    )
    await world.poll()
    world.client.protocol = Protocol.TORRENT  # type: ignore[misc]


def spelled_differently(**changes: Any) -> Any:
    facts = {"guid": "elsewhere", "source": "other", "title": TITLE.replace(".", " ")}
    return by_file("elsewhere", **facts | changes)


class TestWhatFailed:
    async def test_is_on_the_list(self, world: World, failed: str) -> None:
        (skip,) = world.ledger.skips
        assert (skip.id, skip.title, skip.at) == (failed, TITLE, world.now)
        assert skip.why.code == "download_encrypted"
        assert dict(skip.why.params) == {"detail": "wants a password"}
        assert skip.hashes == {HASH}

    @pytest.mark.parametrize("rule", [ask(), approve()])
    async def test_is_not_asked_about_again(
        self, world: World, failed: str, rule: Any
    ) -> None:
        world.gate.attached.rules = {rule.id: rule}
        assert await world.gate.offer([spelled_differently()]) == 0
        await world.gate.offer([by_magnet(TITLE, guid="9", source="other")])
        await world.gate.offer([spelled_differently()], again=True)
        assert not world.ledger.open
        assert list(world.ledger.history) == [failed]

    async def test_is_asked_about_when_it_is_another_of_that_name(
        self, world: World
    ) -> None:
        await fail(world, size=1000)
        assert await world.gate.offer([spelled_differently(size=2000)]) == 1
        assert await world.gate.offer([spelled_differently(guid="2", size=1010)]) == 0

    async def test_is_not_found_by_a_look_back_and_a_preview(
        self, world: World, failed: str
    ) -> None:
        world.ledger.known = [spelled_differently(), by_magnet("Other")]
        rule = ask()
        assert [
            one.release.title for one in (await world.gate.preview([rule])).would_ask
        ] == ["Other"]
        await world.gate.look_back(rule, "mark")
        assert [one.release.title for one in world.ledger.open.values()] == ["Other"]

    async def test_is_still_known_after_a_restart(
        self, world: World, failed: str
    ) -> None:
        await world.restart()
        assert await world.gate.offer([spelled_differently()]) == 0

    async def test_is_asked_about_again_after_half_a_year(
        self, world: World, failed: str
    ) -> None:
        await world.advance(181 * DAY)
        assert await world.gate.offer([spelled_differently()]) == 1

    async def test_is_not_on_the_list_when_that_could_not_be_stored(
        self, world: World
    ) -> None:
        world.gate.attached.rules = {"auto": approve()}
        await world.gate.offer([by_magnet(TITLE)])
        await world.settle()
        world.ledger.failing = True
        await give_up(world)
        assert not list(world.ledger.skips)
        world.ledger.failing = False
        await give_up(world)
        assert len(world.ledger.skips) == 1

    @pytest.mark.parametrize(
        ("title", "count"), [("refused", 1), ("dead link", 0), ("client away", 0)]
    )
    async def test_is_on_the_list_only_if_it_is_the_release_that_failed(
        self, world: World, title: str, count: int
    ) -> None:
        release = by_file(title) if title == "dead link" else by_magnet(title)
        if title == "refused":
            world.client.add_failure = ReleaseRefused("broken")
        if title == "dead link":
            world.source.files[release.link] = SourceNotFound("HTTP 404")
        if title == "client away":
            world.client.failure = CannotConnect("no route")
        world.gate.attached.rules = {"auto": approve()}
        await world.gate.offer([release])
        await world.advance(3 * DAY)
        (request,) = world.ledger.history.values()
        assert request.state is State.FAILED
        assert len(world.ledger.skips) == count


class TestAPerson:
    async def test_can_retry_what_failed(self, world: World, failed: str) -> None:
        await world.gate.decide.retry(failed, ANNA)
        assert not list(world.ledger.skips)
        assert world.ledger.skips_on_disk == "[]"
        await world.settle()
        assert world.state(failed) == "downloading"

    async def test_is_asked_again_after_a_retry_failed_as_well(
        self, world: World, failed: str
    ) -> None:
        await world.gate.decide.retry(failed, ANNA)
        await world.settle()
        await give_up(world)
        assert world.state(failed) == "failed"
        assert [one.id for one in world.ledger.skips] == [failed]

    async def test_has_what_stopped_in_the_client_go_on(
        self, world: World, failed: str
    ) -> None:
        await world.gate.decide.retry(failed, ANNA)
        await world.settle()
        assert world.client.commands == [("resume", HASH)]

    async def test_is_not_kept_from_it_by_a_client_that_does_not_answer(
        self, world: World, failed: str
    ) -> None:
        world.hold("resume")
        await world.gate.decide.retry(failed, ANNA)
        await world.settle()
        world.client.failure = CannotConnect("no route")
        world.let_go("resume")
        await world.settle()
        assert world.state(failed) == "downloading"
        assert not world.failures

    async def test_can_hand_in_what_failed(self, world: World, failed: str) -> None:
        link = torrent(TITLE).magnet()
        request = await world.gate.hand_in(link, who=ANNA)
        assert request.state is State.PENDING
        assert request.id != failed
        assert not list(world.ledger.skips)

    async def test_can_hand_in_what_failed_under_another_name(
        self, world: World, failed: str
    ) -> None:
        request = await world.gate.hand_in(
            torrent("Else").magnet(), who=ANNA, title=TITLE, approve=True
        )
        await world.settle()
        assert world.state(request.id) == "downloading"

    async def test_can_take_some_off_the_list(self, world: World, failed: str) -> None:
        other = await fail(world, "Other")
        world.gate.forget_skip([failed])
        assert [one.id for one in world.ledger.skips] == [other]
        assert failed not in world.ledger.skips_on_disk
        assert await world.gate.offer([spelled_differently()]) == 1

    async def test_is_told_what_is_not_on_the_list(
        self, world: World, failed: str
    ) -> None:
        with pytest.raises(UnknownSkip, match="other"):
            world.gate.forget_skip([failed, "other"])
        assert len(world.ledger.skips) == 1
        world.gate.forget_skip([])

    async def test_who_cannot_be_obeyed_changes_nothing_on_disk(
        self, world: World, failed: str
    ) -> None:
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.decide.retry(failed, ANNA)
        assert world.state(failed) == "failed"

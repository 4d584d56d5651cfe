"""Two requests that are the same, and requests whose client is gone."""

from dataclasses import replace

from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.grab import RETRY_DELAYS
from custom_components.greenlight.gate.ports import ClientSettings
from custom_components.greenlight.gate.twins import double
from tests.support.fake_client import FakeClient
from tests.support.fake_downloads import downloading

from .fakes import ANNA, World
from .scene import approve, by_file, by_magnet, file_of, torrent
from .test_grab import HASH, approved, pending


class TestTheSameTorrent:
    async def test_from_another_file_is_superseded(self, world: World) -> None:
        first = await approved(world)
        world.source.files["https://site.test/Copy.torrent"] = file_of("Film")
        copy = await approved(world, by_file("Copy"))
        request = world.gate.requests.find(copy)
        assert request.state is State.SUPERSEDED
        assert dict(request.journal[-1].why.params) == {"title": "Film"}
        assert world.state(first) == "downloading"
        assert world.client.taken == [HASH]

    async def test_learned_by_two_at_once_is_taken_once(self, world: World) -> None:
        for name in ("Film", "Copy"):
            world.source.files[f"https://site.test/{name}.torrent"] = file_of("Film")
        world.gate.attached.rules["auto"] = approve()
        await world.gate.offer([by_file("Film"), by_file("Copy")])
        await world.settle()
        states = [request.state.value for request in world.ledger.requests.values()]
        assert sorted(states) == ["downloading", "superseded"]
        assert world.client.taken == [HASH]

    async def test_asked_about_is_no_question_any_more(self, world: World) -> None:
        question = await pending(world)
        world.source.files["https://site.test/Copy.torrent"] = file_of("Film")
        copy = await approved(world, by_file("Copy"))
        assert world.state(copy) == "downloading"
        assert world.state(question) == "superseded"
        assert world.events[-1] == (question, "superseded")

    async def test_found_in_the_client_belongs_to_one(self, world: World) -> None:
        hybrid = torrent("Film", "hybrid")
        found = downloading(frozenset({hybrid.v1 or "", hybrid.v2 or ""}))
        world.client.downloads[found.id] = found
        world.gate.attached.rules["auto"] = approve()
        by_v1 = by_magnet("Film", link=f"magnet:?xt=urn:btih:{hybrid.v1}")
        by_v2 = by_magnet("Copy", link=f"magnet:?xt=urn:btmh:1220{hybrid.v2}")
        await world.gate.offer([by_v1, by_v2])
        await world.settle()
        states = [request.state.value for request in world.ledger.requests.values()]
        assert sorted(states) == ["downloading", "superseded"]
        assert world.client.downloads
        assert not world.client.removed

    async def test_asked_about_twice_is_approved_once(self, world: World) -> None:
        world.client.failure = CannotConnect()
        twins = []
        for name in ("Film", "Copy"):
            world.source.files[f"https://site.test/{name}.torrent"] = file_of("Film")
            twins.append(await approved(world, by_file(name)))
            await world.gate.decide.cancel(twins[-1], ANNA)
        first, second = twins
        for request_id in twins:
            await world.gate.decide.retry(request_id, ANNA)
        await world.gate.decide.approve(first, ANNA)
        await world.gate.decide.approve(second, ANNA)
        assert world.state(first) == "approved"
        assert world.state(second) == "superseded"
        assert dict(world.gate.requests.find(second).journal[-1].why.params) == {
            "title": "Film"
        }
        world.client.failure = None
        await world.advance(RETRY_DELAYS[0])
        assert world.state(first) == "downloading"
        assert world.client.taken == [HASH]


class TestClientRemoved:
    async def test_while_it_is_called_nobody_is_left_to_follow(
        self, world: World
    ) -> None:
        world.hold("added")
        request_id = await approved(world)
        del world.gate.attached.clients["qb"]
        await world.gate.clients.cancel_orphans()
        assert world.state(request_id) == "approved"
        world.let_go("added")
        await world.settle()
        assert world.state(request_id) == "cancelled"
        assert world.whys(request_id)[-2:] == ["client_took_it", "client_removed"]
        assert world.client.taken == [HASH]

    async def test_ends_what_it_was_doing_and_nothing_else(self, world: World) -> None:
        running = await approved(world)
        question = await pending(world, by_magnet("Other"))
        del world.gate.attached.clients["qb"]
        await world.gate.clients.cancel_orphans()
        assert world.state(running) == "cancelled"
        assert world.state(question) == "pending"

    async def test_and_replaced_the_other_takes_what_waits(self, world: World) -> None:
        world.client.failure = CannotConnect()
        request_id = await approved(world)
        second = FakeClient(world, "second")
        world.gate.attached.clients = {"second": second}
        world.gate.attached.settings["second"] = ClientSettings(name="Second")
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"
        assert second.taken == [HASH]
        assert world.gate.requests.find(request_id).client == "second"


async def test_what_has_ended_is_in_no_two_clients(world: World) -> None:
    ended = world.gate.requests.find(await approved(world))
    others = {"other": replace(ended, id="other", client="other")}
    assert double(others, ended) is not None
    assert double(others, replace(ended, state=State.COMPLETED)) is None
